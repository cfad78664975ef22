#include <limits>

#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using base::Epoch;
using base::ErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;

class CallStoreContract : public RoomContract {
  protected:
    std::vector<model::TrackedCall> claim(const base::NodeName& node,
                                          std::int64_t epoch,
                                          const std::string& profile = {}) {
        auto range = kAllCalls;
        range.profile = profile;
        return claim(node, epoch, range).calls;
    }
    model::CallPiece claim(const base::NodeName& node,
                           std::int64_t epoch,
                           const model::CallRange& range) {
        auto piece = second_->calls().claim(cluster_, node, Epoch{epoch}, range);
        EXPECT_TRUE(piece) << piece.error().text;
        return piece.value_or(model::CallPiece{});
    }
};

INSTANTIATE_TEST_SUITE_P(Rooms, CallStoreContract, testing::ValuesIn(all_rooms()), room_name);

TEST_P(CallStoreContract, ACommittedCallIsSeenByAnotherConnection) {
    ASSERT_TRUE(put(sample_call()));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(sample_call(), kNodeA, 1)));
}

TEST_P(CallStoreContract, ALaterWriteReplacesTheRow) {
    auto call = sample_call();
    ASSERT_TRUE(put(call));
    call.sequence = 2;
    call.state = "held";
    call.snapshot = "v2";
    ASSERT_TRUE(put(call));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(call, kNodeA, 1)));
}

TEST_P(CallStoreContract, ARepeatedBatchChangesNothing) {
    auto writes = batch();
    writes.put_calls = {sample_call(1), sample_call(2)};
    writes.remove_calls = {sample_call(3).uuid};
    ASSERT_TRUE(first_->commit(writes));
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(claim(kNodeA, 1),
                ElementsAre(owned(sample_call(1), kNodeA, 1), owned(sample_call(2), kNodeA, 1)));
}

TEST_P(CallStoreContract, ALateWriteWithASmallerSequenceIsIgnored) {
    auto newer = sample_call();
    newer.sequence = 9;
    newer.state = "held";
    ASSERT_TRUE(put(newer));
    ASSERT_TRUE(put(sample_call()));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(newer, kNodeA, 1)));
}

TEST_P(CallStoreContract, ARemovedCallIsGone) {
    ASSERT_TRUE(put(sample_call()));
    auto writes = batch();
    writes.remove_calls = {sample_call().uuid};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_EQ(count(), 0U);
}

TEST_P(CallStoreContract, RemovingACallThatIsNotThereSucceeds) {
    auto writes = batch();
    writes.remove_calls = {sample_call().uuid};
    EXPECT_TRUE(first_->commit(writes));
}

TEST_P(CallStoreContract, AnEmptyBatchSucceeds) {
    EXPECT_TRUE(first_->commit(batch()));
}

TEST_P(CallStoreContract, ABatchWithARefusedRowChangesNothing) {
    ASSERT_TRUE(put(sample_call(7)));
    auto writes = batch();
    writes.put_calls = {sample_call(1), sample_call(2)};
    writes.put_calls.back().uuid = base::CallUuid("");
    writes.put_registrations = {sample_binding()};
    writes.remove_calls = {sample_call(7).uuid};
    const auto result = first_->commit(writes);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Invalid);
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(sample_call(7), kNodeA, 1)));
    EXPECT_THAT(load(), IsEmpty());
}

TEST_P(CallStoreContract, ABatchAfterARefusedOneIsWritten) {
    auto refused = sample_call();
    refused.a.call_id = std::string(3000, 'x');
    ASSERT_FALSE(put(refused));
    EXPECT_TRUE(put(sample_call()));
    EXPECT_EQ(count(), 1U);
}

TEST_P(CallStoreContract, TextsComeBackByteByByte) {
    auto call = sample_call();
    call.caller_id_name = "it's \"q\" \\ {a,b} NULL %s $1 \t\r\n\x01 J\u00fcrgen \u4f60\u597d";
    call.destination = std::string("Latin-1 J\xFCrgen, nul \0, cut \xE4\xBD", 29);
    call.snapshot = std::string(100000, '\\') + "\"" + std::string(100000, '\'');
    ASSERT_TRUE(put(call));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(call, kNodeA, 1)));
}

