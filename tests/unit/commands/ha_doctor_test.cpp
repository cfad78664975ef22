#include "commands/ha_doctor.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Level = Finding::Level;

/// An active node with a standby beside it, and nothing amiss.
CheckFacts sound() {
    CheckFacts facts;
    facts.status.role = "ACTIVE";
    facts.status.config_digest = "aaaaaaaabbbb";
    facts.status.peers = {{"west", "STANDBY", 1200ms, "aaaaaaaabbbb", "0.1.0"}};
    facts.status.connected = true;
    facts.status.lag = 4ms;
    facts.addresses = {{"internal", "192.0.2.10", true, true}};
    facts.signed_ago = 900ms;
    facts.skew = -3ms;
    facts.schema_version = 6;
    facts.wanted_schema = 6;
    facts.sign_period = 3333ms;
    facts.has_agent = true;
    facts.is_watched = true;
    facts.watchdog = "on: internal";
    return facts;
}

Finding finding(const CheckFacts& facts, const std::string& name) {
    const auto all = examine(facts);
    return *std::ranges::find(all, name, &Finding::name);
}

TEST(Doctor, FindsNothingWrongWithASoundNode) {
    std::vector<std::string> names;
    for (const auto& one : examine(sound())) {
        EXPECT_EQ(one.level, Level::Ok) << one.name << ": " << one.words;
        names.push_back(one.name);
    }
    EXPECT_THAT(
        names,
        testing::ElementsAre(
            "address", "config", "schema", "clock", "database", "agent", "watchdog", "peer"));
}

TEST(Doctor, MissesTheAddressOfAnActiveNode) {
    auto facts = sound();
    facts.addresses[0].is_here = false;
    EXPECT_EQ(finding(facts, "address").level, Level::Fail);
    EXPECT_EQ(finding(facts, "address").words,
              "profile internal: 192.0.2.10 is not on this machine");
    facts.addresses[0] = {"internal", "192.0.2.10", true, false};
    EXPECT_EQ(finding(facts, "address").words, "profile internal is not running");
}

TEST(Doctor, ExpectsNoAddressOnAStandby) {
    auto facts = sound();
    facts.status.role = "STANDBY";
    facts.addresses[0] = {"internal", "192.0.2.10", false, false};
    EXPECT_EQ(finding(facts, "address").level, Level::Ok);
    EXPECT_THAT(finding(facts, "address").words, HasSubstr("right for a standby"));
}

TEST(Doctor, FailsANodeWithoutProfiles) {
    auto facts = sound();
    facts.addresses.clear();
    EXPECT_EQ(finding(facts, "address").level, Level::Fail);
}

TEST(Doctor, ComparesTheConfigurationWithThatOfALivingPeer) {
    auto facts = sound();
    facts.status.peers[0].config_digest = "ccccccccdddd";
    EXPECT_EQ(finding(facts, "config").level, Level::Fail);
    EXPECT_THAT(finding(facts, "config").words, HasSubstr("west (aaaaaaaa here, cccccccc there)"));
    facts.status.peers[0].seen_ago = 1h;
    EXPECT_EQ(finding(facts, "config").level, Level::Ok) << "a dead peer's is of no interest";
}

TEST(Doctor, WarnsOfAConfigurationWithWarnings) {
    auto facts = sound();
    facts.config_warnings = 2;
    EXPECT_EQ(finding(facts, "config").level, Level::Warn);
}

TEST(Doctor, FailsAnotherSchema) {
    auto facts = sound();
    facts.schema_version = 7;
    EXPECT_EQ(finding(facts, "schema").level, Level::Fail);
    EXPECT_EQ(finding(facts, "schema").words, "version 7, this program has 6");
}

TEST(Doctor, FailsAClockThatMisjudgesLeases) {
    auto facts = sound();
    facts.skew = -600ms;
    EXPECT_EQ(finding(facts, "clock").level, Level::Warn);
    EXPECT_EQ(finding(facts, "clock").words, "0.6 s before the database's");
    facts.skew = 4s;
    EXPECT_EQ(finding(facts, "clock").level, Level::Fail);
    EXPECT_THAT(finding(facts, "clock").words, HasSubstr("4.0 s behind the database's"));
}

TEST(Doctor, FailsADatabaseThatTakesNoWrites) {
    auto facts = sound();
    facts.signed_ago = 20s;
    EXPECT_EQ(finding(facts, "database").level, Level::Fail);
    facts = sound();
    facts.status.connected = false;
    EXPECT_EQ(finding(facts, "database").level, Level::Fail);
    facts.signed_ago.reset();
    EXPECT_EQ(finding(facts, "database").words, "nothing could be written yet");
    EXPECT_EQ(finding(facts, "schema").level, Level::Fail);
}

TEST(Doctor, WarnsOfAMissingAgentAndASleepingWatchdog) {
    auto facts = sound();
    facts.has_agent = false;
    facts.is_watched = false;
    facts.watchdog = "off";
    EXPECT_EQ(finding(facts, "agent").level, Level::Warn);
    EXPECT_EQ(finding(facts, "watchdog").level, Level::Warn);
    facts.status.role = "STANDBY";
    EXPECT_EQ(finding(facts, "watchdog").level, Level::Ok) << "it rests there";
}

TEST(Doctor, MissesThePeer) {
    auto facts = sound();
    facts.status.peers[0].seen_ago = 60s;
    EXPECT_EQ(finding(facts, "peer").level, Level::Fail);
    EXPECT_EQ(finding(facts, "peer").words, "west STANDBY, seen 60.0 s ago");
    facts.status.peers.clear();
    EXPECT_EQ(finding(facts, "peer").level, Level::Warn);
}

}  // namespace
}  // namespace sofia::commands
