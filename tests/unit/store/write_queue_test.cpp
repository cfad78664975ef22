#include "store/write_queue.hpp"

#include <gmock/gmock.h>

#include "samples.hpp"

namespace sofia::test {
namespace {

using store::QueuedWrite;
using store::WriteQueue;
using store::WriteSet;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr base::SteadyTime kStart{};
constexpr std::size_t kAll = 1000;

WriteSet put(int number) {
    return {.put_calls = {sample_call(number)}};
}

WriteSet remove(int number) {
    return {.remove_calls = {sample_call(number).uuid}};
}

class Writes : public testing::Test {
  protected:
    void push(WriteSet rows) { ASSERT_TRUE(queue_.push(std::move(rows), next_++, kStart)); }
    store::Batch merged() {
        return store::merge(queue_.take(kAll), base::ClusterName("c"), kNodeA, base::Epoch{3});
    }

    WriteQueue queue_{100};
    store::WaiterId next_ = 1;
};

TEST_F(Writes, OfTwoPutsOfACallTheLaterCounts) {
    auto late = put(1);
    late.put_calls[0].state = "held";
    push(put(1));
    push(std::move(late));
    const auto batch = merged();
    ASSERT_THAT(batch.put_calls, SizeIs(1));
    EXPECT_EQ(batch.put_calls[0].state, "held");
}

TEST_F(Writes, OfTwoPutsOfAGatewayTheLaterCountsAndTheQueueHoldsOne) {
    auto late = WriteSet{.put_gateways = {sample_gateway(1)}};
    late.put_gateways[0].cseq = 7;
    push({.put_gateways = {sample_gateway(1)}});
    push(std::move(late));
    EXPECT_EQ(queue_.size(), 1U);
    push({.put_gateways = {sample_gateway(2)}, .remove_gateways = {sample_gateway(1).key}});
    const auto batch = merged();
    ASSERT_THAT(batch.put_gateways, SizeIs(1));
    EXPECT_EQ(batch.put_gateways[0].key.gateway, "trunk-2");
    EXPECT_EQ(batch.put_gateways[0].epoch, base::Epoch{3});
    EXPECT_THAT(batch.remove_gateways, ElementsAre(sample_gateway(1).key));
}

TEST_F(Writes, ARemovalAfterAPutLeavesTheRemoval) {
    push(put(1));
    push(remove(1));
    const auto batch = merged();
    EXPECT_THAT(batch.put_calls, IsEmpty());
    EXPECT_THAT(batch.remove_calls, ElementsAre(sample_call(1).uuid));
}

TEST_F(Writes, APutAfterARemovalLeavesThePut) {
    push({.remove_registrations = {sample_binding(1).key}});
    push({.put_registrations = {sample_binding(1)}});
    const auto batch = merged();
    EXPECT_THAT(batch.put_registrations, SizeIs(1));
    EXPECT_THAT(batch.remove_registrations, IsEmpty());
}

TEST_F(Writes, APutAfterARemovalAfterAPutStaysBehindBoth) {
    push({.put_registrations = {sample_binding(1)}});
    push({.remove_registrations = {sample_binding(1).key}});
    auto again = sample_binding(1);
    again.status = "again";
    push({.put_registrations = {again}});
    const auto batch = merged();
    ASSERT_THAT(batch.put_registrations, SizeIs(1));
    EXPECT_EQ(batch.put_registrations[0].status, "again");
}

TEST_F(Writes, WithinOneWriteAPutBeatsARemovalOfTheSameKey) {
    push({.put_registrations = {sample_binding(1)},
          .remove_registrations = {sample_binding(1).key, sample_binding(2).key}});
    const auto batch = merged();
    EXPECT_THAT(batch.put_registrations, SizeIs(1));
    EXPECT_THAT(batch.remove_registrations, ElementsAre(sample_binding(2).key));
}

TEST_F(Writes, KeysThatLookAlikeWhenJoinedStayApart) {
    auto first = sample_binding(1);
    auto second = sample_binding(1);
    first.key.user = "ab";
    first.key.host = "c";
    second.key.user = "a";
    second.key.host = "bc";
    push({.put_registrations = {first}});
    push({.put_registrations = {second}});
    EXPECT_THAT(merged().put_registrations, SizeIs(2));
}

TEST_F(Writes, MergeSaysWhoseTheRowsAre) {
    push({.put_calls = {sample_call(1)}, .put_registrations = {sample_binding(1)}});
    const auto batch = merged();
    EXPECT_EQ(batch.cluster, base::ClusterName("c"));
    EXPECT_EQ(batch.put_calls[0].owner, kNodeA);
    EXPECT_EQ(batch.put_registrations[0].epoch, base::Epoch{3});
}

TEST_F(Writes, EachRowGetsALargerSequence) {
    push({.put_registrations = {sample_binding(1), sample_binding(2)}});
    push(put(1));
    const auto taken = queue_.take(kAll);
    EXPECT_LT(taken[0].rows.put_registrations[0].sequence,
              taken[0].rows.put_registrations[1].sequence);
    EXPECT_LT(taken[0].rows.put_registrations[1].sequence, taken[1].rows.put_calls[0].sequence);
}

TEST_F(Writes, AWaitingPutIsReplacedInItsPlaceAndKeepsItsWaiters) {
    push(put(1));
    push(put(2));
    push(put(1));
    EXPECT_EQ(queue_.size(), 2U);
    const auto taken = queue_.take(kAll);
    EXPECT_THAT(taken[0].waiters, ElementsAre(1, 3));
    EXPECT_EQ(taken[0].rows.put_calls[0].sequence, 3);
}

TEST_F(Writes, APutOfSeveralRowsIsNotReplaced) {
    push({.put_registrations = {sample_binding(1), sample_binding(2)}});
    push({.put_registrations = {sample_binding(1)}});
    EXPECT_EQ(queue_.size(), 2U);
}

TEST_F(Writes, AReplaceablePutBehindAPutOfSeveralRowsIsNotReplacedAcrossIt) {
    push({.put_registrations = {sample_binding(1)}});
    push({.put_registrations = {sample_binding(1), sample_binding(2)}});
    auto last = sample_binding(1);
    last.status = "last";
    push({.put_registrations = {last}});
    EXPECT_EQ(queue_.size(), 3U);
    for (const auto& binding : merged().put_registrations)
        if (binding.key == last.key) {
            EXPECT_EQ(binding.status, "last");
        }
}

TEST_F(Writes, AWriteThatWasTakenIsNotReplacedAnyMore) {
    push(put(1));
    auto taken = queue_.take(kAll);
    push(put(1));
    queue_.give_back(std::move(taken));
    push(put(1));
    EXPECT_EQ(queue_.size(), 2U);
    EXPECT_EQ(merged().put_calls[0].sequence, 3);
}

TEST_F(Writes, TakeKeepsToTheLimitOfRowsButGivesAtLeastOneWrite) {
    push({.put_registrations = {sample_binding(1), sample_binding(2), sample_binding(3)}});
    push(put(1));
    push(put(2));
    EXPECT_EQ(queue_.rows(), 5U);
    EXPECT_THAT(queue_.take(2), SizeIs(1));
    EXPECT_THAT(queue_.take(2), SizeIs(2));
    EXPECT_EQ(queue_.rows(), 0U);
    EXPECT_THAT(queue_.take(2), IsEmpty());
}

TEST_F(Writes, WhatIsGivenBackIsTakenFirstAndInOrder) {
    push(put(1));
    push(put(2));
    auto taken = queue_.take(kAll);
    push(put(3));
    queue_.give_back(std::move(taken));
    std::vector<std::string> order;
    for (const auto& write : queue_.take(kAll))
        order.push_back(write.rows.put_calls[0].uuid.str());
    EXPECT_THAT(order, ElementsAre("call-0001", "call-0002", "call-0003"));
}

TEST(WriteQueueLimit, AFullQueueRefusesANewKeyButReplacesAnOldOne) {
    WriteQueue queue(1);
    ASSERT_TRUE(queue.push(put(1), 1, kStart));
    auto refused = put(2);
    const auto result = queue.push(std::move(refused), 2, kStart);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, base::ErrorKind::Overload);
    EXPECT_EQ(refused.rows(), 1U) << "the caller keeps the rows";
    EXPECT_TRUE(queue.push(put(1), 3, kStart));
}

TEST(WriteQueueAge, TheOldestIsTheFrontOfTheQueue) {
    WriteQueue queue(10);
    ASSERT_TRUE(queue.push(put(1), 1, kStart));
    ASSERT_TRUE(queue.push(put(2), 2, kStart + std::chrono::seconds(1)));
    EXPECT_EQ(queue.oldest(), kStart);
    static_cast<void>(queue.take(1));
    EXPECT_EQ(queue.oldest(), kStart + std::chrono::seconds(1));
}

}  // namespace
}  // namespace sofia::test
