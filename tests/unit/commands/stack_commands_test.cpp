#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

TEST(TraceLevel, HasTheNamesAndNumbersOfTheOtherSystem) {
    EXPECT_EQ(trace_level_number("Warning"), 4);
    EXPECT_EQ(trace_level_number("7"), 7);
    EXPECT_EQ(trace_level_number("-1"), -1);
    EXPECT_EQ(trace_level_number("8"), std::nullopt);
    EXPECT_EQ(trace_level_number("loud"), std::nullopt);
    EXPECT_EQ(trace_level_name(-1), "DISABLE");
    EXPECT_EQ(trace_level_name(0), "CONSOLE");
    EXPECT_EQ(log_level_of_trace(-1), std::nullopt);
    EXPECT_EQ(log_level_of_trace(0), (sip::TraceLevel{base::LogLevel::Info, true}))
        << "the most urgent of all is written whatever the log's level is";
    EXPECT_EQ(log_level_of_trace(3), (sip::TraceLevel{base::LogLevel::Error, false}));
    EXPECT_EQ(log_level_of_trace(7), (sip::TraceLevel{base::LogLevel::Debug, false}));
}

class StackCommands : public CommandWorld {
  protected:
    StackCommands() {
        context_.control.trace_level = [this](std::optional<sip::TraceLevel> level) {
            levels_.push_back(level);
        };
        context_.control.dig = [this](const sip::DigQuestion& question, sip::OnDug done) {
            question_ = question;
            done_ = std::move(done);
        };
    }

    std::vector<std::optional<sip::TraceLevel>> levels_;
    sip::DigQuestion question_;
    sip::OnDug done_;
};

TEST_F(StackCommands, TracelevelIsSetAndTold) {
    EXPECT_EQ(run("sofia tracelevel"), "+OK tracelevel is CONSOLE");
    EXPECT_EQ(run("sofia tracelevel debug"), "+OK tracelevel is DEBUG");
    EXPECT_EQ(run("sofia tracelevel"), "+OK tracelevel is DEBUG");
    EXPECT_EQ(run("sofia tracelevel loud"), "-ERR no such level [loud]\n");
    EXPECT_THAT(levels_, testing::ElementsAre(sip::TraceLevel{base::LogLevel::Debug, false}));
}

TEST_F(StackCommands, CaptureIsSwitchedByProfileAndForAll) {
    EXPECT_EQ(run("sofia profile internal capture on"), "Enabled sip capturing on internal");
    EXPECT_TRUE(internal().capturing);
    EXPECT_FALSE(external().capturing);
    EXPECT_EQ(run("sofia profile internal capture off"), "Disabled sip capturing on internal");
    EXPECT_EQ(run("sofia profile internal capture"),
              "Usage: sofia profile <name> capture <on/off>\n");
    EXPECT_EQ(run("sofia global capture on"), "+OK Global capture on");
    EXPECT_TRUE(internal().capturing && external().capturing);
}

TEST_F(StackCommands, StandbyIsOfAllProfilesUntilARecover) {
    EXPECT_EQ(run("sofia global standby on"), "+OK Global standby on");
    EXPECT_TRUE(profiles_.find("internal")->standby && profiles_.find("external")->standby);
    run("sofia profile internal recover");
    EXPECT_FALSE(profiles_.find("internal")->standby);
    EXPECT_TRUE(profiles_.find("external")->standby);
    run("sofia recover flush");
    EXPECT_FALSE(profiles_.find("external")->standby);
    run("sofia global standby on");
    EXPECT_EQ(run("sofia global standby off"), "+OK Global standby off");
    EXPECT_FALSE(profiles_.find("internal")->standby);
}

TEST_F(StackCommands, DebugIsAcceptedAndSummedUp) {
    EXPECT_EQ(run("sofia global debug presence"),
              "+OK Debugging presence\n+OK Debugging summary: presence: on sla: off\n");
    EXPECT_EQ(run("sofia global debug sla"),
              "+OK Debugging sla\n+OK Debugging summary: presence: on sla: on\n");
    EXPECT_EQ(run("sofia global debug none"),
              "+OK Debugging none\n+OK Debugging summary: presence: off sla: off\n");
    EXPECT_EQ(run("sofia global debug PRESENCE"),
              "+OK Debugging presence\n+OK Debugging summary: presence: on sla: off\n");
    EXPECT_THAT(run("sofia global debug bogus"), testing::StartsWith("-ERR Usage: "));
}

