#include "event_socket/command_parser.hpp"

#include <gtest/gtest.h>

namespace sofia::event_socket {
namespace {

struct CommandParserTest : ::testing::Test {
    CommandParser parser{1000};

    /// The next command, or an empty one where there is none.
    Command next() {
        const auto result = parser.next();
        EXPECT_TRUE(result) << result.error().text;
        return result && *result ? **result : Command{};
    }
};

TEST_F(CommandParserTest, ACommandEndsWithAnEmptyLine) {
    parser.feed("api status\n");
    EXPECT_TRUE(next().line.empty());
    parser.feed("\n");
    EXPECT_EQ(next().line, "api status");
    EXPECT_TRUE(next().line.empty());
}

TEST_F(CommandParserTest, LinesMayEndWithCrLf) {
    parser.feed("\r\n\r\nbgapi status\r\nJob-UUID: 7\r\n\r\n");
    const auto command = next();
    EXPECT_EQ(command.line, "bgapi status");
    EXPECT_EQ(command.header("job-uuid"), "7");
}

TEST_F(CommandParserTest, EmptyLinesBeforeACommandAreSkipped) {
    parser.feed("\n\r\n\n\nexit\n\n");
    EXPECT_EQ(next().line, "exit");
}

TEST_F(CommandParserTest, EmptyLinesForEverAreNoCommandAndNoError) {
    for (int i = 0; i < 1000; ++i) {
        parser.feed("\r\n\r\n");
        EXPECT_TRUE(next().line.empty());
    }
}

TEST_F(CommandParserTest, ABodyHasExactlyItsContentLength) {
    parser.feed("sendevent CUSTOM\nContent-Length: 6\n\na\n\nb\n\napi x\n\n");
    const auto command = next();
    EXPECT_EQ(command.line, "sendevent CUSTOM");
    EXPECT_EQ(command.body, "a\n\nb\n\n");
    EXPECT_EQ(next().line, "api x");
}

TEST_F(CommandParserTest, BytesMayComeOneByOne) {
    const std::string stream =
        "auth x\r\n\r\nsendevent CUSTOM\nEvent-Subclass: a::b\nContent-Length: 3\n\nabcexit\n\n";
    std::vector<std::string> lines;
    for (const char byte : stream) {
        parser.feed(std::string_view(&byte, 1));
        if (const auto command = next(); !command.line.empty())
            lines.push_back(command.line + "|" + std::string(command.header("Event-Subclass")) +
                            "|" + command.body);
    }
    EXPECT_EQ(lines, (std::vector<std::string>{"auth x||", "sendevent CUSTOM|a::b|abc", "exit||"}));
}

TEST_F(CommandParserTest, SeveralCommandsInOnePieceComeOutOneByOne) {
    parser.feed("api a\n\napi b\n\napi c\n\n");
    EXPECT_EQ(next().line, "api a");
    EXPECT_EQ(next().line, "api b");
    EXPECT_EQ(next().line, "api c");
}

TEST_F(CommandParserTest, LinesWithoutAColonAreNoHeaders) {
    parser.feed("sendmsg 1\nno header\nname:value:more\n: empty name\n\n");
    const auto command = next();
    EXPECT_EQ(command.headers.size(), 2u);
    EXPECT_EQ(command.header("name"), "value:more");
}

TEST_F(CommandParserTest, TheVerbAndItsArgumentsAreTrimmed) {
    parser.feed("  api \t status  \n\n");
    const auto command = next();
    EXPECT_EQ(command.verb(), "api");
    EXPECT_EQ(command.arguments(), "status");
}

TEST_F(CommandParserTest, ALineWithoutEndIsAnErrorOnceItExceedsTheLimit) {
    parser.feed(std::string(1000, 'x'));
    EXPECT_TRUE(next().line.empty());
    parser.feed("x");
    EXPECT_EQ(parser.next().error().kind, base::ErrorKind::Overload);
}

TEST_F(CommandParserTest, EndlessHeadersAreAnErrorOnceTheyExceedTheLimit) {
    parser.feed("sendevent CUSTOM\n");
    std::string error;
    for (int fed = 0; fed < 200 && error.empty(); ++fed) {
        parser.feed("header: 1\n");
        if (const auto result = parser.next(); !result)
            error = result.error().text;
    }
    EXPECT_EQ(error, "command longer than 1000 bytes");
}

TEST_F(CommandParserTest, ABodyBeyondTheLimitIsRefusedBeforeItCame) {
    parser.feed("sendevent CUSTOM\nContent-Length: 1000\n\n");
    EXPECT_EQ(parser.next().error().kind, base::ErrorKind::Overload);
}

TEST_F(CommandParserTest, ABodyUpToTheLimitPasses) {
    const std::string head = "sendevent CUSTOM\nContent-Length: 961\n\n";
    parser.feed(head + std::string(1000 - head.size(), 'b'));
    EXPECT_EQ(next().body.size(), 961u);
}

TEST_F(CommandParserTest, TheLimitHoldsForOneCommandNotForTheStream) {
    for (int i = 0; i < 100; ++i)
        parser.feed("api " + std::string(400, 'x') + "\n\n");
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(next().line.size(), 404u);
}

TEST_F(CommandParserTest, AContentLengthThatIsNoLengthBreaksTheStreamForGood) {
    for (const auto* length : {"-1", "abc", "1e3", "99999999999999999999", "12 "}) {
        CommandParser fresh(1000);
        fresh.feed(std::string("sendevent CUSTOM\nContent-Length: ") + length + "\n\nexit\n\n");
        const auto first = fresh.next();
        if (std::string_view(length) == "12 ") {
            EXPECT_TRUE(first) << "blanks around the number are allowed";
            continue;
        }
        ASSERT_FALSE(first) << length;
        EXPECT_EQ(first.error().kind, base::ErrorKind::Invalid);
        fresh.feed("exit\n\n");
        EXPECT_FALSE(fresh.next()) << "an error is final";
    }
}

TEST_F(CommandParserTest, BytesOfAnyValuePassThrough) {
    const std::string line("api \x00\xff\x01\x80", 8);
    parser.feed(line + "\n\n");
    EXPECT_EQ(next().line, line);
}

TEST_F(CommandParserTest, AHugeCommandInSmallPiecesComesOutWhole) {
    CommandParser large(10 * 1024 * 1024);
    const std::string piece(8192, 'y');
    for (int i = 0; i < 1000; ++i) {
        large.feed(piece);
        EXPECT_FALSE(large.next()->has_value());
    }
    large.feed("\n\n");
    EXPECT_EQ((*large.next())->line.size(), 8192000u);
}

}  // namespace
}  // namespace sofia::event_socket
