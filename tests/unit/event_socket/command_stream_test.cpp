// Streams of bytes that no client should send: seeded, so that a failure comes again. The same
// properties are fuzzed by tests/fuzz/command_parser.cpp.

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "event_socket/command_parser.hpp"
#include "event_socket/session.hpp"

namespace sofia::event_socket {
namespace {

constexpr std::size_t kLimitBytes = 512;

/// What a parser made of a stream: its commands as text, and how it ended.
struct Reading {
    std::vector<std::string> commands;
    std::string error;

    bool operator==(const Reading&) const = default;
};

std::string text_of(const Command& command) {
    auto text = command.line;
    for (const auto& [name, value] : command.headers)
        text += "\n" + name + ":" + value;
    return text + "\n\n" + command.body;
}

/// Feeds a stream in pieces of at most `most` bytes.
Reading read(std::string_view stream, std::size_t most, std::mt19937& random) {
    CommandParser parser(kLimitBytes);
    Reading reading;
    while (!stream.empty()) {
        const auto length = std::min<std::size_t>(1 + random() % most, stream.size());
        parser.feed(stream.substr(0, length));
        stream.remove_prefix(length);
        while (true) {
            const auto command = parser.next();
            if (!command) {
                reading.error = command.error().text;
                return reading;
            }
            if (!*command)
                break;
            reading.commands.push_back(text_of(**command));
        }
    }
    return reading;
}

std::string random_stream(std::mt19937& random) {
    constexpr std::array<std::string_view, 16> kPieces{"auth ClueCon\n\n",
                                                       "api status\n\n",
                                                       "event plain ALL\r\n\r\n",
                                                       "sendevent CUSTOM\n",
                                                       "Content-Length: 5\n\n12345",
                                                       "Content-Length: -1\n\n",
                                                       "Content-Length: 99999999999999999999\n\n",
                                                       "Content-Length: 400\n\n",
                                                       "Name: value\n",
                                                       ":\n",
                                                       "no colon\n",
                                                       "\n",
                                                       "\r\n\r\n",
                                                       "\r",
                                                       " \t ",
                                                       "X"};
    std::string stream;
    for (auto count = random() % 12; count > 0; --count) {
        stream += kPieces[random() % kPieces.size()];
        if (random() % 8 == 0)
            stream.append(random() % 300, static_cast<char>(random() % 256));
        if (!stream.empty() && random() % 4 == 0)
            stream[random() % stream.size()] = static_cast<char>(random() % 256);
    }
    return stream;
}

TEST(CommandStream, IsReadAlikeHoweverItIsCut) {
    std::mt19937 random(8021);
    std::size_t commands = 0;
    std::size_t errors = 0;
    for (int round = 0; round < 5000; ++round) {
        const auto stream = random_stream(random);
        const auto whole = read(stream, stream.size() + 1, random);
        const auto bytes = read(stream, 1, random);
        const auto pieces = read(stream, 17, random);
        ASSERT_EQ(bytes.error, whole.error) << testing::PrintToString(stream);
        ASSERT_EQ(bytes.commands, whole.commands) << testing::PrintToString(stream);
        ASSERT_EQ(pieces, bytes) << testing::PrintToString(stream);
        for (const auto& command : whole.commands)
            ASSERT_LE(command.size(), kLimitBytes + 2) << "a command beyond the limit";
        commands += whole.commands.size();
        errors += whole.error.empty() ? 0 : 1;
    }
    // Otherwise the test would look at one kind of stream only.
    EXPECT_GT(commands, 5000U);
    EXPECT_GT(errors, 500U);
}

TEST(CommandStream, OnlyThePasswordOpensTheSession) {
    std::mt19937 random(1234);
    for (int round = 0; round < 2000; ++round) {
        Session session("a secret that no piece holds", [] { return "uuid"; });
        CommandParser parser(kLimitBytes);
        parser.feed(random_stream(random));
        for (auto command = parser.next(); command && *command; command = parser.next()) {
            const auto outcome = session.receive(**command);
            ASSERT_FALSE(outcome.api || outcome.job || outcome.event || outcome.question);
        }
        ASSERT_FALSE(session.authenticated());
    }
}

TEST(CommandStream, EveryFrameOfTheSessionIsWellFormed) {
    std::mt19937 random(4321);
    std::size_t frames = 0;
    for (int round = 0; round < 2000; ++round) {
        Session session("ClueCon", [] { return "uuid"; });
        CommandParser parser(kLimitBytes);
        parser.feed("auth ClueCon\n\n" + random_stream(random));
        for (auto command = parser.next(); command && *command; command = parser.next()) {
            const auto outcome = session.receive(**command);
            if (outcome.frames.empty())
                continue;
            ++frames;
            ASSERT_TRUE(outcome.frames.starts_with("Content-Type: "));
            ASSERT_EQ(outcome.frames.find('\r'), std::string::npos);
            // A reply has its headers and one empty line; a notice or body may follow.
            ASSERT_NE(outcome.frames.find("\n\n"), std::string::npos);
        }
    }
    EXPECT_GT(frames, 2000U);
}

}  // namespace
}  // namespace sofia::event_socket
