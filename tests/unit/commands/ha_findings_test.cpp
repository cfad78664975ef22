#include "commands/ha_findings.hpp"

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

using Level = HaFinding::Level;
using namespace std::chrono_literals;

/// A standby of which nothing can be said.
HaFacts healthy() {
    HaFacts facts;
    facts.status.role = "STANDBY";
    facts.status.config_digest = "d1";
    facts.status.database = "postgresql://db/sofia";
    facts.status.connected = true;
    facts.status.lag = 2ms;
    facts.status.peers = {{"west", "ACTIVE", 1200ms, "d1", "0.1.0"}};
    facts.addresses = {{"internal", "192.0.2.1", false}};
    facts.disk_digest = "d1";
    facts.schema = 6;
    facts.known_schema = 6;
    facts.clock_ahead = 3ms;
    facts.lease = 10s;
    facts.last_sign = 900ms;
    facts.agent = "/agent";
    facts.has_agent = true;
    facts.watchdog = false;
    return facts;
}

HaFinding finding(const HaFacts& facts, const std::string& name) {
    for (auto& one : examine(facts))
        if (one.name == name)
            return one;
    return {name, Level::Fail, "is not among the checks"};
}

TEST(HaFindings, AHealthyStandbyPassesEverything) {
    EXPECT_EQ(findings_text(examine(healthy())),
              "+OK 8 checks\n"
              "ok    address   192.0.2.1 of profile internal not on this machine; on a standby it "
              "comes before the promotion\n"
              "ok    config    digest d1\n"
              "ok    schema    migration 6\n"
              "ok    clock     3 ms behind the database's clock, the lease is 10 s\n"
              "ok    database  postgresql://db/sofia can be written, a write takes 2 ms\n"
              "ok    agent     /agent\n"
              "ok    watchdog  off, as it should be on a standby\n"
              "ok    peer      west ACTIVE, seen 1.2 s ago\n");
}

TEST(HaFindings, AnActiveNodeNeedsItsAddress) {
    auto facts = healthy();
    facts.status.role = "ACTIVE";
    EXPECT_EQ(finding(facts, "address").level, Level::Fail);
    EXPECT_EQ(finding(facts, "address").words, "192.0.2.1 of profile internal not on this machine");
    facts.addresses[0].is_here = true;
    EXPECT_EQ(finding(facts, "address").level, Level::Ok);
}

TEST(HaFindings, DifferentFilesOnTheOtherNodeAreAFailure) {
    auto facts = healthy();
    facts.status.peers[0].config_digest = "d2";
    EXPECT_EQ(finding(facts, "config").level, Level::Fail);
    EXPECT_EQ(finding(facts, "config").words, "ours is d1, another one has west (d2)");
    facts.status.peers[0].seen_ago = 60s;
    EXPECT_EQ(finding(facts, "config").level, Level::Ok) << "a node that is gone is not compared";
}

TEST(HaFindings, FilesThatWereChangedOrBrokenSinceAreSaid) {
    auto facts = healthy();
    facts.disk_digest = "d3";
    EXPECT_EQ(finding(facts, "config").level, Level::Warn);
    facts.config_error = "sofia.xml:3: <x> is still open";
    EXPECT_EQ(finding(facts, "config").words,
              "the files cannot be loaded: sofia.xml:3: <x> is still open");
}

TEST(HaFindings, ASchemaOfAnotherProgramIsSaid) {
    auto facts = healthy();
    facts.schema = 5;
    EXPECT_EQ(finding(facts, "schema").level, Level::Fail);
    EXPECT_EQ(finding(facts, "schema").words, "migration 5 of 6: run sofiad --migrate-only");
    facts.schema = 7;
    EXPECT_EQ(finding(facts, "schema").level, Level::Warn);
}

TEST(HaFindings, AClockThatIsWrongIsJudgedByTheLease) {
    auto facts = healthy();
    facts.clock_ahead = -1500ms;
    EXPECT_EQ(finding(facts, "clock").level, Level::Warn);
    EXPECT_EQ(finding(facts, "clock").words,
              "1500 ms ahead of the database's clock, the lease is 10 s");
    facts.clock_ahead = 4s;
    EXPECT_EQ(finding(facts, "clock").level, Level::Fail);
}

TEST(HaFindings, ADatabaseThatTakesNoWritesIsAFailure) {
    auto facts = healthy();
    facts.last_sign = 11s;
    EXPECT_EQ(finding(facts, "database").words,
              "postgresql://db/sofia has taken no write for 11.0 s");
    facts.status.connected = false;
    EXPECT_EQ(finding(facts, "database").words, "postgresql://db/sofia is away");
    facts.last_sign.reset();
    EXPECT_EQ(finding(facts, "schema").level, Level::Fail);
    EXPECT_EQ(finding(facts, "clock").level, Level::Fail);
}

TEST(HaFindings, ASlowDatabaseIsAWarning) {
    auto facts = healthy();
    facts.status.lag = 800ms;
    EXPECT_EQ(finding(facts, "database").level, Level::Warn);
}

TEST(HaFindings, TheWatchdogBelongsToTheActiveNode) {
    auto facts = healthy();
    facts.watchdog = true;
    EXPECT_EQ(finding(facts, "watchdog").level, Level::Warn);
    facts.status.role = "ACTIVE";
    EXPECT_EQ(finding(facts, "watchdog").words, "on");
    facts.watchdog.reset();
    EXPECT_EQ(finding(facts, "watchdog").level, Level::Warn);
}

TEST(HaFindings, ThePeerIsToBeSeenWithinALease) {
    auto facts = healthy();
    facts.status.peers[0].seen_ago = 11s;
    EXPECT_EQ(finding(facts, "peer").level, Level::Fail);
    facts.status.peers.clear();
    EXPECT_EQ(finding(facts, "peer").level, Level::Warn);
}

TEST(HaFindings, TwoActiveNodesCannotBothBeRight) {
    auto facts = healthy();
    facts.status.role = "ACTIVE";
    EXPECT_EQ(finding(facts, "peer").level, Level::Fail);
}

TEST(HaFindings, TheFirstLineCountsTheFailures) {
    auto facts = healthy();
    facts.status.connected = false;
    facts.config_error = "x";
    facts.has_agent = false;
    EXPECT_TRUE(findings_text(examine(facts)).starts_with("-ERR 2 of 8 checks failed\n"));
    EXPECT_TRUE(findings_json(examine(facts))
                    .starts_with(R"({"ok":false,"failed":2,"checks":[{"name":"address",)"
                                 R"("level":"ok","words":)"));
}

}  // namespace
}  // namespace sofia::commands
