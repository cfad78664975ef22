#include "store/link.hpp"

#include <gtest/gtest.h>

#include "scripted_database.hpp"

namespace sofia::test {
namespace {

using namespace std::chrono_literals;

class Links : public testing::Test {
  protected:
    static base::SteadyTime now() { return base::SteadyTime::clock::now(); }

    ScriptedDatabase database_;
    store::DeadlineKeeper keeper_;
    store::Link link_{database_.opener(), keeper_};
};

// The answer and the cut may cross: the call has succeeded, and its connection is gone.
TEST_F(Links, CutThatComesTooLateLeavesTheSuccessAndTakesTheConnection) {
    ASSERT_TRUE(link_.connect());
    const auto first = link_.run(now() + 1min, [&](store::Database& database) {
        link_.check(now() + 2min);
        return database.ping();
    });
    EXPECT_TRUE(first);
    EXPECT_FALSE(link_.connected());
}

TEST_F(Links, CallWithoutAConnectionFailsAndIsNotMade) {
    bool is_made = false;
    const auto call = [&](store::Database& database) {
        is_made = true;
        return database.ping();
    };
    const auto made = link_.run(now() + 1min, call);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, base::ErrorKind::Unavailable);
    EXPECT_FALSE(is_made);
    ASSERT_TRUE(link_.connect());
    EXPECT_TRUE(link_.run(now() + 1min, call));
}

}  // namespace
}  // namespace sofia::test
