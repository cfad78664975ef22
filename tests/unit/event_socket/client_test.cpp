#include "event_socket/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_loop.hpp"

namespace sofia::event_socket {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// What the test sees of the link that the client owns.
struct Wire {
    std::string sent;
    std::size_t unsent = 0;
    bool paused = false;
    bool finished = false;
    bool destroyed = false;
    std::function<void(std::string_view)> bytes;
    std::function<void()> ended;
};

class FakeLink final : public Link {
  public:
    explicit FakeLink(Wire& wire) : wire_(wire) {}
    ~FakeLink() override { wire_.destroyed = true; }
    const std::string& peer() const override { return peer_; }
    void start(std::function<void(std::string_view)> bytes, std::function<void()> ended) override {
        wire_.bytes = std::move(bytes);
        wire_.ended = std::move(ended);
    }
    void send(std::string bytes) override { wire_.sent += bytes; }
    std::size_t unsent() const override { return wire_.unsent; }
    void pause() override { wire_.paused = true; }
    void resume() override { wire_.paused = false; }
    void finish() override { wire_.finished = true; }

  private:
    Wire& wire_;
    const std::string peer_ = "127.0.0.1";
};

struct ClientTest : ::testing::Test {
    using Reply = std::function<void(std::string)>;

    test::FakeClock clock;
    test::FakeLoop loop{clock};
    bus::Bus bus{bus::Identity{}, clock};
    Options options{.password = "secret", .output_limit_bytes = 1000};
    std::vector<std::pair<std::string, Reply>> running;
    int interest_changes = 0;
    Surroundings surroundings{options,
                              [this](std::string line, Reply reply) {
                                  running.emplace_back(std::move(line), std::move(reply));
                              },
                              bus,
                              loop,
                              std::shared_ptr<base::Executor>(std::shared_ptr<void>(), &loop),
                              [this] { ++interest_changes; }};
    Wire wire;
    int ended = 0;
    std::shared_ptr<Client> client = std::make_shared<Client>(
        surroundings, std::make_unique<FakeLink>(wire), [this] { ++ended; });
    std::vector<model::Event> published;
    std::unique_ptr<bus::Subscription> place =
        bus.subscribe(loop, 100, [this](auto event) { published.push_back(event->event); });

    ClientTest() { client->start(); }

