#include <gmock/gmock.h>

#include "sip/codec_list.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

sip::Body audio(const std::string& formats, const std::string& attribute = "a=sendrecv") {
    return {"application/sdp",
            "v=0\r\no=x 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 4000 "
            "RTP/AVP " +
                formats + "\r\n" + attribute + "\r\n"};
}

class Codecs : public test::CallWorld {
  protected:
    void lists(const char* inbound, const char* outbound) {
        configure_media("internal", [&](model::ProfileMedia& media) {
            media.inbound = sip::read_codec_list(inbound).codecs;
        });
        configure_media("external", [&](model::ProfileMedia& media) {
            media.outbound = sip::read_codec_list(outbound).codecs;
        });
    }
    std::shared_ptr<test::PeerRequest> call_with(const sip::Body& offer) {
        auto request = invite();
        request.body = offer;
        return call(std::move(request));
    }
    // A call with these descriptions that is up.
    void talk(const sip::Body& offer, const sip::Body& answer) {
        leaves_a_call = true;
        writer_.commit_at_once();
        call_with(offer);
        callee_answers(200, answer);
        drain();
        caller_->ack();
        drain();
        ASSERT_TRUE(only_call().is_up());
        record_.clear();
    }
};

TEST_F(Codecs, PassUnchangedWhenNothingIsConfigured) {
    talk(audio("96 18 101 0"), audio("0 101"));
    EXPECT_EQ(callee()->request.body, audio("96 18 101 0"));
    EXPECT_EQ(caller_->reply().body, audio("0 101"));
    EXPECT_FALSE(only_call().b()->variables.has(kCallCodecs));
}

TEST_F(Codecs, OfACallerThatAreNotTakenAreRefusedBeforeTheDialplan) {
    lists("PCMU", "");
    const auto refused = call_with(audio("18 4"));
    EXPECT_EQ(refused->status(), 488);
    EXPECT_THAT(refused->header("Reason"), HasSubstr("INCOMPATIBLE_DESTINATION"));
    EXPECT_THAT(record_.lines(), ElementsAre("internal 488 INVITE")) << "nobody was called";
    EXPECT_EQ(counters("internal").failed_calls_in, 1u);
}

TEST_F(Codecs, OfACallerAreJudgedAtTheBridgeWhenNegotiationIsLate) {
    lists("PCMU", "");
    configure_media("internal", [](auto& media) { media.late_negotiation = true; });
    EXPECT_EQ(call_with(audio("18"))->status(), 488);
    dialplan(
        {{"set", "absolute_codec_string=G729"}, {"bridge", "sofia/external/bob@198.51.100.7"}});
    call_with(audio("0 18"));
    EXPECT_EQ(only_call().a().variables.get("endpoint_disposition"), "DELAYED NEGOTIATION");
    EXPECT_EQ(callee()->request.body, audio("18"));
    callee_answers(486);
}

TEST_F(Codecs, AreOfferedInTheOrderOfTheCalleesProfile) {
    lists("", "PCMA,PCMU");
    talk(audio("0 18 8"), audio("8"));
    EXPECT_EQ(callee()->request.body, audio("8 0"));
    EXPECT_EQ(caller_->reply().body, audio("8"));
}

TEST_F(Codecs, ThatWereNotOfferedDoNotReachTheCallerInTheAnswer) {
    lists("", "PCMU");
    talk(audio("0 8"), audio("8 0"));
    EXPECT_EQ(caller_->reply().body, audio("0"));
}

TEST_F(Codecs, NobodyIsCalledWhenNoneIsLeft) {
    lists("", "PCMA");
    EXPECT_EQ(call_with(audio("0"))->status(), 488);
    EXPECT_THAT(record_.lines(), ElementsAre("internal 488 INVITE"));
}

TEST_F(Codecs, AForeignAnswerEndsTheCallWithoutSilence) {
    const auto caller = call_with(audio("18"));
    callee_answers(200, audio("4"));
    EXPECT_THAT(record_.lines(), testing::IsSupersetOf({"external ACK", "external BYE"}));
    EXPECT_THAT(external().last(sip::Method::Bye)->header("Reason"),
                HasSubstr("INCOMPATIBLE_DESTINATION"));
    EXPECT_EQ(caller->status(), 488);
    external().last(sip::Method::Bye)->answer(200);
    drain();
    EXPECT_EQ(counters("external").failed_calls_out, 1u);
}

TEST_F(Codecs, OfAForeignEarlyAnswerDoNotReachTheCaller) {
    const auto caller = call_with(audio("0"));
    callee_answers(183, audio("8"));
    EXPECT_EQ(caller->status(), 180);
    EXPECT_TRUE(caller->reply().body.empty());
    callee_answers(486);
}

