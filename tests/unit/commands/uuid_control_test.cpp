#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

class UuidControl : public CommandWorld {
  protected:
    UuidControl() {
        extension("default", "3000", {{"bridge", "sofia/external/carol@198.51.100.9"}});
        extension("other", "3000", {{"bridge", "sofia/external/dora@198.51.100.9"}});
    }
    std::string a() { return only_call().a().uuid().str(); }
    std::string b() { return only_call().b()->uuid().str(); }
    /// Ends what is left of the calls.
    void finish() {
        drain();
        table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
        answer_byes();
        writer_.commit_at_once();
        drain();
    }
};

TEST_F(UuidControl, SendsACallerWhoRingsElsewhere) {
    leaves_a_call = true;
    call();
    EXPECT_EQ(run("uuid_transfer " + a() + " 3000"), "+OK\n");
    EXPECT_THAT(callee()->target, HasSubstr("carol"));
    EXPECT_EQ(external().all(sip::Method::Invite).size(), 2U);
    EXPECT_TRUE(external().all(sip::Method::Invite).front()->cancelled)
        << "who rang before rings no more";
    EXPECT_EQ(only_call().a().destination, "3000");
    callee_answers(486);
    writer_.commit_at_once();
    drain();
}

TEST_F(UuidControl, LeavesACallerWhereHeIsWhenNothingMatches) {
    dialplan({});
    extension("default", "2000", {{"bridge", "sofia/external/bob@198.51.100.7"}});
    call();
    EXPECT_EQ(run("uuid_transfer " + a() + " 5"), "-ERR no extension matches 5\n");
    EXPECT_EQ(only_call().a().destination, "2000");
    EXPECT_EQ(external().all(sip::Method::Invite).size(), 1U);
    callee_answers(486);
    writer_.commit_at_once();
    drain();
}

TEST_F(UuidControl, SendsALegOfACallElsewhereWhileItsPartnerKeepsItsPlace) {
    leaves_a_call = true;
    call_is_up();
    EXPECT_EQ(run("uuid_transfer " + b() + " 3000 XML other"), "+OK\n");
    EXPECT_THAT(callee()->target, HasSubstr("bob")) << "first that it is on its way is durable";
    writer_.commit_at_once();
    drain();
    EXPECT_THAT(callee()->target, HasSubstr("dora"));
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(internal().all(sip::Method::Notify).size(), 0U) << "nobody has asked by REFER";
    EXPECT_EQ(run("uuid_transfer " + a() + " 3000"), "-ERR the call is changing, try again\n");
    finish();
}

TEST_F(UuidControl, MeansThePartnerByBleg) {
    leaves_a_call = true;
    call_is_up();
    EXPECT_EQ(run("uuid_transfer " + a() + " -bleg 3000 XML other"), "+OK\n");
    EXPECT_THAT(callee()->target, HasSubstr("bob")) << "first that it is on its way is durable";
    writer_.commit_at_once();
    drain();
    EXPECT_THAT(callee()->target, HasSubstr("dora"));
    finish();
}

TEST_F(UuidControl, NeedsALegAndADestination) {
    EXPECT_EQ(run("uuid_transfer nosuch 3000"), "-ERR No such channel!\n");
    EXPECT_EQ(run("uuid_transfer"),
              "-USAGE: <uuid> [-bleg] <dest-exten> [<dialplan>] [<context>]\n");
    EXPECT_EQ(run("uuid_transfer x -both 3000"),
              "-ERR uuid_transfer -both is not supported in this version\n");
}

TEST_F(UuidControl, SetsVariablesOfTheLegThatIsNamed) {
    call_is_up();
    EXPECT_EQ(run("uuid_execute " + b() + " set greeting=good day, ${uuid}"), "+OK\n");
    EXPECT_EQ(only_call().b()->variables.get("greeting"), "good day, " + a())
        << "expanded as in the dialplan, which works for the caller";
    EXPECT_EQ(only_call().a().variables.get("greeting"), "");
    EXPECT_EQ(run("uuid_execute " + b() + " unset greeting"), "+OK\n");
    EXPECT_EQ(only_call().b()->variables.get("greeting"), "");
    EXPECT_EQ(run("uuid_execute " + a() + " multiset one=1 two=2"), "+OK\n");
    EXPECT_EQ(only_call().a().variables.get("two"), "2");
    EXPECT_EQ(run("uuid_execute " + a() + " set"), "-ERR expected NAME=VALUE\n");
    finish();
}