TEST_P(CallStoreContract, EmptyTextsAndExtremeNumbersComeBack) {
    model::TrackedCall call;
    call.uuid = base::CallUuid("bare");
    call.sequence = std::numeric_limits<std::int64_t>::max();
    call.created = base::from_epoch_ms(-1);
    call.snapshot_version = std::numeric_limits<int>::max();
    ASSERT_TRUE(put(call));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(call, kNodeA, 1)));
}

TEST_P(CallStoreContract, ClaimTakesEveryCallOfAnOlderEpochInOrderOfId) {
    auto writes = batch();
    writes.put_calls = {sample_call(3), sample_call(1), sample_call(2)};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(claim(kNodeB, 2),
                ElementsAre(claimed(sample_call(1), kNodeB, 2),
                            claimed(sample_call(2), kNodeB, 2),
                            claimed(sample_call(3), kNodeB, 2)));
}

TEST_P(CallStoreContract, ClaimInPiecesTakesEachCallOnceAndNothingBehindThePiece) {
    auto writes = batch();
    for (int i = 1; i <= 5; ++i)
        writes.put_calls.push_back(sample_call(i));
    ASSERT_TRUE(first_->commit(writes));
    const auto first = claim(kNodeB, 2, model::CallRange{.profile = {}, .after = {}, .limit = 2});
    EXPECT_THAT(
        first.calls,
        ElementsAre(claimed(sample_call(1), kNodeB, 2), claimed(sample_call(2), kNodeB, 2)));
    ASSERT_EQ(first.next, sample_call(2).uuid);
    EXPECT_EQ(first_->calls().flush(cluster_, Epoch{2}, "").value(), 3U) << "nobody's yet";
}

TEST_P(CallStoreContract, PiecesFollowEachOtherToTheEnd) {
    auto writes = batch();
    for (int i = 1; i <= 5; ++i)
        writes.put_calls.push_back(sample_call(i));
    writes.put_calls[2].profile = "external";
    ASSERT_TRUE(first_->commit(writes));
    model::CallRange range{.profile = "internal", .after = {}, .limit = 2};
    std::vector<model::TrackedCall> all;
    for (int pieces = 0; pieces < 9; ++pieces) {
        const auto piece = claim(kNodeB, 2, range);
        EXPECT_EQ(claim(kNodeB, 2, range).calls, piece.calls) << "a piece may be asked for again";
        all.insert(all.end(), piece.calls.begin(), piece.calls.end());
        if (!piece.next)
            break;
        range.after = *piece.next;
    }
    EXPECT_THAT(all,
                ElementsAre(claimed(sample_call(1), kNodeB, 2),
                            claimed(sample_call(2), kNodeB, 2),
                            claimed(sample_call(4), kNodeB, 2),
                            claimed(sample_call(5), kNodeB, 2)));
}

TEST_P(CallStoreContract, ClaimingTwiceGivesTheSameRows) {
    ASSERT_TRUE(put(sample_call(1)));
    ASSERT_TRUE(put(sample_call(2)));
    const auto once = claim(kNodeB, 2);
    EXPECT_EQ(claim(kNodeB, 2), once);
    EXPECT_EQ(once.size(), 2U);
}

TEST_P(CallStoreContract, ClaimCanBeRestrictedToAProfile) {
    auto other = sample_call(2);
    other.profile = "external";
    ASSERT_TRUE(put(sample_call(1)));
    ASSERT_TRUE(put(other));
    EXPECT_THAT(claim(kNodeB, 2, "external"), ElementsAre(claimed(other, kNodeB, 2)));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(sample_call(1), kNodeA, 1)));
}