TEST_F(Codecs, OfALateOfferAreThoseOfBothProfiles) {
    lists("PCMU,PCMA", "PCMA,G729");
    leaves_a_call = true;
    writer_.commit_at_once();
    call_with({});
    callee_answers(200, audio("18 0 8"));
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_EQ(caller_->reply().body, audio("8"));
    caller_->ack(audio("8 0"));
    drain();
    EXPECT_EQ(record_.last("external ACK").body, audio("8")) << "nor more in the answer";
    ASSERT_TRUE(only_call().is_up());
    EXPECT_EQ(from_caller(sip::Method::Invite, audio("18"))->status(), 488)
        << "the call is held to them";
}

TEST_F(Codecs, OfALateOfferWithNoneLeftEndTheCall) {
    lists("PCMU", "");
    const auto caller = call_with({});
    callee_answers(200, audio("18"));
    EXPECT_EQ(caller->status(), 488);
    EXPECT_THAT(record_.lines(), testing::IsSupersetOf({"external ACK", "external BYE"}));
    external().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(Codecs, OfALateOfferPassUnchangedWhenNothingIsConfigured) {
    leaves_a_call = true;
    writer_.commit_at_once();
    call_with({});
    callee_answers(200, audio("18 0 8"));
    EXPECT_EQ(caller_->reply().body, audio("18 0 8"));
    caller_->ack(audio("0"));
    drain();
    EXPECT_EQ(record_.last("external ACK").body, audio("0"));
}

TEST_F(Codecs, OfALateOfferWithinACallAreThoseThatItIsHeldTo) {
    lists("", "PCMU,PCMA");
    talk(audio("0 8"), audio("0"));
    const auto change = from_caller(sip::Method::Invite);
    callee()->answer(200, audio("18 8"));
    drain();
    EXPECT_EQ(change->reply().body, audio("8"));
    change->ack(audio("8 0"));
    drain();
    EXPECT_EQ(record_.last("external ACK").body, audio("8 0"));
    const auto refused = from_caller(sip::Method::Invite);
    callee()->answer(200, audio("18"));
    drain();
    EXPECT_EQ(refused->status(), 488);
    EXPECT_EQ(callee()->request.body, audio("8 0")) << "the callee is offered what stood before";
    callee()->answer(200, audio("8"));
    drain();
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Codecs, AreTheCallersAloneWhenTranscodingIsDisabled) {
    lists("PCMU,PCMA", "PCMA,PCMU");
    configure_media("internal", [](auto& media) { media.disable_transcoding = true; });
    talk(audio("0 8"), audio("0"));
    EXPECT_EQ(callee()->request.body, audio("0"));
}

TEST_F(Codecs, OfAChangeAreThoseThatTheCallIsHeldTo) {
    lists("PCMU,PCMA", "");
    configure_media("internal", [](auto& media) { media.disable_transcoding = true; });
    talk(audio("0 8"), audio("0"));
    const auto change = from_caller(sip::Method::Invite, audio("8 0"));
    EXPECT_EQ(callee()->request.body, audio("0"));
    callee()->answer(200, audio("0"));
    drain();
    EXPECT_EQ(change->status(), 200);
    change->ack();
    drain();
    EXPECT_EQ(from_caller(sip::Method::Invite, audio("18"))->status(), 488);
    EXPECT_TRUE(only_call().is_up()) << "the call stays as it was";
    EXPECT_EQ(from_callee(sip::Method::Update, audio("18"))->status(), 488);
}

TEST_F(Codecs, AForeignAnswerToAChangeRefusesItAndRestoresTheOtherPeer) {
    talk(audio("0 8"), audio("0"));
    const auto change = from_caller(sip::Method::Invite, audio("8"));
    callee()->answer(200, audio("18"));
    drain();
    EXPECT_EQ(change->status(), 488);
    EXPECT_EQ(callee()->request.body, audio("0 8")) << "the callee is offered what stood before";
    callee()->answer(200, audio("0"));
    drain();
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Codecs, DisabledHoldIsAnsweredAndTheOtherPeerIsNotTold) {
    configure_media("internal", [](auto& media) { media.disable_hold = true; });
    talk(audio("0"), audio("0"));
    for (const auto& [asked, answered] :
         {std::pair{"a=sendonly", "a=recvonly"}, std::pair{"a=inactive", "a=inactive"}}) {
        record_.clear();
        const auto hold = from_caller(sip::Method::Invite, audio("0", asked));
        EXPECT_THAT(record_.lines(), ElementsAre("internal 200 INVITE")) << asked;
        EXPECT_THAT(hold->reply().body.data, HasSubstr(std::string(answered) + "\r\n"));
        EXPECT_FALSE(only_call().a().holds);
        hold->ack();
        drain();
    }
    record_.clear();
    const auto update = from_caller(sip::Method::Update, audio("0", "a=sendonly"));
    EXPECT_THAT(record_.lines(), ElementsAre("internal 200 UPDATE"));
    EXPECT_EQ(writer_.rows.begin()->second.state, "active");
}

TEST_F(Codecs, DisabledHoldOfOneSideIsNoneOfTheOthers) {
    configure_media("internal", [](auto& media) { media.disable_hold = true; });
    talk(audio("0"), audio("0"));
    auto hold = audio("0", "a=sendonly");
    hold.data.replace(hold.data.find("x 1 1"), 5, "x 1 2");
    from_callee(sip::Method::Invite, hold);
    EXPECT_EQ(internal().last(sip::Method::Invite)->request.body, hold);
    internal().last(sip::Method::Invite)->answer(200, audio("0", "a=recvonly"));
    drain();
    EXPECT_TRUE(only_call().b()->holds);
}

TEST_F(Codecs, AVariableOfTheLegGoesBeforeItsProfileAboutHold) {
    dialplan({{"set", "rtp_disable_hold=true"},
              {"bridge", "[rtp_disable_hold=false]sofia/external/bob@198.51.100.7"}});
    configure_media("external", [](auto& media) { media.disable_hold = true; });
    talk(audio("0"), audio("0"));
    from_caller(sip::Method::Invite, audio("0", "a=sendonly"))->ack();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("internal 200 INVITE"));
    from_callee(sip::Method::Invite, audio("0", "a=sendonly"));
    EXPECT_TRUE(internal().last(sip::Method::Invite) != nullptr) << "the callee may hold";
    internal().last(sip::Method::Invite)->answer(200, audio("0", "a=recvonly"));
    drain();
    EXPECT_TRUE(only_call().b()->holds);
}

