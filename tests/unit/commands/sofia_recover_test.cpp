#include <gmock/gmock.h>

#include "call/snapshot.hpp"
#include "commands/recovery_text.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(RecoveryText, CountsCallsAndNamesEachReason) {
    recovery::Report report;
    report.recovered = 2;
    report.finished = 1;
    report.others = {{"profile 'x' is not running", 1}};
    EXPECT_EQ(recovery_text(report, "call"),
              "Recovered 2 call(s)\n"
              "1 ended: one side had hung up\n"
              "1 not recovered: profile 'x' is not running\n");
}

TEST(RecoveryText, SaysThatThereWasNothing) {
    recovery::Report again;
    again.others = {{"already live", 3}};
    EXPECT_EQ(recovery_text(again, "call"), "No calls to recover.\n");
    EXPECT_EQ(recovery_text({}, "call"), "No calls to recover.\n");
    EXPECT_EQ(recovery_text({}, "session"), "No sessions to recover.\n");
}

class SofiaRecover : public CommandWorld {
  protected:
    /// The row of a call between the two profiles, as another node left it.
    static model::TrackedCall row_of(const std::string& uuid) {
        call::CallImage image;
        image.uuid = base::CallUuid(uuid);
        image.a = leg("internal", uuid + "-a", false);
        image.b = leg("external", uuid + "-b", true);
        return call::to_row(image);
    }

  private:
    static call::LegImage leg(const std::string& profile, const std::string& id, bool outbound) {
        call::LegImage leg;
        leg.uuid = base::LegUuid(id);
        leg.profile = profile;
        leg.outbound = outbound;
        leg.dialog.call_id = id;
        leg.dialog.local = "<sip:us@192.0.2.1>;tag=ours-" + id;
        leg.dialog.remote = "<sip:peer@203.0.113.9>;tag=theirs";
        leg.dialog.local_tag = "ours-" + id;
        leg.dialog.remote_tag = "theirs";
        leg.dialog.local_cseq = 1;
        leg.dialog.remote_target = "sip:peer@203.0.113.9:5062";
        leg.dialog.local_contact = "<sip:us@192.0.2.1>";
        return leg;
    }
};

TEST_F(SofiaRecover, SaysHowManyCallsCameBackAndTellsListeners) {
    leaves_a_call = true;
    source_.rows = ScriptedSource::Rows{row_of("one"), row_of("two")};
    EXPECT_EQ(run("sofia recover"), "Recovered 2 call(s)\n");
    const auto told = events("sofia::recovery_recovered");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().name, "CUSTOM");
    EXPECT_EQ(told.front().header("recovered_calls"), "2");
}

TEST_F(SofiaRecover, TellsListenersAlsoThatThereWasNothing) {
    EXPECT_EQ(run("sofia recover"), "No calls to recover.\n");
    const auto told = events("sofia::recovery_recovered");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().header("recovered_calls"), "0");
}

TEST_F(SofiaRecover, SaysWhyACallWasNotRecovered) {
    auto damaged = row_of("one");
    damaged.snapshot = "not a snapshot";
    source_.rows = ScriptedSource::Rows{damaged};
    EXPECT_THAT(run("sofia recover"),
                testing::MatchesRegex("No calls to recover\\.\n1 not recovered: .+\n"));
}

TEST_F(SofiaRecover, SaysWhyTheDatabaseGaveNothing) {
    source_.rows = base::fail(base::ErrorKind::Unavailable, "the database is away");
    EXPECT_EQ(run("sofia recover"), "-ERR the database is away\n");
    EXPECT_EQ(run("sofia profile internal recover"), "-ERR the database is away\n");
    EXPECT_THAT(events("sofia::recovery_recovered"), IsEmpty());
}

TEST_F(SofiaRecover, RecoversOneProfile) {
    leaves_a_call = true;
    EXPECT_EQ(run("sofia profile internal recover"), "No sessions to recover.\n");
    source_.rows = ScriptedSource::Rows{row_of("one")};
    EXPECT_EQ(run("sofia profile internal recover"), "Recovered 1 session(s)\n");
    EXPECT_THAT(source_.asked, ElementsAre("claim internal", "claim internal"));
    EXPECT_THAT(events("sofia::recovery_recovered"), IsEmpty());
}

TEST_F(SofiaRecover, FlushesAndSaysHowMany) {
    source_.discarded = 3;
    EXPECT_EQ(run("sofia recover flush"), "Flushing recovery database.\n3 call(s) discarded\n");
    EXPECT_EQ(run("sofia profile internal recover flush"),
              "Flushing recovery database.\n3 call(s) discarded\n");
    EXPECT_THAT(source_.asked, ElementsAre("flush", "flush internal"));
    source_.discarded = base::fail(base::ErrorKind::Timeout, "no answer in 2 s");
    EXPECT_EQ(run("sofia recover flush"), "-ERR no answer in 2 s\n");
}

TEST_F(SofiaRecover, TouchesNothingOnANodeThatIsNotActive) {
    role_ = "STANDBY";
    for (const auto* line : {"sofia recover",
                             "sofia recover flush",
                             "sofia profile internal recover",
                             "sofia profile internal recover flush"})
        EXPECT_EQ(run(line), "-ERR role is STANDBY: only an active node recovers calls\n") << line;
    EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(SofiaRecover, RefusesWordsThatItDoesNotKnow) {
    EXPECT_EQ(run("sofia recover everything"), "-ERR expected [flush]\n");
    EXPECT_THAT(source_.asked, IsEmpty());
}

}  // namespace
}  // namespace sofia::commands
