#include <gtest/gtest.h>

#include "commands/ha_text.hpp"
#include "commands/waits_for_bindings.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;

HaStatus sample_status() {
    HaStatus status;
    status.role = "ACTIVE";
    status.cluster = "office";
    status.node = "east";
    status.epoch = 12;
    status.lease_held = true;
    status.lease_left = 8200ms;
    status.peers = {{"west", "STANDBY", 1200ms, "d1", "0.1.0"}};
    status.config_digest = "d1";
    status.database = "postgresql://db/sofia";
    status.connected = true;
    status.lag = 1ms;
    status.calls = 17;
    return status;
}

class SofiaHa : public CommandWorld {
  protected:
    SofiaHa() {
        auto& ha = context_.control.ha;
        ha.status = [] { return sample_status(); };
        ha.promote = [this](const std::string& cluster, bool force, auto done) {
            doings_.push_back("promote " + cluster + (force ? " by force" : ""));
            promoting_ = std::move(done);
        };
        ha.demote = [this](auto done) {
            doings_.push_back("demote");
            demoting_ = std::move(done);
        };
    }

    cluster::Role::OnPromoted promoting_;
    cluster::Role::OnDemoted demoting_;
};

TEST_F(SofiaHa, StatusHasOneLineForEachThing) {
    EXPECT_EQ(run("sofia ha status"),
              "role ACTIVE\n"
              "cluster office\n"
              "node east\n"
              "epoch 12\n"
              "lease held, 8.2 s left\n"
              "peer west STANDBY, seen 1.2 s ago, version 0.1.0, configuration the same\n"
              "database postgresql://db/sofia, connected, lag 1 ms\n"
              "not durable 0 writes, the oldest 0 ms\n"
              "would be lost now 0\n");
}

TEST_F(SofiaHa, StatusIsOneObjectInJson) {
    EXPECT_EQ(run("sofia ha status --json"),
              R"({"role":"ACTIVE","cluster":"office","node":"east","epoch":12,)"
              R"("lease":{"held":true,"left_ms":8200},)"
              R"("peers":[{"node":"west","role":"STANDBY","seen_ms_ago":1200,)"
              R"("config_digest":"d1","version":"0.1.0"}],"config_digest":"d1",)"
              R"("database":{"name":"postgresql://db/sofia","connected":true,"lag_ms":1},)"
              R"("not_durable":{"writes":0,"oldest_ms":0},"would_be_lost":0,"calls":17})"
              "\n");
}

TEST(HaStatusText, ALonelyStandbyWithoutDatabaseSaysSo) {
    auto status = sample_status();
    status.lease_held = false;
    status.peers.clear();
    status.connected = false;
    const auto text = ha_status_text(status);
    EXPECT_NE(text.find("lease not held\npeer none\ndatabase postgresql://db/sofia, away\n"),
              std::string::npos);
}

TEST_F(SofiaHa, PromoteRepliesWhenItIsOver) {
    begin("sofia ha promote");
    EXPECT_TRUE(replies().empty());
    promoting_(cluster::Promotion{base::Epoch{12}, false, {}});
    EXPECT_EQ(replies().back(), "+OK active with epoch 12\n");
    EXPECT_EQ(doings_, (std::vector<std::string>{"promote "}));
}

TEST_F(SofiaHa, PromoteTakesAClusterAndForceInAnyOrder) {
    begin("sofia ha promote --force office --json");
    EXPECT_EQ(doings_, (std::vector<std::string>{"promote office by force"}));
    promoting_(
        cluster::Promotion{base::Epoch{2}, true, "profile external is not open: port taken"});
    EXPECT_EQ(
        replies().back(),
        R"({"ok":true,"text":"already active with epoch 2, but profile external is not open: )"
        "port taken\"}\n");
}

TEST_F(SofiaHa, PromoteSaysWhoIsInTheWayAndWhatHelps) {
    begin("sofia ha promote");
    promoting_(base::fail(base::ErrorKind::Exists,
                          "node west holds cluster office with a live lease (7.3 s left)"));
    EXPECT_EQ(replies().back(),
              "-ERR node west holds cluster office with a live lease (7.3 s left): use --force\n");
}

TEST_F(SofiaHa, PromoteDoesNotTakeAMistypedForceForACluster) {
    EXPECT_EQ(run("sofia ha promote --forec"),
              "-USAGE: sofia ha promote [<cluster>] [--force] [--json]\n");
    EXPECT_TRUE(doings_.empty());
}

TEST_F(SofiaHa, DemoteRepliesWhenTheLeaseIsGivenBack) {
    begin("sofia ha demote");
    demoting_(false);
    EXPECT_EQ(replies().back(), "+OK standby\n");
    begin("sofia ha demote");
    demoting_(true);
    EXPECT_EQ(replies().back(), "+OK already standby\n");
}

TEST_F(SofiaHa, AFailureInJsonBeginsWithNotOk) {
    begin("sofia ha demote --json");
    demoting_(base::fail(base::ErrorKind::Stale, "this node is fenced"));
    EXPECT_EQ(replies().back(), "{\"ok\":false,\"text\":\"this node is fenced\"}\n");
}

TEST_F(SofiaHa, AnotherWordGetsTheUsage) {
    EXPECT_EQ(run("sofia ha"),
              "-USAGE: sofia ha status|check|promote [<cluster>] [--force]|demote [--json]\n");
}

TEST(WaitsForBindings, CommandsThatSteerTheNodeDoNotWait) {
    for (const auto* line : {"sofia ha promote",
                             "SOFIA recover",
                             "sofia global watchdog on",
                             "status",
                             "shutdown restart"})
        EXPECT_FALSE(waits_for_bindings(line)) << line;
}

TEST(IsForAHeldNode, IsWhatSendsNothingToPhones) {
    for (const auto* line : {"sofia ha status", "sofia ha demote", "status", "shutdown restart"})
        EXPECT_TRUE(is_for_a_held_node(line)) << line;
    for (const auto* line : {"shutdown", "hupall", "sofia recover", "originate user/1 2"})
        EXPECT_FALSE(is_for_a_held_node(line)) << line;
}

TEST(WaitsForBindings, CommandsThatShowOrUseBindingsWait) {
    for (const auto* line :
         {"sofia status", "show registrations", "sofia_contact 1000@x", "originate user/1 2"})
        EXPECT_TRUE(waits_for_bindings(line)) << line;
}

}  // namespace
}  // namespace sofia::commands
