#include "cluster/signs.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/fake_loop.hpp"

namespace sofia::cluster {
namespace {

using namespace std::chrono_literals;

class SignsOfANode : public testing::Test {
  protected:
    /// The database answers the oldest question.
    void answer(base::Milliseconds skew = 0ms) {
        auto done = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        store::ClusterView view;
        view.clock = clock_.wall() + skew;
        view.schema_version = 6;
        view.others = {{{base::NodeName("west"), "STANDBY", base::Epoch{2}, "d", "0.1.0"}, 400ms}};
        done(view);
    }
    void refuse() {
        auto done = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        done(base::fail(base::ErrorKind::Timeout, "away"));
    }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    std::string role_ = "STANDBY";
    std::vector<std::string> told_;
    std::vector<Signs::OnView> waiting_;
    Signs signs_{
        loop_,
        clock_,
        {[this] {
             return model::NodeSign{base::NodeName("east"), role_, base::Epoch{0}, "d", "0"};
         },
         [this](const model::NodeSign& ours, Signs::OnView done) {
             told_.push_back(ours.role);
             waiting_.push_back(std::move(done));
         }}};
};

TEST_F(SignsOfANode, AreGivenAtOnceAndInEachPeriod) {
    signs_.begin(3s);
    EXPECT_EQ(told_.size(), 1U);
    answer();
    loop_.advance(6s);
    EXPECT_EQ(told_.size(), 2U) << "the second is not answered yet: no third";
    answer();
    EXPECT_EQ(told_.size(), 3U) << "it was due meanwhile";
}

TEST_F(SignsOfANode, SayWhatHasChangedWhileOneIsUnderWay) {
    signs_.tell();
    role_ = "ACTIVE";
    signs_.tell();
    signs_.tell();
    answer();
    EXPECT_EQ(told_, (std::vector<std::string>{"STANDBY", "ACTIVE"}));
}

TEST_F(SignsOfANode, GrowOldByOurClock) {
    EXPECT_FALSE(signs_.heard());
    signs_.tell();
    loop_.advance(20ms);
    answer();
    loop_.advance(5s);
    const auto heard = signs_.heard();
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->ago, 5s);
    EXPECT_EQ(heard->lag, 20ms);
    EXPECT_EQ(heard->others.at(0).ago, 5400ms);
    EXPECT_EQ(heard->schema_version, 6);
}

TEST_F(SignsOfANode, TellHowFarTheClocksAreApart) {
    signs_.tell();
    loop_.advance(20ms);
    answer(1500ms);
    EXPECT_EQ(signs_.heard()->skew, 1510ms);
}

TEST_F(SignsOfANode, StayAsTheyWereWhileTheDatabaseIsAway) {
    signs_.tell();
    answer();
    loop_.advance(1s);
    signs_.tell();
    refuse();
    EXPECT_EQ(signs_.heard()->ago, 1s);
}

}  // namespace
}  // namespace sofia::cluster
