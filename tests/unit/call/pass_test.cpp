// What passes from peer to peer within a call because the profile says so: MESSAGE, NOTIFY, REFER.

#include <gmock/gmock.h>

#include "call/snapshot.hpp"
#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Pass : public Transfers {
  protected:
    void up_with(const std::function<void(model::ProfileCalls&)>& change) {
        configure("internal", change);
        configure("external", change);
        up();
        writer_.commit_at_once();
    }
    static void refers(model::ProfileCalls& calls) { calls.pass_refer = true; }
    std::shared_ptr<test::PeerRequest> alice_notifies(const std::string& event,
                                                      const std::string& state,
                                                      const std::string& body) {
        caller_->request.headers = {{"Event", event}, {"Subscription-State", state}};
        return from_caller(sip::Method::Notify, {"message/sipfrag", body});
    }
    // Bob's REFER has passed to Alice, who has accepted it.
    std::shared_ptr<test::PeerRequest> bobs_refer_is_accepted() {
        const auto refer = bob_refers("<sip:3000@example.com>");
        internal().last(sip::Method::Refer)->answer(202);
        drain();
        return refer;
    }
    void the_next_process_goes_on() {
        const auto row = writer_.rows.begin()->second;
        table_.abandon({});
        drain();
        ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    }
};

TEST_F(Pass, MessageGoesToTheOtherPeerWithItsBody) {
    up_with([](auto& calls) { calls.pass_message = true; });
    const sip::Body text{"text/plain", "hello"};
    const auto message = from_caller(sip::Method::Message, text);
    const auto passed = external().last(sip::Method::Message);
    EXPECT_EQ(passed->request.body, text);
    EXPECT_EQ(message->status(), 0);
    passed->answer(202);
    drain();
    EXPECT_EQ(message->status(), 202);
    EXPECT_THAT(from_caller(sip::Method::Options)->header("Allow"), HasSubstr("MESSAGE"));
    EXPECT_THAT(callee()->header("Allow"), HasSubstr("MESSAGE"));
}

// RFC 5057 5.1: 481 to a NOTIFY ends its subscription alone.
TEST_F(Pass, NotifyThatNobodyWaitsForIsRefusedAndTheCallGoesOn) {
    up_with(refers);
    bobs_refer_is_accepted();
    const auto notify = alice_notifies("refer", "active", "SIP/2.0 100 Trying");
    external().last(sip::Method::Notify)->answer(481);
    drain();
    EXPECT_EQ(notify->status(), 481);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Pass, MessageIsRefusedWhereTheProfileDoesNotPassIt) {
    up_with([](auto&) {});
    EXPECT_EQ(from_caller(sip::Method::Message, {"text/plain", "hello"})->status(), 405);
    EXPECT_THAT(external().all(sip::Method::Message), IsEmpty());
    EXPECT_THAT(callee()->header("Allow"), Not(HasSubstr("MESSAGE")));
}

TEST_F(Pass, NotifyOfAListedEventGoesToTheOtherPeer) {
    up_with([](auto& calls) { calls.pass_notify_events = {"talk", "hold"}; });
    const auto notify = alice_notifies("Talk", "active", "x");
    const auto passed = external().last(sip::Method::Notify);
    EXPECT_EQ(passed->header("Event"), "Talk");
    EXPECT_EQ(passed->header("Subscription-State"), "active");
    EXPECT_EQ(passed->request.body.data, "x");
    passed->answer(200);
    drain();
    EXPECT_EQ(notify->status(), 200);
    EXPECT_EQ(alice_notifies("presence", "active", "x")->status(), 489);
    EXPECT_EQ(alice_notifies("refer", "active", "x")->status(), 200) << "as without the list";
    EXPECT_EQ(external().all(sip::Method::Notify).size(), 1U);
}

TEST_F(Pass, NotifyOfEachEventGoesToTheOtherPeerWhenAllPass) {
    up_with([](auto& calls) { calls.pass_notify_events = {"all"}; });
    alice_notifies("presence", "active", "x");
    EXPECT_EQ(external().last(sip::Method::Notify)->header("Event"), "presence");
    external().last(sip::Method::Notify)->answer(200);
}

TEST_F(Pass, ReferGoesToTheOtherPeerInPlaceOfATransfer) {
    up_with(refers);
    const auto refer = from_bob(
        sip::Method::Refer,
        {{"Refer-To", "<sip:3000@example.com>"}, {"Referred-By", "<sip:bob@198.51.100.7>"}});
    const auto passed = internal().last(sip::Method::Refer);
    EXPECT_EQ(passed->header("Refer-To"), "<sip:3000@example.com>");
    EXPECT_EQ(passed->header("Referred-By"), "<sip:bob@198.51.100.7>");
    EXPECT_THAT(passed->header("Contact"), HasSubstr("192.0.2.1:5060"));
    EXPECT_EQ(refer->status(), 0);
    passed->answer(202);
    drain();
    EXPECT_EQ(refer->status(), 202);
    EXPECT_THAT(refer->header("Contact"), HasSubstr("192.0.2.1:5080"));
    EXPECT_EQ(external().all(sip::Method::Invite).size(), 1U) << "nobody is called by us";
    EXPECT_THAT(external().all(sip::Method::Notify), IsEmpty())
        << "the other peer tells how it goes";
}

