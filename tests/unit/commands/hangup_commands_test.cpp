#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HangupCommands : public CommandWorld {
  protected:
    /// The Reason of the BYE that a profile has sent.
    static std::string reason(const test::FakeEndpoint& endpoint) {
        return endpoint.last(sip::Method::Bye)->header("Reason");
    }
    void finish() {
        answer_byes();
        writer_.commit_at_once();
        drain();
    }
};

TEST_F(HangupCommands, EndTheCallOfALeg) {
    call_is_up();
    const auto leg = only_call().b()->uuid().str();
    EXPECT_EQ(run("uuid_kill " + leg), "+OK\n");
    EXPECT_THAT(reason(internal()), HasSubstr("cause=16"));
    EXPECT_THAT(reason(external()), HasSubstr("cause=16"));
    finish();
}

TEST_F(HangupCommands, EndACallWithTheCauseGiven) {
    call_is_up();
    EXPECT_EQ(run("uuid_kill " + only_call().a().uuid().str() + " user_busy"), "+OK\n");
    EXPECT_THAT(reason(internal()), HasSubstr("cause=17"));
    finish();
}

TEST_F(HangupCommands, CancelALegThatRingsAndNoOtherOne) {
    dialplan({{"bridge", "sofia/external/bob@198.51.100.7,sofia/external/carol@198.51.100.9"}});
    const auto invite = call();
    const auto rings = external().all(sip::Method::Invite);
    ASSERT_EQ(rings.size(), 2U);
    rings[0]->answer(180);
    rings[1]->answer(180);
    std::vector<std::string> legs;
    only_call().for_each_leg([&](const call::Leg& leg) { legs.push_back(leg.uuid().str()); });
    ASSERT_EQ(legs.size(), 3U);
    EXPECT_EQ(run("uuid_kill " + legs[1] + " user_busy"), "+OK\n");
    EXPECT_TRUE(rings[0]->cancelled);
    EXPECT_FALSE(rings[1]->cancelled) << "the other one rings on";
    EXPECT_EQ(table_.size(), 1U);
    EXPECT_EQ(run("uuid_exists " + legs[2]), "true");
    EXPECT_EQ(run("uuid_setvar " + legs[2] + " colour blue"), "+OK\n");
    EXPECT_EQ(run("uuid_getvar " + legs[2] + " colour"), "blue");
    EXPECT_EQ(run("uuid_kill " + legs[2] + " user_busy"), "+OK\n");
    EXPECT_EQ(invite->status(), 486) << "nobody is left";
    for (const auto& ring : rings)
        ring->answer(487);
    drain();
}

TEST_F(HangupCommands, EndNothingThatIsNotThere) {
    EXPECT_EQ(run("uuid_kill nosuch"), "-ERR No such channel!\n");
    EXPECT_EQ(run("uuid_kill"), "-USAGE: <uuid> [cause]\n");
}

TEST_F(HangupCommands, EndNothingForACauseThatNobodyKnows) {
    call_is_up();
    EXPECT_EQ(run("uuid_kill " + only_call().a().uuid().str() + " bogus"),
              "-ERR unknown cause bogus\n");
    EXPECT_EQ(run("hupall bogus"), "-ERR unknown cause bogus\n");
    EXPECT_TRUE(only_call().is_up());
    table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
    finish();
}

TEST_F(HangupCommands, EndEveryCall) {
    call_is_up();
    EXPECT_EQ(run("hupall"), "+OK hangup all channels with cause MANAGER_REQUEST\n");
    EXPECT_EQ(internal().all(sip::Method::Bye).size(), 1U);
    EXPECT_EQ(external().all(sip::Method::Bye).size(), 1U);
    finish();
    EXPECT_EQ(run("hupall normal_clearing"),
              "+OK hangup all channels with cause NORMAL_CLEARING\n");
}

TEST_F(HangupCommands, EndNothingWhenAVariableWasToBeMatched) {
    call_is_up();
    EXPECT_EQ(run("hupall normal_clearing accountcode 7"),
              "-ERR hupall by variable is not supported in this version\n");
    EXPECT_TRUE(only_call().is_up());
    table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
    finish();
}

TEST_F(HangupCommands, DumpALegInThreeForms) {
    call_is_up();
    const auto leg = only_call().b()->uuid().str();
    const auto text = run("uuid_dump " + leg);
    EXPECT_THAT(text, StartsWith("Event-Name: CHANNEL_DATA\n"));
    EXPECT_THAT(text, HasSubstr("\nUnique-ID: " + leg + '\n'));
    EXPECT_THAT(text, HasSubstr("\nCore-UUID: core\n"));
    EXPECT_THAT(run("uuid_dump " + leg + " json"), HasSubstr("\"Unique-ID\":\"" + leg + '"'));
    EXPECT_THAT(run("uuid_dump " + leg + " xml"), HasSubstr("<Unique-ID>" + leg));
    EXPECT_EQ(run("uuid_dump " + leg + " yaml"), "-USAGE: <uuid> [plain|xml|json]\n");
    EXPECT_EQ(run("uuid_dump"), "-USAGE: <uuid> [plain|xml|json]\n");
    EXPECT_EQ(run("uuid_dump nosuch"), "-ERR No such channel!\n");
    table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
    finish();
}

}  // namespace
}  // namespace sofia::commands
