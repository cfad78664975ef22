#include "store/commit_pace.hpp"

#include <gtest/gtest.h>

namespace sofia::test {
namespace {

using namespace std::chrono_literals;

class CommitPace : public testing::Test {
  protected:
    /// Commits of `rows` rows a second for some seconds. \return the distance at the end.
    base::Milliseconds commits(double rows, int seconds) {
        base::Milliseconds distance{};
        double due = 0;
        for (const auto end = now_ + std::chrono::seconds(seconds); now_ < end;) {
            const auto next = pace_.next(static_cast<std::size_t>(due), now_);
            distance = std::chrono::duration_cast<base::Milliseconds>(next - now_);
            due += rows * std::chrono::duration<double>(distance).count() -
                   static_cast<double>(static_cast<std::size_t>(due));
            now_ = next;
        }
        return distance;
    }

    base::SteadyTime now_{1h};
    store::CommitPace pace_{10ms};
};

TEST_F(CommitPace, IsTheUsualOneForAFewHundredCallsASecond) {
    EXPECT_EQ(commits(400, 5), 10ms);
}

TEST_F(CommitPace, IsHalfAsFastForManyCalls) {
    EXPECT_EQ(commits(1200, 5), 20ms);
}

TEST_F(CommitPace, IsNotChangedByOneFullBatch) {
    commits(400, 5);
    EXPECT_EQ(pace_.next(300, now_), now_ + 10ms);
}

TEST_F(CommitPace, IsTheUsualOneAgainAfterTheRush) {
    commits(5000, 5);
    EXPECT_EQ(commits(400, 4), 10ms);
    commits(5000, 5);
    EXPECT_EQ(pace_.next(1, now_ + 10s), now_ + 10s + 10ms);
}

}  // namespace
}  // namespace sofia::test