TEST_F(Pass, ReferThatIsRefusedIsRefusedToWhoAsked) {
    up_with(refers);
    const auto refer = bob_refers("<sip:3000@example.com>");
    internal().last(sip::Method::Refer)->answer(603);
    drain();
    EXPECT_EQ(refer->status(), 603);
    EXPECT_EQ(alice_notifies("refer", "active", "x")->status(), 200);
    EXPECT_THAT(external().all(sip::Method::Notify), IsEmpty());
}

TEST_F(Pass, NotifyOfAPassedReferGoesBackUnderTheNameOfTheFirst) {
    up_with(refers);
    const auto refer = bobs_refer_is_accepted();
    const auto ours = "refer;id=" + std::to_string(internal().last(sip::Method::Refer)->cseq);
    const auto theirs = "refer;id=" + std::to_string(refer->request.cseq);
    const auto notify = alice_notifies(ours, "active;expires=60", "SIP/2.0 180 Ringing");
    const auto passed = external().last(sip::Method::Notify);
    EXPECT_EQ(passed->header("Event"), theirs);
    EXPECT_EQ(passed->header("Subscription-State"), "active;expires=60");
    EXPECT_EQ(passed->request.body.data, "SIP/2.0 180 Ringing");
    passed->answer(200);
    drain();
    EXPECT_EQ(notify->status(), 200);
    alice_notifies("refer", "terminated;reason=noresource", "SIP/2.0 200 OK");
    EXPECT_EQ(external().last(sip::Method::Notify)->header("Event"), theirs);
    external().last(sip::Method::Notify)->answer(200);
    drain();
    alice_notifies(ours, "active", "x");
    EXPECT_EQ(external().all(sip::Method::Notify).size(), 2U) << "the subscription is over";
}

TEST_F(Pass, NotifyThatIsBeforeTheAnswerToItsReferGoesBackAsWell) {
    up_with(refers);
    const auto refer = bob_refers("<sip:3000@example.com>");
    alice_notifies("refer", "active", "SIP/2.0 100 Trying");
    EXPECT_EQ(external().last(sip::Method::Notify)->header("Event"),
              "refer;id=" + std::to_string(refer->request.cseq));
    external().last(sip::Method::Notify)->answer(200);
    internal().last(sip::Method::Refer)->answer(202);
    drain();
}

TEST_F(Pass, NotifyOfAPassedReferGoesBackInTheNextProcess) {
    up_with(refers);
    const auto refer = bobs_refer_is_accepted();
    const auto ours = "refer;id=" + std::to_string(internal().last(sip::Method::Refer)->cseq);
    the_next_process_goes_on();
    alice_notifies(ours, "active", "SIP/2.0 180 Ringing");
    EXPECT_EQ(external().last(sip::Method::Notify)->header("Event"),
              "refer;id=" + std::to_string(refer->request.cseq));
    external().last(sip::Method::Notify)->answer(200);
}

TEST_F(Pass, AcceptedReferIsDurableBeforeItsAnswer) {
    up_with(refers);
    writer_.hold();
    const auto refer = bob_refers("<sip:3000@example.com>");
    internal().last(sip::Method::Refer)->answer(202);
    drain();
    EXPECT_EQ(refer->status(), 0);
    commit();
    EXPECT_EQ(refer->status(), 202);
}

TEST_F(Pass, ReferToAnotherCallIsCarriedOutUnlessThatPassesToo) {
    const std::string to = "<sip:carol@198.51.100.9?Replaces=x%3Bto-tag%3Da%3Bfrom-tag%3Db>";
    up_with(refers);
    EXPECT_EQ(bob_refers(to)->status(), 202);
    EXPECT_THAT(internal().all(sip::Method::Refer), IsEmpty());
}

TEST_F(Pass, ReferToAnotherCallPassesAsItIs) {
    const std::string to = "<sip:carol@198.51.100.9?Replaces=x%3Bto-tag%3Da%3Bfrom-tag%3Db>";
    up_with([](auto& calls) { calls.pass_refer = calls.pass_refer_replaces = true; });
    bob_refers(to);
    EXPECT_EQ(internal().last(sip::Method::Refer)->header("Refer-To"), to);
    internal().last(sip::Method::Refer)->answer(202);
    drain();
}

TEST_F(Pass, ReferIsRefusedWhereTransfersAre) {
    up_with([](auto& calls) { calls.pass_refer = calls.disable_transfer = true; });
    EXPECT_EQ(bob_refers("<sip:3000@example.com>")->status(), 403);
    EXPECT_THAT(internal().all(sip::Method::Refer), IsEmpty());
}

}  // namespace
}  // namespace sofia::call
