#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Show : public CommandWorld {
  protected:
    void end_the_call() {
        table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
        drain();
        answer_byes();
        writer_.commit_at_once();
        drain();
    }

    /// Calls call-1, call-2 ... with legs a-1 and b-1, ..., made one second after the other. They
    /// are forgotten at the end of the test.
    void many_calls_are_up(int count, int first = 1) {
        if (!model_) {
            call_is_up();
            model_ = only_call().image();
            end_the_call();
        }
        for (int i = first; i < first + count; ++i) {
            auto image = *model_;
            const auto number = std::to_string(i);
            image.uuid = base::CallUuid("call-" + number);
            image.a.uuid = base::LegUuid("a-" + number);
            image.b.uuid = base::LegUuid("b-" + number);
            image.a.dialog.call_id += number;
            image.b.dialog.call_id += number;
            image.a.created += std::chrono::seconds(i);
            ASSERT_TRUE(call::Call::rehydrate(services_, image));
        }
    }

    std::vector<model::Registration> many_bindings(int count) {
        std::vector<model::Registration> bindings;
        for (int i = 0; i < count; ++i)
            bindings.push_back(samples::registration(i));
        return bindings;
    }

    void TearDown() override {
        table_.abandon({});
        CommandWorld::TearDown();
    }

  private:
    std::optional<call::CallImage> model_;
};

TEST_F(Show, ShowsOnlyATotalWhenThereIsNothing) {
    for (const auto* what : {"channels", "calls", "bridged_calls", "registrations"})
        EXPECT_EQ(run(std::string("show ") + what), "\n0 total.\n") << what;
}

TEST_F(Show, ListsBothLegsOfACallAsChannels) {
    call_is_up();
    const auto text = run("show channels");
    EXPECT_THAT(text, StartsWith("uuid,direction,created,created_epoch,name,state,"));
    EXPECT_THAT(text, HasSubstr(",inbound,2026-01-01 00:00:00,1767225600,sofia/internal/"));
    EXPECT_THAT(text, HasSubstr(",outbound,2026-01-01 00:00:00,1767225600,sofia/external/"));
    EXPECT_THAT(text, HasSubstr(",signal_bridge,"));
    EXPECT_THAT(text, HasSubstr(",default,PCMU,8000,64000,PCMU,8000,64000,,node-1,"));
    EXPECT_THAT(text, EndsWith("\n\n2 total.\n"));
    end_the_call();
}

TEST_F(Show, ListsACallAsOneRow) {
    call_is_up();
    EXPECT_EQ(run("show calls count"), "\n1 total.\n");
    EXPECT_EQ(run("show bridged_calls count"), "\n1 total.\n");
    EXPECT_THAT(run("show calls as json"), StartsWith("{\"row_count\":1,\"rows\":[{\"uuid\":\""));
    end_the_call();
}

TEST_F(Show, ListsACallerThatIsStillWaiting) {
    const auto caller = call();
    EXPECT_EQ(run("show calls count"), "\n1 total.\n");
    EXPECT_EQ(run("show channels count"), "\n2 total.\n") << "and who is called for him";
    EXPECT_THAT(run("show channels"), HasSubstr(",outbound,"));
    EXPECT_EQ(run("show bridged_calls count"), "\n0 total.\n");
    caller->cancel();
    drain();
    external().last(sip::Method::Invite)->answer(487);
    drain();
}

TEST_F(Show, ListsNoLegThatWasCancelledThoughItsPhoneIsSilent) {
    const auto caller = call();
    std::string ringing;
    only_call().for_each_leg([&](const call::Leg& leg) {
        if (leg.outbound)
            ringing = leg.uuid().str();
    });
    EXPECT_THAT(run("show channels"), HasSubstr(ringing));
    only_call().for_each_leg([&](const call::Leg& leg) {
        if (leg.outbound)
            leg.told.end = true;  // As when its leg_timeout is over and others ring.
    });
    EXPECT_EQ(run("show channels count"), "\n1 total.\n");
    EXPECT_THAT(run("show channels"), testing::Not(HasSubstr(ringing)));
    caller->cancel();
    drain();
    external().last(sip::Method::Invite)->answer(487);
    drain();
}

TEST_F(Show, ListsNoCallThatIsOverThoughAPhoneIsSilent) {
    call_is_up();
    only_call().hangup(model::cause::kNormalClearing, "test");
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(table_.size(), 1U) << "whose BYEs wait for their answers";
    for (const auto* what : {"show calls", "show channels", "show bridged_calls"}) {
        EXPECT_EQ(run(std::string(what) + " count"), "\n0 total.\n") << what;
        EXPECT_EQ(run(what), "\n0 total.\n") << what;
    }
    EXPECT_THAT(run("sofia status"), HasSubstr("RUNNING (0)"));
    answer_byes();
}

