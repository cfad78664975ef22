#include "model/acl.hpp"

#include <gtest/gtest.h>

namespace sofia::model {
namespace {

Network network(std::string_view text) {
    return Network::parse(text).value();
}

TEST(Network, ReadsBothFamiliesAloneAndWithPrefix) {
    EXPECT_EQ(network("10.0.0.0/8").prefix_bits, 96 + 8);
    EXPECT_EQ(network("192.0.2.1").prefix_bits, 128);
    EXPECT_EQ(network("2001:db8::/32").prefix_bits, 32);
    EXPECT_EQ(network("[::1]").prefix_bits, 128);
}

TEST(Network, RefusesWhatIsNoNetwork) {
    for (const auto* text :
         {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "host", "1.2.3.4/8x"})
        EXPECT_FALSE(Network::parse(text).has_value()) << text;
    EXPECT_EQ(Network::parse("10.0.0.0/33").error().text,
              "'10.0.0.0/33' is not a network; expected an IPv4 or IPv6 address, alone or with a "
              "prefix length as in 10.0.0.0/8");
}

TEST(Network, ContainsAddressesOfItsOwnFamilyOnly) {
    EXPECT_TRUE(network("10.1.0.0/15").contains(network("10.0.255.1")));
    EXPECT_FALSE(network("10.1.0.0/16").contains(network("10.2.0.1")));
    EXPECT_TRUE(network("0.0.0.0/0").contains(network("203.0.113.9")));
    EXPECT_FALSE(network("0.0.0.0/0").contains(network("2001:db8::1")));
    EXPECT_TRUE(network("::/0").contains(network("2001:db8::1")));
    EXPECT_FALSE(network("::/0").contains(network("203.0.113.9")));
}

TEST(Network, DoesNotContainALargerNetwork) {
    EXPECT_FALSE(network("10.1.0.0/16").contains(network("10.0.0.0/8")));
}

TEST(AclList, LongestPrefixWins) {
    const AclList list{true,
                       {{network("10.0.0.0/8"), false, ""},
                        {network("10.1.0.0/16"), true, ""},
                        {network("10.1.2.3"), false, ""}}};
    EXPECT_FALSE(list.check(network("10.9.0.1")).allowed);
    EXPECT_TRUE(list.check(network("10.1.9.9")).allowed);
    EXPECT_FALSE(list.check(network("10.1.2.3")).allowed);
    EXPECT_TRUE(list.check(network("192.0.2.1")).allowed);
}

TEST(AclList, FirstConfiguredWinsOnATie) {
    const AclList list{false,
                       {{network("192.0.2.0/24"), true, "1000@example.com"},
                        {network("192.0.2.0/24"), false, "1001@example.com"}}};
    const auto verdict = list.check(network("192.0.2.7"));
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.token, "1000@example.com");
}

TEST(AclLists, AutomaticListsKnowTheirNetworks) {
    const AclLists lists;
    EXPECT_TRUE(lists.check("rfc1918.auto", "172.31.0.1").allowed);
    EXPECT_FALSE(lists.check("rfc1918.auto", "172.32.0.1").allowed);
    EXPECT_TRUE(lists.check("rfc6598.auto", "100.64.0.1").allowed);
    EXPECT_TRUE(lists.check("loopback.auto", "::1").allowed);
    EXPECT_TRUE(lists.check("wan.auto", "203.0.113.1").allowed);
    EXPECT_FALSE(lists.check("wan.auto", "192.168.1.1").allowed);
    EXPECT_TRUE(lists.check("wan.auto", "2001:db8::1").allowed);
    EXPECT_FALSE(lists.check("wan_v4.auto", "2001:db8::1").allowed);
    EXPECT_FALSE(lists.check("wan_v6.auto", "fe80::1").allowed);
    EXPECT_TRUE(lists.check("any_v4.auto", "203.0.113.1").allowed);
    EXPECT_FALSE(lists.check("any_v6.auto", "203.0.113.1").allowed);
}

TEST(AclLists, LocalNetworksAreLocalnetAndNotBehindNat) {
    AclLists lists;
    EXPECT_FALSE(lists.check("localnet.auto", "192.168.7.1").allowed);
    EXPECT_TRUE(lists.check("nat.auto", "192.168.7.1").allowed);
    lists.set_local_networks({network("192.168.7.0/24")});
    EXPECT_TRUE(lists.check("localnet.auto", "192.168.7.1").allowed);
    EXPECT_FALSE(lists.check("nat.auto", "192.168.7.1").allowed);
    EXPECT_TRUE(lists.check("nat.auto", "192.168.8.1").allowed);
}

TEST(AclLists, AValueWithASlashIsANetwork) {
    const AclLists lists;
    EXPECT_TRUE(lists.check("198.51.100.0/24", "198.51.100.20").allowed);
    EXPECT_FALSE(lists.check("198.51.100.0/24", "198.51.101.20").allowed);
    EXPECT_FALSE(lists.check("nonsense/24", "198.51.100.20").allowed);
    EXPECT_TRUE(lists.knows("198.51.100.0/24"));
    EXPECT_FALSE(lists.knows("nonsense/24"));
}

TEST(AclLists, UnknownNameAndUnreadableAddressAreRefused) {
    AclLists lists;
    lists.set("all", AclList{true, {}});
    EXPECT_TRUE(lists.check("all", "203.0.113.1").allowed);
    EXPECT_FALSE(lists.check("all", "not-an-address").allowed);
    EXPECT_FALSE(lists.check("all", "203.0.113.0/24").allowed);
    EXPECT_FALSE(lists.check("missing", "203.0.113.1").allowed);
    EXPECT_FALSE(lists.knows("missing"));
}

}  // namespace
}  // namespace sofia::model
