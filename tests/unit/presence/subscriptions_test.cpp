#include "presence_fixture.hpp"

namespace sofia::presence {
namespace {

using testing::HasSubstr;
using testing::Not;
using State = DialogFact::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SubscriptionsTest : public PresenceTest {
  protected:
    SubscriptionsTest() {
        register_phones({});
        promote();
    }
    /// A subscription whose first NOTIFY is answered.
    std::shared_ptr<test::PeerRequest> watch(const std::string& event = "dialog") {
        auto sent = receive(subscribe("1001", event));
        EXPECT_EQ(sent->status(), 202);
        answer_notify();
        return sent;
    }
};

TEST_F(SubscriptionsTest, TheAnswerWaitsForTheCommitAndTheFirstNotifyFollowsIt) {
    rows_.waits = true;
    const auto sent = receive(subscribe("1001", "dialog"));
    EXPECT_FALSE(sent->is_answered());
    EXPECT_EQ(notifies(), 0U);
    rows_.commit();
    EXPECT_EQ(sent->status(), 202);
    EXPECT_EQ(sent->header("Expires"), "600");
    EXPECT_EQ(sent->header("Contact"), "<sip:mod_sofia@192.0.2.1:5060>");
    EXPECT_EQ(notifies(), 0U);
    loop_.drain();
    EXPECT_EQ(notify()->header("Subscription-State"), "active;expires=600");
    EXPECT_EQ(notify()->header("Event"), "dialog");
    EXPECT_THAT(notify()->request.body.data, HasSubstr("version=\"0\" state=\"full\""));
}

TEST_F(SubscriptionsTest, WhatCannotBeWrittenGets503AndIsNoSubscription) {
    rows_.fails = true;
    const auto sent = receive(subscribe("1001", "dialog"));
    EXPECT_EQ(sent->status(), 503);
    EXPECT_EQ(sent->header("Retry-After"), "5");
    EXPECT_EQ(presence_.size(), 0U);
    EXPECT_EQ(notifies(), 0U);
}

TEST_F(SubscriptionsTest, TheParameterMakesTheAnswer200) {
    settings_.presence.subscribe_200 = true;
    configure();
    EXPECT_EQ(receive(subscribe("1001", "dialog"))->status(), 200);
}

TEST_F(SubscriptionsTest, OneNotifyAtATimeAndTheNextHasAllThatChangedMeanwhile) {
    receive(subscribe("1001", "dialog"));
    leg("a", State::Trying);
    leg("a", State::Early);
    leg("b", State::Trying);
    leg("b", State::Terminated);
    EXPECT_EQ(notifies(), 1U);
    answer_notify();
    ASSERT_EQ(notifies(), 2U);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("version=\"1\" state=\"partial\""));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<state>early</state>"));
    EXPECT_THAT(notify()->request.body.data, Not(HasSubstr("id=\"b\"")));
    leg("a", State::Terminated);
    answer_notify();
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<state>terminated</state>"));
    answer_notify();
    EXPECT_EQ(notifies(), 3U);
}

TEST_F(SubscriptionsTest, CallsThatWereThereBeforeAreInTheFirstDocument) {
    leg("a", State::Confirmed);
    leg("other", State::Confirmed, "1002");
    EXPECT_EQ(looks_at_legs_, 0);
    receive(subscribe("1001", "dialog"));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("id=\"a\""));
    EXPECT_THAT(notify()->request.body.data, Not(HasSubstr("id=\"other\"")));
    EXPECT_EQ(looks_at_legs_, 1);
}

TEST_F(SubscriptionsTest, SubscriptionsOfOneCommitLookAtTheCallsOnce) {
    rows_.waits = true;
    for (const auto* user : {"1001", "1002", "1003"})
        receive(subscribe(user, "dialog"));
    rows_.commit();
    loop_.drain();
    EXPECT_EQ(notifies(), 3U);
    EXPECT_EQ(looks_at_legs_, 1);
}

