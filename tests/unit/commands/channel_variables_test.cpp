#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;

class ChannelVariables : public CommandWorld {
  protected:
    std::string a() { return only_call().a().uuid().str(); }
    std::string b() { return only_call().b()->uuid().str(); }
    void finish() {
        table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
        end();
    }
    void end() {
        answer_byes();
        writer_.commit_at_once();
        drain();
    }
};

TEST_F(ChannelVariables, BothLegsOfACallExistUntilItEnds) {
    call_is_up();
    const auto caller = a();
    const auto callee = b();
    EXPECT_EQ(run("uuid_exists " + caller), "true");
    EXPECT_EQ(run("uuid_exists " + callee), "true");
    finish();
    EXPECT_EQ(run("uuid_exists " + caller), "false");
    EXPECT_EQ(run("uuid_exists " + callee), "false");
    EXPECT_EQ(run("uuid_exists nosuch"), "false");
    EXPECT_EQ(run("uuid_exists"), "false");
}

TEST_F(ChannelVariables, ALegThatRingsExistsToo) {
    call();
    drain();
    std::string ringing;
    only_call().for_each_leg([&](const call::Leg& leg) {
        if (leg.outbound)
            ringing = leg.uuid().str();
    });
    ASSERT_FALSE(ringing.empty());
    EXPECT_EQ(run("uuid_exists " + ringing), "true");
    EXPECT_EQ(run("uuid_getvar " + ringing + " uuid"), ringing);
    callee_answers(486);
    writer_.commit_at_once();
    drain();
}

TEST_F(ChannelVariables, AreSetAndReadOnEitherLeg) {
    call_is_up();
    EXPECT_EQ(run("uuid_getvar " + a() + " colour"), "_undef_");
    EXPECT_EQ(run("uuid_setvar " + a() + " colour dark  green"), "+OK\n");
    EXPECT_EQ(run("uuid_getvar " + a() + " colour"), "dark  green");
    EXPECT_EQ(run("uuid_getvar " + b() + " colour"), "_undef_") << "each leg has its own";
    EXPECT_EQ(run("uuid_setvar " + b() + " colour red"), "+OK\n");
    EXPECT_EQ(run("uuid_getvar " + b() + " colour"), "red");
    EXPECT_THAT(run("uuid_dump " + b()), testing::HasSubstr("\nvariable_colour: red\n"));
    finish();
}

TEST_F(ChannelVariables, WithoutBeingKeptTellOfLegProfileAndDialog) {
    call_is_up();
    for (const auto& leg : {a(), b()}) {
        const auto dump = run("uuid_dump " + leg);
        for (const auto* name : {"call_uuid",
                                 "channel_name",
                                 "direction",
                                 "sip_call_id",
                                 "sip_from_tag",
                                 "sip_to_tag",
                                 "sip_local_network_addr",
                                 "sofia_profile_name",
                                 "sofia_profile_url"}) {
            const auto value = run("uuid_getvar " + leg + " " + name);
            EXPECT_NE(value, "_undef_") << name;
            const auto line = "\nvariable_" + std::string(name) + ": ";
            EXPECT_THAT(dump, testing::HasSubstr(line + value + '\n'));
            EXPECT_EQ(dump.find(line), dump.rfind(line)) << name << " stands there once";
        }
    }
    finish();
}

TEST_F(ChannelVariables, AreGoneWithoutAValue) {
    call_is_up();
    for (const auto* nothing : {"", " _undef_"}) {
        run("uuid_setvar " + a() + " colour green");
        EXPECT_EQ(run("uuid_setvar " + a() + " colour" + nothing), "+OK\n");
        EXPECT_EQ(run("uuid_getvar " + a() + " colour"), "_undef_");
    }
    finish();
}

TEST_F(ChannelVariables, FieldsOfTheCallerAndGlobalsAreReadInTheSameWay) {
    services_.settings.globals = {{"site", "north"}};
    call_is_up();
    EXPECT_EQ(run("uuid_getvar " + a() + " destination_number"), "2000");
    EXPECT_EQ(run("uuid_getvar " + a() + " uuid"), a());
    EXPECT_EQ(run("uuid_getvar " + b() + " uuid"), b());
    EXPECT_EQ(run("uuid_getvar " + a() + " site"), "north");
    finish();
}

TEST_F(ChannelVariables, StandInTheRowOfATrackedCall) {
    call_is_up();
    ASSERT_TRUE(only_call().is_tracked());
    run("uuid_setvar " + b() + " colour red");
    EXPECT_EQ(only_call().image().b.variables.get("colour"), "red");
    EXPECT_GT(writer_.waiting(), 0U) << "the row is written again";
    finish();
}

TEST_F(ChannelVariables, TheTimeOfAScheduledHangupCanBeChanged) {
    call_is_up();
    const auto in_a_minute =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch()).count() +
        60;
    run("uuid_setvar " + a() + " scheduled_hangup " + std::to_string(in_a_minute));
    advance(59s);
    EXPECT_TRUE(only_call().is_up());
    advance(2s);
    EXPECT_EQ(internal().all(sip::Method::Bye).size(), 1U);
    end();
}

TEST_F(ChannelVariables, OfNobodyAndWithoutANameAreErrors) {
    for (const auto* line : {"uuid_getvar nosuch colour", "uuid_setvar nosuch colour red"})
        EXPECT_EQ(run(line), "-ERR No such channel!\n");
    EXPECT_EQ(run("uuid_getvar nosuch"), "-USAGE: <uuid> <name>\n");
    EXPECT_EQ(run("uuid_setvar nosuch"), "-USAGE: <uuid> <name> [<value>]\n");
}

}  // namespace
}  // namespace sofia::commands
