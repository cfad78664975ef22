#include <condition_variable>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event_socket/server.hpp"
#include "unit/event_socket/raw_server.hpp"

namespace sofia::event_socket {
namespace {

using namespace std::chrono_literals;
using test::RawServer;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A node's event socket that connects a call to a scripted server.
struct Steering : ::testing::Test {
    bus::Bus bus{bus::Identity{}, base::system_clock()};
    Options options{.port = 0,
                    .password = "secret",
                    .identity = {"core", "host", "switch", "", ""},
                    .connect_limit = 2s};
    std::unique_ptr<Server> node;
    RawServer peer;
    std::unique_ptr<call::Helm> helm;

    std::mutex mutex;
    std::condition_variable changed;
    // Guarded by mutex
    int left = 0;
    std::vector<call::Order> orders;
    std::vector<std::function<void(std::string)>> replies;

    Steering() { start(); }
    ~Steering() override { node.reset(); }

    void start() {
        node.reset();
        auto started = Server::start(
            options,
            [](const std::string& line, const std::function<void(std::string)>& reply) {
                reply("ran " + line);
            },
            bus);
        node = std::move(*started);
    }
    call::SteeredCall call_for(std::vector<dialplan::SocketServer> servers) {
        call::SteeredCall call;
        call.leg = "leg-1";
        call.channel_name = "sofia/internal/1000";
        call.words.servers = std::move(servers);
        call.data = model::Event{"CHANNEL_DATA", "", {}, ""};
        call.data.add("Unique-ID", "leg-1").add("variable_a", "two words");
        call.execute = [this](call::Order order, std::function<void(std::string)> reply) {
            const std::lock_guard lock(mutex);
            orders.push_back(std::move(order));
            replies.push_back(std::move(reply));
            changed.notify_all();
        };
        call.left = [this] {
            const std::lock_guard lock(mutex);
            ++left;
            changed.notify_all();
        };
        return call;
    }
    std::unique_ptr<test::RawClient> steered() {
        helm = node->steer(call_for({{"127.0.0.1", peer.port()}}));
        return peer.accept();
    }
    template <class Condition>
    bool until(Condition condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 20s, condition);
    }
    void publish(const std::string& name) {
        model::Event event{name, "", {}, ""};
        event.add("Unique-ID", "leg-1");
        bus.publish(std::move(event));
    }
};

TEST_F(Steering, TheServerSpeaksFirstAndIsToldTheChannelsData) {
    const auto server = steered();
    server->send("connect\n\n");
    EXPECT_THAT(server->read_until("\n\n"),
                AllOf(HasSubstr("Event-Name: CHANNEL_DATA\nCore-UUID: core\n"),
                      HasSubstr("\nUnique-ID: leg-1\nvariable_a: two%20words\n"
                                "Content-Type: command/reply\nReply-Text: %2BOK%0A\n"),
                      EndsWith("Socket-Mode: static\nControl: single-channel\n\n")));
}

TEST_F(Steering, AnOrderIsAnsweredWhenTheCallSaysSo) {
    const auto server = steered();
    server->send("sendmsg\ncall-command: execute\nexecute-app-name: sleep\n\ngetvar a\n\n");
    ASSERT_TRUE(until([&] { return orders.size() == 1; }));
    EXPECT_EQ(orders[0].application, "sleep");
    replies[0]("+OK");
    EXPECT_EQ(server->read_until("\n\n"), "Content-Type: command/reply\nReply-Text: +OK\n\n");
    EXPECT_EQ(server->read_until("\n\n"),
              "Content-Type: command/reply\nReply-Text: ran uuid_getvar leg-1 a\n\n");
}

TEST_F(Steering, TheLastEventsComeBeforeTheNotice) {
    const auto server = steered();
    server->send("myevents\n\n");
    server->read_until("Events Enabled\n\n");
    publish("CHANNEL_HANGUP_COMPLETE");
    publish("CHANNEL_DESTROY");
    helm.reset();
    const auto words = server->read_all();
    EXPECT_THAT(words,
                AllOf(HasSubstr("Event-Name: CHANNEL_HANGUP_COMPLETE\n"),
                      HasSubstr("Event-Name: CHANNEL_DESTROY\n"),
                      EndsWith("Controlled-Session-UUID: leg-1\nContent-Disposition: disconnect\n"
                               "Content-Length: 23\n\nDisconnected, goodbye.\n")));
    EXPECT_EQ(left, 0) << "the call has ended by itself";
}

TEST_F(Steering, WhoLingersStaysUntilHisTimeIsOver) {
    const auto server = steered();
    server->send("myevents\n\nlinger 1\n\n");
    server->read_until("will linger 1 seconds\n\n");
    helm.reset();
    server->read_until(
        "Content-Disposition: linger\nChannel-Name: sofia/internal/1000\n"
        "Linger-Time: 1\nContent-Length: 0\n\n");
    publish("CHANNEL_DESTROY");
    server->read_until("Event-Name: CHANNEL_DESTROY\n");
    EXPECT_THAT(server->read_all(), testing::Not(HasSubstr("linger")));
}

TEST_F(Steering, TheCallGoesOnWhenTheServerLeavesOrDies) {
    auto server = steered();
    server->send("exit\n\n");
    EXPECT_THAT(server->read_all(), HasSubstr("Reply-Text: +OK bye\n"));
    EXPECT_TRUE(until([&] { return left == 1; }));
    server = steered();
    server.reset();
    EXPECT_TRUE(until([&] { return left == 2; }));
}

TEST_F(Steering, TheNextServerIsTriedAndWithoutAnyTheCallGoesOn) {
    std::uint16_t nobody = 0;
    {
        const RawServer gone;
        nobody = gone.port();
    }
    helm = node->steer(call_for({{"127.0.0.1", nobody}, {"localhost", peer.port()}}));
    const auto server = peer.accept();
    server->send("connect\n\n");
    server->read_until("Unique-ID: leg-1\n");
    EXPECT_EQ(left, 0);
    const auto other = node->steer(call_for({{"127.0.0.1", nobody}, {"nowhere.invalid", nobody}}));
    EXPECT_TRUE(until([&] { return left == 1; }));
}

TEST_F(Steering, AServerThatDoesNotReadIsDropped) {
    options.output_limit_bytes = 100'000;
    start();
    const auto server = steered();
    server->send("myevents\n\n");
    server->read_until("Events Enabled\n\n");
    for (int i = 0; i < 400; ++i) {
        model::Event event{"CHANNEL_ANSWER", "", {}, std::string(50'000, 'x')};
        event.add("Unique-ID", "leg-1");
        bus.publish(std::move(event));
    }
    EXPECT_TRUE(until([&] { return left == 1; }));
}

TEST_F(Steering, WhoSteersTakesNoPlaceOfThoseWhoCome) {
    options.max_clients = 1;
    start();
    const auto server = steered();
    server->send("connect\n\n");
    server->read_until("\n\n");
    test::RawClient client(node->port());
    client.read_until("auth/request\n\n");
}

TEST_F(Steering, ANodeThatEndsSaysSo) {
    const auto server = steered();
    server->send("connect\n\n");
    server->read_until("\n\n");
    node.reset();
    EXPECT_THAT(server->read_all(), HasSubstr("The node is shutting down."));
    helm.reset();
}

TEST_F(Steering, ACallThatEndsFirstIsNotConnected) {
    helm = node->steer(call_for({{"192.0.2.1", 9}}));
    helm.reset();
    EXPECT_EQ(left, 0);
    const auto server = steered();
    server->send("connect\n\n");
    server->read_until("\n\n");
}

}  // namespace
}  // namespace sofia::event_socket
