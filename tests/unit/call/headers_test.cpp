#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";

class Headers : public test::CallWorld {
  protected:
    // A call whose dialplan says this before it bridges; it rings.
    void ring(std::vector<dialplan::Action> actions, const std::string& dial_string = kBob) {
        actions.push_back({"bridge", dial_string});
        dialplan(std::move(actions));
        call();
    }
    sip::Response with_header(int status, sip::Header header) {
        sip::Response response;
        response.status = status;
        response.headers = {std::move(header)};
        if (status < 300 && status >= 200)
            response.body = test::sdp("bob");
        return response;
    }
    void give_up() {
        caller_->cancel();
        callee()->answer(487);
        drain();
    }
};

TEST_F(Headers, OfProvisionalAndFinalAnswersComeFromTheirVariables) {
    ring({{"set", "sip_ph_X-P=ringing"}, {"set", "sip_rh_X-R=final"}});
    callee()->answer(180);
    EXPECT_EQ(caller_->header("X-P"), "ringing");
    EXPECT_EQ(caller_->header("X-R"), "");
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->header("X-R"), "final");
    EXPECT_EQ(caller_->header("X-P"), "");
}

TEST_F(Headers, OfTheCalleesAnswersReachTheCallerUnlessForbidden) {
    ring({});
    callee()->answer(with_header(183, {"X-Early", "yes"}));
    EXPECT_EQ(caller_->header("X-Early"), "yes");
    writer_.commit_at_once();
    callee()->answer(with_header(200, {"X-Answer", "42"}));
    drain();
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_EQ(caller_->header("X-Answer"), "42");
    EXPECT_EQ(only_call().b()->variables.get("sip_rh_X-Answer"), "42");
    leaves_a_call = true;
}

TEST_F(Headers, OfTheCallerThatRepeatReachTheCalleeAsOften) {
    dialplan({{"bridge", kBob}});
    auto request = invite();
    request.headers.push_back({"Diversion", "<sip:9@x>"});
    request.headers.push_back({"Diversion", "<sip:8@x>"});
    call(request);
    EXPECT_THAT(callee()->request.headers,
                AllOf(Contains(sip::Header{"Diversion", "<sip:9@x>"}),
                      Contains(sip::Header{"Diversion", "<sip:8@x>"})));
    EXPECT_EQ(callee()->header("Diversion-1"), "");
    give_up();
}

TEST_F(Headers, ThatAreExcludedReachNobody) {
    dialplan({{"set", "exclude_outgoing_extra_header=^X-No"},
              {"bridge", "[exclude_outgoing_extra_header=^X-Leg]" + std::string(kBob)}});
    auto request = invite();
    request.headers.push_back({"X-No-Go", "1"});
    request.headers.push_back({"X-Leg", "1"});
    request.headers.push_back({"X-Yes", "1"});
    call(request);
    EXPECT_EQ(callee()->header("X-No-Go"), "") << "by the caller's variable";
    EXPECT_EQ(callee()->header("X-Leg"), "") << "by the leg's";
    EXPECT_EQ(callee()->header("X-Yes"), "1");
    callee()->answer(with_header(183, {"X-No-Early", "yes"}));
    EXPECT_EQ(caller_->header("X-No-Early"), "");
    writer_.commit_at_once();
    callee()->answer(with_header(200, {"X-No-Answer", "42"}));
    drain();
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_EQ(caller_->header("X-No-Answer"), "");
    leaves_a_call = true;
}

TEST_F(Headers, ReasonHasNoQ850WhereALegForbidsIt) {
    const std::string forbidden = "disable_q850_reason=true";
    dialplan({{"set", forbidden}, {"bridge", kBob}});
    call_is_up();
    from_callee(sip::Method::Bye);
    EXPECT_EQ(record_.last("internal BYE").header("Reason"), "");
    writer_.commit_at_once();
    answer_byes();
    drain();
    ring({{"set", forbidden}});
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
    EXPECT_EQ(caller_->header("Reason"), "");
    ring({}, "[" + forbidden + ",leg_timeout=5]" + kBob);
    advance(std::chrono::seconds(5));
    EXPECT_TRUE(callee()->cancelled);
    EXPECT_EQ(callee()->cancel_reason, "");
    callee()->answer(487);
    drain();
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("Q.850")) << "the caller's leg does not";
}

TEST_F(Headers, SessionExpiresIsTheLegsOwn) {
    configure("external", [](model::ProfileCalls& calls) {
        calls.session_timeout = std::chrono::seconds(120);
    });
    for (const auto& [value, expected] : std::initializer_list<std::pair<std::string, std::string>>{
             {"300", "300"}, {"0", ""}, {"soon", "120"}}) {
        ring({}, "[sofia_session_timeout=" + value + "]" + kBob);
        EXPECT_EQ(callee()->header("Session-Expires"), expected) << value;
        give_up();
    }
}

