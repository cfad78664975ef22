#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class GatewayStoreContract : public RoomContract {};

INSTANTIATE_TEST_SUITE_P(Rooms, GatewayStoreContract, testing::ValuesIn(all_rooms()), room_name);

TEST_P(GatewayStoreContract, ARegistrationComesBackWithEveryMember) {
    ASSERT_TRUE(put(sample_gateway()));
    EXPECT_THAT(load_gateways(), ElementsAre(owned(sample_gateway(), kNodeA, 1)));
}

TEST_P(GatewayStoreContract, TextsComeBackByteByByte) {
    auto registration = sample_gateway();
    registration.aor = "\"J\xFCrgen\" <sip:o'neil@[2001:db8::1]>";
    registration.contact = "<sip:x;y=\"\\\",{}>";
    ASSERT_TRUE(put(registration));
    EXPECT_THAT(load_gateways(), ElementsAre(owned(registration, kNodeA, 1)));
}

TEST_P(GatewayStoreContract, EachGatewayOfEachProfileIsARowOfItsOwn) {
    auto elsewhere = sample_gateway(1);
    elsewhere.key.profile = "internal";
    auto writes = batch();
    writes.put_gateways = {sample_gateway(1), sample_gateway(2), elsewhere};
    ASSERT_TRUE(first_->commit(writes));
    EXPECT_THAT(load_gateways(),
                UnorderedElementsAre(owned(sample_gateway(1), kNodeA, 1),
                                     owned(sample_gateway(2), kNodeA, 1),
                                     owned(elsewhere, kNodeA, 1)));
}

TEST_P(GatewayStoreContract, ALateWriteWithASmallerSequenceIsIgnored) {
    auto newer = sample_gateway();
    newer.sequence = 2;
    newer.cseq += 1;
    ASSERT_TRUE(put(newer));
    ASSERT_TRUE(put(sample_gateway()));
    EXPECT_THAT(load_gateways(), ElementsAre(owned(newer, kNodeA, 1)));
}

TEST_P(GatewayStoreContract, TheNextOwnerReplacesTheRowWhateverItsSequence) {
    auto old = sample_gateway();
    old.sequence = 1000;
    ASSERT_TRUE(put(old, 1));
    ASSERT_TRUE(put(sample_gateway(), 2));
    EXPECT_THAT(load_gateways(), ElementsAre(owned(sample_gateway(), kNodeA, 2)));
}

TEST_P(GatewayStoreContract, RemovalMatchesTheWholeKey) {
    ASSERT_TRUE(put(sample_gateway(1)));
    ASSERT_TRUE(put(sample_gateway(2)));
    auto removal = batch();
    removal.remove_gateways = {sample_gateway(1).key, {"external", "trunk-"}, {"", "trunk-2"}};
    ASSERT_TRUE(first_->commit(removal));
    EXPECT_THAT(load_gateways(), ElementsAre(owned(sample_gateway(2), kNodeA, 1)));
}

TEST_P(GatewayStoreContract, LoadGivesNothingOfAnotherCluster) {
    auto foreign = batch();
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    foreign.put_gateways = {sample_gateway()};
    ASSERT_TRUE(first_->commit(foreign));
    EXPECT_THAT(load_gateways(), IsEmpty());
}

TEST_P(GatewayStoreContract, StaleEpochCanNeitherWriteNorRemoveARegistrationOfOurs) {
    promote(kNodeA);
    ASSERT_TRUE(put(sample_gateway()));
    promote(kNodeB);
    EXPECT_EQ(put(sample_gateway(2)).error().kind, ErrorKind::Stale);
    auto removal = batch();
    removal.remove_gateways = {sample_gateway().key};
    EXPECT_EQ(first_->commit(removal).error().kind, ErrorKind::Stale);
    EXPECT_THAT(load_gateways(), ElementsAre(owned(sample_gateway(), kNodeA, 1)));
}

TEST_P(GatewayStoreContract, ANameThatIsEmptyOrTooLongIsInvalid) {
    auto registration = sample_gateway();
    registration.key.gateway = std::string(256, 'x');
    EXPECT_EQ(put(registration).error().kind, ErrorKind::Invalid);
    registration.key.gateway.clear();
    EXPECT_EQ(put(registration).error().kind, ErrorKind::Invalid);
    EXPECT_THAT(load_gateways(), IsEmpty());
}

}  // namespace
}  // namespace sofia::test
