#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/call_tag.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";
constexpr auto kBoth = "sofia/external/bob@198.51.100.7,sofia/external/eve@198.51.100.8";
constexpr auto kInTurn = "sofia/external/bob@198.51.100.7|sofia/external/eve@198.51.100.8";

sip::Response redirection(std::vector<std::string> uris) {
    sip::Response response;
    response.status = 302;
    for (auto& uri : uris)
        response.contacts.push_back({{{}, std::move(uri), {}}, {}, 1000, false});
    return response;
}

class Fork : public test::CallWorld {
  protected:
    // Calls, and gives the INVITEs that went out.
    std::vector<std::shared_ptr<test::NodeRequest>> ring(const std::string& dial_string) {
        dialplan({{"bridge", dial_string}});
        call();
        return invites();
    }
    std::vector<std::shared_ptr<test::NodeRequest>> invites() {
        return external().all(sip::Method::Invite);
    }
};

TEST_F(Fork, FirstAnswerWinsAndTheOthersAreCancelledWithReason) {
    const auto rings = ring(kBoth);
    ASSERT_THAT(rings, SizeIs(2));
    rings[0]->answer(180);
    rings[1]->answer(200, test::sdp("eve"));
    EXPECT_TRUE(rings[0]->cancelled);
    EXPECT_EQ(rings[0]->cancel_reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
    EXPECT_FALSE(rings[1]->cancelled);
    rings[0]->answer(487);
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(caller_->reply().body, test::sdp("eve"));
    EXPECT_EQ(external().dialogs(), 1U) << "the loser's dialog is gone";
    leaves_a_call = true;
}

TEST_F(Fork, EachLegHasATagOfItsOwnThatNamesTheCall) {
    const auto rings = ring(std::string(kBoth) + "|sofia/external/joe@198.51.100.9");
    rings[0]->answer(486);
    rings[1]->answer(486);
    drain();
    ASSERT_THAT(invites(), SizeIs(3));
    std::set<std::string> tags{caller_->local_tag};
    EXPECT_EQ(model::call_of(caller_->local_tag), only_call().uuid());
    for (const auto& invite : invites()) {
        EXPECT_EQ(model::call_of(invite->local_tag), only_call().uuid());
        tags.insert(invite->local_tag);
    }
    EXPECT_THAT(tags, SizeIs(4));
    invites()[2]->answer(486);
}

TEST_F(Fork, LosersAnswerThatCrossedTheCancelIsAcknowledgedAndEnded) {
    const auto rings = ring(kBoth);
    rings[0]->answer(200, test::sdp("bob"));
    record_.clear();
    rings[1]->answer(200, test::sdp("eve"));
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "external BYE"));
    EXPECT_EQ(record_.last("external BYE").call_id, rings[1]->call_id);
    EXPECT_THAT(record_.last("external BYE").header("Reason"), HasSubstr("completed elsewhere"));
    external().last(sip::Method::Bye)->answer(200);
    drain();
    EXPECT_EQ(external().dialogs(), 1U);
    EXPECT_EQ(only_call().b()->remote_sdp, test::sdp("bob"));
    leaves_a_call = true;
}

TEST_F(Fork, ProgressOfEveryoneReachesTheCallerUntilSomebodyAnswers) {
    const auto rings = ring(kBoth);
    rings[0]->answer(180);
    rings[1]->answer(183);
    EXPECT_THAT(caller_->replies, SizeIs(2));
    rings[0]->answer(200, test::sdp("bob"));
    rings[1]->answer(180);
    EXPECT_THAT(caller_->replies, SizeIs(2));
    rings[1]->answer(487);
    leaves_a_call = true;
}

TEST_F(Fork, GroupsAreTriedOneAfterTheOther) {
    const auto rings = ring(kInTurn);
    ASSERT_THAT(rings, SizeIs(1));
    EXPECT_EQ(rings[0]->target, "sip:bob@198.51.100.7");
    rings[0]->answer(486);
    drain();
    ASSERT_THAT(invites(), SizeIs(2));
    EXPECT_EQ(invites()[1]->target, "sip:eve@198.51.100.8");
    EXPECT_EQ(caller_->status(), 0);
    invites()[1]->answer(404);
    drain();
    EXPECT_EQ(caller_->status(), 486) << "busy says more than not found";
}

TEST_F(Fork, SameTargetMayBeTriedAgainInALaterGroup) {
    ring(std::string(kBob) + "|" + kBob)[0]->answer(480);
    ASSERT_THAT(invites(), SizeIs(2));
    invites()[1]->answer(480);
}