TEST_F(Headers, OfTheCalleeStayThereWhenTheCallerForbidsIt) {
    ring({{"set", "sip_copy_custom_headers=false"}});
    callee()->answer(with_header(183, {"X-Early", "yes"}));
    EXPECT_EQ(caller_->header("X-Early"), "");
    give_up();
}

TEST_F(Headers, OfByeComeFromTheLegsOwnVariablesAlsoAfterATakeover) {
    dialplan(
        {{"set", "sip_bye_h_X-Acc=a"}, {"export", "nolocal:sip_bye_h_X-Acc=b"}, {"bridge", kBob}});
    call_is_up();
    const auto row = to_row(only_call().image());
    table_.abandon({});
    drain();
    record_.clear();
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    only_call().hangup(model::cause::kNormalClearing, "test");
    EXPECT_EQ(record_.last("internal BYE").header("X-Acc"), "a");
    EXPECT_EQ(record_.last("external BYE").header("X-Acc"), "b");
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(Headers, OfAByeGoOnWithItAndItsAnswerHasItsOwn) {
    dialplan({{"set", "sip_bye_h_X-Own=mine"}, {"bridge", kBob}});
    call_is_up();
    writer_.commit_at_once();
    sip::Request bye;
    auto said = from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(said->status(), 200);
    EXPECT_EQ(said->header("X-Own"), "mine");
}

TEST_F(Headers, NoVariableSplitsAMessage) {
    constexpr auto kEvil = "x\r\nX-Evil: 1\r\n\r\nBYE sip:x SIP/2.0";
    services_.api = [&](const std::string&, const std::string&) { return std::string(kEvil); };
    ring({{"set", "sip_h_X-A=${evil()}"},
          {"set", "sip_h_X-B\r\nX-Evil=1"},
          {"set", "sip_ph_X-C=${evil()}"},
          {"set", "sip_rh_X-D=${evil()}"},
          {"set", "effective_caller_id_name=${evil()}"},
          {"set", "effective_caller_id_number=${evil()}"},
          {"export", "sip_from_display=${evil()}"},
          {"export", "alert_info=${evil()}"}},
         "[sip_h_X-E='x\r\nX-Evil: 1']sofia/external/bob@198.51.100.7");
    const auto is_clean = [](const std::string& text) {
        return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; });
    };
    for (const auto& header : callee()->request.headers) {
        EXPECT_TRUE(is_clean(header.name + header.value)) << header.name;
        EXPECT_NE(header.name, "X-Evil");
    }
    EXPECT_TRUE(is_clean(callee()->dialog.from.str()));
    callee()->answer(180);
    for (const auto& header : caller_->reply().headers)
        EXPECT_TRUE(is_clean(header.name + header.value)) << header.name;
    give_up();
    dialplan({{"respond", "410 ${evil()}"}});
    call();
    EXPECT_TRUE(is_clean(caller_->reply().phrase));
    dialplan({{"redirect", "${evil()}"}});
    call();
    EXPECT_EQ(caller_->status(), 484);
    dialplan({{"redirect", "sip:a@b>;evil=<sip:c@d,sip:good@example.net"}});
    call();
    EXPECT_EQ(caller_->status(), 302);
    EXPECT_EQ(caller_->header("Contact"), "<sip:good@example.net>");
}

TEST_F(Headers, LegThatCannotBeShapedDoesNotSpoilTheOthers) {
    ring({}, "[sip_from_uri='a b']sofia/external/eve@198.51.100.8," + std::string(kBob));
    EXPECT_EQ(callee()->target, "sip:bob@198.51.100.7");
    EXPECT_EQ(external().all(sip::Method::Invite).size(), 1U);
    give_up();
}

// --- who calls

TEST_F(Headers, CallerIsAssertedAsTheLegOrTheProfileSays) {
    ring({}, "[sip_cid_type=pid]" + std::string(kBob));
    EXPECT_THAT(callee()->header("P-Asserted-Identity"), HasSubstr("alice@"));
    EXPECT_EQ(callee()->header("Remote-Party-ID"), "");
    EXPECT_EQ(callee()->header("Privacy"), "");
    give_up();
    ring({});
    EXPECT_THAT(callee()->header("Remote-Party-ID"),
                AllOf(HasSubstr("alice@"), HasSubstr("privacy=off")));
    give_up();
    ring({}, "[sip_cid_type=none]" + std::string(kBob));
    EXPECT_EQ(callee()->header("P-Asserted-Identity") + callee()->header("Remote-Party-ID"), "");
    give_up();
}

TEST_F(Headers, LegMayHaveACallerOfItsOwn) {
    ring({},
         "[origination_caller_id_name=Night,origination_caller_id_number=77]" + std::string(kBob));
    EXPECT_EQ(callee()->dialog.from.display, "Night");
    EXPECT_THAT(callee()->dialog.from.uri, HasSubstr("77@"));
    EXPECT_THAT(callee()->header("Remote-Party-ID"), HasSubstr("77@"));
    give_up();
}

