#include "event_socket/session.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace sofia::event_socket {
namespace {

RenderedEvent rendered(model::Event event) {
    auto published = std::make_shared<bus::Published>();
    published->event = std::move(event);
    published->identity = std::make_shared<const bus::Identity>();
    return RenderedEvent(std::move(published));
}

RenderedEvent named(const std::string& name, const std::string& subclass = "") {
    return rendered(model::Event{name, subclass, {}, ""});
}

std::string reply(const std::string& text) {
    return "Content-Type: command/reply\nReply-Text: " + text + "\n\n";
}

const std::string kNotice =
    "Content-Type: text/disconnect-notice\nContent-Length: 23\n\nDisconnected, goodbye.\n";

struct SessionTest : ::testing::Test {
    int uuids = 0;
    Session session{"ClueCon", [this] { return "uuid-" + std::to_string(++uuids); }};

    Outcome send(std::string line,
                 std::vector<std::pair<std::string, std::string>> headers = {},
                 std::string body = "") {
        return session.receive(Command{std::move(line), std::move(headers), std::move(body)});
    }
    std::string frames(std::string line) { return send(std::move(line)).frames; }
};

struct AuthenticatedSession : SessionTest {
    AuthenticatedSession() { send("auth ClueCon"); }
};

TEST_F(SessionTest, TheRightPasswordIsAccepted) {
    const auto outcome = send("auth ClueCon");
    EXPECT_EQ(outcome.frames, reply("+OK accepted"));
    EXPECT_FALSE(outcome.close);
    EXPECT_TRUE(session.authenticated());
}

TEST_F(SessionTest, AWrongPasswordIsTheEndOfTheConnection) {
    for (const auto* line : {"auth cluecon", "auth", "auth ClueCo", "auth ClueCon2"}) {
        const auto outcome = send(line);
        EXPECT_EQ(outcome.frames, reply("-ERR invalid") + kNotice) << line;
        EXPECT_TRUE(outcome.close);
        EXPECT_FALSE(session.authenticated());
    }
}

TEST_F(SessionTest, UserauthIsNeverAccepted) {
    EXPECT_EQ(frames("userauth 1000@host:ClueCon"), reply("-ERR invalid") + kNotice);
    EXPECT_FALSE(session.authenticated());
}

TEST_F(SessionTest, BeforeThePasswordEverythingElseIsIgnored) {
    for (const auto* line : {"api status", "event plain ALL", "exit", "nonsense", "..."}) {
        const auto outcome = send(line);
        EXPECT_EQ(outcome.frames, "");
        EXPECT_FALSE(outcome.api || outcome.job || outcome.event || outcome.close);
    }
    EXPECT_FALSE(session.listens());
}

TEST_F(AuthenticatedSession, AWrongSecondPasswordChangesNothing) {
    const auto outcome = send("auth wrong");
    EXPECT_EQ(outcome.frames, reply("-ERR invalid"));
    EXPECT_FALSE(outcome.close);
    EXPECT_TRUE(session.authenticated());
}

TEST_F(AuthenticatedSession, VerbsAreFoundWithoutRegardToCase) {
    EXPECT_EQ(frames("NoLinger"), reply("+OK will not linger"));
}

TEST_F(AuthenticatedSession, AnUnknownVerbIsAnError) {
    EXPECT_EQ(frames("connect"), reply("-ERR command not found"));
    EXPECT_EQ(frames("apistatus"), reply("-ERR command not found"));
}

TEST_F(AuthenticatedSession, ApiRunsItsLine) {
    const auto outcome = send("api sofia status profile internal");
    EXPECT_EQ(outcome.api, "sofia status profile internal");
    EXPECT_EQ(outcome.frames, "");
}

TEST_F(AuthenticatedSession, ApiWithoutACommandIsAnErrorInTheBody) {
    const auto outcome = send("api");
    EXPECT_FALSE(outcome.api);
    EXPECT_EQ(outcome.frames,
              "Content-Type: api/response\nContent-Length: 16\n\n-ERR no command\n");
}

TEST_F(AuthenticatedSession, BgapiNamesItsJob) {
    const auto outcome = send("bgapi originate user/1000 &park");
    EXPECT_EQ(outcome.frames,
              "Content-Type: command/reply\nReply-Text: +OK Job-UUID: uuid-1\n"
              "Job-UUID: uuid-1\n\n");
    ASSERT_TRUE(outcome.job);
    EXPECT_EQ(outcome.job->uuid, "uuid-1");
    EXPECT_EQ(outcome.job->line, "originate user/1000 &park");
}

TEST_F(AuthenticatedSession, BgapiKeepsTheJobUuidOfTheClient) {
    const auto outcome = send("bgapi status", {{"Job-UUID", "mine"}});
    EXPECT_EQ(outcome.job->uuid, "mine");
    EXPECT_NE(outcome.frames.find("+OK Job-UUID: mine\n"), std::string::npos);
}

TEST_F(AuthenticatedSession, BgapiWithoutACommandIsAnError) {
    EXPECT_FALSE(send("bgapi").job);
    EXPECT_EQ(frames("bgapi"), reply("-ERR no command"));
}

TEST_F(AuthenticatedSession, EventSubscribesAndSaysInWhichEncoding) {
    EXPECT_EQ(frames("event plain ALL"), reply("+OK event listener enabled plain"));
    EXPECT_EQ(frames("event json HEARTBEAT"), reply("+OK event listener enabled json"));
    EXPECT_EQ(session.encoding(), bus::Encoding::Json);
    EXPECT_EQ(frames("event xml HEARTBEAT"), reply("+OK event listener enabled xml"));
    EXPECT_EQ(frames("event DTMF"), reply("+OK event listener enabled xml"));
    EXPECT_TRUE(session.listens());
}

TEST_F(AuthenticatedSession, EventWithoutAKnownNameIsAnError) {
    for (const auto* line : {"event", "event plain", "event json NOT_AN_EVENT"})
        EXPECT_EQ(frames(line), reply("-ERR no keywords supplied")) << line;
    EXPECT_FALSE(session.listens());
}

TEST_F(AuthenticatedSession, OnlyWantedEventsGoOut) {
    send("event plain CHANNEL_ANSWER CUSTOM sofia::register");
    EXPECT_TRUE(session.wants(named("CHANNEL_ANSWER")));
    EXPECT_TRUE(session.wants(named("CUSTOM", "sofia::register")));
    EXPECT_FALSE(session.wants(named("CUSTOM", "sofia::expire")));
    EXPECT_FALSE(session.wants(named("HEARTBEAT")));
}

TEST_F(AuthenticatedSession, NixeventTakesNamesBack) {
    send("event plain CHANNEL_ANSWER HEARTBEAT");
    EXPECT_EQ(frames("nixevent HEARTBEAT"), reply("+OK events nixed"));
    EXPECT_FALSE(session.wants(named("HEARTBEAT")));
    EXPECT_TRUE(session.wants(named("CHANNEL_ANSWER")));
    EXPECT_EQ(frames("nixevent"), reply("-ERR no keywords supplied"));
}

TEST_F(AuthenticatedSession, NoeventsEndsAllSubscriptions) {
    EXPECT_EQ(frames("noevents"), reply("-ERR not listening for events"));
    send("event plain ALL");
    EXPECT_EQ(frames("noevents"), reply("+OK no longer listening for events"));
    EXPECT_FALSE(session.wants(named("HEARTBEAT")));
    EXPECT_FALSE(session.listens());
}

TEST_F(AuthenticatedSession, FiltersNarrowTheSubscription) {
    send("event plain ALL");
    EXPECT_EQ(frames("filter Unique-ID 42"), reply("+OK filter added. [Unique-ID]=[42]"));
    EXPECT_FALSE(session.wants(named("HEARTBEAT")));
    EXPECT_TRUE(
        session.wants(rendered(model::Event{"CHANNEL_ANSWER", "", {{"Unique-ID", "42"}}, ""})));
    EXPECT_EQ(frames("filter add Event-Name /^HEART/"),
              reply("+OK filter added. [Event-Name]=[/^HEART/]"));
    EXPECT_TRUE(session.wants(named("HEARTBEAT")));
}

TEST_F(AuthenticatedSession, FilterDeleteTakesFiltersAway) {
    send("event plain ALL");
    send("filter Event-Name DTMF");
    EXPECT_EQ(frames("filter delete Event-Name HEARTBEAT"),
              reply("+OK filter deleted. [Event-Name][HEARTBEAT]"));
    EXPECT_FALSE(session.wants(named("HEARTBEAT")));
    EXPECT_EQ(frames("filter delete Event-Name"), reply("+OK filter deleted. [Event-Name][]"));
    EXPECT_TRUE(session.wants(named("HEARTBEAT")));
    send("filter Event-Name DTMF");
    EXPECT_EQ(frames("filter delete all"), reply("+OK filter deleted. [all][]"));
    EXPECT_TRUE(session.wants(named("HEARTBEAT")));
}

TEST_F(AuthenticatedSession, ABadFilterIsInvalidSyntax) {
    for (const auto* line : {"filter",
                             "filter Event-Name",
                             "filter add",
                             "filter add X",
                             "filter delete",
                             "filter Event-Name /unclosed",
                             "filter Event-Name /(/",
                             "filter Event-Name /a/q"})
        EXPECT_EQ(frames(line), reply("-ERR invalid syntax")) << line;
}

TEST_F(AuthenticatedSession, LogTakesALevelByNameOrNumber) {
    EXPECT_EQ(frames("log"), reply("+OK log level DEBUG [7]"));
    EXPECT_EQ(frames("log info"), reply("+OK log level INFO [6]"));
    EXPECT_EQ(frames("log 3"), reply("+OK log level ERR [3]"));
    EXPECT_EQ(session.log_level(), 3);
    EXPECT_EQ(frames("log 8"), reply("-ERR invalid log level"));
    EXPECT_EQ(frames("log -1"), reply("-ERR invalid log level"));
    EXPECT_EQ(frames("log loud"), reply("-ERR invalid log level"));
    EXPECT_EQ(session.log_level(), 3);
}

TEST_F(AuthenticatedSession, NologEndsTheLog) {
    EXPECT_EQ(frames("nolog"), reply("-ERR not loging"));
    send("log");
    EXPECT_EQ(frames("nolog"), reply("+OK no longer logging"));
    EXPECT_FALSE(session.log_level());
}

TEST_F(AuthenticatedSession, SendeventPublishesWithAUuid) {
    const auto outcome = send("sendevent custom",
                              {{"Event-Subclass", "my::event"}, {"X-One", "1"}, {"X-One", "2"}},
                              "body");
    EXPECT_EQ(outcome.frames, reply("+OK uuid-1"));
    ASSERT_TRUE(outcome.event);
    EXPECT_EQ(outcome.event->name, "CUSTOM");
    EXPECT_EQ(outcome.event->subclass, "my::event");
    EXPECT_EQ(outcome.event->body, "body");
    using Headers = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(outcome.event->headers,
              (Headers{{"X-One", "1"}, {"X-One", "2"}, {"Event-UUID", "uuid-1"}}));
}

TEST_F(AuthenticatedSession, SendeventCannotForgeTheLinesOfTheBus) {
    const auto outcome = send("sendevent CUSTOM",
                              {{"Core-UUID", "x"},
                               {"event-sequence", "1"},
                               {"Event-Name", "SHUTDOWN"},
                               {"Event-UUID", "x"},
                               {"Content-Length", "0"}});
    EXPECT_EQ(outcome.event->name, "CUSTOM");
    EXPECT_EQ(outcome.event->headers.size(), 1u);
    EXPECT_EQ(outcome.event->header("Event-UUID"), "uuid-1");
}

TEST_F(AuthenticatedSession, SendeventNeedsAKnownName) {
    for (const auto* line : {"sendevent", "sendevent ALL", "sendevent Nonsense"}) {
        const auto outcome = send(line);
        EXPECT_FALSE(outcome.event);
        EXPECT_EQ(outcome.frames.find("Content-Type: command/reply\nReply-Text: -ERR invalid"), 0u);
    }
}

TEST_F(AuthenticatedSession, WhatNeedsAControlledCallIsRefusedInTheClientsTerms) {
    EXPECT_EQ(frames("myevents"), reply("-ERR invalid uuid"));
    EXPECT_EQ(frames("divert_events"), reply("-ERR missing value."));
    EXPECT_EQ(frames("divert_events on"), reply("-ERR not controlling a session."));
    EXPECT_EQ(frames("getvar x"), reply("-ERR not controlling a session."));
    EXPECT_EQ(frames("sendmsg"), reply("-ERR invalid session id []"));
}

TEST_F(AuthenticatedSession, ExitSaysByeAndCloses) {
    for (const auto* line : {"exit", "..."}) {
        const auto outcome = send(line);
        EXPECT_EQ(outcome.frames, reply("+OK bye") + kNotice);
        EXPECT_TRUE(outcome.close);
        EXPECT_FALSE(outcome.linger);
    }
}

TEST_F(AuthenticatedSession, LingerDelaysTheEndAndIsAnnounced) {
    EXPECT_EQ(frames("linger 5"), reply("+OK will linger 5 seconds"));
    const auto outcome = send("exit");
    EXPECT_EQ(outcome.linger, std::chrono::seconds(5));
    EXPECT_NE(outcome.frames.find("Content-Disposition: linger\nLinger-Time: 5\n"),
              std::string::npos);
}

TEST_F(AuthenticatedSession, NolingerTakesLingerBack) {
    send("linger 5");
    EXPECT_EQ(frames("nolinger"), reply("+OK will not linger"));
    EXPECT_FALSE(send("exit").linger);
}

TEST_F(AuthenticatedSession, WhileItLingersOnlyASecondExitIsHeard) {
    send("linger 5");
    send("exit");
    const auto ignored = send("api status");
    EXPECT_FALSE(ignored.api);
    EXPECT_EQ(ignored.frames, "");
    const auto outcome = send("exit");
    EXPECT_EQ(outcome.frames, reply("+OK bye") + kNotice);
    EXPECT_TRUE(outcome.close);
    EXPECT_FALSE(outcome.linger);
}

TEST_F(AuthenticatedSession, LingerIsBoundedAndMustBeANumber) {
    EXPECT_EQ(frames("linger"), reply("+OK will linger"));
    EXPECT_EQ(frames("linger 999999999"), reply("+OK will linger 3600 seconds"));
    EXPECT_EQ(frames("linger -1"), reply("-ERR invalid syntax"));
    EXPECT_EQ(frames("linger soon"), reply("-ERR invalid syntax"));
}

TEST_F(AuthenticatedSession, AReplyStaysOnItsLine) {
    EXPECT_EQ(frames("filter X a\rReply-Text: b"),
              reply("+OK filter added. [X]=[a Reply-Text: b]"));
}

TEST(SameSecret, OnlyTheWholeSecretIsTheSame) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    for (const auto* given : {"", "a", "ab", "abd", "abcd", "abcabc", "ABC"})
        EXPECT_FALSE(same_secret(given, "abc")) << given;
    EXPECT_FALSE(same_secret("", "")) << "an empty secret opens nothing";
}

}  // namespace
}  // namespace sofia::event_socket
