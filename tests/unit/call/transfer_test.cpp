#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(Transfers, ReferIsAcceptedWhenItIsDurable) {
    up();
    const auto refer = bob_refers("<sip:3000@example.com>");
    EXPECT_EQ(refer->status(), 0);
    EXPECT_THAT(record_.lines(), IsEmpty());
    ASSERT_EQ(writer_.waiting(), 1U);
    const auto image = from_row(writer_.front().row).value();
    ASSERT_TRUE(image.transfer);
    EXPECT_TRUE(image.transfer->by_b);
    EXPECT_EQ(image.transfer->target, "sip:3000@example.com");
    commit();
    EXPECT_EQ(refer->status(), 202);
    EXPECT_THAT(record_.lines(),
                ElementsAre("external 202 REFER", "external NOTIFY", "external INVITE"));
    const auto notify = external().last(sip::Method::Notify);
    EXPECT_EQ(notify->request.body.data, "SIP/2.0 100 Trying\r\n");
    EXPECT_EQ(notify->request.body.content_type, "message/sipfrag;version=2.0");
    EXPECT_EQ(notify->header("Event"), "refer;id=" + std::to_string(refer->request.cseq));
    EXPECT_THAT(notify->header("Subscription-State"), HasSubstr("active"));
    EXPECT_EQ(callee()->target, "sip:carol@198.51.100.9");
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
}

TEST_F(Transfers, SuccessIsDurableBeforeAnybodyIsTold) {
    rings_at_carol();
    carol_->answer(180);
    drain();
    EXPECT_EQ(last_notify(external()), "SIP/2.0 180 Ringing\r\n");
    record_.clear();
    carol_->answer(200, test::sdp("carol"));
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    ASSERT_EQ(writer_.waiting(), 1U);
    const auto image = from_row(writer_.front().row).value();
    EXPECT_FALSE(image.transfer);
    EXPECT_EQ(image.b.dialog.call_id, carol_->call_id);
    EXPECT_TRUE(image.a.awaits_partner);
    commit();
    EXPECT_THAT(record_.lines(),
                ElementsAre("external ACK", "external NOTIFY", "external BYE", "internal INVITE"));
    EXPECT_EQ(last_notify(external()), "SIP/2.0 200 OK\r\n");
    EXPECT_THAT(external().last(sip::Method::Notify)->header("Subscription-State"),
                HasSubstr("terminated"));
    EXPECT_EQ(external().last(sip::Method::Bye)->call_id, bob_->call_id);
    writer_.commit_at_once();
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    external().last(sip::Method::Bye)->answer(200);
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_FALSE(from_row(writer_.rows.begin()->second)->a.awaits_partner);
    EXPECT_EQ(record_.count("internal ACK"), 1U);
    from_caller(sip::Method::Info, {"text/plain", "x"});
    EXPECT_EQ(external().last(sip::Method::Info)->call_id, carol_->call_id);
}

TEST_F(Transfers, ByTheCallerGivesItsPlaceToTheTarget) {
    up();
    alice_refers("<sip:3000@example.com>");
    commit();
    writer_.commit_at_once();
    EXPECT_EQ(callee()->request.body, test::sdp("bob"));
    EXPECT_EQ(last_notify(internal()), "SIP/2.0 100 Trying\r\n");
    const auto carol = callee();
    carol->answer(200, test::sdp("carol"));
    drain();
    EXPECT_EQ(last_notify(internal()), "SIP/2.0 200 OK\r\n");
    internal().last(sip::Method::Bye)->answer(200);
    EXPECT_EQ(callee()->call_id, bob_->call_id);
    EXPECT_THAT(callee()->request.body.data, HasSubstr("o=alice 1 2 ")) << "as Bob knows us";
    callee()->answer(200, test::sdp("bob"));
    drain();
    ASSERT_TRUE(only_call().is_up());
    EXPECT_EQ(table_.find_leg(only_call().a().uuid().str()), &only_call());
    EXPECT_EQ(only_call().a().destination, "carol");
    leaves_a_call = false;
    from_bob(sip::Method::Bye);
    EXPECT_EQ(external().last(sip::Method::Bye)->call_id, carol->call_id);
    answer_byes();
}

TEST_F(Transfers, FailureIsToldAndTheCallGoesOn) {
    rings_at_carol();
    writer_.commit_at_once();
    carol_->answer(486);
    drain();
    EXPECT_EQ(last_notify(external()), "SIP/2.0 486 Busy Here\r\n");
    EXPECT_TRUE(only_call().is_up());
    EXPECT_FALSE(from_row(writer_.rows.begin()->second)->transfer);
    EXPECT_EQ(bob_refers("<sip:3000@example.com>")->status(), 202) << "it may be tried again";
}

