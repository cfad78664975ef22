#include <gmock/gmock.h>

#include "commands/load_history.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class NodeCommands : public CommandWorld {};

TEST_F(NodeCommands, TellTheVersion) {
    EXPECT_EQ(run("version"), "Sofia Node Version 0.1.0 (64bit)\n");
    EXPECT_EQ(run("version short"), "0.1.0\n");
}

TEST_F(NodeCommands, TellTheStatusInLinesThatScriptsKnow) {
    services_.settings.max_sessions = 1000;
    services_.settings.sessions_per_second = 30;
    context_.idle_cpu = IdleCpu([] { return ""; });
    advance(16s + 580ms);
    EXPECT_EQ(run("status"),
              "UP 0 years, 0 days, 0 hours, 0 minutes, 16 seconds, 580 milliseconds, 0 "
              "microseconds\n"
              "Sofia Node (Version 0.1.0) is ready\n"
              "0 session(s) since startup\n"
              "0 session(s) - peak 0, last 5min 0 \n"
              "0 session(s) per Sec out of max 30, peak 0, last 5min 0 \n"
              "1000 session(s) max\n"
              "min idle cpu 0.00/100.00\n"
              "Current Stack Size/Max " +
                  stack_sizes() +
                  "\n"
                  "node node-1 cluster pair role ACTIVE epoch 7\n");
}

TEST_F(NodeCommands, RememberTheLoadOfTheLastFiveMinutes) {
    call_is_up();
    advance(1s);
    EXPECT_THAT(run("status"), HasSubstr("\n1 session(s) since startup\n"));
    EXPECT_THAT(run("status"), HasSubstr("\n1 session(s) - peak 1, last 5min 1 \n"));
    EXPECT_THAT(run("status"), HasSubstr(", peak 1, last 5min 1 \n1000"));
    table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
    drain();
    answer_byes();
    writer_.commit_at_once();
    drain();
    advance(5min);
    EXPECT_THAT(run("status"), HasSubstr("\n0 session(s) - peak 1, last 5min 0 \n"));
    EXPECT_THAT(run("status"), HasSubstr(", peak 1, last 5min 0 \n1000"));
}

TEST(IdleCpuTest, IsTheShareSinceItWasLastAsked) {
    std::string stat = "cpu  100 0 100 800 0 0 0";
    IdleCpu idle([&stat] { return stat; });
    EXPECT_EQ(idle.percent(), 100);
    stat = "cpu  150 0 125 825 0 0 0";
    EXPECT_EQ(idle.percent(), 25);
    EXPECT_EQ(idle.percent(), 25) << "no time has been counted since";
    stat = "cpu  150 0 125 925 100 0 0";
    EXPECT_EQ(idle.percent(), 50);
}

TEST(StackSizes, AreKilobytes) {
    EXPECT_THAT(stack_sizes(), testing::MatchesRegex("[0-9]+K/[0-9]+K"));
}

TEST(LoadHistory, KeepsPeaksForFiveMinutes) {
    LoadHistory load;
    load.sample(4, 10);
    load.sample(2, 12);
    EXPECT_EQ(load.recent_peak(), 4U);
    EXPECT_EQ(load.rate_peak(), 10U);
    for (int second = 0; second < 299; ++second)
        load.sample(1, 12);
    EXPECT_EQ(load.recent_peak(), 2U);
    EXPECT_EQ(load.recent_rate_peak(), 2U);
    load.sample(1, 12);
    EXPECT_EQ(load.recent_peak(), 1U);
    EXPECT_EQ(load.recent_rate_peak(), 0U);
    EXPECT_EQ(load.rate_peak(), 10U) << "this one is for ever";
}

TEST_F(NodeCommands, TellTheNames) {
    EXPECT_EQ(run("hostname"), "machine-1");
    EXPECT_EQ(run("switchname"), "pair");
}

TEST_F(NodeCommands, TellGlobalVariables) {
    services_.settings.globals = {{"domain", "example.com"}, {"hold_music", "none"}};
    EXPECT_EQ(run("global_getvar domain"), "example.com");
    EXPECT_EQ(run("global_getvar nosuch"), "");
    EXPECT_EQ(run("global_getvar"), "domain=example.com\nhold_music=none\n");
}

TEST_F(NodeCommands, ReadTheConfigurationAgain) {
    EXPECT_EQ(run("reloadxml"), "+OK [Success]\n");
    EXPECT_EQ(run("reloadacl"), "+OK acl reloaded\n");
    EXPECT_EQ(run("reloadacl reloadxml"), "+OK acl reloaded\n");
    EXPECT_THAT(doings_, ElementsAre("reload", "reload", "reload"));
}

TEST_F(NodeCommands, SayWhatIsWrongWithTheConfiguration) {
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "acl.conf.xml:7: not a CIDR");
    EXPECT_EQ(run("reloadxml"), "+OK [acl.conf.xml:7: not a CIDR]\n");
    EXPECT_EQ(run("reloadacl"), "-ERR acl.conf.xml:7: not a CIDR\n");
}

TEST_F(NodeCommands, AReadIsAnsweredWhenItIsDone) {
    reads_slowly_ = true;
    begin("reloadxml");
    EXPECT_THAT(replies(), testing::IsEmpty());
    reading_.front()({});
    EXPECT_THAT(replies(), ElementsAre("+OK [Success]\n"));
}

TEST_F(NodeCommands, AReadIsDoneForADialplanThatDoesNotSeeItsEnd) {
    reads_slowly_ = true;
    EXPECT_EQ(commands_.run_at_once("reloadxml"), "");
    reading_.front()({});
    EXPECT_THAT(doings_, ElementsAre("reload"));
}

TEST_F(NodeCommands, ShutTheNodeDown) {
    EXPECT_EQ(run("shutdown"), "+OK\n");
    EXPECT_EQ(run("shutdown restart"), "+OK\n");
    EXPECT_EQ(run("shutdown later"), "-USAGE: shutdown [restart]\n");
    EXPECT_THAT(doings_, ElementsAre("shutdown", "shutdown, calls kept"));
}

TEST_F(NodeCommands, ListThemselves) {
    const auto text = run("help");
    EXPECT_THAT(text,
                testing::StartsWith("Valid Commands:\n\nacl <ip> <list>\ncond <expr> ? <true val> "
                                    ": <false val>\ncreate_uuid\n"));
    EXPECT_THAT(text, HasSubstr("\nuuid_kill <uuid> [<cause>]\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr("uuid_bridge")));
}

TEST_F(NodeCommands, SayWhatOnlyTheOtherSystemHas) {
    for (const auto* name : {"uuid_bridge", "uuid_hold"})
        EXPECT_EQ(run(name), "-ERR " + std::string(name) + " is not supported in this version\n");
    EXPECT_EQ(run("bogus"), "-ERR bogus Command not found!\n");
}

TEST_F(NodeCommands, AreFoundInAnyCaseOfLetters) {
    EXPECT_EQ(run("VERSION Short"), "0.1.0\n");
}

}  // namespace
}  // namespace sofia::commands
