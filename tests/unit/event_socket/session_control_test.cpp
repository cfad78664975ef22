#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event_socket/session.hpp"

namespace sofia::event_socket {
namespace {

using ::testing::HasSubstr;

std::string reply(const std::string& text) {
    return "Content-Type: command/reply\nReply-Text: " + text + "\n\n";
}

/// The session of a server that steers leg-1.
struct SessionControl : ::testing::Test {
    Control control{"leg-1", "sofia/internal/1000", false, false, "Unique-ID: leg-1\n"};
    std::optional<Session> session;

    Outcome send(std::string line,
                 std::vector<std::pair<std::string, std::string>> headers = {},
                 std::string body = "") {
        if (!session)
            session.emplace(control, [] { return "uuid"; });
        return session->receive(Command{std::move(line), std::move(headers), std::move(body)});
    }
    Outcome execute(std::vector<std::pair<std::string, std::string>> headers) {
        headers.insert(headers.begin(), {"call-command", "execute"});
        return send("sendmsg", std::move(headers));
    }
    bool wants(const std::string& leg, const std::string& owner = "") {
        auto published = std::make_shared<bus::Published>();
        published->event = model::Event{"CHANNEL_ANSWER", "", {}, ""};
        published->event.add("Unique-ID", leg).add("Job-Owner-UUID", owner);
        published->identity = std::make_shared<const bus::Identity>();
        return session->wants(RenderedEvent(std::move(published)));
    }
};

TEST_F(SessionControl, ConnectTellsTheChannelsData) {
    EXPECT_EQ(send("connect").frames,
              "Unique-ID: leg-1\nContent-Type: command/reply\nReply-Text: %2BOK%0A\n"
              "Socket-Mode: static\nControl: single-channel\n\n");
    session.reset();
    control.is_async = control.is_full = true;
    EXPECT_THAT(send("connect").frames, HasSubstr("Socket-Mode: async\nControl: full\n"));
}

TEST_F(SessionControl, MyeventsNeedsNoId) {
    EXPECT_EQ(send("myevents json").frames, reply("+OK Events Enabled"));
    EXPECT_EQ(session->encoding(), bus::Encoding::Json);
    EXPECT_TRUE(wants("leg-1"));
    EXPECT_FALSE(wants("leg-2"));
    EXPECT_TRUE(wants("", "leg-1")) << "its own jobs";
    EXPECT_EQ(send("myevents").frames, reply("-ERR aready enabled."));
    EXPECT_EQ(send("divert_events on").frames, reply("+OK events diverted"));
}

TEST_F(SessionControl, SendmsgIsForItsOwnLegWithOrWithoutTheId) {
    const auto outcome = execute({{"execute-app-name", "bridge"},
                                  {"execute-app-arg", "user/1"},
                                  {"Event-UUID", "mine"},
                                  {"event-lock", "true"},
                                  {"loops", "2"}});
    ASSERT_TRUE(outcome.order);
    EXPECT_EQ(outcome.order->application, "bridge");
    EXPECT_EQ(outcome.order->data, "user/1");
    EXPECT_EQ(outcome.order->uuid, "mine");
    EXPECT_TRUE(outcome.order->is_locked);
    EXPECT_TRUE(outcome.order->waits);
    EXPECT_EQ(outcome.order->loops, 2);
    const auto named =
        send("sendmsg leg-1", {{"call-command", "execute"}, {"execute-app-name", "set"}}, "a=1\n");
    ASSERT_TRUE(named.order);
    EXPECT_EQ(named.order->data, "a=1 ");
    EXPECT_EQ(send("sendmsg leg-2", {{"call-command", "execute"}}).frames,
              reply("-ERR invalid session id [leg-2]"));
    EXPECT_EQ(execute({}).frames, reply("-ERR missing execute-app-name."));
    const auto hangup =
        send("sendmsg", {{"call-command", "hangup"}, {"hangup-cause", "USER_BUSY"}});
    ASSERT_TRUE(hangup.question);
    EXPECT_EQ(hangup.question->line, "uuid_kill leg-1 USER_BUSY");
}

TEST_F(SessionControl, OrdersAreAnsweredAtOnceForWhoIsAsynchronous) {
    EXPECT_FALSE(execute({{"execute-app-name", "park"}, {"async", "true"}}).order->waits);
    session.reset();
    control.is_async = true;
    EXPECT_FALSE(execute({{"execute-app-name", "park"}, {"loops", "-1"}}).order->waits);
}

TEST_F(SessionControl, GetvarAndResumeAreAboutTheLeg) {
    const auto asked = send("getvar colour");
    ASSERT_TRUE(asked.question);
    EXPECT_EQ(asked.question->line, "uuid_getvar leg-1 colour");
    EXPECT_EQ(asked.question->answer("green"), reply("green"));
    EXPECT_EQ(asked.question->answer("_undef_"), reply(""));
    EXPECT_EQ(send("getvar a b").frames, reply(""));
    const auto resumed = send("resume");
    ASSERT_TRUE(resumed.question);
    EXPECT_EQ(resumed.question->line, "uuid_setvar leg-1 socket_resume true");
    EXPECT_EQ(resumed.question->answer("+OK\n"), reply("+OK"));
}

TEST_F(SessionControl, OnlyFullControlReachesBeyondTheChannel) {
    for (const auto* line : {"api status",
                             "bgapi status",
                             "event ALL",
                             "nixevent ALL",
                             "noevents",
                             "log",
                             "nolog",
                             "sendevent CUSTOM"})
        EXPECT_EQ(send(line).frames, reply("-ERR command not found")) << line;
    EXPECT_EQ(send("filter Event-Name X").frames, reply("+OK filter added. [Event-Name]=[X]"));
    session.reset();
    control.is_full = true;
    EXPECT_EQ(send("api status").api, "status");
    EXPECT_EQ(send("bgapi status").job->owner, "leg-1");
    EXPECT_TRUE(send("sendmsg leg-2", {{"call-command", "hangup"}}).question);
}

TEST_F(SessionControl, ExitNamesTheLegAndDoesNotLinger) {
    EXPECT_EQ(send("linger 5").frames, reply("+OK will linger 5 seconds"));
    const auto outcome = send("exit");
    EXPECT_TRUE(outcome.close);
    EXPECT_FALSE(outcome.linger);
    EXPECT_THAT(outcome.frames,
                HasSubstr("Controlled-Session-UUID: leg-1\nContent-Disposition: disconnect\n"
                          "Content-Length: 23\n\n"));
    EXPECT_EQ(session->notice("", session->linger_time()),
              "Content-Type: text/disconnect-notice\nControlled-Session-UUID: leg-1\n"
              "Content-Disposition: linger\nChannel-Name: sofia/internal/1000\nLinger-Time: 5\n"
              "Content-Length: 0\n\n");
}

TEST_F(SessionControl, WhoCameByHimselfSteersNothing) {
    session.emplace("secret", [] { return "uuid"; });
    send("auth secret");
    for (const auto* line : {"connect", "resume"})
        EXPECT_EQ(send(line).frames, reply("-ERR command not found")) << line;
    EXPECT_EQ(send("getvar a").frames, reply("-ERR not controlling a session."));
}

}  // namespace
}  // namespace sofia::event_socket
