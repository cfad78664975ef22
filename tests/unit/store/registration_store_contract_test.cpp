#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RegistrationStoreContract : public RoomContract {};

INSTANTIATE_TEST_SUITE_P(Rooms,
                         RegistrationStoreContract,
                         testing::ValuesIn(all_rooms()),
                         room_name);

TEST_P(RegistrationStoreContract, ABindingComesBackWithEveryMember) {
    ASSERT_TRUE(put(sample_binding()));
    EXPECT_THAT(load(), ElementsAre(owned(sample_binding(), kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, TextsComeBackByteByByte) {
    auto binding = sample_binding();
    binding.key.user = "o'neil";
    binding.key.contact_uri = "sip:o'neil@[2001:db8::1];x=\"\\\",{}";
    binding.contact = "\"J\xFCrgen \\\"x\\\"\" <sip:1@h>\r\n\t" + std::string(60000, 'x');
    binding.user_agent = "Gr\u00fc\u00dfe \u4f60\u597d \U0001F4DE";
    ASSERT_TRUE(put(binding));
    EXPECT_THAT(load(), ElementsAre(owned(binding, kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, EachContactIsARowOfItsOwn) {
    auto writes = batch();
    writes.put_registrations = {sample_binding(1), sample_binding(2)};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(load(),
                UnorderedElementsAre(owned(sample_binding(1), kNodeA, 1),
                                     owned(sample_binding(2), kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, ARefreshReplacesTheRow) {
    ASSERT_TRUE(put(sample_binding()));
    auto refreshed = sample_binding();
    refreshed.sequence = 2;
    refreshed.cseq += 1;
    refreshed.expires += base::Milliseconds(60001);
    ASSERT_TRUE(put(refreshed));
    EXPECT_THAT(load(), ElementsAre(owned(refreshed, kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, ALateWriteWithASmallerSequenceIsIgnored) {
    auto newer = sample_binding();
    newer.sequence = 2;
    newer.cseq += 1;
    ASSERT_TRUE(put(newer));
    ASSERT_TRUE(put(sample_binding()));
    EXPECT_THAT(load(), ElementsAre(owned(newer, kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, TheNextOwnerReplacesTheRowWhateverItsSequence) {
    auto old = sample_binding();
    old.sequence = 1000;
    ASSERT_TRUE(put(old, 1));
    ASSERT_TRUE(put(sample_binding(), 2));
    EXPECT_THAT(load(), ElementsAre(owned(sample_binding(), kNodeA, 2)));
}

TEST_P(RegistrationStoreContract, ReplacingOneContactByAnotherIsOneCommit) {
    ASSERT_TRUE(put(sample_binding(1)));
    auto writes = batch();
    writes.put_registrations = {sample_binding(2)};
    writes.remove_registrations = {sample_binding(1).key};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(load(), ElementsAre(owned(sample_binding(2), kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, SeveralKeysAreRemovedAtOnce) {
    auto writes = batch();
    writes.put_registrations = {sample_binding(1), sample_binding(2), sample_binding(3)};
    ASSERT_TRUE(first_->commit(writes));
    auto removal = batch();
    removal.remove_registrations = {
        sample_binding(1).key, sample_binding(3).key, sample_binding(4).key};
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_THAT(load(), ElementsAre(owned(sample_binding(2), kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, RemovalMatchesTheWholeKey) {
    ASSERT_TRUE(put(sample_binding()));
    auto removal = batch();
    for (const auto part : {&model::RegistrationKey::profile,
                            &model::RegistrationKey::user,
                            &model::RegistrationKey::host,
                            &model::RegistrationKey::contact_uri}) {
        auto key = sample_binding().key;
        key.*part += "x";
        removal.remove_registrations.push_back(key);
    }
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_EQ(load().size(), 1U);
}

TEST_P(RegistrationStoreContract, LoadGivesNothingOfAnotherCluster) {
    auto foreign = batch();
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    foreign.put_registrations = {sample_binding()};
    ASSERT_TRUE(first_->commit(foreign));
    EXPECT_THAT(load(), IsEmpty());
    auto removal = batch();
    removal.remove_registrations = {sample_binding().key};
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_EQ(first_->registrations().load(foreign.cluster).value().size(), 1U);
}

TEST_P(RegistrationStoreContract, StaleEpochCanNeitherWriteNorRemove) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_binding()));
    promote(kNodeB);
    EXPECT_EQ(put(sample_binding(2)).error().kind, ErrorKind::Stale);
    auto removal = batch();
    removal.remove_registrations = {sample_binding().key};
    EXPECT_EQ(first_->commit(removal).error().kind, ErrorKind::Stale);
    EXPECT_THAT(load(), ElementsAre(owned(sample_binding(), kNodeA, 1)));
}

TEST_P(RegistrationStoreContract, AContactTooLongForItsKeyIsInvalid) {
    auto binding = sample_binding();
    binding.key.contact_uri = "sip:" + std::string(2100, 'x');
    EXPECT_EQ(put(binding).error().kind, ErrorKind::Invalid);
    EXPECT_THAT(load(), IsEmpty());
}

TEST_P(RegistrationStoreContract, FiveHundredRowsAreOneBatch) {
    auto writes = batch();
    for (int i = 0; i < 500; ++i)
        writes.put_registrations.push_back(sample_binding(i));
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_EQ(load().size(), 500U);
}

}  // namespace
}  // namespace sofia::test