TEST_P(CallStoreContract, ClaimTakesNothingFromAnotherCluster) {
    auto foreign = batch();
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    foreign.put_calls = {sample_call()};
    ASSERT_TRUE(first_->commit(foreign));
    EXPECT_THAT(claim(kNodeB, 2), IsEmpty());
    EXPECT_EQ(first_->calls().flush(cluster_, Epoch{9}, "").value(), 0U);
    const auto found =
        second_->calls().claim_one(cluster_, kNodeB, Epoch{2}, sample_call().uuid, sample_call().a);
    EXPECT_EQ(found.value(), std::nullopt);
    EXPECT_EQ(first_->calls().count(foreign.cluster).value(), 1U);
}

TEST_P(CallStoreContract, TwoClustersMayHaveACallOfTheSameName) {
    auto foreign = batch();
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    foreign.put_calls = {sample_call()};
    foreign.put_calls[0].destination = "elsewhere";
    ASSERT_TRUE(put(sample_call()));
    ASSERT_TRUE(first_->commit(foreign));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(sample_call(), kNodeA, 1)));
}

TEST_P(CallStoreContract, TheFirstWriteAfterAClaimIsNotTakenForALateOne) {
    auto call = sample_call();
    call.sequence = 1000;
    ASSERT_TRUE(put(call));
    claim(kNodeB, 2);
    call.sequence = 1;
    call.state = "held";
    auto writes = batch(2);
    writes.owner = kNodeB;
    writes.put_calls = {call};
    ASSERT_TRUE(second_->commit(writes));
    EXPECT_THAT(claim(kNodeB, 2), ElementsAre(owned(call, kNodeB, 2)));
}

TEST_P(CallStoreContract, StaleEpochCannotOverwriteAClaimedCall) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_call()));
    promote(kNodeB);
    claim(kNodeB, 2);
    auto newer = sample_call();
    newer.sequence = 1000;
    const auto result = put(newer);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Stale);
    EXPECT_THAT(claim(kNodeB, 2), ElementsAre(claimed(sample_call(), kNodeB, 2)));
}

TEST_P(CallStoreContract, StaleEpochCannotDeleteAClaimedCall) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_call()));
    promote(kNodeB);
    claim(kNodeB, 2);
    auto writes = batch();
    writes.remove_calls = {sample_call().uuid};
    EXPECT_EQ(first_->commit(writes).error().kind, ErrorKind::Stale);
    EXPECT_EQ(count(), 1U);
}

TEST_P(CallStoreContract, StaleEpochCannotBringBackARemovedCall) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_call()));
    promote(kNodeB);
    auto removal = batch(2);
    removal.owner = kNodeB;
    removal.remove_calls = {sample_call().uuid};
    ASSERT_TRUE(second_->commit(removal));
    auto again = sample_call();
    again.sequence = 2;
    EXPECT_EQ(put(again).error().kind, ErrorKind::Stale);
    EXPECT_EQ(count(), 0U);
}

TEST_P(CallStoreContract, ARowOfALargerEpochStaysEvenWithoutACluster) {
    ASSERT_TRUE(put(sample_call(), 5));
    auto older = sample_call();
    older.state = "held";
    older.sequence = 1000;
    ASSERT_TRUE(put(older, 4));
    auto removal = batch(4);
    removal.remove_calls = {older.uuid};
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_THAT(claim(kNodeA, 5), ElementsAre(owned(sample_call(), kNodeA, 5)));
}

TEST_P(CallStoreContract, AStaleNodeCanNeitherClaimNorFlush) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_call()));
    promote(kNodeB);
    promote(kNodeB);
    const Epoch stale{2};
    auto& calls = first_->calls();
    EXPECT_EQ(calls.claim(cluster_, kNodeA, stale, kAllCalls).error().kind, ErrorKind::Stale);
    const auto call = sample_call();
    EXPECT_EQ(calls.claim_one(cluster_, kNodeA, stale, call.uuid, call.a).error().kind,
              ErrorKind::Stale);
    EXPECT_EQ(calls.flush(cluster_, stale, "").error().kind, ErrorKind::Stale);
    EXPECT_EQ(count(), 1U);
}

