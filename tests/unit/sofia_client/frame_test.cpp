#include "sofia/frame.hpp"

#include <gtest/gtest.h>

namespace sofia::client {
namespace {

TEST(FrameReader, CutsFramesHoweverTheyWereSplit) {
    const std::string stream =
        "Content-Type: auth/request\n\n"
        "Content-Type: api/response\nContent-Length: 5\n\na\n\nb\n"
        "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";
    FrameReader reader;
    std::vector<std::string> seen;
    for (const char byte : stream) {
        reader.feed(std::string_view(&byte, 1));
        const auto frame = reader.next();
        ASSERT_TRUE(frame);
        if (*frame)
            seen.push_back(std::string((*frame)->type()) + "|" + (*frame)->body);
    }
    EXPECT_EQ(
        seen,
        (std::vector<std::string>{"auth/request|", "api/response|a\n\nb\n", "command/reply|"}));
}

TEST(FrameReader, HeadersAreFoundWithoutRegardToCase) {
    FrameReader reader;
    reader.feed("Content-Type: command/reply\nReply-Text: -ERR a: b\n\n");
    EXPECT_EQ((*reader.next())->header("reply-text"), "-ERR a: b");
}

TEST(FrameReader, SomethingElseThanAnEventSocketIsAnError) {
    for (const auto* bytes : {"HTTP/1.1 400 Bad Request\n\n",
                              "\n\n",
                              "a: b\n\n",
                              "Content-Type: x\nContent-Length: many\n\n",
                              "Content-Type: x\nContent-Length: -1\n\n"}) {
        FrameReader reader;
        reader.feed(bytes);
        EXPECT_FALSE(reader.next()) << bytes;
    }
}

TEST(FrameReader, HeadersWithoutEndAreAnError) {
    FrameReader reader;
    const std::string noise(1024 * 1024, 'x');
    reader.feed(noise);
    EXPECT_TRUE(reader.next());
    reader.feed("x");
    EXPECT_FALSE(reader.next());
}

TEST(Shown, APlainEventIsDecoded) {
    const Frame frame{{{"Content-Type", "text/event-plain"}},
                      "Event-Name: CUSTOM\nEvent-Subclass: a%3A%3Ab\nContent-Length: 3\n\n50%"};
    EXPECT_EQ(shown(frame), "Event-Name: CUSTOM\nEvent-Subclass: a::b\nContent-Length: 3\n\n50%\n");
}

TEST(Shown, OtherFramesAreShownAsTheyAre) {
    EXPECT_EQ(shown({{{"Content-Type", "log/data"}}, "50%20 done\n"}), "50%20 done\n");
    EXPECT_EQ(shown({{{"Content-Type", "text/event-json"}}, "{}"}), "{}\n");
    EXPECT_EQ(shown({{{"Content-Type", "x"}}, ""}), "");
}

}  // namespace
}  // namespace sofia::client
