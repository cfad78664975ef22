#include <gtest/gtest.h>

#include "event_socket/session.hpp"

namespace sofia::event_socket {
namespace {

RenderedEvent rendered(const std::string& name, const std::string& subclass = "") {
    auto published = std::make_shared<bus::Published>();
    published->event = model::Event{name, subclass, {{"Unique-ID", "leg-1"}}, ""};
    published->identity = std::make_shared<const bus::Identity>();
    return RenderedEvent(std::move(published));
}

std::string reply(const std::string& text) {
    return "Content-Type: command/reply\nReply-Text: " + text + "\n\n";
}

const std::string kDenied = reply("-ERR permission denied");

/// A node on which `watcher@example.com` may do a little and `guest` nothing.
struct SessionRights : ::testing::Test {
    Session session{
        "ClueCon",
        [] { return "uuid"; },
        [](const std::string& user, const std::string& domain) {
            std::optional<Account> account;
            if (user == "watcher" && (domain.empty() || domain == "example.com"))
                account =
                    Account{"pass:word",
                            Rights::read("HEARTBEAT CUSTOM sofia::register", "status SHOW", "")};
            if (user == "guest")
                account = Account{"x", Rights::read("", "none", "")};
            return account;
        }};

    Outcome send(std::string line, std::vector<std::pair<std::string, std::string>> headers = {}) {
        return session.receive(Command{std::move(line), std::move(headers), ""});
    }
    void log_in() { send("userauth watcher@example.com:pass:word"); }
};

TEST_F(SessionRights, AUserIsToldWhatHeMayDo) {
    EXPECT_EQ(send("userauth watcher@example.com:pass:word").frames,
              "Content-Type: command/reply\nReply-Text: +OK accepted\n"
              "Allowed-Events: HEARTBEAT CUSTOM sofia::register\n"
              "Allowed-API: status SHOW\nAllowed-LOG: false\n\n");
    EXPECT_TRUE(session.authenticated());
}

TEST_F(SessionRights, ADomainMayBeLeftOut) {
    send("userauth watcher:pass:word");
    EXPECT_TRUE(session.authenticated());
}

TEST_F(SessionRights, AWrongUserOrPasswordEndsTheConnection) {
    for (const auto* line : {"userauth",
                             "userauth watcher",
                             "userauth watcher:",
                             "userauth watcher:pass",
                             "userauth watcher@elsewhere.example:pass:word",
                             "userauth nobody:pass:word",
                             "userauth :pass:word",
                             "auth pass:word"}) {
        const auto outcome = send(line);
        EXPECT_TRUE(outcome.close) << line;
        EXPECT_FALSE(session.authenticated()) << line;
    }
}

TEST_F(SessionRights, OnlyAllowedCommandsRun) {
    log_in();
    EXPECT_EQ(send("api status").api, "status");
    EXPECT_EQ(send("api Show calls").api, "Show calls");
    EXPECT_TRUE(send("bgapi status").job);
    for (const auto* line : {"api shutdown",
                             "bgapi shutdown",
                             "api statuses",
                             "sendevent HEARTBEAT",
                             "sendmsg leg-1"}) {
        const auto outcome = send(line, {{"call-command", "hangup"}});
        EXPECT_EQ(outcome.frames, kDenied) << line;
        EXPECT_FALSE(outcome.api || outcome.job || outcome.event || outcome.question) << line;
    }
}

TEST_F(SessionRights, OnlyAllowedEventsCanBeAskedFor) {
    log_in();
    for (const auto* line : {"event ALL",
                             "event CHANNEL_CREATE",
                             "event HEARTBEAT CHANNEL_CREATE",
                             "event CUSTOM sofia::expire",
                             "event CUSTOM sofia::register sofia::expire"})
        EXPECT_EQ(send(line).frames, kDenied) << line;
    EXPECT_FALSE(session.listens());
    EXPECT_EQ(send("event HEARTBEAT CUSTOM sofia::register").frames,
              reply("+OK event listener enabled plain"));
    EXPECT_TRUE(session.wants(rendered("HEARTBEAT")));
    EXPECT_TRUE(session.wants(rendered("CUSTOM", "sofia::register")));
}

TEST_F(SessionRights, ALegShowsOnlyWhatIsAllowed) {
    log_in();
    const auto outcome = send("myevents leg-1");
    ASSERT_TRUE(outcome.question);
    outcome.question->answer("true");
    EXPECT_FALSE(session.wants(rendered("CHANNEL_ANSWER")));
    EXPECT_TRUE(session.wants(rendered("HEARTBEAT")));
}

TEST_F(SessionRights, TheLogIsForWhoMaySeeIt) {
    log_in();
    EXPECT_EQ(send("log").frames, kDenied);
    EXPECT_FALSE(session.log_level());
}

TEST_F(SessionRights, WhoMayDoNothingMayLeave) {
    send("userauth guest:x");
    EXPECT_EQ(send("api status").frames, kDenied);
    EXPECT_EQ(send("event HEARTBEAT").frames, kDenied);
    EXPECT_TRUE(send("exit").close);
}

TEST_F(SessionRights, ThePasswordOfTheNodeAllowsEverything) {
    log_in();
    send("auth ClueCon");
    EXPECT_EQ(send("api shutdown").api, "shutdown");
    EXPECT_EQ(send("event ALL").frames, reply("+OK event listener enabled plain"));
}

TEST(Rights, WithoutWordsAllowNothing) {
    const auto none = Rights::read("", "", "");
    EXPECT_FALSE(none.may_run("status"));
    EXPECT_FALSE(none.may_see({"HEARTBEAT", "", {}, ""}));
    EXPECT_EQ(none.events(), "none");
    EXPECT_EQ(none.api(), "none");
    EXPECT_TRUE(Rights::everything().may_run("anything at all"));
    EXPECT_EQ(Rights::everything().events(), "all");
}

}  // namespace
}  // namespace sofia::event_socket
