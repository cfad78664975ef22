#include <array>

#include <gmock/gmock.h>

#include "commands/profile_verbs.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class SofiaProfile : public CommandWorld {
  protected:
    /// Ends the oldest stop that is under way.
    void closed(base::Result<void> result = {}) {
        auto done = std::move(stopping_.front());
        stopping_.pop_front();
        done(std::move(result));
        drain();
    }
};

TEST_F(SofiaProfile, AsksForMoreWords) {
    EXPECT_EQ(run("sofia profile"), "Invalid Args!\n");
    EXPECT_EQ(run("sofia profile internal"), "Invalid Args!\n");
}

TEST_F(SofiaProfile, NamesAnUnknownProfile) {
    EXPECT_EQ(run("sofia profile nosuch rescan"), "Invalid Profile [nosuch]");
}

TEST_F(SofiaProfile, RefusesAnUnknownVerb) {
    EXPECT_EQ(run("sofia profile internal bogus"), "-ERR Unknown command!\n");
    EXPECT_EQ(run("sofia profile internal standby on"), "-ERR Unknown command!\n");
}

TEST_F(SofiaProfile, StartsWithTheFreshConfiguration) {
    EXPECT_EQ(run("sofia profile office start"),
              "Reload XML [Success]\noffice started successfully\n");
    EXPECT_THAT(doings_, ElementsAre("reload", "start office"));
}

TEST_F(SofiaProfile, CountsARunningProfileAsStarted) {
    start_ends_ = base::fail(base::ErrorKind::Exists, "runs");
    EXPECT_EQ(run("sofia profile internal start"),
              "Reload XML [Success]\ninternal started successfully\n");
}

TEST_F(SofiaProfile, SaysWhyItCannotStart) {
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "sofia.conf.xml:3: no such tag");
    start_ends_ = base::fail(base::ErrorKind::Unavailable, "port 5060 is taken");
    EXPECT_EQ(run("sofia profile office start"),
              "Reload XML [sofia.conf.xml:3: no such tag]\nFailure starting office\n"
              "-ERR port 5060 is taken\n");
}

TEST_F(SofiaProfile, RefusesToStopInItsFirstTenSeconds) {
    advance(3s);
    EXPECT_EQ(run("sofia profile internal stop"),
              "Profile internal must be up for at least 10 seconds to stop/restart.\n"
              "Please wait 7 seconds\n");
    EXPECT_THAT(doings_, IsEmpty());
}

TEST_F(SofiaProfile, RefusesToStopOneThatIsBeingStopped) {
    advance(1min);
    profiles_.find("internal")->stopping = true;
    for (const auto* line : {"sofia profile internal stop", "sofia profile internal restart"})
        EXPECT_EQ(run(line),
                  "Profile internal must be up for at least 10 seconds to stop/restart.\n"
                  "Please wait 10 seconds\n");
    EXPECT_THAT(doings_, IsEmpty());
}

TEST(TooYoungToStop, CountsBegunSeconds) {
    EXPECT_EQ(too_young_to_stop("p", 9001ms),
              "Profile p must be up for at least 10 seconds to stop/restart.\n"
              "Please wait 1 second\n");
    EXPECT_EQ(too_young_to_stop("p", 10s), std::nullopt);
}

TEST_F(SofiaProfile, StopsInTheBackground) {
    advance(10s);
    EXPECT_EQ(run("sofia profile internal stop"), "Reload XML [Success]\nstopping: internal");
    EXPECT_THAT(doings_, ElementsAre("reload", "stop internal"));
    closed();
    EXPECT_EQ(replies().size(), 1U);
}

TEST_F(SofiaProfile, StopsEvenWhenTheConfigurationIsBroken) {
    advance(10s);
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "broken");
    EXPECT_EQ(run("sofia profile internal stop"), "Reload XML [broken]\nstopping: internal");
}

TEST_F(SofiaProfile, WaitsForTheEndOfAStopWhenAsked) {
    advance(10s);
    begin("sofia profile internal stop wait");
    EXPECT_THAT(replies(), IsEmpty());
    closed();
    EXPECT_THAT(replies(), ElementsAre("Reload XML [Success]\nstopping: internal"));
    advance(60s);
    EXPECT_EQ(replies().size(), 1U) << "the end of patience says nothing more";
}

