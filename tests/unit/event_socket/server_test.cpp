#include "event_socket/server.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "unit/event_socket/raw_client.hpp"

namespace sofia::event_socket {
namespace {

using namespace std::chrono_literals;
using test::RawClient;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A server on a free loopback port with a runner that answers from a thread of its own.
struct ServerTest : ::testing::Test {
    bus::Bus bus{bus::Identity{"core", "host", "switch", "127.0.0.1", "::1"}, base::system_clock()};
    Options options{.port = 0, .password = "secret"};
    std::unique_ptr<Server> server;
    std::mutex threads_mutex;
    std::vector<std::thread> threads;

    ~ServerTest() override {
        server.reset();
        for (auto& thread : threads)
            thread.join();
    }

    void start() {
        auto started = Server::start(options, runner(), bus);
        ASSERT_TRUE(started) << started.error().text;
        server = std::move(*started);
    }
    CommandRunner runner() {
        return [this](const std::string& line, std::function<void(std::string)> reply) {
            const std::lock_guard lock(threads_mutex);
            threads.emplace_back([line, reply = std::move(reply)] {
                if (line == "large")
                    reply(std::string(3'000'000, 'x') + "END");
                else
                    reply("+OK " + line + "\n");
            });
        };
    }
    std::unique_ptr<RawClient> connect() {
        auto client = std::make_unique<RawClient>(server->port());
        client->read_until("Content-Type: auth/request\n\n");
        return client;
    }
    std::unique_ptr<RawClient> authenticated() {
        auto client = connect();
        client->send("auth secret\n\n");
        client->read_until("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
        return client;
    }
};

TEST_F(ServerTest, RunsACommandFromConnectToExit) {
    start();
    const auto client = authenticated();
    client->send("api status\n\n");
    EXPECT_EQ(client->read_until("+OK status\n"),
              "Content-Type: api/response\nContent-Length: 11\n\n+OK status\n");
    client->send("exit\n\n");
    EXPECT_THAT(client->read_all(),
                EndsWith("Content-Type: text/disconnect-notice\nContent-Length: 23\n\n"
                         "Disconnected, goodbye.\n"));
}

TEST_F(ServerTest, AWrongPasswordIsRefusedAndTheConnectionClosed) {
    start();
    const auto client = connect();
    client->send("auth wrong\n\n");
    EXPECT_THAT(client->read_all(),
                StartsWith("Content-Type: command/reply\nReply-Text: -ERR invalid\n\n"));
}

TEST_F(ServerTest, WhoDoesNotAuthenticateInTimeIsDisconnected) {
    options.auth_limit = 50ms;
    start();
    const auto client = connect();
    EXPECT_THAT(client->read_all(), EndsWith("Not authenticated in time.\n"));
}

TEST_F(ServerTest, GarbageNeverReachesTheRunnerAndEndsWithTheTimeLimit) {
    options.auth_limit = 50ms;
    start();
    const auto client = connect();
    client->send(std::string("\x16\x03\x01\x02\x00\x00\xff\n\n\r\n\x00:\n\n", 16));
    client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client->read_all();
    EXPECT_TRUE(threads.empty());
}

TEST_F(ServerTest, CommandsMayComeInPiecesAndWithCrLf) {
    start();
    const auto client = connect();
    for (const auto* piece : {"au", "th secret\r", "\n\r", "\napi st", "atus\r\n\r\n"})
        client->send(piece);
    client->read_until("+OK accepted\n\n");
    client->read_until("+OK status\n");
}

TEST_F(ServerTest, ManyCommandsSentAtOnceAreAnsweredInOrder) {
    start();
    const auto client = authenticated();
    std::string commands;
    for (int i = 0; i < 50; ++i)
        commands += "api c" + std::to_string(i) + "\n\n";
    client->send(commands);
    for (int i = 0; i < 50; ++i)
        EXPECT_THAT(client->read_until("+OK c" + std::to_string(i) + "\n"),
                    StartsWith("Content-Type: api/response"));
}

TEST_F(ServerTest, AClientThatOnlyClosedItsSendingSideStillGetsItsAnswers) {
    start();
    RawClient client(server->port());
    client.send("auth secret\n\napi large\n\napi status\n\n");
    client.half_close();
    EXPECT_THAT(client.read_all(),
                EndsWith("END"
                         "Content-Type: api/response\nContent-Length: 11\n\n"
                         "+OK status\n"));
}

TEST_F(ServerTest, AHugeCommandIsRefused) {
    options.command_limit_bytes = 100'000;
    start();
    const auto client = authenticated();
    client->send("sendevent CUSTOM\nContent-Length: 200000\n\n");
    EXPECT_THAT(client->read_all(), HasSubstr("-ERR command longer than 100000 bytes"));
}

TEST_F(ServerTest, EventsReachTheClientsThatWantThem) {
    start();
    const auto plain = authenticated();
    const auto json = authenticated();
    const auto none = authenticated();
    EXPECT_FALSE(bus.has_listeners());
    plain->send("event plain CUSTOM a::b\n\n");
    plain->read_until("enabled plain\n\n");
    json->send("event json ALL\n\n");
    json->read_until("enabled json\n\n");
    EXPECT_TRUE(bus.has_listeners());
    bus.publish(model::Event{"CUSTOM", "a::b", {{"X", "1 2"}}, ""});
    EXPECT_THAT(plain->read_until("X: 1%202\n\n"), HasSubstr("Content-Type: text/event-plain"));
    EXPECT_THAT(json->read_until("\"X\":\"1 2\"}"), HasSubstr("Content-Type: text/event-json"));
    none->send("exit\n\n");
    EXPECT_THAT(none->read_all(), testing::Not(HasSubstr("text/event")));
}

TEST_F(ServerTest, TheBusIsLeftAloneWhenNobodyListensAnyMore) {
    start();
    const auto client = authenticated();
    client->send("event plain ALL\n\n");
    client->read_until("enabled plain\n\n");
    client->send("noevents\n\n");
    client->read_until("no longer listening for events\n\n");
    EXPECT_FALSE(bus.has_listeners());
}

TEST_F(ServerTest, TheBusIsAskedOnlyForWhatSomebodyWants) {
    start();
    const auto client = authenticated();
    client->send("event plain HEARTBEAT\n\n");
    client->read_until("enabled plain\n\n");
    EXPECT_TRUE(bus.wants("HEARTBEAT"));
    EXPECT_FALSE(bus.wants("CHANNEL_CREATE"));
    client->send("event CUSTOM a::b\n\n");
    client->read_until("enabled plain\n\n");
    EXPECT_TRUE(bus.wants("CUSTOM", "a::b"));
    client->send("nixevent HEARTBEAT\n\n");
    client->read_until("+OK events nixed\n\n");
    EXPECT_FALSE(bus.wants("HEARTBEAT"));
}

TEST_F(ServerTest, ASentEventComesBackToItsSender) {
    start();
    const auto client = authenticated();
    client->send(
        "event plain CUSTOM my::one\n\n"
        "sendevent CUSTOM\nEvent-Subclass: my::one\nContent-Length: 4\n\nbody");
    const auto stream = client->read_until("Content-Length: 4\n\nbody");
    EXPECT_THAT(stream, HasSubstr("Event-Subclass: my%3A%3Aone\n"));
}

TEST_F(ServerTest, ABackgroundJobEndsInItsEvent) {
    start();
    const auto client = authenticated();
    client->send("event plain BACKGROUND_JOB\n\nbgapi status\nJob-UUID: j1\n\n");
    client->read_until("Reply-Text: +OK Job-UUID: j1\nJob-UUID: j1\n\n");
    EXPECT_THAT(client->read_until("Content-Length: 11\n\n+OK status\n"),
                HasSubstr("Job-UUID: j1\nJob-Command: status\n"));
}

TEST_F(ServerTest, LogLinesReachTheClientsThatWantThem) {
    start();
    const auto client = authenticated();
    client->send("log info\n\n");
    client->read_until("+OK log level INFO [6]\n\n");
    LOG_INFO(Area::Socket, "told to every log client");
    EXPECT_THAT(client->read_until("socket: told to every log client\n"),
                HasSubstr("Content-Type: log/data\n"));
}

TEST_F(ServerTest, ASlowClientIsDisconnectedAndCostsNobodyElseAnything) {
    options.output_limit_bytes = 200'000;
    start();
    const auto slow = authenticated();
    const auto quick = authenticated();
    for (const auto* client : {&slow, &quick})
        (*client)->send("event plain CUSTOM big\n\n");
    slow->read_until("enabled plain\n\n");
    quick->read_until("enabled plain\n\n");
    const std::string body(100'000, 'b');
    // The kernel takes some megabytes for the client that does not read.
    for (int round = 0; server->clients() == 2; ++round) {
        ASSERT_LT(round, 2000);
        bus.publish(model::Event{"CUSTOM", "big", {}, body});
        quick->read_until("Content-Length: 100000\n\n" + body);
    }
    quick->send("api status\n\n");
    quick->read_until("+OK status\n");
}

TEST_F(ServerTest, AnAddressThatIsNotAllowedIsTurnedAway) {
    std::string asked;
    options.allowed = [&](const std::string& address) {
        asked = address;
        return false;
    };
    start();
    RawClient client(server->port());
    EXPECT_EQ(client.read_all(),
              "Content-Type: text/rude-rejection\nContent-Length: 24\n\n"
              "Access Denied, go away.\n");
    server.reset();
    EXPECT_EQ(asked, "127.0.0.1");
}

TEST_F(ServerTest, OneClientTooManyIsTurnedAwayAndALeftPlaceIsFree) {
    options.max_clients = 1;
    start();
    auto first = authenticated();
    RawClient second(server->port());
    EXPECT_THAT(second.read_all(), HasSubstr("Too many clients.\n"));
    first->send("exit\n\n");
    first->read_all();
    first.reset();
    // The place is free as soon as the server has seen the first one's end.
    while (server->clients() != 0)
        std::this_thread::yield();
    authenticated();
}

TEST_F(ServerTest, ServesIPv6AndIPv4OnTheWildcardAddress) {
    options.address = "::";
    std::string asked;
    options.allowed = [&](const std::string& address) {
        asked += address + " ";
        return true;
    };
    start();
    RawClient six(server->port(), true);
    six.read_until("auth/request\n\n");
    RawClient four(server->port());
    four.read_until("auth/request\n\n");
    server.reset();
    EXPECT_EQ(asked, "::1 127.0.0.1 ");
}

TEST_F(ServerTest, APortThatIsTakenIsAnErrorWithTheAddress) {
    start();
    options.port = server->port();
    const auto second = Server::start(options, runner(), bus);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, base::ErrorKind::Unavailable);
    EXPECT_EQ(second.error().text,
              "event socket 127.0.0.1 port " + std::to_string(options.port) +
                  " cannot be bound: Address already in use");
}

TEST_F(ServerTest, AnAddressThatIsNoneIsAnError) {
    options.address = "not-an-address";
    EXPECT_EQ(Server::start(options, runner(), bus).error().kind, base::ErrorKind::Invalid);
}

TEST_F(ServerTest, AnEmptyPasswordIsAnError) {
    options.password.clear();
    EXPECT_EQ(Server::start(options, runner(), bus).error().kind, base::ErrorKind::Invalid);
}

TEST_F(ServerTest, GoingDownTellsTheClients) {
    start();
    const auto client = authenticated();
    server.reset();
    EXPECT_THAT(client->read_all(), EndsWith("The node is shutting down.\n"));
}

TEST_F(ServerTest, GoesDownWhileEventsLogAndCommandsFlow) {
    start();
    const auto client = authenticated();
    client->send("event plain ALL\n\nlog debug\n\n");
    client->read_until("+OK log level DEBUG [7]\n\n");
    std::atomic<bool> stop{false};
    std::thread noise([&] {
        while (!stop) {
            bus.publish(model::Event{"HEARTBEAT", "", {}, ""});
            client->send("bgapi status\n\n");
        }
    });
    client->read_until("HEARTBEAT");
    server.reset();
    stop = true;
    noise.join();
    EXPECT_FALSE(bus.has_listeners());
}

TEST_F(ServerTest, AReplyAfterTheServerHasGoneIsDropped) {
    std::function<void(std::string)> late;
    std::atomic<bool> asked{false};
    auto started = Server::start(
        options,
        [&](const std::string&, std::function<void(std::string)> reply) {
            late = std::move(reply);
            asked = true;
            asked.notify_all();
        },
        bus);
    server = std::move(*started);
    const auto client = authenticated();
    client->send("api status\n\n");
    asked.wait(false);
    server.reset();
    late("+OK\n");
    EXPECT_THAT(client->read_all(), testing::Not(HasSubstr("api/response")));
}

}  // namespace
}  // namespace sofia::event_socket