TEST_P(CallStoreContract, ADialogOfEitherLegClaimsItsCall) {
    ASSERT_TRUE(put(sample_call(1)));
    ASSERT_TRUE(put(sample_call(2)));
    auto& calls = second_->calls();
    const auto by_a =
        calls.claim_one(cluster_, kNodeB, Epoch{2}, sample_call(1).uuid, sample_call(1).a);
    EXPECT_EQ(by_a.value(), claimed(sample_call(1), kNodeB, 2));
    const auto by_b =
        calls.claim_one(cluster_, kNodeB, Epoch{2}, sample_call(2).uuid, sample_call(2).b);
    EXPECT_EQ(by_b.value(), claimed(sample_call(2), kNodeB, 2));
}

TEST_P(CallStoreContract, ADialogClaimsOnlyItsOwnCall) {
    ASSERT_TRUE(put(sample_call(1)));
    ASSERT_TRUE(put(sample_call(2)));
    const auto call = sample_call(1);
    ASSERT_TRUE(second_->calls().claim_one(cluster_, kNodeB, Epoch{2}, call.uuid, call.a));
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(sample_call(2), kNodeA, 1)));
}

TEST_P(CallStoreContract, ACallThatIsAlreadyOursIsFoundByItsDialog) {
    ASSERT_TRUE(put(sample_call()));
    const auto call = sample_call();
    const auto found = first_->calls().claim_one(cluster_, kNodeA, Epoch{1}, call.uuid, call.b);
    EXPECT_EQ(found.value(), owned(sample_call(), kNodeA, 1));
}

TEST_P(CallStoreContract, AnUnknownTagOrCallIdFindsNothingAndClaimsNothing) {
    const auto call = sample_call();
    ASSERT_TRUE(put(call));
    auto& calls = second_->calls();
    for (const model::DialogKey& wrong : {model::DialogKey{call.a.call_id, "tag-b"},
                                          model::DialogKey{"nobody@phone", "tag-a"},
                                          model::DialogKey{call.b.call_id, "tag-a"}})
        EXPECT_EQ(calls.claim_one(cluster_, kNodeB, Epoch{2}, call.uuid, wrong).value(),
                  std::nullopt);
    EXPECT_THAT(claim(kNodeA, 1), ElementsAre(owned(call, kNodeA, 1)));
}

TEST_P(CallStoreContract, ADialogOfAnotherCallFindsNothingAndClaimsNothing) {
    ASSERT_TRUE(put(sample_call(1)));
    ASSERT_TRUE(put(sample_call(2)));
    auto& calls = second_->calls();
    const auto dialog = sample_call(2).a;
    EXPECT_EQ(calls.claim_one(cluster_, kNodeB, Epoch{2}, sample_call(1).uuid, dialog).value(),
              std::nullopt);
    EXPECT_EQ(calls.claim_one(cluster_, kNodeB, Epoch{2}, sample_call(3).uuid, dialog).value(),
              std::nullopt);
    EXPECT_THAT(claim(kNodeA, 1),
                ElementsAre(owned(sample_call(1), kNodeA, 1), owned(sample_call(2), kNodeA, 1)));
}

TEST_P(CallStoreContract, FlushDeletesOnlyWhatNoLivingOwnerHas) {
    auto external = sample_call(2);
    external.profile = "external";
    ASSERT_TRUE(put(sample_call(1), 1));
    ASSERT_TRUE(put(external, 1));
    ASSERT_TRUE(put(sample_call(3), 2));
    EXPECT_EQ(first_->calls().flush(cluster_, Epoch{2}, "external").value(), 1U);
    EXPECT_EQ(first_->calls().flush(cluster_, Epoch{2}, "").value(), 1U);
    EXPECT_EQ(first_->calls().flush(cluster_, Epoch{2}, "").value(), 0U);
    EXPECT_THAT(claim(kNodeA, 2), ElementsAre(owned(sample_call(3), kNodeA, 2)));
}

}  // namespace
}  // namespace sofia::test