TEST_F(UuidControl, HangsUpWithACause) {
    call_is_up();
    EXPECT_EQ(run("uuid_execute " + b() + " hangup nonsense"), "-ERR unknown cause nonsense\n");
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(run("uuid_execute " + b() + " hangup USER_BUSY"), "+OK\n");
    EXPECT_THAT(internal().last(sip::Method::Bye)->header("Reason"), HasSubstr("cause=17"));
    finish();
}

TEST_F(UuidControl, AnswersACallerWhoHasNoAnswerYet) {
    const auto invite = call();
    EXPECT_EQ(run("uuid_execute " + a() + " respond 404 Gone away"), "+OK\n");
    EXPECT_EQ(invite->status(), 404);
    EXPECT_EQ(invite->reply().phrase, "Gone away");
    EXPECT_TRUE(callee()->cancelled) << "who rang rings no more";
    callee_answers(487);
    drain();
}

TEST_F(UuidControl, DeflectsACallerWhoHasNoAnswerYet) {
    const auto invite = call();
    EXPECT_EQ(run("uuid_deflect " + a() + " sip:2001@192.0.2.9"), "+OK\n");
    EXPECT_EQ(invite->status(), 302);
    EXPECT_TRUE(callee()->cancelled) << "who rang rings no more";
    callee_answers(487);
    drain();
}

TEST_F(UuidControl, SaysWhatComesTooLate) {
    call_is_up();
    for (const auto* what : {"respond 486", "ring_ready", "redirect sip:1@192.0.2.9"})
        EXPECT_EQ(run("uuid_execute " + a() + " " + what),
                  "-ERR only a caller who has no answer yet can be told that\n")
            << what;
    EXPECT_EQ(run("uuid_deflect " + a() + " sip:1@192.0.2.9"),
              "-ERR only a caller who has no answer yet can be told that\n");
    finish();
}

TEST_F(UuidControl, SaysWhatItCannotExecute) {
    call_is_up();
    for (const auto* name : {"playback", "bridge", "park", "sleep"})
        EXPECT_EQ(run("uuid_execute " + a() + " " + name + " x"),
                  "-ERR application " + std::string(name) + " is not supported in this version\n");
    EXPECT_EQ(run("uuid_execute nosuch set a=b"), "-ERR No such channel!\n");
    EXPECT_EQ(run("uuid_execute " + a()),
              "-USAGE: <uuid> [id=<event uuid>] <application> [<data>]\n");
    finish();
}

TEST_F(UuidControl, EndsACallAtItsTime) {
    call_is_up();
    EXPECT_EQ(run("sched_hangup +60 " + b() + " ALLOTTED_TIMEOUT"), "+OK\n");
    advance(59s);
    EXPECT_TRUE(only_call().is_up());
    advance(2s);
    EXPECT_EQ(internal().all(sip::Method::Bye).size(), 1U);
    finish();
    EXPECT_EQ(run("sched_hangup +60 nosuch"), "-ERR No such channel!\n");
    EXPECT_EQ(run("sched_hangup +60"), "-USAGE: [+]<time> <uuid> [<cause>]\n");
}

TEST_F(UuidControl, TellsOfWhatItExecutes) {
    call_is_up();
    run("uuid_execute " + b() + " id=event-1 set colour=blue");
    std::vector<std::string> lines;
    for (const auto& event : events(""))
        if (event.name.starts_with("CHANNEL_EXECUTE") && event.header("Application") == "set")
            lines.push_back(event.name + " " + std::string(event.header("Application")) + " " +
                            std::string(event.header("Application-Data")) + " " +
                            std::string(event.header("Application-UUID")) + " " +
                            std::string(event.header("Application-Response")));
    EXPECT_THAT(lines,
                ElementsAre("CHANNEL_EXECUTE set colour=blue event-1 ",
                            "CHANNEL_EXECUTE_COMPLETE set colour=blue event-1 _none_"));
    finish();
}

}  // namespace
}  // namespace sofia::commands
