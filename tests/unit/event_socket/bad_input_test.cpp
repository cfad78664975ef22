#include <array>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event_socket/server.hpp"
#include "unit/event_socket/raw_client.hpp"

namespace sofia::event_socket {
namespace {

using namespace std::chrono_literals;
using test::RawClient;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const std::string kAuth = "auth secret\n\n";
const std::string kNotice =
    "Content-Type: text/disconnect-notice\nContent-Length: 23\n\nDisconnected, goodbye.\n";

/// What somebody sends, and the Reply-Text with which the node ends the connection.
struct BadInput {
    const char* name;
    std::string bytes;
    std::string error;
};

/// Header lines of about this many bytes.
std::string headers(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes)
        text += "X-Padding: 0123456789012345678901234567890123456789\n";
    return text;
}

const std::array kBadInputs{
    BadInput{"AWrongPassword", "auth guess\n\n", "-ERR invalid"},
    BadInput{"NoPassword", "auth\n\n", "-ERR invalid"},
    BadInput{"AUserOfTheDirectory", "userauth 1000@host:secret\n\n", "-ERR invalid"},
    BadInput{"HeadersWithoutEndFromAStranger",
             "auth secret\n" + headers(20'000),
             "-ERR command longer than 16384 bytes"},
    BadInput{"ALineWithoutEndFromAStranger",
             std::string(20'000, '\xff'),
             "-ERR command longer than 16384 bytes"},
    BadInput{"ALargeBodyFromAStranger",
             "auth secret\nContent-Length: 16384\n\n",
             "-ERR command longer than 16384 bytes"},
    BadInput{"ANegativeLengthFromAStranger",
             "auth secret\nContent-Length: -1\n\n",
             "-ERR Content-Length '-1': expected a number"},
    BadInput{"HeadersWithoutEnd",
             kAuth + "api status\n" + headers(70'000),
             "-ERR command longer than 65536 bytes"},
    BadInput{"ALineWithoutEnd",
             kAuth + std::string(70'000, '\0'),
             "-ERR command longer than 65536 bytes"},
    BadInput{"ANegativeLength",
             kAuth + "sendevent CUSTOM\nContent-Length: -1\n\n",
             "-ERR Content-Length '-1': expected a number"},
    BadInput{"ALengthThatIsNoNumber",
             kAuth + "sendevent CUSTOM\nContent-Length: 12 bytes\n\n",
             "-ERR Content-Length '12 bytes': expected a number"},
    BadInput{"AHugeLength",
             kAuth + "sendevent CUSTOM\nContent-Length: 9223372036854775807\n\n",
             "-ERR command longer than 65536 bytes"},
    BadInput{"ALengthBeyondAnyNumber",
             kAuth + "sendevent CUSTOM\nContent-Length: 99999999999999999999\n\n",
             "-ERR Content-Length '99999999999999999999': expected a number"},
};

/// A server on a free loopback port that answers each command line with itself.
struct Door {
    bus::Bus bus{bus::Identity{}, base::system_clock()};
    std::unique_ptr<Server> server;

    explicit Door(std::chrono::milliseconds auth_limit) {
        auto started = Server::start(
            Options{.port = 0,
                    .password = "secret",
                    .auth_limit = auth_limit,
                    .command_limit_bytes = 64 * 1024},
            [](const std::string& line, auto answer) { answer(line); },
            bus);
        if (!started)
            throw std::runtime_error(started.error().text);
        server = std::move(*started);
    }
    std::uint16_t port() const { return server->port(); }

    /// Fails the test unless somebody who knows the protocol is served.
    void serves() const {
        RawClient client(port());
        client.send(kAuth + "api status\n\nexit\n\n");
        EXPECT_EQ(client.read_all(),
                  "Content-Type: auth/request\n\n"
                  "Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
                  "Content-Type: api/response\nContent-Length: 6\n\nstatus"
                  "Content-Type: command/reply\nReply-Text: +OK bye\n\n" +
                      kNotice);
    }
};

class BadInputAtTheDoor : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadInputAtTheDoor, GetsItsErrorAndCostsNobodyElseAnything) {
    const Door door(25s);
    RawClient neighbour(door.port());
    neighbour.send(kAuth);
    neighbour.read_until("+OK accepted\n\n");
    RawClient client(door.port());
    client.send(GetParam().bytes);
    EXPECT_THAT(client.read_all(), EndsWith("Reply-Text: " + GetParam().error + "\n\n" + kNotice));
    neighbour.send("api status\n\n");
    neighbour.read_until("\n\nstatus");
    door.serves();
}

INSTANTIATE_TEST_SUITE_P(Table,
                         BadInputAtTheDoor,
                         ::testing::ValuesIn(kBadInputs),
                         [](const auto& input) { return std::string(input.param.name); });

TEST(SilenceAtTheDoor, EndsWithTheTimeToAuthenticate) {
    const Door door(2s);
    const std::array<std::string, 6> beginnings{"",
                                                "au",
                                                "auth secret\n",
                                                "auth secret\nContent-Length: 7\n\nhalf",
                                                "api status\n\nfrobnicate\n\n",
                                                std::string("\x16\x03\x01\x02\0\xff\n\n:\n\n", 11)};
    std::vector<std::unique_ptr<RawClient>> silent;
    for (const auto& beginning : beginnings) {
        silent.push_back(std::make_unique<RawClient>(door.port()));
        silent.back()->send(beginning);
    }
    for (const auto& client : silent)
        EXPECT_EQ(client->read_all(),
                  "Content-Type: auth/request\n\n"
                  "Content-Type: text/disconnect-notice\nContent-Length: 50\n\n"
                  "Disconnected, goodbye.\nNot authenticated in time.\n");
    door.serves();
}

TEST(NonsenseAtTheDoor, IsAnErrorAfterWhichTheClientIsServedOn) {
    const Door door(25s);
    RawClient client(door.port());
    client.send(kAuth);
    client.read_until("+OK accepted\n\n");
    for (const auto& nonsense : {std::string("frobnicate\n\n"),
                                 std::string("\x01\xff\xfe\n\n"),
                                 std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
                                 std::string("apistatus\nContent-Length: 3\n\nabc"),
                                 std::string("\0\0\n\n", 4)}) {
        client.send(nonsense);
        EXPECT_EQ(client.read_until("\n\n"),
                  "Content-Type: command/reply\nReply-Text: -ERR command not found\n\n");
    }
    client.send("api sta");
    client.send("tus\n\n");
    EXPECT_THAT(client.read_until("\n\nstatus"), HasSubstr("api/response"));
}

}  // namespace
}  // namespace sofia::event_socket
