#include "presence_fixture.hpp"

namespace sofia::presence {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

const std::string kOpen =
    "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:1001@example.com\"><tuple "
    "id=\"a\"><status><basic>open</basic></status><note>Busy</note></tuple></presence>";

class PublishTest : public PresenceTest {
  protected:
    PublishTest() {
        register_phones({});
        promote();
    }
    std::shared_ptr<test::PeerRequest> publish(const std::string& tag,
                                               const std::string& document,
                                               int expires = 600) {
        auto values = request(sip::Method::Publish, "1001");
        values.headers.push_back({"Event", "presence"});
        if (!tag.empty())
            values.headers.push_back({"SIP-If-Match", tag});
        if (!document.empty())
            values.body = {"application/pidf+xml", document};
        values.expires = static_cast<std::uint32_t>(expires);
        return receive(values);
    }
};

TEST_F(PublishTest, TheAnswerWaitsForTheCommitAndHasATag) {
    rows_.waits = true;
    const auto sent = publish({}, kOpen);
    EXPECT_FALSE(sent->is_answered());
    rows_.commit();
    EXPECT_EQ(sent->status(), 200);
    EXPECT_EQ(sent->header("Expires"), "600");
    EXPECT_FALSE(sent->header("SIP-ETag").empty());
    EXPECT_EQ(rows_.publications.begin()->second.etag, sent->header("SIP-ETag"));
    EXPECT_EQ(rows_.publications.begin()->second.note, "Busy");
}

TEST_F(PublishTest, EachChangeGivesAnotherTagAndTheOldOneIsGoodNoMore) {
    const auto first = publish({}, kOpen)->header("SIP-ETag");
    const auto second = publish(first, {})->header("SIP-ETag");
    EXPECT_NE(first, second);
    EXPECT_EQ(publish(first, {})->status(), 412);
    EXPECT_EQ(publish("nonsense", kOpen)->status(), 412);
    EXPECT_EQ(publish(second, {}, 0)->status(), 200);
    EXPECT_TRUE(rows_.publications.empty());
    EXPECT_EQ(publish(second, {})->status(), 412);
}

TEST_F(PublishTest, TheNextProcessKnowsTheTag) {
    const auto tag = publish({}, kOpen)->header("SIP-ETag");
    take_over();
    EXPECT_EQ(publish(tag, {})->status(), 200);
}

TEST_F(PublishTest, WatchersAreToldOfItAndOfItsEnd) {
    receive(subscribe("1001", "presence", 6000));
    answer_notify();
    publish({}, kOpen);
    EXPECT_THAT(notify()->request.body.data, HasSubstr("<note>Busy</note>"));
    answer_notify();
    pass(seconds(601));
    EXPECT_THAT(notify()->request.body.data, HasSubstr("Unavailable"));
    EXPECT_TRUE(rows_.publications.empty());
    EXPECT_THAT(told_.back().name, "PRESENCE_IN");
}

// RFC 3903 6, RFC 6665 8.2.2.
TEST_F(PublishTest, WhereNothingIsPublishedTheRefusalSaysWhatThereIs) {
    settings_.presence.manage = false;
    configure();
    for (const auto* event : {"presence", "foo"}) {
        auto values = request(sip::Method::Publish, "1001");
        values.headers.push_back({"Event", event});
        const auto refused = receive(values);
        EXPECT_EQ(refused->status(), 489) << event;
        EXPECT_EQ(refused->header("Allow-Events"), "message-summary") << event;
    }
}

TEST_F(PublishTest, EachBadRequestHasItsStatus) {
    EXPECT_EQ(publish({}, {})->status(), 400);
    EXPECT_EQ(publish({}, "<presence")->status(), 400);
    EXPECT_EQ(publish({}, kOpen, 10)->status(), 423);
    EXPECT_EQ(publish({}, std::string(20000, 'x'))->status(), 413);
    auto values = request(sip::Method::Publish, "1001");
    values.headers.push_back({"Event", "dialog"});
    const auto strange = receive(values);
    EXPECT_EQ(strange->status(), 489);
    EXPECT_EQ(strange->header("Allow-Events"), "presence");
    values = request(sip::Method::Publish, "1001");
    values.headers.push_back({"Event", "presence"});
    values.body = {"text/plain", "hello"};
    const auto refused = receive(values);
    EXPECT_EQ(refused->status(), 415);
    EXPECT_EQ(refused->header("Accept"), "application/pidf+xml");
    EXPECT_TRUE(rows_.publications.empty());
}

TEST_F(PublishTest, WhatCannotBeWrittenGets503AndChangesNothing) {
    rows_.fails = true;
    EXPECT_EQ(publish({}, kOpen)->status(), 503);
    EXPECT_TRUE(presence_.publications_of({"1001", "example.com"}).empty());
}

TEST_F(PublishTest, AUserHasSoManyPublicationsAndNoMore) {
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(publish({}, kOpen)->status(), 200);
    EXPECT_EQ(publish({}, kOpen)->status(), 503);
}

class MessageTest : public PresenceTest {
  protected:
    MessageTest() {
        register_phones({{"1001", "sip:1001@198.51.100.11"}, {"1001", "sip:1001@198.51.100.12"}});
        promote();
    }
    std::shared_ptr<test::PeerRequest> message(const std::string& user = "1001") {
        auto values = request(sip::Method::Message, user);
        values.contacts.clear();
        values.max_forwards = 10;
        values.body = {"text/plain", "hello"};
        values.headers = {{"Subject", "hi"}, {"X-Own", "1"}, {"Route", "<sip:elsewhere>"}};
        return receive(values);
    }
    std::vector<std::shared_ptr<test::NodeRequest>> sent() {
        return endpoint_->all(sip::Method::Message);
    }
};

TEST_F(MessageTest, GoesToEveryBindingWithWhatIsForTheReader) {
    message();
    ASSERT_EQ(sent().size(), 2U);
    EXPECT_EQ(sent()[0]->request.body.data, "hello");
    EXPECT_EQ(sent()[0]->header("Subject"), "hi");
    EXPECT_EQ(sent()[0]->header("X-Own"), "1");
    EXPECT_EQ(sent()[0]->header("Route"), "");
    EXPECT_EQ(sent()[0]->header("Max-Forwards"), "9");
    EXPECT_EQ(sent()[0]->dialog.from.uri, "sip:1000@example.com");
    EXPECT_EQ(sent()[0]->dialog.from.tag(), "");
    EXPECT_EQ(told_.back().name, "MESSAGE");
    EXPECT_EQ(told_.back().body, "hello");
}

TEST_F(MessageTest, AnEventThatComesWhileTheNodeBecomesActiveIsCarriedOutThen) {
    model::Event event{"SEND_MESSAGE", {}, {}, {}};
    event.add("profile", "internal").add("user", "1001").add("host", "example.com");
    event.body = "hello";
    presence_.demote();
    presence_.on_event(event);
    EXPECT_TRUE(sent().empty());
    promote();
    ASSERT_EQ(sent().size(), 2U);
    EXPECT_EQ(sent()[0]->request.body.data, "hello");
    presence_.demote();
    registrar_.demote();
    presence_.on_event(event);
    promote();
    EXPECT_EQ(sent().size(), 2U) << "a standby sends nothing later";
}

TEST_F(MessageTest, ANoticeOfMessagesThatNobodyAskedForGoesOnAsItCame) {
    auto values = request(sip::Method::Notify, "gw+trunk");
    values.headers = {{"Event", "message-summary;id=1"}};
    values.body = {"application/simple-message-summary",
                   "Messages-Waiting: yes\r\nmessage-account:  sip:1001@example.com \r\n"};
    EXPECT_EQ(receive(values)->status(), 200);
    auto notifies = endpoint_->all(sip::Method::Notify);
    ASSERT_EQ(notifies.size(), 2U);
    EXPECT_EQ(notifies[0]->request.body.data, values.body.data);
    EXPECT_EQ(notifies[0]->header("Event"), "message-summary");
    EXPECT_EQ(notifies[0]->header("Subscription-State"), "terminated;reason=noresource");
    values.body.data = "Messages-Waiting: no\r\nMessage-Account: sip:2@elsewhere.example\r\n";
    values.uri = "sip:1001@example.com";
    EXPECT_EQ(receive(values)->status(), 200) << "the Request-URI names whom the account does not";
    EXPECT_EQ(endpoint_->all(sip::Method::Notify).size(), 4U);
}

TEST_F(MessageTest, ANoticeThatCannotGoOnHasItsStatus) {
    auto values = request(sip::Method::Notify, "1001");
    values.headers = {{"Event", "message-summary"}};
    values.body = {"text/plain", "hello"};
    EXPECT_EQ(receive(values)->status(), 415);
    values.body = {"application/simple-message-summary", std::string(70000, 'x')};
    EXPECT_EQ(receive(values)->status(), 413);
    values.body.data = "Messages-Waiting: no\r\n";
    values.uri = "sip:1002@example.com";
    EXPECT_EQ(receive(values)->status(), 480);
    values.uri = "sip:5555@example.com";
    EXPECT_EQ(receive(values)->status(), 404);
    values.headers = {{"Event", "dialog"}};
    EXPECT_EQ(receive(values)->status(), 489);
    EXPECT_EQ(endpoint_->all(sip::Method::Notify).size(), 0U);
}

TEST_F(MessageTest, TheFirstSuccessIsTheAnswerAndTheOthersAreNotRecalled) {
    const auto from = message();
    sent()[0]->answer(486);
    EXPECT_FALSE(from->is_answered());
    sent()[1]->answer(202);
    EXPECT_EQ(from->status(), 202);
}

TEST_F(MessageTest, WhenAllFailTheBestAnswerIsGiven) {
    auto from = message();
    sent()[0]->time_out();
    sent()[1]->answer(486);
    EXPECT_EQ(from->status(), 486);
    from = message();
    sent()[2]->answer(603);
    EXPECT_EQ(from->status(), 603);
    from = message();
    sent()[4]->answer(401);
    sent()[5]->time_out();
    EXPECT_EQ(from->status(), 480) << "neither a phone's challenge nor 408 is for the sender";
}

TEST_F(MessageTest, ASenderIsNotKeptWaitingLongerThanItsTransaction) {
    const auto from = message();
    pass(seconds(25));
    EXPECT_EQ(from->status(), 480);
    sent()[0]->answer(200);
    sent()[1]->time_out();
    loop_.drain();
}

TEST_F(MessageTest, WhoIsNotThereIsToldApartFromWhoDoesNotExist) {
    EXPECT_EQ(message("1002")->status(), 480);
    EXPECT_EQ(message("5555")->status(), 404);
    EXPECT_TRUE(sent().empty());
}

TEST_F(MessageTest, NeedsDigestByDefault) {
    settings_.presence.auth_messages = true;
    configure();
    const auto from = message();
    EXPECT_EQ(from->status(), 407);
    EXPECT_THAT(from->header("Proxy-Authenticate"), HasSubstr("Digest realm="));
    EXPECT_TRUE(sent().empty());
}

TEST_F(MessageTest, AClientOfTheEventSocketSendsOneToo) {
    model::Event event{"CUSTOM", "SMS::SEND_MESSAGE", {}, "from a script"};
    event.add("to", "internal/1001@example.com")
        .add("from", "robot@example.com")
        .add("type", "text/html")
        .add("subject", "S");
    presence_.on_event(event);
    ASSERT_EQ(sent().size(), 2U);
    EXPECT_EQ(sent()[0]->dialog.from.uri, "sip:robot@example.com");
    EXPECT_EQ(sent()[0]->request.body.content_type, "text/html");
    event = {"NOTIFY", {}, {}, {}};
    event.add("profile", "internal")
        .add("event-string", "check-sync")
        .add("user", "1001")
        .add("host", "example.com");
    presence_.on_event(event);
    EXPECT_EQ(notify()->header("Event"), "check-sync");
}

TEST_F(MessageTest, PhonesThatHaveNotSubscribedAreToldOfWaitingMessagesToo) {
    auto values = subscribe("1001", "message-summary");
    values.source = {"198.51.100.7", 5061, "udp"};
    receive(values);
    answer_notify();
    const auto before = notifies();
    model::Event event{"MESSAGE_WAITING", {}, {}, {}};
    event.add("MWI-Message-Account", "1001@example.com").add("MWI-Messages-Waiting", "yes");
    presence_.on_event(event);
    loop_.drain();
    ASSERT_EQ(notifies(), before + 3) << "the watcher, and two phones that are somewhere else";
    const auto unasked = endpoint_->all(sip::Method::Notify)[before];
    EXPECT_EQ(unasked->header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(unasked->header("Event"), "message-summary");
    EXPECT_THAT(unasked->request.body.data, HasSubstr("Messages-Waiting: yes"));
}

}  // namespace
}  // namespace sofia::presence