TEST_F(SofiaProfile, LosesPatienceAfterTwentySeconds) {
    advance(10s);
    begin("sofia profile internal restart reloadxml wait");
    advance(19999ms);
    EXPECT_THAT(replies(), IsEmpty());
    advance(1ms);
    EXPECT_THAT(replies(),
                ElementsAre("Reload XML [Success]\nrestarting: internal\n"
                            "-ERR still closing after 20 seconds\n"));
    closed();
    EXPECT_EQ(replies().size(), 1U);
}

TEST_F(SofiaProfile, TellsTheOneWhoWaitsThatItDidNotComeBack) {
    advance(10s);
    begin("sofia profile internal restart wait");
    closed(base::fail(base::ErrorKind::Unavailable, "port 5060 is taken"));
    EXPECT_THAT(replies(),
                ElementsAre("Reload XML [Success]\nrestarting: internal\n"
                            "-ERR port 5060 is taken\n"));
}

TEST_F(SofiaProfile, DoesNotHangUpCallsForABrokenConfiguration) {
    advance(10s);
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "broken");
    EXPECT_EQ(run("sofia profile internal restart"),
              "Reload XML [broken]\n-ERR internal not restarted\n");
    EXPECT_EQ(run("sofia profile restart all"), "Reload XML [broken]\n-ERR no profile restarted\n");
    EXPECT_THAT(doings_, ElementsAre("reload", "reload"));
}

TEST_F(SofiaProfile, RestartsAllWithoutAWord) {
    EXPECT_EQ(run("sofia profile restart all"), "");
    EXPECT_THAT(doings_, ElementsAre("reload", "restart external", "restart internal"));
}

TEST_F(SofiaProfile, OpensNoSocketOnANodeThatIsNotActive) {
    advance(10s);
    role_ = "STANDBY";
    for (const auto* line : {"sofia profile office start",
                             "sofia profile internal restart",
                             "sofia profile restart all"})
        EXPECT_EQ(run(line), "-ERR role is STANDBY: only an active node opens profiles\n") << line;
    EXPECT_THAT(doings_, IsEmpty());
    EXPECT_EQ(run("sofia profile internal stop"), "Reload XML [Success]\nstopping: internal")
        << "closing is always allowed";
}

/// Each command that reads, while the read is under way.
class SofiaProfileWhileFilesAreRead : public SofiaProfile {
  protected:
    SofiaProfileWhileFilesAreRead() {
        reads_slowly_ = true;
        advance(10s);
    }
    /// Ends the oldest read.
    void read(base::Result<void> result = {}) {
        auto done = std::move(reading_.front());
        reading_.pop_front();
        done(std::move(result));
        drain();
    }
};

TEST_F(SofiaProfileWhileFilesAreRead, RepliesAndActsWhenTheReadIsDone) {
    configured("internal", *profiles_.find("internal")->settings);
    for (const auto& [line, reply, doing] :
         {std::array{"start", "Reload XML [Success]\ninternal started successfully\n", "start"},
          std::array{"rescan", "Reload XML [Success]\n+OK scan complete\n", "rescan"},
          std::array{"restart", "Reload XML [Success]\nrestarting: internal", "restart"},
          std::array{"stop reloadxml", "Reload XML [Success]\nstopping: internal", "stop"}}) {
        const auto before = replies().size();
        doings_.clear();
        begin(std::string("sofia profile internal ") + line);
        EXPECT_EQ(replies().size(), before) << line;
        EXPECT_THAT(doings_, ElementsAre("reload")) << line;
        read();
        EXPECT_EQ(replies().back(), reply);
        EXPECT_THAT(doings_, ElementsAre("reload", std::string(doing) + " internal"));
    }
}

TEST_F(SofiaProfileWhileFilesAreRead, MayBeClosed) {
    for (const auto* line : {"rescan", "restart", "startgw trunk"})
        begin(std::string("sofia profile internal ") + line);
    begin("sofia profile internal stop");
    const auto settings = profiles_.find("internal")->settings;
    profiles_.stop("internal");
    doings_.clear();
    while (!reading_.empty())
        read();
    EXPECT_THAT(replies(), testing::SizeIs(4));
    EXPECT_THAT(replies(), testing::Each("Invalid Profile [internal]"));
    EXPECT_THAT(doings_, ElementsAre("stop internal"))
        << "who stops one that could not be opened again ends the tries";
    EXPECT_TRUE(profiles_.start(settings));
}

