#include "call/call_table.hpp"

#include <algorithm>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class CallTableTest : public test::CallWorld {
  protected:
    /// A waiting call of this name, which was made so long after the start.
    void add(const std::string& name, base::Milliseconds made) {
        auto leg = std::make_unique<Leg>(base::LegUuid("a-" + name), Side::A, "internal");
        leg->created += made;
        table_.add(std::make_unique<Call>(services_, base::CallUuid(name), std::move(leg)));
    }

    void remove(const std::string& name) {
        const base::CallUuid uuid(name);
        table_.find(uuid)->abandon({});
        table_.remove(uuid);
    }

    Names next(std::size_t limit) {
        Names names;
        for (const auto* call : table_.by_age(place_, limit))
            names.push_back(call->uuid().str());
        return names;
    }

    void TearDown() override {
        table_.abandon({});
        CallWorld::TearDown();
    }

    std::optional<CallTable::Age> place_;
};

TEST_F(CallTableTest, GivesTheOldestFirstAndThoseOfOneMomentByName) {
    add("c", 2ms);
    add("b", 1ms);
    add("d", 1ms);
    add("a", 3ms);
    EXPECT_EQ(next(10), (Names{"b", "d", "c", "a"}));
    EXPECT_EQ(next(10), Names{}) << "the place is behind the last one";
}

TEST_F(CallTableTest, GoesOnBehindACallThatIsGone) {
    for (const auto* name : {"a", "b", "c", "d"})
        add(name, 1ms);
    EXPECT_EQ(next(2), (Names{"a", "b"}));
    remove("b");
    remove("c");
    add("aa", 1ms);
    add("e", 2ms);
    EXPECT_EQ(next(1), Names{"d"});
    EXPECT_EQ(next(1), Names{"e"});
    EXPECT_EQ(next(1), Names{});
}

TEST_F(CallTableTest, GivesACallOnceThatReplacesOneOfItsName) {
    add("a", 1ms);
    add("b", 2ms);
    table_.find(base::CallUuid("a"))->abandon({});
    add("a", 3ms);
    EXPECT_EQ(next(10), (Names{"b", "a"}));
    remove("a");
    place_.reset();
    EXPECT_EQ(next(10), Names{"b"});
}

TEST_F(CallTableTest, VisitsEachCallThatHasNotFinished) {
    for (const auto* name : {"a", "b", "c"})
        add(name, 1ms);
    table_.find(base::CallUuid("b"))->abandon({});
    Names visited;
    table_.for_each([&](const Call& call) { visited.push_back(call.uuid().str()); });
    std::sort(visited.begin(), visited.end());
    EXPECT_EQ(visited, (Names{"a", "c"}));
    EXPECT_EQ(next(10), (Names{"a", "c"}));
}

}  // namespace
}  // namespace sofia::call