TEST_F(StackCommands, PresenceDataIsWhatTheRegistrationTells) {
    auto binding = samples::registration(0);
    binding.expires = clock_.wall() + std::chrono::hours(1);
    bind({binding});
    EXPECT_EQ(run("sofia_presence_data list u0@127.0.0.10"),
              "status|rpid|user_agent|network_ip|network_port\n"
              "unknown|unknown|unknown|127.0.0.20|5080\n+OK\n");
    EXPECT_EQ(run("sofia_presence_data status internal/u0@127.0.0.10"), "unknown");
    binding.user_agent = "Acme/1";
    bind({binding});
    EXPECT_EQ(run("sofia_presence_data user_agent u0@127.0.0.10"), "Acme/1");
    EXPECT_EQ(run("sofia_presence_data user_agent nobody@127.0.0.10"), "unknown");
    EXPECT_EQ(run("sofia_presence_data list nobody@127.0.0.10"),
              "status|rpid|user_agent|network_ip|network_port\n+OK\n");
    EXPECT_THAT(run("sofia_presence_data list"), testing::StartsWith("-ERR expected"));
    EXPECT_THAT(run("sofia_presence_data bogus u0@127.0.0.10"),
                testing::StartsWith("-ERR expected"));
}

TEST_F(StackCommands, PresenceDataIsWhatTheUserHasPublished) {
    context_.control.publications = [](const std::string& user, const std::string&) {
        std::vector<model::Publication> rows;
        if (user != "u0")
            return rows;
        rows.resize(2);
        rows[0].note = "In a meeting";
        rows[0].activity = "meeting";
        rows[0].user_agent = "Acme/1";
        rows[0].network_ip = rows[1].network_ip = "127.0.0.20";
        rows[0].network_port = rows[1].network_port = 5080;
        return rows;
    };
    EXPECT_EQ(run("sofia_presence_data list u0@127.0.0.10"),
              "status|rpid|user_agent|network_ip|network_port\n"
              "In a meeting|meeting|Acme/1|127.0.0.20|5080\n"
              "unknown|unknown|unknown|127.0.0.20|5080\n+OK\n");
    EXPECT_EQ(run("sofia_presence_data status internal/u0@127.0.0.10"), "In a meeting");
    EXPECT_EQ(run("sofia_presence_data rpid u0@127.0.0.10"), "meeting");
    EXPECT_EQ(run("sofia_presence_data rpid u1@127.0.0.10"), "unknown");
}

TEST_F(StackCommands, CheckSyncTellsPhonesAndKeepsTheirBindings) {
    auto one = samples::registration(0);
    auto two = samples::registration(1);
    one.expires = two.expires = clock_.wall() + std::chrono::hours(1);
    bind({one, two});
    EXPECT_EQ(run("sofia profile internal check_sync u1@127.0.0.10"),
              "+OK syncing all registrations matching specified call_id\n");
    ASSERT_EQ(internal().all(sip::Method::Notify).size(), 1U);
    EXPECT_EQ(internal().last(sip::Method::Notify)->header("Event"), "check-sync");
    EXPECT_EQ(run("sofia profile internal check_sync"), "+OK syncing all registrations\n");
    EXPECT_EQ(internal().all(sip::Method::Notify).size(), 3U);
    EXPECT_EQ(registrar_.locations().size(), 2U);
}

TEST_F(StackCommands, DigRepliesWhenItIsAnswered) {
    begin("sofia_dig @192.0.2.53 sip:example.com");
    EXPECT_TRUE(replies().empty());
    EXPECT_EQ(question_.uri, "sip:example.com");
    EXPECT_EQ(question_.server, "192.0.2.53");
    done_(std::vector<sip::DigRoute>{{1, 0.25, "udp", 5060, "192.0.2.1"}});
    EXPECT_THAT(
        replies(),
        testing::ElementsAre("Preference\t    Weight\t Transport\t      Port\t   Address\n" +
                             std::string(80, '=') +
                             "\n         1\t     0.250\t       udp\t      5060\t 192.0.2.1\n"));
}

TEST_F(StackCommands, DigSpeaksXmlAndNamesWhatIsNotThere) {
    begin("sofia_dig xml example.com");
    done_(std::vector<sip::DigRoute>{{2, 1.0, "tcp", 5070, "192.0.2.1"}});
    EXPECT_THAT(replies().back(), testing::HasSubstr("<preference>2</preference>"));
    EXPECT_THAT(replies().back(), testing::HasSubstr("<weight>1.000</weight>"));
    begin("sofia_dig example.com");
    done_(base::fail(base::ErrorKind::NotFound, "example.com: not found"));
    EXPECT_EQ(replies().back(), "-ERR: example.com: not found\n");
    EXPECT_EQ(run("sofia_dig"), "usage: sofia_dig [OPTIONS] [@dnsserver] uri\n");
}

}  // namespace
}  // namespace sofia::commands
