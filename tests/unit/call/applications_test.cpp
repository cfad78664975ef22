#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";

// What is left after each test rings or has been refused.
class Applications : public test::CallWorld {
  protected:
    void run(std::vector<dialplan::Action> actions) {
        dialplan(std::move(actions));
        call();
    }
    void TearDown() override {
        if (table_.size() == 1) {
            caller_->cancel();
            for (const auto& ringing : external().all(sip::Method::Invite))
                ringing->answer(487);
        }
        CallWorld::TearDown();
    }
    std::string variable(std::string_view name) {
        return std::string(only_call().a().variables.get(name));
    }
};

TEST_F(Applications, SetAndUnsetChangeTheCallersVariables) {
    run({{"set", "color = blue"}, {"set", "gone=1"}, {"unset", "gone"}, {"bridge", kBob}});
    EXPECT_EQ(variable("color"), "blue");
    EXPECT_EQ(variable("gone"), "");
}

TEST_F(Applications, LaterActionsSeeWhatEarlierOnesSet) {
    run({{"set", "where=bob"}, {"bridge", "sofia/external/${where}@198.51.100.7"}});
    EXPECT_EQ(callee()->target, "sip:bob@198.51.100.7");
}

TEST_F(Applications, ExportGoesToTheCalleesLegToo) {
    run({{"export", "sip_h_X-Account=77"}, {"set", "sip_h_X-Own=1"}, {"bridge", kBob}});
    EXPECT_EQ(callee()->header("X-Account"), "77");
    EXPECT_EQ(callee()->header("X-Own"), "1");
    EXPECT_EQ(variable("sip_h_X-Account"), "77");
}

TEST_F(Applications, ExportWithNolocalLeavesTheCallersLegAlone) {
    run({{"export", "nolocal:sip_h_X-Account=77"}, {"bridge", kBob}});
    EXPECT_EQ(callee()->header("X-Account"), "77");
    EXPECT_EQ(variable("sip_h_X-Account"), "");
}

TEST_F(Applications, CallersOwnHeadersPassUnlessForbidden) {
    auto request = invite();
    request.headers = {{"X-Trace", "abc"}, {"P-Asserted-Identity", "<sip:king@example.com>"}};
    dialplan({{"bridge", kBob}});
    call(request);
    EXPECT_EQ(callee()->header("X-Trace"), "abc");
    EXPECT_EQ(callee()->header("P-Asserted-Identity"), "") << "what we assert is our own";
    caller_->cancel();
    callee()->answer(487);
    dialplan({{"set", "sip_copy_custom_headers=false"}, {"bridge", kBob}});
    request.call_id = "again";
    call(request);
    EXPECT_EQ(callee()->header("X-Trace"), "");
}

TEST_F(Applications, EffectiveCallerIdIsWhatTheCalleeSees) {
    run({{"set", "effective_caller_id_number=5551"},
         {"set", "effective_caller_id_name=Sales"},
         {"bridge", kBob}});
    EXPECT_EQ(callee()->dialog.from.display, "Sales");
    EXPECT_THAT(callee()->dialog.from.uri, HasSubstr("5551@"));
}

TEST_F(Applications, RespondRefusesWithStatusAndPhrase) {
    run({{"respond", "486 Busy Right Now"}, {"bridge", kBob}});
    EXPECT_EQ(caller_->status(), 486);
    EXPECT_EQ(caller_->reply().phrase, "Busy Right Now");
    EXPECT_THAT(external().requests, IsEmpty());
}

TEST_F(Applications, RespondThatIsNoFinalStatusIsSkipped) {
    run({{"respond", ""},
         {"respond", "200"},
         {"respond", "99999999999999999999"},
         {"bridge", kBob}});
    EXPECT_EQ(caller_->status(), 0);
    EXPECT_THAT(external().requests, SizeIs(1));
}

TEST_F(Applications, RedirectGivesContacts) {
    run({{"redirect", "sip:bob@198.51.100.7,eve@198.51.100.8"}});
    EXPECT_EQ(caller_->status(), 302);
    ASSERT_GE(caller_->reply().headers.size(), 2U);
    EXPECT_EQ(caller_->header("Contact"), "<sip:bob@198.51.100.7>");
    EXPECT_EQ(caller_->reply().headers.back().value, "<sip:eve@198.51.100.8>");
}

TEST_F(Applications, HangupTellsItsCause) {
    run({{"hangup", "USER_BUSY"}});
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Applications, HangupWithoutKnownCauseIsNormalClearing) {
    run({{"hangup", "no_such_cause"}});
    EXPECT_EQ(caller_->status(), 480);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("NORMAL_CLEARING"));
}

TEST_F(Applications, EndOfTheListHangsUp) {
    run({{"set", "a=1"}});
    EXPECT_EQ(caller_->status(), 480);
}

TEST_F(Applications, OneThatWeDoNotHaveIsSkipped) {
    run({{"playback", "hello.wav"}, {"answer", ""}, {"bridge", kBob}});
    EXPECT_THAT(external().requests, SizeIs(1));
}

TEST_F(Applications, SleepWaitsBeforeTheNext) {
    run({{"sleep", "1500"}, {"bridge", kBob}});
    advance(std::chrono::milliseconds(1499));
    EXPECT_THAT(external().requests, IsEmpty());
    advance(std::chrono::milliseconds(1));
    EXPECT_THAT(external().requests, SizeIs(1));
}