TEST_F(SofiaProfileWhileFilesAreRead, MayLoseItsRole) {
    for (const auto* line : {"office start", "internal restart", "restart all"})
        begin(std::string("sofia profile ") + line);
    role_ = "STANDBY";
    doings_.clear();
    while (!reading_.empty())
        read();
    EXPECT_THAT(replies(), testing::SizeIs(3));
    EXPECT_THAT(replies(),
                testing::Each("-ERR role is STANDBY: only an active node opens profiles\n"));
    EXPECT_THAT(doings_, IsEmpty());
}

TEST_F(SofiaProfileWhileFilesAreRead, IsRestartedOnceByTwoWhoAskAtTheSameTime) {
    begin("sofia profile internal restart");
    begin("sofia profile internal restart");
    read();
    profiles_.find("internal")->started = clock_.steady();
    read();
    EXPECT_THAT(replies(),
                ElementsAre("Reload XML [Success]\nrestarting: internal",
                            "Profile internal must be up for at least 10 seconds to "
                            "stop/restart.\nPlease wait 10 seconds\n"));
}

TEST_F(SofiaProfile, RescansWithTheFreshConfiguration) {
    configured("internal", *profiles_.find("internal")->settings);
    EXPECT_EQ(run("sofia profile internal rescan"), "Reload XML [Success]\n+OK scan complete\n");
    EXPECT_EQ(run("sofia profile internal rescan reloadxml"),
              "Reload XML [Success]\n+OK scan complete\n");
    EXPECT_THAT(doings_, ElementsAre("reload", "rescan internal", "reload", "rescan internal"));
}

TEST_F(SofiaProfile, NamesWhatARescanCannotChange) {
    rescan_ends_ = {"sip-port", "timer-T1"};
    EXPECT_EQ(run("sofia profile internal rescan"),
              "Reload XML [Success]\n+OK scan complete\n"
              "restart needed to change sip-port, timer-T1\n");
}

TEST_F(SofiaProfile, SaysWhyItDidNotRescan) {
    rescan_ends_ = base::fail(base::ErrorKind::NotFound, "gone");
    EXPECT_EQ(run("sofia profile internal rescan"),
              "Reload XML [Success]\n-ERR cannot find config for profile internal\n");
    rescan_ends_ = base::fail(base::ErrorKind::Invalid, "bad");
    EXPECT_EQ(run("sofia profile internal rescan"), "Reload XML [Success]\n-ERR bad\n");
    doings_.clear();
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "broken");
    EXPECT_EQ(run("sofia profile internal rescan"),
              "Reload XML [broken]\n-ERR internal keeps its settings\n");
    EXPECT_THAT(doings_, ElementsAre("reload"));
}

TEST_F(SofiaProfile, SwitchesItsTrace) {
    EXPECT_EQ(run("sofia profile internal siptrace on"), "Enabled sip debugging on internal");
    EXPECT_TRUE(internal().tracing);
    EXPECT_FALSE(external().tracing);
    EXPECT_EQ(run("sofia profile internal siptrace off"), "Disabled sip debugging on internal");
    EXPECT_FALSE(internal().tracing);
    EXPECT_EQ(run("sofia profile internal siptrace"),
              "Usage: sofia profile <name> siptrace <on/off>\n");
}

TEST_F(SofiaProfile, SwitchesItsWatchdog) {
    EXPECT_EQ(run("sofia profile internal watchdog on"), "Enabled sip debugging on internal");
    EXPECT_EQ(run("sofia profile internal watchdog off"), "Disabled sip debugging on internal");
    EXPECT_THAT(doings_, ElementsAre("watchdog internal on", "watchdog internal off"));
    EXPECT_EQ(run("sofia profile internal watchdog"),
              "Usage: sofia profile <name> watchdog <on/off>\n");
    context_.control.watchdog = nullptr;
    EXPECT_EQ(run("sofia profile internal watchdog on"),
              "-ERR sofia profile watchdog is not supported in this version\n");
}

}  // namespace
}  // namespace sofia::commands
