#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "presence/dialog_info.hpp"
#include "presence/markup.hpp"
#include "presence/message_summary.hpp"
#include "presence/package.hpp"
#include "presence/pidf.hpp"

namespace sofia::presence {
namespace {

using testing::HasSubstr;
using testing::Not;
using State = DialogFact::State;

const Resource kAlice{"alice", "example.com"};

DialogFact fact(State state, bool is_initiator = false) {
    return {state, is_initiator, "sip:1000@example.com", "Bob"};
}

TEST(DialogInfo, NamesVersionStateAndUser) {
    const auto text = dialog_info(kAlice, 7, true, {}, false);
    EXPECT_THAT(text,
                HasSubstr("version=\"7\" state=\"full\" entity=\"sip:alice@example.com\">\r\n"));
    EXPECT_THAT(dialog_info(kAlice, 8, false, {}, false), HasSubstr("state=\"partial\""));
}

TEST(DialogInfo, ShowsWhoIsAtBothSides) {
    const auto text = dialog_info(kAlice, 0, true, {{"leg-1", fact(State::Early)}}, false);
    EXPECT_THAT(text, HasSubstr("<dialog id=\"leg-1\" direction=\"recipient\">"));
    EXPECT_THAT(text, HasSubstr("<state>early</state>"));
    EXPECT_THAT(text, HasSubstr("<local><identity>sip:alice@example.com</identity>"));
    EXPECT_THAT(text,
                HasSubstr("<remote><identity display=\"Bob\">sip:1000@example.com</identity>"));
}

TEST(DialogInfo, WithPrivacyDoesNotShowTheOtherSide) {
    const auto text = dialog_info(kAlice, 0, true, {{"leg-1", fact(State::Confirmed, true)}}, true);
    EXPECT_THAT(text, HasSubstr("direction=\"initiator\""));
    EXPECT_THAT(text, Not(HasSubstr("1000")));
    EXPECT_THAT(text, Not(HasSubstr("Bob")));
}

TEST(DialogInfo, ANameCannotBreakTheDocument) {
    auto evil = fact(State::Early);
    evil.remote_name = "\"/></remote><state>confirmed</state>\r\n\xFF";
    const auto text = dialog_info(kAlice, 0, true, {{"leg", evil}}, false);
    EXPECT_THAT(text, Not(HasSubstr("<state>confirmed")));
    EXPECT_THAT(text, HasSubstr("&lt;state&gt;confirmed&lt;/state&gt;???"));
}

TEST(DialogInfo, TheDifferenceIsWhatIsNewOrChangedOrGone) {
    const Dialogs before{
        {"a", fact(State::Early)}, {"b", fact(State::Confirmed)}, {"c", fact(State::Early)}};
    const Dialogs now{
        {"a", fact(State::Confirmed)}, {"b", fact(State::Confirmed)}, {"d", fact(State::Trying)}};
    const Dialogs expected{
        {"a", fact(State::Confirmed)}, {"c", fact(State::Terminated)}, {"d", fact(State::Trying)}};
    EXPECT_EQ(difference(before, now), expected);
    EXPECT_TRUE(difference(now, now).empty());
    EXPECT_TRUE(
        difference(expected, {{"a", fact(State::Confirmed)}, {"d", fact(State::Trying)}}).empty());
}

TEST(Pidf, IsReadAsItWasWritten) {
    const PresenceFact busy{true, "On The <Phone> & \"more\"", "on-the-phone"};
    EXPECT_EQ(read_pidf(pidf(kAlice, busy)).value(), busy);
    const PresenceFact away{false, {}, {}};
    EXPECT_EQ(read_pidf(pidf(kAlice, away)).value(), away);
}

TEST(Pidf, IsOpenWhenOneTupleIs) {
    const auto fact = read_pidf(
        "<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf'>"
        "<p:tuple id='a'><p:status><p:basic>closed</p:basic></p:status></p:tuple>"
        "<p:tuple id='b'><p:status><p:basic> open </p:basic></p:status><p:note> here </p:note>"
        "</p:tuple></p:presence>");
    ASSERT_TRUE(fact);
    EXPECT_TRUE(fact->is_open);
    EXPECT_EQ(fact->note, "here");
}

TEST(Pidf, RefusesWhatIsNone) {
    for (const auto* text :
         {"",
          "hello",
          "<presence",
          "<html/>",
          "<presence><tuple><status><basic>maybe</basic></status></tuple></presence>"})
        EXPECT_FALSE(read_pidf(text)) << text;
}

TEST(Pidf, TakesNoEntitiesAndNoActivityThatIsNoName) {
    const auto fact = read_pidf(
        "<!DOCTYPE p [<!ENTITY x 'expanded'>]><presence><person><activities><note>n</note>"
        "<meal/></activities><note>&x;\r\nEvil: 1</note></person></presence>");
    ASSERT_TRUE(fact);
    EXPECT_EQ(fact->activity, "meal");
    EXPECT_THAT(fact->note, Not(HasSubstr("expanded")));
    EXPECT_EQ(fact->note.find_first_of("\r\n"), std::string::npos);
}

TEST(Pidf, DeepNestingIsNoTrouble) {
    std::string text = "<presence>";
    for (int i = 0; i < 100000; ++i)
        text += "<a>";
    EXPECT_FALSE(read_pidf(text));
}

TEST(MessageSummary, SaysWhatWaits) {
    model::Mailbox mailbox;
    mailbox.waiting = "yes";
    mailbox.counts = "2/1 (0/0)";
    EXPECT_EQ(message_summary(kAlice, &mailbox),
              "Messages-Waiting: yes\r\nMessage-Account: sip:alice@example.com\r\n"
              "Voice-Message: 2/1 (0/0)\r\n");
    EXPECT_EQ(message_summary(kAlice, nullptr),
              "Messages-Waiting: no\r\nMessage-Account: sip:alice@example.com\r\n");
}

TEST(MessageSummary, IsReadFromTheEventWithoutWhatWouldBreakALine) {
    model::Event event{"MESSAGE_WAITING", {}, {}, {}};
    EXPECT_FALSE(read_message_waiting(event));
    event.add("MWI-Message-Account", " sip:alice@example.com ")
        .add("MWI-Messages-Waiting", "yes")
        .add("MWI-Voice-Message", "1/0\r\nEvil: 1")
        .add("sofia-profile", "internal");
    const auto news = read_message_waiting(event);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->account, "sip:alice@example.com");
    EXPECT_EQ(news->profile, "internal");
    EXPECT_TRUE(news->is_waiting);
    EXPECT_EQ(news->counts, "");
}

TEST(Package, IsNamedByEventInAnyCaseWithItsId) {
    const auto value = read_event(" Dialog ; sla;id=7");
    EXPECT_EQ(package_of(value.name), Package::Dialog);
    EXPECT_EQ(value.id, "7");
    EXPECT_FALSE(package_of("dialog.winfo"));
    EXPECT_FALSE(package_of(read_event("").name));
}

TEST(Package, AcceptMayBeMissingOrARange) {
    EXPECT_TRUE(accepts("", Package::Dialog));
    EXPECT_TRUE(accepts("text/plain, application/*;q=0.5", Package::Dialog));
    EXPECT_TRUE(accepts("application/PIDF+xml", Package::Presence));
    EXPECT_FALSE(accepts("application/pidf+xml", Package::Dialog));
}

TEST(Package, WithoutManagePresenceOnlyMessagesAreServed) {
    model::Profile profile;
    EXPECT_EQ(allowed_events(profile), "message-summary");
    profile.presence.manage = true;
    EXPECT_EQ(allowed_events(profile), "presence, dialog, message-summary");
}

TEST(Resource, HasOneHostForAllThatMeanTheSame) {
    model::Profile profile;
    EXPECT_EQ(resource_of(profile, "sip:Alice@Example.COM:5070;x=y")->str(), "alice@example.com");
    profile.presence.hosts = {"example.com", "192.0.2.1"};
    EXPECT_EQ(resource_of(profile, "sip:alice@192.0.2.1")->str(), "alice@example.com");
    EXPECT_EQ(resource_of(profile, "sip:alice@192.0.2.2")->str(), "alice@192.0.2.2");
    profile.registrar.force_subscription_domain = "Forced.example";
    EXPECT_EQ(resource_of(profile, "sip:alice@192.0.2.2")->str(), "alice@forced.example");
}

TEST(Resource, IsNothingThatCouldBreakALine) {
    const model::Profile profile;
    for (const auto* uri : {"sip:example.com", "tel:123", "sip:a%0d%0ab@example.com", "nonsense"})
        EXPECT_FALSE(resource_of(profile, uri)) << uri;
    EXPECT_FALSE(resource_of(profile, "sip:" + std::string(300, 'a') + "@example.com"));
}

TEST(Markup, EscapesWhatXmlHasNoPlaceFor) {
    EXPECT_EQ(escaped("a<b>&\"c"), "a&lt;b&gt;&amp;&quot;c");
    EXPECT_EQ(escaped("\xC3\xA9\xE2\x98\x8E\xF0\x9F\x93\x9E"),
              "\xC3\xA9\xE2\x98\x8E\xF0\x9F\x93\x9E");
    EXPECT_EQ(escaped(std::string("\x01\0\xC0\xAF\xED\xA0\x80\xC3", 9)), "?????????");
}

}  // namespace
}  // namespace sofia::presence