TEST_F(Fork, SameTargetOfTwoProfilesIsCalledFromBoth) {
    dialplan({{"bridge", "sofia/external/bob@198.51.100.7,sofia/internal/bob@198.51.100.7"}});
    call();
    EXPECT_THAT(external().all(sip::Method::Invite), SizeIs(1));
    EXPECT_THAT(internal().all(sip::Method::Invite), SizeIs(1));
    caller_->cancel();
    callee()->answer(487);
    internal().last(sip::Method::Invite)->answer(487);
}

TEST_F(Fork, RingTimeoutGoesOnWithTheNextGroupWithoutWaitingForTheFinalAnswer) {
    const auto rings = ring("[leg_timeout=5]" + std::string(kInTurn));
    rings[0]->answer(180);
    advance(std::chrono::seconds(5));
    EXPECT_TRUE(rings[0]->cancelled);
    EXPECT_THAT(rings[0]->cancel_reason, HasSubstr("NO_ANSWER"));
    ASSERT_THAT(invites(), SizeIs(2));
    rings[0]->answer(487);
    drain();
    EXPECT_THAT(invites(), SizeIs(2));
    invites()[1]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Fork, AnswerAfterTheRingTimeoutIsEnded) {
    const auto rings = ring("[leg_timeout=5]" + std::string(kInTurn));
    advance(std::chrono::seconds(5));
    rings[0]->answer(200, test::sdp("bob"));
    EXPECT_EQ(record_.count("external ACK"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
    invites()[1]->answer(200, test::sdp("eve"));
    EXPECT_EQ(only_call().b()->remote_sdp, test::sdp("eve"));
    leaves_a_call = true;
}

TEST_F(Fork, RingTimeoutOfOneDoesNotStopTheOthersOfItsGroup) {
    const auto rings = ring("[leg_timeout=5]" + std::string(kBob) +
                            ",sofia/external/eve@198.51.100.8|sofia/external/carol@198.51.100.9");
    advance(std::chrono::seconds(5));
    EXPECT_THAT(invites(), SizeIs(2)) << "eve still rings";
    rings[0]->answer(487);
    rings[1]->answer(486);
    drain();
    ASSERT_THAT(invites(), SizeIs(3));
    invites()[2]->answer(486);
}

TEST_F(Fork, OverallTimeoutCancelsEverybodyAndTellsTheCaller) {
    dialplan({{"set", "call_timeout=20"}, {"bridge", kBoth}});
    call();
    advance(std::chrono::seconds(20));
    EXPECT_EQ(caller_->status(), 480);
    for (const auto& ringing : invites()) {
        EXPECT_TRUE(ringing->cancelled);
        ringing->answer(487);
    }
}

TEST_F(Fork, TimeoutIsSixtySecondsUnlessTold) {
    ring(kBob);
    advance(std::chrono::seconds(59));
    EXPECT_EQ(caller_->status(), 0);
    advance(std::chrono::seconds(1));
    EXPECT_EQ(caller_->status(), 480);
    invites()[0]->answer(487);
}

TEST_F(Fork, GlobalRefusalStopsAllTheOthersAndLaterGroups) {
    const auto rings = ring(std::string(kBoth) + "|sofia/external/carol@198.51.100.9");
    rings[0]->answer(603);
    EXPECT_TRUE(rings[1]->cancelled);
    EXPECT_EQ(caller_->status(), 603);
    rings[1]->answer(487);
    drain();
    EXPECT_THAT(invites(), SizeIs(2));
}

TEST_F(Fork, RedirectionIsFollowed) {
    ring(kBob)[0]->answer(redirection({"sip:bob@198.51.100.20", "sip:bob@198.51.100.21"}));
    ASSERT_THAT(invites(), SizeIs(3));
    EXPECT_EQ(invites()[1]->target, "sip:bob@198.51.100.20");
    EXPECT_EQ(invites()[2]->target, "sip:bob@198.51.100.21");
    EXPECT_EQ(caller_->status(), 0);
    invites()[1]->answer(486);
    invites()[2]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Fork, RedirectionIsPassedOnWhenTheProfileSaysSo) {
    configure("external", [](model::ProfileCalls& calls) { calls.manual_redirect = true; });
    ring(kBob)[0]->answer(redirection({"sip:bob@198.51.100.20"}));
    drain();
    EXPECT_EQ(caller_->status(), 302);
    EXPECT_THAT(caller_->header("Contact"), HasSubstr("sip:bob@198.51.100.20"));
    EXPECT_THAT(invites(), SizeIs(1));
}

TEST_F(Fork, RedirectionThatLeadsBackEnds) {
    ring(kBob)[0]->answer(redirection({"sip:eve@198.51.100.8"}));
    invites()[1]->answer(redirection({"sip:bob@198.51.100.7", "sip:eve@198.51.100.8"}));
    drain();
    EXPECT_THAT(invites(), SizeIs(2));
    EXPECT_EQ(caller_->status(), 483);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("EXCHANGE_ROUTING_ERROR"));
}

TEST_F(Fork, EndlessRedirectionEnds) {
    ring(kBob);
    for (int i = 0; i < 100 && caller_->status() == 0; ++i) {
        invites().back()->answer(redirection({"sip:bob" + std::to_string(i) + "@198.51.100.7"}));
        drain();
    }
    EXPECT_EQ(caller_->status(), 483);
    EXPECT_THAT(invites(), SizeIs(33));
}

TEST_F(Fork, RedirectionToAUserOfTheNodeRingsHisPhones) {
    Target phone;
    phone.profile = "external";
    phone.uri = "sip:1002@198.51.100.30";
    registered_["1002@example.com"] = {phone};
    for (const auto* contact : {"sip:1002@example.com", "sip:1002@192.0.2.1:5080"}) {
        SCOPED_TRACE(contact);
        ring(kBob).back()->answer(redirection({contact}));
        EXPECT_EQ(invites().back()->target, phone.uri);
        invites().back()->answer(486);
        drain();
        EXPECT_EQ(caller_->status(), 486);
    }
}

TEST_F(Fork, RedirectionToAUserWithoutPhonesFailsWithItsCause) {
    ring(kBob)[0]->answer(redirection({"sip:1002@example.com"}));
    drain();
    EXPECT_THAT(invites(), SizeIs(1));
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("USER_NOT_REGISTERED"));
}

