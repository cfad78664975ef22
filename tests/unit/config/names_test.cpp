#include "config/names.hpp"

#include <atomic>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using namespace std::chrono_literals;

// Longer than any of these tests takes.
constexpr auto kPatience = 30s;

TEST(NamesOfHosts, AreAskedForOnceWhileTheAnswerIsFresh) {
    test::FakeClock clock;
    std::atomic<int> asked = 0;
    Names names([&](const std::string&) { return "203.0.113." + std::to_string(++asked); }, clock);
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.1");
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.1");
    clock.advance(Names::kFresh);
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.2");
}

TEST(NamesOfHosts, HoldNobodyUpWhoHasNoPatience) {
    test::FakeClock clock;
    std::promise<std::string> first;
    std::promise<std::string> second;
    std::atomic<int> asked = 0;
    Names names(
        [&](const std::string&) { return (asked++ == 0 ? first : second).get_future().get(); },
        clock);
    const auto early = names.address_of("pbx.example", 0ms);
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().text, "there is no answer yet; a later reload has it");
    first.set_value("203.0.113.1");
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.1");
    clock.advance(Names::kFresh);
    EXPECT_EQ(names.address_of("pbx.example", 0ms).value(), "203.0.113.1")
        << "the last answer counts while the next one is on its way";
    second.set_value("203.0.113.2");
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.2");
}

TEST(NamesOfHosts, KeepAnAddressWhenTheNameServerIsGone) {
    test::FakeClock clock;
    std::atomic<int> asked = 0;
    Names names(
        [&](const std::string&) -> base::Result<std::string> {
            if (asked++ == 1)
                return std::string("203.0.113.1");
            return base::fail(base::ErrorKind::Unavailable, "no name server");
        },
        clock);
    EXPECT_EQ(names.address_of("pbx.example", kPatience).error().text, "no name server");
    clock.advance(Names::kFresh);
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.1");
    clock.advance(Names::kFresh);
    EXPECT_EQ(names.address_of("pbx.example", kPatience).value(), "203.0.113.1");
    EXPECT_EQ(asked, 3);
}

TEST(NamesOfHosts, AreThoseOfTheOperatingSystem) {
    EXPECT_EQ(ask_resolver("127.0.2.1").value(), "127.0.2.1");
    EXPECT_FALSE(ask_resolver("a name with blanks").has_value());
}

/// ext-sip-ip and ext-rtp-ip as host:NAME.
class ExternalHost : public testing::Test {
  protected:
    Loaded load(const std::string& settings) {
        tree_.profile("<settings>" + settings + "</settings>");
        auto host = test::test_host();
        host.look_up = [](const std::string& name) -> base::Result<std::string> {
            if (name == "pbx.example")
                return std::string("203.0.113.1");
            return base::fail(base::ErrorKind::Unavailable, "no such host");
        };
        auto loaded = config::load(tree_.dir(), host);
        EXPECT_TRUE(loaded.has_value()) << loaded.error().text;
        return *loaded;
    }

    test::ConfigTree tree_;
};

TEST_F(ExternalHost, IsLookedUp) {
    const auto loaded = load(
        "<param name=\"ext-sip-ip\" value=\"host: pbx.example\"/>"
        "<param name=\"ext-rtp-ip\" value=\"host:pbx.example\"/>"
        "<param name=\"local-network-acl\" value=\"localnet.auto\"/>");
    const auto& address = loaded.configuration->profiles.at(0).address;
    EXPECT_EQ(address.ext_sip_ip, "203.0.113.1");
    EXPECT_EQ(address.ext_rtp_ip, "203.0.113.1");
    EXPECT_EQ(address.unread_external, "");
}

TEST_F(ExternalHost, IsTheProfilesOwnAddressWhenItHasNone) {
    const auto loaded = load("<param name=\"ext-sip-ip\" value=\"host:gone.example\"/>");
    const auto& address = loaded.configuration->profiles.at(0).address;
    EXPECT_EQ(address.ext_sip_ip, "");
    EXPECT_EQ(address.unread_external, "host:gone.example");
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_EQ(tree_.relative(loaded.warnings[0].str()),
              "freeswitch.xml:1: profile 'internal': parameter 'ext-sip-ip': 'host:gone.example': "
              "no such host; the profile's own address is shown");
}

}  // namespace
}  // namespace sofia::config