TEST_F(Codecs, WhoMovesItsMediaWhileItHoldsIsPassedOnWithoutTheHold) {
    configure_media("internal", [](auto& media) { media.disable_hold = true; });
    talk(audio("0"), audio("0"));
    auto moved = audio("0", "a=sendonly");
    moved.data.replace(moved.data.find("4000"), 4, "5000");
    const auto change = from_caller(sip::Method::Invite, moved);
    EXPECT_THAT(callee()->request.body.data, HasSubstr("m=audio 5000"));
    EXPECT_THAT(callee()->request.body.data, testing::Not(HasSubstr("sendonly")));
    callee()->answer(200, audio("0"));
    drain();
    EXPECT_THAT(change->reply().body.data, HasSubstr("a=recvonly\r\n"));
    EXPECT_FALSE(only_call().a().holds);
}

TEST_F(Codecs, AfterAHoldThatWasAnsweredHereVersionsGoOnRising) {
    configure_media("internal", [](auto& media) { media.disable_hold = true; });
    talk(audio("0"), audio("0"));
    const auto hold = from_caller(sip::Method::Invite, audio("0", "a=sendonly"));
    EXPECT_THAT(hold->reply().body.data, HasSubstr("o=x 1 2 IN IP4 192.0.2.7\r\n"));
    hold->ack();
    drain();
    const auto back = from_caller(sip::Method::Invite, audio("0"));
    callee()->answer(200, audio("0"));
    drain();
    EXPECT_THAT(back->reply().body.data, HasSubstr("o=x 1 3 IN IP4 192.0.2.7\r\n"));
}

// RFC 3261 13.2.1: an offer of ours is answered in a reliable response.
TEST_F(Codecs, AnswerWithoutDescriptionIsNoneAndTheNextIsCalled) {
    dialplan({{"bridge", "sofia/external/bob@198.51.100.7|sofia/external/carol@198.51.100.9"}});
    call();
    const auto bob = callee();
    record_.clear();
    bob->answer(200);
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "external BYE", "external INVITE"));
    EXPECT_THAT(external().last(sip::Method::Bye)->header("Reason"), HasSubstr("INCOMPATIBLE"));
    external().last(sip::Method::Bye)->answer(200);
    EXPECT_EQ(caller_->status(), 0);
    callee()->answer(200);
    external().last(sip::Method::Bye)->answer(200);
    drain();
    EXPECT_EQ(caller_->status(), 488);
}

TEST_F(Codecs, FirstDescriptionOfACalleeIsHisAnswerWhereTheLastIsMissing) {
    leaves_a_call = true;
    writer_.commit_at_once();
    call();
    callee()->answer(183, test::sdp("bob"));
    drain();
    callee_answers(200);
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
}

}  // namespace
}  // namespace sofia::call