TEST_F(SubscriptionsTest, EarlyCallsAreHiddenWhenTheProfileSaysSo) {
    settings_.presence.disable_early = true;
    configure();
    watch();
    leg("a", State::Early);
    EXPECT_EQ(notifies(), 1U);
    leg("a", State::Confirmed);
    EXPECT_EQ(notifies(), 2U);
}

TEST_F(SubscriptionsTest, ARefreshProlongsAndTellsAll) {
    const auto first = watch();
    pass(seconds(500));
    const auto refresh = receive(again(*first, 700));
    EXPECT_EQ(refresh->status(), 202);
    EXPECT_EQ(refresh->header("Expires"), "700");
    EXPECT_THAT(notify()->request.body.data, HasSubstr("state=\"full\""));
    answer_notify();
    pass(seconds(600));
    EXPECT_EQ(presence_.size(), 1U);
    pass(seconds(101));
    EXPECT_EQ(notify()->header("Subscription-State"), "terminated;reason=timeout");
    answer_notify();
    EXPECT_EQ(presence_.size(), 0U);
    EXPECT_TRUE(rows_.subscriptions.empty());
}

TEST_F(SubscriptionsTest, ARefreshForAnotherEventNeedsADialogOfItsOwn) {
    const auto first = watch();
    auto other = again(*first, 600);
    other.headers = {{"Event", "presence"}};
    EXPECT_EQ(receive(other)->status(), 403);
}

TEST_F(SubscriptionsTest, AnEndIsWrittenBeforeItsAnswerAndHasALastNotify) {
    const auto first = watch();
    rows_.waits = true;
    const auto end = receive(again(*first, 0));
    EXPECT_FALSE(end->is_answered());
    rows_.commit();
    EXPECT_EQ(end->status(), 202);
    EXPECT_EQ(end->header("Expires"), "0");
    loop_.drain();
    EXPECT_EQ(notify()->header("Subscription-State"), "terminated;reason=timeout");
    answer_notify();
    rows_.commit();
    EXPECT_EQ(presence_.size(), 0U);
    EXPECT_EQ(receive(again(*first, 600))->status(), 481);
}

TEST_F(SubscriptionsTest, WhoOnlyAsksGetsOneNotifyAndNoRow) {
    leg("a", State::Confirmed);
    const auto sent = receive(subscribe("1001", "dialog", 0));
    EXPECT_EQ(sent->status(), 202);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("id=\"a\""));
    EXPECT_EQ(notify()->header("Subscription-State"), "terminated;reason=timeout");
    answer_notify();
    EXPECT_TRUE(rows_.subscriptions.empty());
    EXPECT_FALSE(presence_.has_watchers());
}

TEST_F(SubscriptionsTest, AWatcherThatIsGoneIsForgotten) {
    for (const int status : {481, 408, 489, 501}) {
        receive(subscribe("1001", "dialog"));
        EXPECT_EQ(presence_.size(), 1U);
        if (status == 408)
            notify()->time_out();
        else
            notify()->answer(status);
        loop_.drain();
        EXPECT_EQ(presence_.size(), 0U) << status;
        EXPECT_TRUE(rows_.subscriptions.empty());
    }
}

TEST_F(SubscriptionsTest, AfterAnotherFailureAllIsToldAgainThreeTimes) {
    receive(subscribe("1001", "dialog"));
    answer_notify(503);
    leg("a", State::Early);
    EXPECT_EQ(notifies(), 1U);
    pass(seconds(5));
    EXPECT_EQ(notifies(), 2U);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("state=\"full\""));
    answer_notify(503);
    pass(seconds(5));
    answer_notify(503);
    EXPECT_EQ(presence_.size(), 0U);
}

TEST_F(SubscriptionsTest, TheNextProcessGoesOnWithHigherNumbers) {
    const auto first = watch();
    const auto before = notify()->cseq;
    pass(seconds(10));
    take_over();
    EXPECT_EQ(presence_.size(), 1U);
    const auto refresh = receive(again(*first, 600));
    EXPECT_EQ(refresh->status(), 202);
    EXPECT_EQ(notify()->call_id, first->request.call_id);
    EXPECT_GE(notify()->cseq, before + kNotifyStep + 1000);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("version=\"2000\" state=\"full\""));
    EXPECT_GE(rows_.subscriptions.begin()->second.local_cseq, before + kNotifyStep);
}