TEST_F(Transfers, ToANumberThatDoesNotExistFails) {
    up();
    writer_.commit_at_once();
    services_.settings.dialplan = std::make_shared<dialplan::Dialplan>();
    EXPECT_EQ(bob_refers("<sip:9999@example.com>")->status(), 202);
    EXPECT_EQ(last_notify(external()), "SIP/2.0 404 Not Found\r\n");
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Transfers, ThatTheDialplanRefusesFails) {
    up();
    writer_.commit_at_once();
    bob_refers("<sip:4000@example.com>");
    EXPECT_THAT(last_notify(external()), HasSubstr("SIP/2.0 486"));
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Transfers, GoesOnWhenTheTransferorHasLeft) {
    rings_at_carol();
    const auto bye = from_bob(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 0);
    ASSERT_EQ(writer_.waiting(), 1U);
    const auto image = from_row(writer_.front().row).value();
    EXPECT_TRUE(image.transfer && image.b.hung_up && !image.ending);
    commit();
    EXPECT_EQ(bye->status(), 200);
    writer_.commit_at_once();
    record_.clear();
    carol_->answer(200, test::sdp("carol"));
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "internal INVITE"));
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    drain();
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Transfers, ThatFailsAfterTheTransferorHasLeftEndsTheCall) {
    leaves_a_call = false;
    rings_at_carol();
    writer_.commit_at_once();
    from_bob(sip::Method::Bye);
    carol_->answer(486);
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 0U);
    answer_byes();
}

TEST_F(Transfers, EndsWithThePartyThatIsTransferred) {
    leaves_a_call = false;
    rings_at_carol();
    writer_.commit_at_once();
    from_caller(sip::Method::Bye);
    EXPECT_TRUE(carol_->cancelled);
    carol_->answer(487);
    EXPECT_EQ(last_notify(external()), "SIP/2.0 487 Request Terminated\r\n");
    answer_byes();
}

TEST_F(Transfers, AreRefusedWhereTheProfileSaysSo) {
    up();
    configure("external", [](auto& calls) { calls.disable_transfer = true; });
    EXPECT_EQ(bob_refers("<sip:3000@example.com>")->status(), 403);
}

TEST_F(Transfers, NeedSomebodyToGoTo) {
    up();
    for (const auto* nonsense : {"", "<mailto:carol@example.com>", "<sip:c@d?Replaces=x>"})
        EXPECT_EQ(bob_refers(nonsense)->status(), 400) << nonsense;
}

// RFC 6665 4.2.2, RFC 5057 5.1: such an answer ends the subscription, and nothing else.
TEST_F(Transfers, NotifyThatIsRefusedForGoodIsTheLast) {
    for (const int status : {481, 405, 408}) {
        rings_at_carol();
        external().last(sip::Method::Notify)->answer(status);
        drain();
        carol_->answer(180);
        drain();
        carol_->answer(200, test::sdp("carol"));
        commit();
        EXPECT_EQ(record_.count("external NOTIFY"), 0U) << status;
        EXPECT_EQ(record_.count("external BYE"), 1U) << "the transfer went on";
        table_.abandon({});
        drain();
    }
}

TEST_F(Transfers, NotifyThatIsRefusedForNowIsNotTheLast) {
    rings_at_carol();
    external().last(sip::Method::Notify)->answer(500);
    drain();
    carol_->answer(180);
    drain();
    EXPECT_EQ(record_.count("external NOTIFY"), 1U);
}

// RFC 3515 2.4.1, 2.4.2.
TEST_F(Transfers, HaveOneReferToAndAreToldWhatIsWrongWithIt) {
    up();
    const auto phrase = [&](std::vector<sip::Header> headers) {
        const auto refused = from_bob(sip::Method::Refer, std::move(headers));
        EXPECT_EQ(refused->status(), 400);
        return refused->reply().phrase;
    };
    EXPECT_EQ(phrase({}), "Missing Refer-To Header");
    EXPECT_EQ(phrase({{"Refer-To", "<sip:3000@a.b>"}, {"refer-to", "<sip:3000@a.b>"}}),
              "More Than One Refer-To Header");
    EXPECT_EQ(phrase({{"Refer-To", ""}}), "Unusable Refer-To Header");
    EXPECT_EQ(phrase({{"Refer-To", "<sip:c@d?Replaces=x>"}}), "Unusable Replaces In Refer-To");
}

TEST_F(Transfers, AreMadeOneAfterTheOther) {
    rings_at_carol();
    EXPECT_EQ(bob_refers("<sip:3000@example.com>")->status(), 491);
    EXPECT_EQ(from_caller(sip::Method::Invite, test::sdp("alice2"))->status(), 491);
    EXPECT_EQ(from_caller(sip::Method::Update, test::sdp("alice2"))->status(), 491);
}

