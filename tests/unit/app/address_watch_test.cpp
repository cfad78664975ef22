#include "app/address_watch.hpp"

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

model::ProfileAddress own(const std::string& ip) {
    model::ProfileAddress address;
    address.sip_ip = ip;
    address.follows_machine = true;
    return address;
}

config::Host machine(const std::vector<std::string>& addresses) {
    config::Host host;
    for (const auto& ip : addresses)
        host.addresses.push_back({"eth0", ip, ip.find(':') != std::string::npos, {}, {}});
    return host;
}

TEST(AProfileOnTheMachinesOwnAddress, MovesToTheNextOneWhenItIsGone) {
    EXPECT_TRUE(moves_to(own("192.0.2.2"), own("192.0.2.1"), machine({"127.0.0.1", "192.0.2.2"})));
    EXPECT_TRUE(moves_to(own("2001:db8::2"), own("2001:db8::1"), machine({"2001:db8::2"})));
}

TEST(AProfileOnTheMachinesOwnAddress, StaysWhileTheAddressIsThereWhateverElseComes) {
    EXPECT_FALSE(moves_to(own("192.0.2.2"), own("192.0.2.1"), machine({"192.0.2.1", "192.0.2.2"})));
}

TEST(AProfileOnTheMachinesOwnAddress, StaysWhileThereIsNoOther) {
    const auto none = machine({"127.0.0.1"});
    EXPECT_TRUE(has_lost_address(own("192.0.2.1"), none));
    EXPECT_FALSE(moves_to(own("127.0.0.1"), own("192.0.2.1"), none));
    EXPECT_FALSE(moves_to(own("192.0.2.2"), own("192.0.2.1"), none));
    EXPECT_FALSE(moves_to(own("192.0.2.1"), own("192.0.2.1"), none));
}

TEST(AProfileOnTheMachinesOwnAddress, LeavesLoopbackForTheFirstRealOne) {
    EXPECT_TRUE(moves_to(own("192.0.2.1"), own("127.0.0.1"), machine({"127.0.0.1", "192.0.2.1"})));
    EXPECT_FALSE(moves_to(own("127.0.0.1"), own("127.0.0.1"), machine({"127.0.0.1"})));
}

TEST(AProfileOnAnAddressThatSomebodyWroteDown, IsLeftAlone) {
    auto written = own("192.0.2.1");
    written.follows_machine = false;
    EXPECT_FALSE(has_lost_address(written, machine({"192.0.2.2"})));
    EXPECT_FALSE(moves_to(own("192.0.2.2"), written, machine({"192.0.2.2"})));
    EXPECT_FALSE(moves_to(written, own("192.0.2.3"), machine({"192.0.2.1"})));
}

TEST(AProfileWithoutAutoRestart, IsLeftAlone) {
    auto fixed = own("192.0.2.1");
    fixed.auto_restart = false;
    EXPECT_FALSE(moves_to(own("192.0.2.2"), fixed, machine({"192.0.2.2"})));
    fixed.sip_ip = "192.0.2.2";
    EXPECT_FALSE(moves_to(fixed, own("192.0.2.1"), machine({"192.0.2.2"})));
}

}  // namespace
}  // namespace sofia::app