TEST_F(SubscriptionsTest, TheNextProcessTellsAllOnceCallsHaveHadTimeToComeBack) {
    watch();
    take_over();
    pass(seconds(2));
    EXPECT_TRUE(endpoint_->all(sip::Method::Notify).empty());
    legs_["a"] = {{"1001", "example.com"}, "a", {State::Confirmed, false, {}, {}}};
    pass(seconds(2));
    EXPECT_EQ(notifies(), 1U);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("id=\"a\""));
}

TEST_F(SubscriptionsTest, AChangeIsToldByTheNextProcessAtOnceAndInFull) {
    watch();
    take_over();
    leg("a", State::Early);
    ASSERT_EQ(notifies(), 1U);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("state=\"full\""));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("id=\"a\""));
    answer_notify();
    pass(seconds(10));
    EXPECT_EQ(notifies(), 1U) << "who has been told is not told again";
}

TEST_F(SubscriptionsTest, WhoseTimeEndedMeanwhileMayStillRenew) {
    const auto first = watch();
    presence_.demote();
    clock_.advance(std::chrono::minutes(20));
    take_over();
    EXPECT_EQ(receive(again(*first, 600))->status(), 202);
}

TEST_F(SubscriptionsTest, ARequestBeforeTheRowsAreThereWaitsForThem) {
    const auto first = watch();
    presence_.demote();
    profiles_.stop("internal");
    configure();
    const auto refresh = receive(again(*first, 600));
    EXPECT_FALSE(refresh->is_answered());
    promote();
    EXPECT_EQ(refresh->status(), 202);
}

TEST_F(SubscriptionsTest, AWriteThatEndsAfterADemotionBeginsNothing) {
    rows_.waits = true;
    receive(subscribe("1001", "dialog"));
    presence_.demote();
    rows_.commit();
    loop_.drain();
    EXPECT_EQ(presence_.size(), 0U);
    EXPECT_EQ(notifies(), 0U);
}

TEST_F(SubscriptionsTest, AProfileThatWasStartedAgainHasItsSubscriptions) {
    const auto first = watch();
    profiles_.stop("internal");
    loop_.drain();
    clock_.advance(milliseconds(10));
    configure();
    presence_.on_profiles();
    leg("a", State::Early);
    EXPECT_EQ(notifies(), 1U);
    answer_notify();
    EXPECT_EQ(receive(again(*first, 600))->status(), 202);
}

TEST_F(SubscriptionsTest, ANotifyThatWasLostWithItsProfileIsMadeGood) {
    receive(subscribe("1001", "dialog"));
    leg("a", State::Early);
    profiles_.stop("internal");
    loop_.drain();
    clock_.advance(milliseconds(10));
    configure();
    presence_.on_profiles();
    loop_.drain();
    EXPECT_EQ(notifies(), 1U);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("state=\"full\""));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("id=\"a\""));
}

TEST_F(SubscriptionsTest, ManyNotifiesWriteTheRowAgain) {
    watch();
    const auto before = rows_.subscriptions.begin()->second.local_cseq;
    for (std::uint32_t i = 0; i < kNotifyStep / 2; ++i) {
        leg("a", i % 2 == 0 ? State::Early : State::Terminated);
        answer_notify();
    }
    EXPECT_GE(rows_.subscriptions.begin()->second.local_cseq, before + kNotifyStep / 2);
}

TEST_F(SubscriptionsTest, WithoutDigestNothingIsLetInThatNeedsIt) {
    settings_.presence.auth_subscriptions = true;
    configure();
    const auto sent = receive(subscribe("1001", "dialog"));
    EXPECT_EQ(sent->status(), 401);
    EXPECT_THAT(sent->header("WWW-Authenticate"), HasSubstr("Digest realm="));
    EXPECT_TRUE(rows_.subscriptions.empty());
}

