#include "store/waiters.hpp"

#include <gmock/gmock.h>

namespace sofia::test {
namespace {

using store::Waiters;
using testing::IsEmpty;
using testing::SizeIs;

constexpr base::SteadyTime at(int ms) {
    return base::SteadyTime{} + base::Milliseconds(ms);
}

store::OnCommit count_in(int& calls) {
    return [&calls](base::Result<void>) { ++calls; };
}

TEST(WaitersOfWrites, ACompletionIsTakenOnce) {
    Waiters waiters;
    int calls = 0;
    const auto id = waiters.add(count_in(calls), at(10));
    waiters.take(id)({});
    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(waiters.take(id));
    EXPECT_THAT(waiters.expire(at(99)), IsEmpty());
}

TEST(WaitersOfWrites, WhatIsDueExpiresAndIsNotTakenLater) {
    Waiters waiters;
    int calls = 0;
    const auto first = waiters.add(count_in(calls), at(10));
    const auto second = waiters.add(count_in(calls), at(20));
    EXPECT_THAT(waiters.expire(at(9)), IsEmpty());
    EXPECT_THAT(waiters.expire(at(10)), SizeIs(1));
    EXPECT_FALSE(waiters.take(first));
    EXPECT_TRUE(waiters.take(second));
}

TEST(WaitersOfWrites, TakenOutOfOrderTheOthersStay) {
    Waiters waiters;
    int calls = 0;
    const auto first = waiters.add(count_in(calls), at(10));
    const auto second = waiters.add(count_in(calls), at(20));
    const auto third = waiters.add(count_in(calls), at(30));
    EXPECT_TRUE(waiters.take(second));
    EXPECT_EQ(waiters.next_deadline(), at(10));
    EXPECT_TRUE(waiters.take(first));
    EXPECT_EQ(waiters.next_deadline(), at(30));
    EXPECT_THAT(waiters.expire(at(30)), SizeIs(1));
    EXPECT_FALSE(waiters.take(third));
}

TEST(WaitersOfWrites, NobodyWaitsForEver) {
    Waiters waiters;
    EXPECT_EQ(waiters.next_deadline(), base::SteadyTime::max());
    int calls = 0;
    waiters.add(count_in(calls), at(10));
    EXPECT_THAT(waiters.take_all(), SizeIs(1));
    EXPECT_EQ(waiters.next_deadline(), base::SteadyTime::max());
}

TEST(WaitersOfWrites, AnEmptyCompletionIsNobodyWaiting) {
    Waiters waiters;
    int calls = 0;
    const auto empty = waiters.add(nullptr, at(10));
    const auto other = waiters.add(count_in(calls), at(20));
    EXPECT_FALSE(waiters.take(empty));
    EXPECT_TRUE(waiters.take(other));
}

}  // namespace
}  // namespace sofia::test
