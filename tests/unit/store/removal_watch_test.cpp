#include "store/removal_watch.hpp"

#include <gmock/gmock.h>

namespace sofia::test {
namespace {

using testing::ElementsAre;

const auto kSelf = [](int row) { return row; };

std::vector<int> end(store::RemovalWatch<int>& watch, std::vector<int> rows) {
    watch.end(rows, kSelf);
    return rows;
}

TEST(RemovalsDuringARead, AWaitingRemovalHidesItsRow) {
    store::RemovalWatch<int> watch;
    watch.asked(1);
    watch.begin();
    EXPECT_THAT(end(watch, {1, 2}), ElementsAre(2));
}

TEST(RemovalsDuringARead, ARemovalThatIsDoneBeforeTheReadEndsHidesItsRow) {
    store::RemovalWatch<int> watch;
    watch.begin();
    watch.asked(1);
    watch.settled(1);
    EXPECT_THAT(end(watch, {1, 2}), ElementsAre(2));
}

TEST(RemovalsDuringARead, ARemovalThatWasDoneBeforeTheReadHidesNothing) {
    store::RemovalWatch<int> watch;
    watch.asked(1);
    watch.settled(1);
    watch.begin();
    EXPECT_THAT(end(watch, {1, 2}), ElementsAre(1, 2));
}

TEST(RemovalsDuringARead, OfTwoRemovalsBothMustBeDone) {
    store::RemovalWatch<int> watch;
    watch.asked(1);
    watch.asked(1);
    watch.settled(1);
    watch.begin();
    EXPECT_THAT(end(watch, {1}), ElementsAre());
}

TEST(RemovalsDuringARead, AreRememberedUntilTheLastReaderHasEnded) {
    store::RemovalWatch<int> watch;
    watch.begin();
    watch.begin();
    watch.asked(1);
    watch.settled(1);
    EXPECT_THAT(end(watch, {1}), ElementsAre());
    EXPECT_THAT(end(watch, {1}), ElementsAre());
    watch.begin();
    EXPECT_THAT(end(watch, {1}), ElementsAre(1));
}

}  // namespace
}  // namespace sofia::test