TEST_F(Transfers, ThatCannotBeWrittenAreRefused) {
    up();
    const auto refer = bob_refers("<sip:3000@example.com>");
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(refer->status(), 503);
    EXPECT_EQ(record_.count("external INVITE"), 0U);
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(bob_refers("<sip:3000@example.com>")->status(), 202);
}

TEST_F(Transfers, WhoseSuccessCannotBeWrittenAreTakenBack) {
    rings_at_carol();
    carol_->answer(200, test::sdp("carol"));
    drain();
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(last_notify(external()), "SIP/2.0 503 Service Unavailable\r\n");
    EXPECT_EQ(external().last(sip::Method::Bye)->call_id, carol_->call_id);
    EXPECT_EQ(record_.count("internal INVITE"), 0U);
    external().last(sip::Method::Bye)->answer(200);
    writer_.commit_at_once();
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(from_row(writer_.rows.begin()->second)->b.dialog.call_id, bob_->call_id);
}

TEST_F(Transfers, OfANodeThatWasReplacedSayNothing) {
    up();
    const auto refer = bob_refers("<sip:3000@example.com>");
    writer_.fail(base::ErrorKind::Stale);
    drain();
    EXPECT_EQ(refer->status(), 0);
    EXPECT_THAT(record_.lines(), IsEmpty());
}

// RFC 4488.
TEST_F(Transfers, SayNothingToWhoWantsToHearNothing) {
    up();
    writer_.commit_at_once();
    const auto refer = from_bob(sip::Method::Refer,
                                {{"Refer-To", "<sip:3000@example.com>"}, {"Refer-Sub", "false"}});
    EXPECT_EQ(refer->header("Refer-Sub"), "false");
    EXPECT_EQ(record_.count("external NOTIFY"), 0U);
}

TEST_F(Transfers, EndTheCallWhenTheOtherPeerDoesNotTakeItsNewPartner) {
    leaves_a_call = false;
    rings_at_carol();
    writer_.commit_at_once();
    carol_->answer(200, test::sdp("carol"));
    drain();
    internal().last(sip::Method::Invite)->answer(488);
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    for (const auto& bye : external().all(sip::Method::Bye))
        bye->answer(200);
    internal().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(Transfers, UnderWayGoOnInTheNextProcess) {
    rings_at_carol();
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    record_.clear();
    advance(2s);
    EXPECT_THAT(record_.lines(), ElementsAre("external INVITE"));
    writer_.commit_at_once();
    callee()->answer(200, test::sdp("carol"));
    drain();
    EXPECT_EQ(last_notify(external()), "SIP/2.0 200 OK\r\n");
    EXPECT_EQ(record_.count("internal INVITE"), 1U);
}

TEST_F(Transfers, ThatWereDecidedAreFinishedInTheNextProcess) {
    rings_at_carol();
    carol_->answer(200, test::sdp("carol"));
    drain();
    commit();
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    record_.clear();
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("internal INVITE"));
    EXPECT_THAT(internal().last(sip::Method::Invite)->request.body.data, HasSubstr("o=bob 1 2 "));
}

TEST_F(Transfers, AttendedReplaceTheCallOfTheTarget) {
    up();
    writer_.commit_at_once();
    const auto first_caller = caller_;
    // Bob has a call of his own, with Dave, through the node: here the peers of a second call.
    const auto second = call();
    callee_answers(200, test::sdp("dave"));
    caller_->ack();
    drain();
    const auto dave = callee_;
    record_.clear();
    const auto of_second = second->request.call_id;
    const auto refer =
        bob_refers("<sip:x@192.0.2.1?Replaces=" + of_second + "%3Bto-tag%3D" + second->local_tag +
                   "%3Bfrom-tag%3D" + std::string(second->request.from.tag()) + ">");
    EXPECT_EQ(refer->status(), 202);
    const auto invite = callee();
    EXPECT_EQ(invite->target, "sip:answering@198.51.100.7:5060");
    EXPECT_EQ(invite->header("Replaces"),
              dave->call_id + ";to-tag=peer-of-" + dave->call_id + ";from-tag=" + dave->local_tag);
    EXPECT_EQ(invite->header("Require"), "replaces");
    EXPECT_EQ(invite->request.body, test::sdp("alice"));
    caller_ = first_caller;
}

TEST_F(Transfers, NotifyOfASubscriptionIsAnEventAndOthersAreRefused) {
    up();
    const auto notify =
        from_bob(sip::Method::Notify,
                 {{"Event", "refer;id=3"}, {"Subscription-State", "active;expires=60"}},
                 {"message/sipfrag", "SIP/2.0 180 Ringing\r\n"});
    EXPECT_EQ(notify->status(), 200);
    const auto other = from_bob(sip::Method::Notify, {{"Event", "presence"}});
    EXPECT_EQ(other->status(), 489);
    EXPECT_EQ(other->header("Allow-Events"), "refer");
}

}  // namespace
}  // namespace sofia::call
