#include <gtest/gtest.h>

#include "event_socket/session.hpp"

namespace sofia::event_socket {
namespace {

RenderedEvent event_of(const std::string& leg, const std::string& name = "CHANNEL_ANSWER") {
    auto published = std::make_shared<bus::Published>();
    published->event = model::Event{name, "", {}, ""};
    if (!leg.empty())
        published->event.add("Unique-ID", leg);
    published->identity = std::make_shared<const bus::Identity>();
    return RenderedEvent(std::move(published));
}

std::string reply(const std::string& text) {
    return "Content-Type: command/reply\nReply-Text: " + text + "\n\n";
}

/// An authenticated client that asks for things about legs.
struct SessionLegs : ::testing::Test {
    Session session{"ClueCon", [] { return "uuid"; }};

    SessionLegs() { send("auth ClueCon"); }

    Outcome send(std::string line,
                 std::vector<std::pair<std::string, std::string>> headers = {},
                 std::string body = "") {
        return session.receive(Command{std::move(line), std::move(headers), std::move(body)});
    }
    /// The answer to a command whose question gets this output.
    std::string answer(const Outcome& outcome, std::string_view output) {
        EXPECT_TRUE(outcome.question) << outcome.frames;
        return outcome.question ? outcome.question->answer(output) : "";
    }
    std::string hang_up(const std::string& cause, std::string_view output) {
        return answer(send("sendmsg leg-1", {{"call-command", "hangup"}, {"hangup-cause", cause}}),
                      output);
    }
};

TEST_F(SessionLegs, MyeventsAsksWhetherThereIsSuchALeg) {
    const auto outcome = send("myevents leg-1");
    ASSERT_TRUE(outcome.question);
    EXPECT_EQ(outcome.question->line, "uuid_exists leg-1");
    EXPECT_EQ(outcome.frames, "");
    EXPECT_FALSE(session.listens());
    EXPECT_EQ(outcome.question->answer("false"), reply("-ERR invalid uuid"));
    EXPECT_FALSE(session.listens());
}

TEST_F(SessionLegs, MyeventsLetsOnlyTheEventsOfTheLegThrough) {
    EXPECT_EQ(answer(send("myevents leg-1"), "true"), reply("+OK Events Enabled"));
    EXPECT_TRUE(session.listens());
    EXPECT_TRUE(session.wants(event_of("leg-1")));
    EXPECT_TRUE(session.wants(event_of("leg-1", "DTMF")));
    EXPECT_FALSE(session.wants(event_of("leg-2")));
    EXPECT_FALSE(session.wants(event_of("", "HEARTBEAT")));
    send("event ALL");
    EXPECT_FALSE(session.wants(event_of("leg-2"))) << "also when more is asked for";
}

TEST_F(SessionLegs, MyeventsEndsWithItsLeg) {
    EXPECT_FALSE(session.ends_with(event_of("leg-1", "CHANNEL_DESTROY")));
    answer(send("myevents leg-1"), "true");
    EXPECT_FALSE(session.ends_with(event_of("leg-1", "CHANNEL_HANGUP")));
    EXPECT_FALSE(session.ends_with(event_of("leg-2", "CHANNEL_DESTROY")));
    EXPECT_TRUE(session.ends_with(event_of("leg-1", "CHANNEL_DESTROY")));
}

TEST_F(SessionLegs, MyeventsTakesTheEncodingOnEitherSideOfTheId) {
    for (const auto* line : {"myevents json leg-1", "myevents leg-1 json"}) {
        EXPECT_EQ(answer(send(line), "true"), reply("+OK Events Enabled")) << line;
        EXPECT_EQ(session.encoding(), bus::Encoding::Json);
        send("noevents");
        send("event plain ALL");
        send("noevents");
    }
    answer(send("myevents xml leg-1"), "false");
    EXPECT_EQ(session.encoding(), bus::Encoding::Plain) << "a refusal changes nothing";
}

TEST_F(SessionLegs, MyeventsNeedsOneIdThatCanBeOne) {
    for (const auto* line : {"myevents",
                             "myevents plain",
                             "myevents leg-1 leg-2",
                             "myevents 'leg-1",
                             "myevents leg\x01"}) {
        const auto outcome = send(line);
        EXPECT_FALSE(outcome.question) << line;
        EXPECT_EQ(outcome.frames, reply("-ERR invalid uuid")) << line;
    }
}

TEST_F(SessionLegs, MyeventsIsForOneLegUntilNoevents) {
    answer(send("myevents leg-1"), "true");
    EXPECT_EQ(send("myevents leg-2").frames, reply("-ERR aready enabled."));
    EXPECT_EQ(send("noevents").frames, reply("+OK no longer listening for events"));
    EXPECT_FALSE(session.wants(event_of("leg-1")));
    answer(send("myevents leg-2"), "true");
    EXPECT_TRUE(session.wants(event_of("leg-2")));
}

TEST_F(SessionLegs, NixeventAndFiltersNarrowMyeventsFurther) {
    answer(send("myevents leg-1"), "true");
    send("nixevent DTMF");
    EXPECT_FALSE(session.wants(event_of("leg-1", "DTMF")));
    send("filter Event-Name CHANNEL_HANGUP");
    EXPECT_FALSE(session.wants(event_of("leg-1")));
    send("filter delete all");
    EXPECT_TRUE(session.wants(event_of("leg-1")));
    EXPECT_FALSE(session.wants(event_of("leg-2"))) << "the leg is no filter";
}

TEST_F(SessionLegs, SendmsgHangsUp) {
    const auto outcome =
        send("sendmsg leg-1", {{"Call-Command", "HANGUP"}, {"hangup-cause", "USER_BUSY"}});
    ASSERT_TRUE(outcome.question);
    EXPECT_EQ(outcome.question->line, "uuid_kill leg-1 USER_BUSY");
    EXPECT_EQ(outcome.question->answer("+OK\n"), reply("+OK"));
}

TEST_F(SessionLegs, SendmsgSaysWhyItDidNotHangUp) {
    EXPECT_EQ(hang_up("", "-ERR No such channel!\n"), reply("-ERR invalid session id [leg-1]"));
    EXPECT_EQ(hang_up("bogus", "-ERR unknown cause bogus\n"), reply("-ERR unknown cause bogus"));
    EXPECT_EQ(hang_up("", ""), reply("-ERR no reply"));
}

TEST_F(SessionLegs, SendmsgExecutesAnApplication) {
    const auto outcome = send("sendmsg leg-1",
                              {{"call-command", "execute"},
                               {"execute-app-name", "set"},
                               {"execute-app-arg", "greeting=good day"}});
    ASSERT_TRUE(outcome.question);
    EXPECT_EQ(outcome.question->line, "uuid_execute leg-1 set greeting=good day");
    EXPECT_EQ(outcome.question->answer("+OK\n"), reply("+OK"));
    EXPECT_EQ(outcome.question->answer("-ERR No such channel!\n"),
              reply("-ERR invalid session id [leg-1]"));
    EXPECT_EQ(
        outcome.question->answer("-ERR application playback is not supported in this version\n"),
        reply("-ERR application playback is not supported in this version"));
}

TEST_F(SessionLegs, SendmsgPassesTheIdAndTheArgumentInTheBody) {
    const auto outcome = send("sendmsg leg-1",
                              {{"call-command", "execute"},
                               {"execute-app-name", "log"},
                               {"Event-UUID", "event-1"},
                               {"content-type", "text/plain"}},
                              "INFO two\r\nlines");
    ASSERT_TRUE(outcome.question);
    EXPECT_EQ(outcome.question->line, "uuid_execute leg-1 id=event-1 log INFO two  lines");
}

TEST_F(SessionLegs, SendmsgNeedsTheNameOfAnApplication) {
    EXPECT_EQ(send("sendmsg leg-1", {{"call-command", "execute"}}).frames,
              reply("-ERR missing execute-app-name."));
    EXPECT_EQ(
        send("sendmsg leg-1", {{"call-command", "execute"}, {"execute-app-name", "a b"}}).frames,
        reply("-ERR missing execute-app-name."));
}

TEST_F(SessionLegs, SendmsgFindsTheMediaPastTheNodeAlready) {
    const auto outcome = send("sendmsg leg-1", {{"call-command", "nomedia"}});
    EXPECT_EQ(answer(outcome, "true"), reply("+OK"));
    EXPECT_EQ(answer(outcome, "false"), reply("-ERR invalid session id [leg-1]"));
}

TEST_F(SessionLegs, SendmsgSaysWhatItCannotDo) {
    EXPECT_EQ(answer(send("sendmsg leg-1"), "true"), reply("-ERR missing call-command."));
    EXPECT_EQ(answer(send("sendmsg leg-1", {{"call-command", "unicast"}}), "true"),
              reply("-ERR call-command unicast is not supported in this version"));
}

TEST_F(SessionLegs, SendmsgCannotSmuggleWordsIntoACommand) {
    EXPECT_EQ(send("sendmsg leg-1 USER_BUSY", {{"call-command", "hangup"}}).frames,
              reply("-ERR invalid session id [leg-1 USER_BUSY]"));
    EXPECT_EQ(send("sendmsg leg-1", {{"call-command", "hangup"}, {"hangup-cause", "a b"}}).frames,
              reply("-ERR unknown cause a b"));
}

TEST_F(SessionLegs, DivertEventsIsForWhoHasALeg) {
    EXPECT_EQ(send("divert_events on").frames, reply("-ERR not controlling a session."));
    answer(send("myevents leg-1"), "true");
    EXPECT_EQ(send("divert_events on").frames, reply("+OK events diverted"));
    EXPECT_EQ(send("divert_events off").frames, reply("+OK events not diverted"));
    EXPECT_EQ(send("divert_events").frames, reply("-ERR missing value."));
}

TEST_F(SessionLegs, SeveralSubclassesComeAndGoOneByOne) {
    const auto custom = [](const std::string& subclass) {
        auto published = std::make_shared<bus::Published>();
        published->event = model::Event{"CUSTOM", subclass, {}, ""};
        published->identity = std::make_shared<const bus::Identity>();
        return RenderedEvent(std::move(published));
    };
    EXPECT_EQ(send("event json HEARTBEAT CUSTOM sofia::register sofia::expire").frames,
              reply("+OK event listener enabled json"));
    EXPECT_EQ(send("event CUSTOM sofia::unregister").frames,
              reply("+OK event listener enabled json"));
    for (const auto* subclass : {"sofia::register", "sofia::expire", "sofia::unregister"})
        EXPECT_TRUE(session.wants(custom(subclass))) << subclass;
    EXPECT_EQ(send("nixevent CUSTOM sofia::register sofia::expire").frames,
              reply("+OK events nixed"));
    EXPECT_FALSE(session.wants(custom("sofia::register")));
    EXPECT_FALSE(session.wants(custom("sofia::expire")));
    EXPECT_TRUE(session.wants(custom("sofia::unregister")));
    EXPECT_TRUE(session.wants(event_of("", "HEARTBEAT")));
}

TEST_F(SessionLegs, TakingAwayWhatIsNotThereChangesNothing) {
    send("event ALL");
    send("filter Event-Name CHANNEL_ANSWER");
    for (const auto* line : {"nixevent", "nixevent plain", "nixevent NO_SUCH_EVENT"})
        EXPECT_EQ(send(line).frames, reply("-ERR no keywords supplied")) << line;
    EXPECT_EQ(send("filter delete Event-Name CHANNEL_HANGUP").frames,
              reply("+OK filter deleted. [Event-Name][CHANNEL_HANGUP]"));
    EXPECT_EQ(send("filter delete Unique-ID").frames, reply("+OK filter deleted. [Unique-ID][]"));
    EXPECT_EQ(send("filter delete").frames, reply("-ERR invalid syntax"));
    EXPECT_TRUE(session.wants(event_of("leg-1")));
    EXPECT_FALSE(session.wants(event_of("leg-1", "CHANNEL_HANGUP")));
    EXPECT_EQ(send("nixevent ALL").frames, reply("+OK events nixed"));
    EXPECT_EQ(send("noevents").frames, reply("-ERR not listening for events"));
}

}  // namespace
}  // namespace sofia::event_socket