TEST_F(Headers, PrivacyHidesTheCallerInFromAndNotFromTheNextHop) {
    ring({{"set", "origination_privacy=full"}}, "[sip_cid_type=pid]" + std::string(kBob));
    EXPECT_EQ(callee()->dialog.from.str(), "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
    EXPECT_THAT(callee()->header("P-Asserted-Identity"), HasSubstr("alice@"));
    EXPECT_EQ(callee()->header("Privacy"), "id");
    give_up();
    ring({{"set", "origination_privacy=hide_name"}});
    EXPECT_EQ(callee()->dialog.from.display, "Anonymous");
    EXPECT_THAT(callee()->dialog.from.uri, HasSubstr("alice@"));
    EXPECT_THAT(callee()->header("Remote-Party-ID"), HasSubstr("privacy=name"));
    give_up();
}

TEST_F(Headers, CallersOwnPrivacyIsKept) {
    auto request = invite();
    request.headers = {{"Privacy", "id"}, {"P-Asserted-Identity", "<sip:real@example.com>"}};
    dialplan({{"set", "saw=${sip_Privacy}|${sip_P-Asserted-Identity}"},
              {"export", "sip_cid_type=pid"},
              {"bridge", kBob}});
    call(request);
    EXPECT_EQ(only_call().a().variables.get("saw"), "id|<sip:real@example.com>");
    EXPECT_EQ(callee()->header("Privacy"), "id");
    give_up();
}

TEST_F(Headers, RingToneAndAutomaticAnswerAreAsked) {
    ring({}, "[alert_info=http://ring/2,sip_auto_answer=true]" + std::string(kBob));
    EXPECT_EQ(callee()->header("Alert-Info"), "http://ring/2");
    EXPECT_EQ(callee()->header("Call-Info"), "<sip:bob@198.51.100.7>;answer-after=0");
    give_up();
}

TEST_F(Headers, CallersInviteCanBeAskedForWhatIsNotKept) {
    auto request = invite();
    request.headers = {{"Subject", "Lunch"}, {"Diversion", "<sip:5555@example.com>;reason=busy"}};
    request.from.uri = "sip:+alice@example.com;x=1";
    dialplan(
        {{"set",
          "saw=${sip_subject}|${rdnis}|${sip_from_params}|${sip_from_user_stripped}|${sip_cseq}|"
          "${sip_full_to}|${sip_no_such}"},
         {"bridge", kBob}});
    call(request);
    EXPECT_THAT(
        std::string(only_call().a().variables.get("saw")),
        AllOf(HasSubstr("Lunch|5555|x=1|alice|"), HasSubstr("sip:2000@"), testing::EndsWith("|")));
    give_up();
}

// behaviour-spec 5.1: sip_rh_ on each final answer, sip_h_ on the 3xx of a deflect as well.
TEST_F(Headers, RedirectionsHaveTheirVariables) {
    const std::vector<dialplan::Action> said{{"set", "sip_rh_X-Answer=a"},
                                             {"set", "sip_h_X-Way=b"},
                                             {"set", "sip_rh_X-Both=answer"},
                                             {"set", "sip_h_X-Both=request"}};
    auto actions = said;
    actions.push_back({"redirect", "sip:bob@198.51.100.7"});
    dialplan(actions);
    call();
    EXPECT_EQ(caller_->status(), 302);
    EXPECT_EQ(caller_->header("X-Answer"), "a");
    EXPECT_EQ(caller_->header("X-Way"), "");
    EXPECT_EQ(caller_->header("X-Both"), "answer");
    actions.back() = {"deflect", "sip:bob@198.51.100.7"};
    dialplan(actions);
    call();
    EXPECT_EQ(caller_->status(), 302);
    EXPECT_EQ(caller_->header("Contact"), "<sip:bob@198.51.100.7>");
    EXPECT_EQ(caller_->header("X-Answer"), "a");
    EXPECT_EQ(caller_->header("X-Way"), "b");
    const auto& headers = caller_->reply().headers;
    EXPECT_EQ(
        std::count_if(
            headers.begin(), headers.end(), [](const auto& line) { return line.name == "X-Both"; }),
        1);
    EXPECT_EQ(caller_->header("X-Both"), "answer");
}

TEST_F(Headers, NameOfARunningProfileFollowsItsSettings) {
    configure("internal", [](auto& calls) { calls.user_agent_string = "Switch 8"; });
    EXPECT_EQ(internal().user_agent, "Switch 8");
    configure("internal", [](auto& calls) { calls.user_agent_string = "_undef_"; });
    EXPECT_EQ(internal().user_agent, "");
}

}  // namespace
}  // namespace sofia::call
