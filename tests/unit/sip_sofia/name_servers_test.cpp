#include "sip/sofia/name_servers.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::sip::nta {
namespace {

class NameServers : public testing::Test {
  protected:
    NameServers() { close(mkstemp(file_.data())); }
    ~NameServers() override { std::remove(file_.c_str()); }
    bool have_route(const std::string& text) const {
        std::ofstream(file_) << text;
        return name_servers_have_route(file_);
    }
    std::string file_ = "/tmp/sofia-resolv-XXXXXX";
};

TEST_F(NameServers, OnThisMachineCanBeAsked) {
    EXPECT_TRUE(have_route("# comment\nsearch example.net\nnameserver 127.0.0.1\n"));
}

TEST_F(NameServers, ThatNoSocketConnectsToCannot) {
    // A broadcast address is refused at once, as one without a route is.
    EXPECT_FALSE(have_route("nameserver 255.255.255.255\n"));
    EXPECT_FALSE(have_route("nameserver 255.255.255.255\nnameserver 0.0.0.0.0\n"));
}

TEST_F(NameServers, NeedOneAmongThemThatCanBeAsked) {
    EXPECT_TRUE(have_route("nameserver 255.255.255.255\nnameserver 127.0.0.1\n"));
}

TEST_F(NameServers, ThatNobodyNamesAreTheStacksAffair) {
    EXPECT_TRUE(have_route("options timeout:1\n"));
    EXPECT_TRUE(name_servers_have_route("/nowhere/resolv.conf"));
}

TEST_F(NameServers, AreNotNeededForAnAddress) {
    EXPECT_TRUE(may_look_up("sip:bob@192.0.2.1:5070;transport=tcp"));
    EXPECT_TRUE(may_look_up("sip:bob@[2001:db8::1]"));
    EXPECT_TRUE(may_look_up("sip:bob@example.net;maddr=192.0.2.1"));
}

}  // namespace
}  // namespace sofia::sip::nta