TEST_F(Fork, RedirectionToANumberThatIsNoUserIsAskedForAsAnywhere) {
    ring(kBob)[0]->answer(redirection({"sip:4711@example.com"}));
    EXPECT_EQ(invites().back()->target, "sip:4711@example.com");
    invites().back()->answer(404);
    drain();
}

TEST_F(Fork, RedirectionWithoutContactIsAFailure) {
    ring(kBob)[0]->answer(redirection({}));
    drain();
    EXPECT_THAT(invites(), SizeIs(1));
    EXPECT_GE(caller_->status(), 300);
}

TEST_F(Fork, NobodyReachableRefusesAtOnce) {
    ring("sofia/nowhere/bob@198.51.100.7,user/1001");
    EXPECT_EQ(caller_->status(), 502) << "the first reason is kept: INVALID_PROFILE";
    EXPECT_THAT(external().requests, IsEmpty());
}

TEST_F(Fork, UnreachableLegDoesNotStopTheOthers) {
    const auto rings = ring("sofia/nowhere/bob@198.51.100.7," + std::string(kBob));
    ASSERT_THAT(rings, SizeIs(1));
    rings[0]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486) << "an answer says more than none";
}

TEST_F(Fork, ProfileThatIsStoppingIsNotCalledFrom) {
    profiles_.find("external")->stopping = true;
    ring(kBob);
    EXPECT_EQ(caller_->status(), 502);
    EXPECT_THAT(external().requests, IsEmpty());
}

TEST_F(Fork, TimeoutOfTheStackCountsAsAFailedCall) {
    ring(kBob)[0]->answer(408);
    drain();
    EXPECT_EQ(caller_->status(), 408);
    EXPECT_EQ(counters("external").failed_calls_out, 1U);
}

TEST_F(Fork, WinnerOnAProfileWhoseOtherCalleeClosesGoesOn) {
    dialplan({{"bridge", "sofia/external/bob@198.51.100.7,sofia/internal/eve@198.51.100.8"}});
    // The caller must not be on the profile that closes, so it calls on external.
    auto request = invite();
    caller_ = external().receive(std::move(request));
    drain();
    table_.abandon("internal");
    drain();
    EXPECT_EQ(table_.size(), 1U);
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(Fork, EndedForksAreNotKept) {
    for (int i = 0; i < 3; ++i) {
        ring(kBob);
        caller_->cancel();
        callee()->answer(487);
        drain();
    }
    EXPECT_EQ(external().dialogs(), 0U);
}

}  // namespace
}  // namespace sofia::call
