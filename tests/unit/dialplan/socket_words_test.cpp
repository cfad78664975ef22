#include "dialplan/socket_words.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SocketWords, NameServersInTheirOrderAndTheMode) {
    const auto words = parse_socket_words("127.0.0.1:9000|ivr.example.com|[::1]:9001 ASYNC full");
    ASSERT_TRUE(words);
    EXPECT_THAT(words->servers,
                ElementsAre(SocketServer{"127.0.0.1", 9000},
                            SocketServer{"ivr.example.com", 8084},
                            SocketServer{"::1", 9001}));
    EXPECT_TRUE(words->is_async);
    EXPECT_TRUE(words->is_full);
}

TEST(SocketWords, WithoutMoreItIsSynchronousAndForOneChannel) {
    const auto words = parse_socket_words(" 2001:db8::1 ");
    ASSERT_TRUE(words);
    EXPECT_THAT(words->servers, ElementsAre(SocketServer{"2001:db8::1", 8084}));
    EXPECT_FALSE(words->is_async);
    EXPECT_FALSE(words->is_full);
}

TEST(SocketWords, SayWhatWasExpected) {
    for (const auto* data : {"",
                             " ",
                             "|",
                             ":9000",
                             "host:",
                             "host:0",
                             "host:65536",
                             "host:x",
                             "[::1]9000",
                             "[]:1",
                             "host:9000 sync"}) {
        const auto words = parse_socket_words(data);
        ASSERT_FALSE(words) << data;
        EXPECT_THAT(words.error().text, HasSubstr("expected HOST[:PORT]"));
    }
}

}  // namespace
}  // namespace sofia::dialplan