    void type(std::string_view bytes) { wire.bytes(bytes); }
    void authenticate() {
        type("auth secret\n\n");
        wire.sent.clear();
    }
    void answer(std::size_t which, std::string output) {
        running.at(which).second(std::move(output));
        loop.drain();
    }
    void deliver(const std::string& name) {
        auto event = std::make_shared<bus::Published>();
        event->event = model::Event{name, "", {}, ""};
        event->identity = std::make_shared<const bus::Identity>();
        client->deliver(RenderedEvent(std::move(event)));
    }
};

TEST_F(ClientTest, IsGreetedAtOnce) {
    EXPECT_EQ(wire.sent, "Content-Type: auth/request\n\n");
}

TEST_F(ClientTest, HasTwentyFiveSecondsToAuthenticate) {
    loop.advance(24900ms);
    EXPECT_FALSE(wire.finished);
    loop.advance(200ms);
    EXPECT_TRUE(wire.finished);
    EXPECT_THAT(wire.sent, EndsWith("Not authenticated in time.\n"));
}

TEST_F(ClientTest, CannotWinTimeByTalkingBeforeItAuthenticates) {
    for (int i = 0; i < 26; ++i) {
        type("api status\n\n");
        loop.advance(1s);
    }
    EXPECT_TRUE(wire.finished);
    EXPECT_TRUE(running.empty());
}

TEST_F(ClientTest, StaysForeverOnceAuthenticated) {
    type("auth secret\n\n");
    loop.advance(24h);
    EXPECT_FALSE(wire.finished);
}

TEST_F(ClientTest, GetsTheOutputOfItsCommand) {
    authenticate();
    type("api sofia status\n\n");
    ASSERT_EQ(running.size(), 1u);
    EXPECT_EQ(running[0].first, "sofia status");
    EXPECT_EQ(wire.sent, "");
    answer(0, "+OK\n");
    EXPECT_EQ(wire.sent, "Content-Type: api/response\nContent-Length: 4\n\n+OK\n");
}

TEST_F(ClientTest, CommandsWaitForTheOneThatRuns) {
    authenticate();
    type("api one\n\nnolinger\n\napi two\n\n");
    EXPECT_EQ(running.size(), 1u);
    EXPECT_TRUE(wire.paused);
    answer(0, "1");
    EXPECT_THAT(wire.sent, HasSubstr("\n\n1Content-Type: command/reply\n"));
    ASSERT_EQ(running.size(), 2u);
    EXPECT_TRUE(wire.paused);
    answer(1, "2");
    EXPECT_FALSE(wire.paused);
    EXPECT_THAT(wire.sent, EndsWith("\n\n2"));
}

TEST_F(ClientTest, CommandsWaitForTheAnswerToAQuestion) {
    authenticate();
    type("myevents leg-1\n\nnolinger\n\n");
    ASSERT_EQ(running.size(), 1u);
    EXPECT_EQ(running[0].first, "uuid_exists leg-1");
    EXPECT_EQ(wire.sent, "");
    const auto before = interest_changes;
    answer(0, "true");
    EXPECT_GT(interest_changes, before) << "the client listens from now on";
    EXPECT_TRUE(client->listens());
    EXPECT_EQ(wire.sent,
              "Content-Type: command/reply\nReply-Text: +OK Events Enabled\n\n"
              "Content-Type: command/reply\nReply-Text: +OK will not linger\n\n");
}

TEST_F(ClientTest, AQuestionThatTheRunnerForgotIsARefusal) {
    authenticate();
    type("myevents leg-1\n\n");
    running.clear();
    loop.drain();
    EXPECT_EQ(wire.sent, "Content-Type: command/reply\nReply-Text: -ERR invalid uuid\n\n");
}

TEST_F(ClientTest, ASecondReplyOfTheRunnerIsIgnored) {
    authenticate();
    type("api one\n\napi two\n\n");
    answer(0, "first");
    answer(0, "again");
    EXPECT_THAT(wire.sent, Not(HasSubstr("again")));
}

TEST_F(ClientTest, AReplyThatTheRunnerForgotIsAnsweredAsNone) {
    authenticate();
    type("api one\n\napi two\n\n");
    running.erase(running.begin());
    loop.drain();
    EXPECT_THAT(wire.sent, EndsWith("\n\n-ERR no reply\n"));
    EXPECT_EQ(running.size(), 1u) << "the next command runs";
}

TEST_F(ClientTest, AReplyAfterTheClientHasGoneDoesNoHarm) {
    authenticate();
    type("api one\n\n");
    client.reset();
    answer(0, "late");
    EXPECT_EQ(wire.sent, "");
    EXPECT_TRUE(wire.destroyed);
}

TEST_F(ClientTest, AJobDoesNotHoldUpTheNextCommand) {
    authenticate();
    type("bgapi slow one\nJob-UUID: j1\n\nnolinger\n\n");
    EXPECT_THAT(wire.sent, HasSubstr("Job-UUID: j1"));
    EXPECT_THAT(wire.sent, HasSubstr("+OK will not linger"));
    EXPECT_EQ(running[0].first, "slow one");
}

TEST_F(ClientTest, AJobEndsInAnEventAlsoWhenItsClientHasGone) {
    authenticate();
    type("bgapi originate user/1000 &park\nJob-UUID: j1\n\n");
    client.reset();
    answer(0, "+OK 42\n");
    ASSERT_EQ(published.size(), 1u);
    EXPECT_EQ(published[0].name, "BACKGROUND_JOB");
    EXPECT_EQ(published[0].body, "+OK 42\n");
    EXPECT_THAT(published[0].headers,
                ElementsAre(std::pair("Job-UUID", "j1"),
                            std::pair("Job-Command", "originate"),
                            std::pair("Job-Command-Arg", "user/1000 &park")));
}

TEST_F(ClientTest, AJobWithoutOutputSaysSo) {
    authenticate();
    type("bgapi status\n\n");
    answer(0, "");
    EXPECT_EQ(published.at(0).body, "-ERR no reply\n");
    EXPECT_EQ(published.at(0).header("Job-Command-Arg"), "");
}

TEST_F(ClientTest, ASentEventIsPublished) {
    authenticate();
    type("sendevent CUSTOM\nEvent-Subclass: a::b\nContent-Length: 2\n\nhi");
    loop.drain();
    ASSERT_EQ(published.size(), 1u);
    EXPECT_EQ(published[0].subclass, "a::b");
    EXPECT_EQ(published[0].body, "hi");
}

TEST_F(ClientTest, TheNodeIsToldOfASentEventItself) {
    std::vector<std::string> told;
    options.on_event = [&](const model::Event& event) { told.push_back(event.name); };
    authenticate();
    type("sendevent MESSAGE_WAITING\nMWI-Messages-Waiting: yes\n\n");
    EXPECT_THAT(told, ElementsAre("MESSAGE_WAITING"));
}

TEST_F(ClientTest, GetsOnlyTheEventsThatItWants) {
    authenticate();
    deliver("HEARTBEAT");
    EXPECT_EQ(wire.sent, "");
    type("event json HEARTBEAT\n\n");
    EXPECT_GT(interest_changes, 0);
    EXPECT_TRUE(client->listens());
    wire.sent.clear();
    deliver("DTMF");
    EXPECT_EQ(wire.sent, "");
    deliver("HEARTBEAT");
    EXPECT_THAT(wire.sent, HasSubstr("Content-Type: text/event-json\n\n{\"Event-Name\""));
}

TEST_F(ClientTest, GetsLogLinesUpToItsLevel) {
    authenticate();
    const LogRecord warning{base::LogLevel::Warn, base::Area::Sip, "a.cpp", 1, "trouble", {}};
    const LogRecord detail{base::LogLevel::Debug, base::Area::Sip, "a.cpp", 1, "detail", {}};
    client->deliver(warning);
    EXPECT_EQ(wire.sent, "");
    type("log info\n\n");
    EXPECT_TRUE(client->logs());
    client->deliver(detail);
    client->deliver(warning);
    EXPECT_THAT(wire.sent, HasSubstr("trouble\n"));
    EXPECT_THAT(wire.sent, Not(HasSubstr("detail")));
}

TEST_F(ClientTest, IsDisconnectedWhenItDoesNotTakeItsOutput) {
    authenticate();
    type("event plain ALL\n\n");
    wire.sent.clear();
    wire.unsent = 1001;
    deliver("HEARTBEAT");
    deliver("HEARTBEAT");
    EXPECT_EQ(wire.sent, "");
    EXPECT_EQ(ended, 1);
}

TEST_F(ClientTest, OneAnswerMayBeLargerThanTheOutputLimit) {
    authenticate();
    type("api show calls\n\n");
    answer(0, std::string(5000, 'x'));
    EXPECT_GT(wire.sent.size(), 5000u);
    EXPECT_EQ(ended, 0);
}

TEST_F(ClientTest, AfterExitNothingIsReadAnyMore) {
    authenticate();
    type("exit\n\napi one\n\n");
    EXPECT_TRUE(wire.finished);
    EXPECT_TRUE(running.empty());
    type("api two\n\n");
    EXPECT_TRUE(running.empty());
    EXPECT_EQ(ended, 0) << "the last words are still on their way";
    wire.ended();
    EXPECT_EQ(ended, 1);
}

TEST_F(ClientTest, LingeringStillSendsEventsForTheTimeAskedFor) {
    authenticate();
    type("event plain ALL\n\nlinger 5\n\nexit\n\n");
    EXPECT_FALSE(wire.finished);
    wire.sent.clear();
    deliver("HEARTBEAT");
    EXPECT_THAT(wire.sent, HasSubstr("HEARTBEAT"));
    loop.advance(5s);
    EXPECT_TRUE(wire.finished);
    wire.sent.clear();
    deliver("HEARTBEAT");
    EXPECT_EQ(wire.sent, "");
}

TEST_F(ClientTest, ASecondExitEndsTheLingering) {
    authenticate();
    type("linger 5\n\nexit\n\n");
    EXPECT_FALSE(wire.finished);
    type("exit\n\n");
    EXPECT_TRUE(wire.finished);
}

TEST_F(ClientTest, AWrongPasswordClosesAfterTheRefusal) {
    type("auth wrong\n\n");
    EXPECT_THAT(wire.sent, HasSubstr("Reply-Text: -ERR invalid\n\n"));
    EXPECT_TRUE(wire.finished);
}

TEST_F(ClientTest, MayNotSendMuchBeforeItAuthenticates) {
    type(std::string(20000, 'x'));
    EXPECT_TRUE(wire.finished);
    EXPECT_THAT(wire.sent, HasSubstr("-ERR command longer than 16384 bytes"));
}

TEST_F(ClientTest, MaySendALargeCommandOnceItIsAuthenticated) {
    authenticate();
    type("sendevent CUSTOM\nContent-Length: 1000000\n\n");
    type(std::string(1000000, 'x'));
    loop.drain();
    EXPECT_EQ(published.at(0).body.size(), 1000000u);
}

TEST_F(ClientTest, ABrokenLengthEndsTheConnection) {
    authenticate();
    type("sendevent CUSTOM\nContent-Length: many\n\n");
    EXPECT_THAT(wire.sent, StartsWith("Content-Type: command/reply\nReply-Text: -ERR Content-"));
    EXPECT_TRUE(wire.finished);
}

TEST_F(ClientTest, ANodeThatGoesDownSaysGoodBye) {
    authenticate();
    client->dismiss();
    EXPECT_THAT(wire.sent, EndsWith("The node is shutting down.\n"));
    EXPECT_TRUE(wire.finished);
}

TEST_F(ClientTest, TheEndIsToldOnce) {
    wire.ended();
    client->dismiss();
    EXPECT_EQ(ended, 1);
    EXPECT_FALSE(wire.finished);
}

}  // namespace
}  // namespace sofia::event_socket