TEST_F(Show, ListsRegistrations) {
    bind({samples::registration(0), samples::registration(1)});
    EXPECT_THAT(run("show registrations"),
                HasSubstr("\nu1,127.0.0.10,2-3845@127.0.0.20,sofia/internal/"
                          "sip:u1@127.0.0.20:5080,1795383849,127.0.0.20,5080,udp,peer1,\n"));
    EXPECT_THAT(run("show registrations as xml"), StartsWith("<result row_count=\"2\">\n"));
}

TEST_F(Show, ListsCallsOldestFirst) {
    for (const int number : {2, 3, 1})
        many_calls_are_up(1, number);
    const auto text = run("show calls");
    EXPECT_LT(text.find("\na-1,"), text.find("\na-2,"));
    EXPECT_LT(text.find("\na-2,"), text.find("\na-3,"));
    EXPECT_THAT(text, EndsWith("\n\n3 total.\n"));
}

TEST_F(Show, ListsSomeCallsInATurnOfTheLoop) {
    many_calls_are_up(250);
    std::string text;
    commands_.run("show channels", [&](std::string reply) { text = std::move(reply); });
    bool sip_had_its_turn = false;
    loop_.post([&] { sip_had_its_turn = true; });
    EXPECT_TRUE(loop_.step()) << "the second piece";
    EXPECT_EQ(text, "");
    EXPECT_TRUE(loop_.step());
    EXPECT_TRUE(sip_had_its_turn);
    EXPECT_EQ(text, "");
    EXPECT_TRUE(loop_.step()) << "the third piece";
    EXPECT_THAT(text, EndsWith("\n\n500 total.\n"));
}

TEST_F(Show, LeavesOutACallThatEndedBeforeItsTurn) {
    many_calls_are_up(250);
    std::string text;
    commands_.run("show calls as json", [&](std::string reply) { text = std::move(reply); });
    for (const auto* call : {"call-1", "call-120", "call-250"})
        table_.find(base::CallUuid(call))->abandon({});
    for (const auto* call : {"call-1", "call-120", "call-250"})
        table_.remove(base::CallUuid(call));
    many_calls_are_up(5, 300);
    drain();
    EXPECT_THAT(text, StartsWith("{\"row_count\":253,\"rows\":[{"));
    EXPECT_THAT(text, HasSubstr("\"a-1\"")) << "it was listed before it ended";
    EXPECT_THAT(text, Not(HasSubstr("\"a-120\"")));
    EXPECT_THAT(text, HasSubstr("\"a-304\"")) << "it came before the end";
}

TEST_F(Show, EndsWhenTheNodeFallsSilentInTheMiddle) {
    many_calls_are_up(250);
    bind(many_bindings(250));
    std::vector<std::string> texts;
    for (const auto* line : {"show calls", "show registrations", "show channels count"})
        commands_.run(line, [&](std::string reply) { texts.push_back(std::move(reply)); });
    profiles_.shut_all();
    table_.abandon({});
    registrar_.demote();
    drain();
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_EQ(texts[0], "\n500 total.\n") << "a count waits for no listing";
    EXPECT_THAT(texts[1], EndsWith("\n\n100 total.\n"));
    EXPECT_EQ(texts[2], "\n0 total.\n");
}

TEST_F(Show, ListsRegistrationsThatComeAndGoMeanwhile) {
    bind(many_bindings(250));
    std::string text;
    commands_.run("show registrations", [&](std::string reply) { text = std::move(reply); });
    auto left = many_bindings(250);
    // The order is that of the names: u0, u1, u10, u100, ..., u99.
    std::erase_if(left, [](const auto& binding) {
        return binding.key.user == "u0" || binding.key.user == "u98";
    });
    left.push_back(samples::registration(970));
    left.push_back(samples::registration(1000));
    bind(left);
    drain();
    EXPECT_THAT(text, EndsWith("\n\n250 total.\n"));
    EXPECT_THAT(text, HasSubstr("\nu0,")) << "it was listed before it went";
    EXPECT_THAT(text, Not(HasSubstr("\nu98,")));
    EXPECT_THAT(text, HasSubstr("\nu970,"));
    EXPECT_THAT(text, Not(HasSubstr("\nu1000,"))) << "its place had been passed when it came";
}

TEST_F(Show, CountsWhileAListingIsBeingWritten) {
    many_calls_are_up(250);
    commands_.run("show calls", [](const std::string&) {});
    for (const auto* what : {"calls", "bridged_calls"})
        EXPECT_EQ(commands_.run_at_once(std::string("show ") + what + " count as json"),
                  "{\"row_count\":250}\n");
    EXPECT_EQ(commands_.run_at_once("show channels count as xml"),
              "<result row_count=\"500\">\n</result>\n");
    drain();
}

TEST_F(Show, ExplainsItself) {
    constexpr auto kUsage =
        "-USAGE: channels|calls|bridged_calls|registrations [count] [as xml|json|delim <text>]\n";
    for (const auto* line : {"show", "show bogus", "show channels like x", "show calls as yaml"})
        EXPECT_EQ(run(line), kUsage) << line;
    EXPECT_EQ(run("show modules"), "-ERR show modules is not supported in this version\n");
}

}  // namespace
}  // namespace sofia::commands