TEST_F(Applications, NumbersThatNoTimerTakesAreBounded) {
    run({{"set", "call_timeout=9223372036854775807"},
         {"bridge", "[leg_timeout=9223372036854775807]sofia/external/bob@198.51.100.7"}});
    EXPECT_EQ(caller_->status(), 0);
    caller_->cancel();
    callee()->answer(487);
    run({{"sleep", "9223372036854775807"}});
    EXPECT_EQ(caller_->status(), 0);
    caller_->cancel();
    drain();
    run({{"sleep", "-1"}, {"sleep", "soon"}, {"respond", "404"}});
    EXPECT_EQ(caller_->status(), 404);
}

TEST_F(Applications, RingReadyTellsTheCaller) {
    run({{"ring_ready", ""}, {"bridge", kBob}});
    EXPECT_EQ(caller_->status(), 180);
}

TEST_F(Applications, TransferGoesThroughTheDialplanAgain) {
    extension("default", "^2000$", {{"transfer", "3000 XML features"}});
    extension("features", "^3000$", {{"bridge", "sofia/external/f@198.51.100.7"}});
    call();
    EXPECT_EQ(callee()->target, "sip:f@198.51.100.7");
    EXPECT_EQ(only_call().a().destination, "3000");
}

TEST_F(Applications, TransferInCirclesEnds) {
    run({{"transfer", "2000"}});
    EXPECT_EQ(caller_->status(), 483);
}

TEST_F(Applications, TransferToNobodyIsNotFound) {
    extension("default", "^2000$", {{"transfer", "3000 XML nowhere"}});
    call();
    EXPECT_EQ(caller_->status(), 404);
}

TEST_F(Applications, TransferWithoutDestinationEnds) {
    run({{"transfer", ""}});
    EXPECT_EQ(caller_->status(), 483);
}

TEST_F(Applications, BridgeThatCannotBeReadIsAnInvalidUrl) {
    run({{"bridge", "sofia/external"}});
    EXPECT_EQ(caller_->status(), 484);
}

// --- after a failed bridge

TEST_F(Applications, FailedBridgeEndsTheCallUnlessTold) {
    run({{"bridge", kBob}, {"respond", "404"}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Applications, NoAnswerGoesOnByItself) {
    run({{"set", "call_timeout=5"}, {"bridge", kBob}, {"respond", "410"}});
    advance(std::chrono::seconds(5));
    EXPECT_EQ(caller_->status(), 410);
    callee()->answer(487);
}

TEST_F(Applications, ContinueOnFailGoesOnForEveryOrForNamedCauses) {
    for (const auto* rule : {"true", "USER_BUSY", "17", "NO_ANSWER,USER_BUSY"}) {
        run({{"set", std::string("continue_on_fail=") + rule},
             {"bridge", kBob},
             {"respond", "410"}});
        callee()->answer(486);
        drain();
        EXPECT_EQ(caller_->status(), 410) << rule;
    }
    for (const auto* rule : {"false", "NO_ANSWER"}) {
        run({{"set", std::string("continue_on_fail=") + rule},
             {"bridge", kBob},
             {"respond", "410"}});
        callee()->answer(486);
        drain();
        EXPECT_EQ(caller_->status(), 486) << rule;
    }
}

TEST_F(Applications, EndOfTheActionsTellsWhyTheLastBridgeFailed) {
    run({{"set", "continue_on_fail=true"}, {"bridge", kBob}, {"answer", ""}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
    run({{"set", "continue_on_fail=true"}, {"bridge", kBob}, {"bridge", "loopback/app=voicemail"}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486) << "an endpoint that is not here hides nothing";
    run({{"set", "continue_on_fail=true"}, {"bridge", "loopback/app=voicemail"}});
    EXPECT_EQ(caller_->status(), 484);
    run({{"set", "a=b"}});
    EXPECT_EQ(caller_->status(), 480);
}

TEST_F(Applications, FailureCausesStopAndOthersGoOn) {
    run({{"set", "failure_causes=CALL_REJECTED"}, {"bridge", kBob}, {"respond", "410"}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 410);
    run({{"set", "failure_causes=USER_BUSY"}, {"bridge", kBob}, {"respond", "410"}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Applications, OutcomeOfABridgeIsInVariables) {
    run({{"set", "continue_on_fail=true"},
         {"bridge", "sofia/nowhere/bob@198.51.100.7"},
         {"set", "first=${originate_disposition}"},
         {"bridge", kBob},
         {"bridge", kBob}});
    EXPECT_EQ(variable("first"), "INVALID_PROFILE");
    callee()->answer(486);
    drain();
    EXPECT_EQ(variable("originate_disposition"), "USER_BUSY");
    EXPECT_EQ(variable("last_bridge_hangup_cause"), "USER_BUSY");
    EXPECT_EQ(variable("last_bridge_proto_specific_hangup_cause"), "sip:486");
}

TEST_F(Applications, SofiaContactHeedsWhatTheCallerSaysOfPhones) {
    services_.api = [](const std::string&, const std::string& arguments) {
        return "sofia/internal/sip:" + arguments + ",sofia/internal/sip:other";
    };
    run({{"set", "sip_match_user_agent=Linksys/SPA 9"},
         {"set", "sip_exclude_contact=other"},
         {"set", "said=${sofia_contact(internal/1001@example.com)}"},
         {"bridge", kBob}});
    EXPECT_EQ(variable("said"), "sofia/internal/sip:~Linksys%2FSPA%209/internal/1001@example.com");
}

TEST_F(Applications, ApiCommandsAnswerInsideExpansion) {
    services_.api = [](const std::string& name, const std::string& arguments) {
        return name + "-" + arguments;
    };
    run({{"set", "said=${echo(hi there)}"}, {"bridge", kBob}});
    EXPECT_EQ(variable("said"), "echo-hi there");
}

}  // namespace
}  // namespace sofia::call