TEST_F(SubscriptionsTest, EachBadRequestHasItsStatus) {
    const auto status_of = [&](const std::function<void(sip::Request&)>& spoil) {
        auto values = subscribe("1001", "dialog");
        spoil(values);
        return receive(values)->status();
    };
    EXPECT_EQ(status_of([](auto& values) { values.headers = {{"Event", "kpml"}}; }), 489);
    EXPECT_EQ(status_of([](auto& values) { values.headers.clear(); }), 489);
    EXPECT_EQ(status_of([](auto& values) { values.contacts.clear(); }), 400);
    EXPECT_EQ(status_of([](auto& values) { values.contacts[0].is_star = true; }), 400);
    EXPECT_EQ(status_of([](auto& values) { values.call_id = std::string(501, 'c'); }), 400);
    EXPECT_EQ(status_of([](auto& values) { values.expires = 59; }), 423);
    EXPECT_EQ(status_of([](auto& values) { values.require = {"eventlist"}; }), 420);
    EXPECT_EQ(status_of([](auto& values) {
                  values.headers.push_back({"Accept", "text/plain"});
              }),
              406);
    EXPECT_EQ(status_of([](auto& values) { values.uri = values.to.uri = "sip:example.com"; }), 404);
    EXPECT_EQ(
        status_of([](auto& values) { values.uri = values.to.uri = "sip:a%0d%0aEvil@example.com"; }),
        404);
    EXPECT_EQ(presence_.size(), 0U);
}

TEST_F(SubscriptionsTest, PresenceIsOfCallThenPublicationThenRegistration) {
    watch("presence");
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<basic>closed</basic>"));
    leg("a", State::Early);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<note>Ringing</note>"));
    answer_notify();
    leg("a", State::Confirmed);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<rpid:on-the-phone/>"));
    answer_notify();
    leg("b", State::Confirmed);
    EXPECT_EQ(notifies(), 3U) << "nothing new for who watches";
}

TEST_F(SubscriptionsTest, AMailboxIsToldAndKept) {
    watch("message-summary");
    EXPECT_EQ(told_.back().name, "MESSAGE_QUERY");
    EXPECT_EQ(told_.back().header("Message-Account"), "sip:1001@example.com");
    model::Event event{"MESSAGE_WAITING", {}, {}, {}};
    event.add("MWI-Message-Account", "1001@example.com")
        .add("MWI-Messages-Waiting", "yes")
        .add("MWI-Voice-Message", "1/0 (0/0)");
    presence_.on_event(event);
    loop_.drain();
    EXPECT_THAT(notify()->request.body.data, HasSubstr("Voice-Message: 1/0 (0/0)\r\n"));
    answer_notify();
    take_over();
    receive(subscribe("1001", "message-summary", 0));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("Messages-Waiting: yes"));
}

TEST_F(SubscriptionsTest, ALampOfAScriptIsShown) {
    receive(subscribe("flow+30", "dialog"));
    answer_notify();
    EXPECT_EQ(told_.back().name, "PRESENCE_PROBE");
    EXPECT_EQ(told_.back().header("to"), "flow+30@example.com");
    const auto say = [&](const std::string& state) {
        model::Event event{"PRESENCE_IN", {}, {}, {}};
        event.add("proto", "flow")
            .add("from", "30@example.com")
            .add("unique-id", "lamp-1")
            .add("answer-state", state);
        presence_.on_event(event);
        loop_.drain();
    };
    say("confirmed");
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<state>confirmed</state>"));
    answer_notify();
    say("terminated");
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<state>terminated</state>"));
}

TEST_F(SubscriptionsTest, WhoIsNotWatchedCostsALookUpOnly) {
    EXPECT_FALSE(presence_.has_watchers());
    watch();
    EXPECT_TRUE(presence_.has_watchers());
    const auto sent = record_.all().size();
    leg("a", State::Early, "1002");
    EXPECT_EQ(record_.all().size(), sent);
}

}  // namespace
}  // namespace sofia::presence
