#include <gmock/gmock.h>

#include "call/snapshot.hpp"
#include "commands/waits_for_bindings.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Fsctl : public CommandWorld {
  protected:
    /// What a caller hears whose callee is busy.
    int status_of_a_call() {
        const auto caller = call();
        if (!caller->is_answered()) {
            callee()->answer(486);
            drain();
        }
        return caller->status();
    }
};

TEST_F(Fsctl, PausesAndResumesCallsThatComeIn) {
    EXPECT_EQ(run("fsctl pause inbound"), "+OK paused: new inbound calls\n");
    EXPECT_EQ(status_of_a_call(), 503);
    EXPECT_THAT(run("status"), HasSubstr(") is not ready\n"));
    EXPECT_EQ(run("fsctl resume inbound"), "+OK resumed: new inbound calls\n");
    EXPECT_THAT(run("status"), HasSubstr(") is ready\n"));
    EXPECT_EQ(status_of_a_call(), 486);
}

TEST_F(Fsctl, PausesAndResumesCallsThatGoOut) {
    EXPECT_EQ(run("fsctl pause outbound"), "+OK paused: new outbound calls\n");
    EXPECT_EQ(
        run("originate sofia/external/bob@198.51.100.7 &bridge(sofia/external/carol@198.51.100.7)"),
        "-ERR SYSTEM_SHUTDOWN\n");
    EXPECT_TRUE(external().all(sip::Method::Invite).empty());
    EXPECT_EQ(run("fsctl resume"), "+OK resumed: new inbound and outbound calls\n");
    EXPECT_FALSE(services_.settings.intake.outbound_paused);
}

TEST_F(Fsctl, PausesBothWithoutAWord) {
    EXPECT_EQ(run("fsctl pause"), "+OK paused: new inbound and outbound calls\n");
    EXPECT_TRUE(services_.settings.intake.inbound_paused);
    EXPECT_TRUE(services_.settings.intake.outbound_paused);
    EXPECT_EQ(run("fsctl pause media"), "-ERR expected [inbound|outbound]\n");
    EXPECT_EQ(run("fsctl resume outbound"), "+OK resumed: new outbound calls\n");
    EXPECT_TRUE(services_.settings.intake.inbound_paused);
}

TEST_F(Fsctl, ShowsAndSetsTheLimits) {
    services_.settings.max_sessions = 1000;
    services_.settings.sessions_per_second = 30;
    EXPECT_EQ(run("fsctl max_sessions"), "+OK max sessions: 1000\n");
    EXPECT_EQ(run("fsctl max_sessions 7"), "+OK max sessions: 7\n");
    EXPECT_EQ(run("FSCTL sps 5"), "+OK sessions per second: 5\n");
    EXPECT_THAT(run("status"), HasSubstr("\n7 session(s) max\n"));
    EXPECT_THAT(run("status"), HasSubstr("out of max 5,"));
    EXPECT_EQ(services_.settings.intake.max_sessions, 7U);
    EXPECT_EQ(services_.settings.intake.sessions_per_second, 5U);
    for (const auto* bad : {"-1", "many", "4294967296", "7 8"})
        EXPECT_EQ(run(std::string("fsctl max_sessions ") + bad),
                  "-ERR expected a number, 0 for no limit\n")
            << bad;
    EXPECT_EQ(services_.settings.max_sessions, 7U);
}

TEST_F(Fsctl, EndsTheNode) {
    EXPECT_EQ(run("fsctl shutdown"), "+OK the node hangs up its calls and ends\n");
    EXPECT_EQ(run("fsctl shutdown restart"),
              "+OK the node ends; its calls stay up and can be recovered\n");
    EXPECT_THAT(doings_, ElementsAre("shutdown", "shutdown, calls kept"));
    for (const auto* word : {"elegant", "asap", "now", "cancel"})
        EXPECT_THAT(run(std::string("fsctl shutdown ") + word),
                    StartsWith("-ERR fsctl shutdown " + std::string(word) + " is not supported"));
    EXPECT_EQ(doings_.size(), 2U);
    EXPECT_TRUE(is_for_a_held_node("fsctl shutdown restart"));
    EXPECT_FALSE(is_for_a_held_node("fsctl shutdown"));
    EXPECT_FALSE(waits_for_bindings("fsctl pause"));
}

TEST_F(Fsctl, RecoversAndFlushes) {
    EXPECT_EQ(run("fsctl recover"), "+OK 0 session(s) recovered in total\n");
    EXPECT_EQ(run("fsctl recover sofia:internal"), "+OK 0 session(s) recovered in total\n");
    source_.discarded = std::size_t{3};
    EXPECT_EQ(run("fsctl recover flush"), "+OK flushed\n3 call(s) discarded\n");
    EXPECT_EQ(run("fsctl recover flush:sofia:external"), "+OK flushed\n3 call(s) discarded\n");
    EXPECT_THAT(source_.asked, ElementsAre("claim", "claim internal", "flush", "flush external"));
    for (const auto* bad : {"verto", "sofia:internal:x", "flsh", "flush x", "flush:verto"})
        EXPECT_THAT(run(std::string("fsctl recover ") + bad), StartsWith("-ERR expected [flush:]"))
            << bad;
    EXPECT_EQ(run("fsctl recover sofia:nosuch"), "-ERR no such profile [nosuch]\n");
    role_ = "STANDBY";
    EXPECT_THAT(run("fsctl recover"), StartsWith("-ERR role is STANDBY"));
    EXPECT_EQ(source_.asked.size(), 4U);
}

TEST_F(Fsctl, SaysWhatItDoesNotHave) {
    EXPECT_THAT(run("fsctl"), StartsWith("-USAGE: fsctl recover [flush]|"));
    for (const auto* word : {"hupall", "loglevel", "sync_clock", "nosuch"})
        EXPECT_EQ(run(std::string("fsctl ") + word),
                  "-ERR fsctl " + std::string(word) + " is not supported in this version\n");
}

}  // namespace
}  // namespace sofia::commands
