#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class PresenceStoreContract : public RoomContract {};

INSTANTIATE_TEST_SUITE_P(Rooms, PresenceStoreContract, testing::ValuesIn(all_rooms()), room_name);

TEST_P(PresenceStoreContract, EveryRowComesBackWithEveryMember) {
    ASSERT_TRUE(put(sample_subscription()));
    ASSERT_TRUE(put(sample_publication()));
    ASSERT_TRUE(put(sample_mailbox()));
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(sample_subscription(), kNodeA, 1)));
    EXPECT_THAT(load_publications(), ElementsAre(owned(sample_publication(), kNodeA, 1)));
    EXPECT_THAT(load_mailboxes(), ElementsAre(owned(sample_mailbox(), kNodeA, 1)));
}

TEST_P(PresenceStoreContract, TextsComeBackByteByByte) {
    auto subscription = sample_subscription();
    subscription.remote = "\"J\xFCrgen\" <sip:o'neil@[2001:db8::1]>;tag={\"x\\y\",}";
    auto publication = sample_publication();
    publication.content = "<note>\xE2\x98\x8E {\"\\\"} \xFF</note>";
    ASSERT_TRUE(put(subscription));
    ASSERT_TRUE(put(publication));
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(subscription, kNodeA, 1)));
    EXPECT_THAT(load_publications(), ElementsAre(owned(publication, kNodeA, 1)));
}

TEST_P(PresenceStoreContract, EachKeyIsARowOfItsOwn) {
    auto forked = sample_subscription(1);
    forked.key.local_tag = "another-tag";
    auto writes = batch();
    writes.put_subscriptions = {sample_subscription(1), sample_subscription(2), forked};
    writes.put_publications = {sample_publication(1), sample_publication(2)};
    writes.put_mailboxes = {sample_mailbox(1), sample_mailbox(2)};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(load_subscriptions(),
                UnorderedElementsAre(owned(sample_subscription(1), kNodeA, 1),
                                     owned(sample_subscription(2), kNodeA, 1),
                                     owned(forked, kNodeA, 1)));
    EXPECT_EQ(load_publications().size(), 2U);
    EXPECT_EQ(load_mailboxes().size(), 2U);
}

TEST_P(PresenceStoreContract, ALateWriteWithASmallerSequenceIsIgnored) {
    auto newer = sample_subscription();
    newer.sequence = 2;
    newer.version = 8;
    ASSERT_TRUE(put(newer));
    ASSERT_TRUE(put(sample_subscription()));
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(newer, kNodeA, 1)));
}

TEST_P(PresenceStoreContract, TheNextOwnerReplacesARowWhateverItsSequence) {
    auto subscription = sample_subscription();
    subscription.sequence = 1000;
    auto mailbox = sample_mailbox();
    mailbox.sequence = 1000;
    ASSERT_TRUE(put(subscription, 1));
    ASSERT_TRUE(put(mailbox, 1));
    ASSERT_TRUE(put(sample_subscription(), 2));
    ASSERT_TRUE(put(sample_mailbox(), 2));
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(sample_subscription(), kNodeA, 2)));
    EXPECT_THAT(load_mailboxes(), ElementsAre(owned(sample_mailbox(), kNodeA, 2)));
}

TEST_P(PresenceStoreContract, RemovalMatchesTheWholeKey) {
    auto writes = batch();
    writes.put_subscriptions = {sample_subscription(1), sample_subscription(2)};
    writes.put_publications = {sample_publication(1), sample_publication(2)};
    ASSERT_TRUE(first_->commit(writes));
    auto removal = batch();
    removal.remove_subscriptions = {
        sample_subscription(1).key, {"sub-2@phone", ""}, {"", "our-tag"}};
    removal.remove_publications = {sample_publication(1).key,
                                   {"1001", "example.com", "publication-2"},
                                   {"1002", "example.org", "publication-2"}};
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(sample_subscription(2), kNodeA, 1)));
    EXPECT_THAT(load_publications(), ElementsAre(owned(sample_publication(2), kNodeA, 1)));
}

TEST_P(PresenceStoreContract, LoadGivesNothingOfAnotherCluster) {
    auto foreign = batch();
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    foreign.put_subscriptions = {sample_subscription()};
    foreign.put_publications = {sample_publication()};
    foreign.put_mailboxes = {sample_mailbox()};
    ASSERT_TRUE(first_->commit(foreign));
    EXPECT_THAT(load_subscriptions(), IsEmpty());
    EXPECT_THAT(load_publications(), IsEmpty());
    EXPECT_THAT(load_mailboxes(), IsEmpty());
}

TEST_P(PresenceStoreContract, StaleEpochCanNeitherWriteNorRemoveASubscription) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_subscription()));
    promote(kNodeB);
    EXPECT_EQ(put(sample_subscription(2)).error().kind, ErrorKind::Stale);
    auto removal = batch();
    removal.remove_subscriptions = {sample_subscription().key};
    EXPECT_EQ(first_->commit(removal).error().kind, ErrorKind::Stale);
    EXPECT_THAT(load_subscriptions(), ElementsAre(owned(sample_subscription(), kNodeA, 1)));
}

TEST_P(PresenceStoreContract, AKeyThatIsEmptyOrTooLongIsInvalid) {
    auto subscription = sample_subscription();
    subscription.key.call_id = std::string(501, 'c');
    EXPECT_EQ(put(subscription).error().kind, ErrorKind::Invalid);
    subscription.key.call_id.clear();
    EXPECT_EQ(put(subscription).error().kind, ErrorKind::Invalid);
    auto publication = sample_publication();
    publication.key.user = std::string(256, 'u');
    EXPECT_EQ(put(publication).error().kind, ErrorKind::Invalid);
    auto mailbox = sample_mailbox();
    mailbox.key.user.clear();
    EXPECT_EQ(put(mailbox).error().kind, ErrorKind::Invalid);
    EXPECT_THAT(load_subscriptions(), IsEmpty());
}

}  // namespace
}  // namespace sofia::test
