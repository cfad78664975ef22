#include "event_socket/frames.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace sofia::event_socket {
namespace {

TEST(Frames, TheGreetingAsksForThePassword) {
    EXPECT_EQ(frames::auth_request(), "Content-Type: auth/request\n\n");
}

TEST(Frames, ACommandReplyMayCarryFurtherLines) {
    EXPECT_EQ(frames::command_reply("+OK", {{"A", "1"}, {"B", "x\ny"}}),
              "Content-Type: command/reply\nReply-Text: +OK\nA: 1\nB: x y\n\n");
}

TEST(Frames, AnApiResponseCountsItsBytes) {
    EXPECT_EQ(frames::api_response("h\xc3\xa9\n"),
              "Content-Type: api/response\nContent-Length: 4\n\nh\xc3\xa9\n");
}

TEST(Frames, AnEmptyApiOutputBecomesAnError) {
    EXPECT_EQ(frames::api_response(""),
              "Content-Type: api/response\nContent-Length: 14\n\n-ERR no reply\n");
}

TEST(Frames, EventsNameTheirEncoding) {
    EXPECT_EQ(frames::event(bus::Encoding::Plain, "abc"),
              "Content-Length: 3\nContent-Type: text/event-plain\n\nabc");
    EXPECT_EQ(frames::event(bus::Encoding::Json, "{}"),
              "Content-Length: 2\nContent-Type: text/event-json\n\n{}");
    EXPECT_EQ(frames::event(bus::Encoding::Xml, "x"),
              "Content-Length: 1\nContent-Type: text/event-xml\n\nx");
}

TEST(Frames, ALogLineTellsWhenWhereAndHowUrgent) {
    setenv("TZ", "UTC", 1);
    tzset();
    const LogRecord record{base::LogLevel::Warn,
                           base::Area::Registrar,
                           "/src/node/registrar/expire.cpp",
                           42,
                           "user=1000 gone",
                           test::FakeClock().wall() + base::Milliseconds(7)};
    EXPECT_EQ(frames::log_data(record),
              "Content-Type: log/data\nContent-Length: 74\nLog-Level: 4\nText-Channel: 0\n"
              "Log-File: expire.cpp\nLog-Func: registrar\nLog-Line: 42\nUser-Data: \n\n"
              "2026-01-01 00:00:00.007 [WARNING] expire.cpp:42 registrar: user=1000 gone\n");
    unsetenv("TZ");
    tzset();
}

TEST(Frames, ADisconnectNoticeMayGiveItsReason) {
    EXPECT_EQ(frames::disconnect_notice("Too late."),
              "Content-Type: text/disconnect-notice\nContent-Length: 33\n\n"
              "Disconnected, goodbye.\nToo late.\n");
}

TEST(Frames, ARudeRejectionCarriesItsWords) {
    EXPECT_EQ(frames::rude_rejection("Access Denied, go away.\n"),
              "Content-Type: text/rude-rejection\nContent-Length: 24\n\n"
              "Access Denied, go away.\n");
}

TEST(LogLevels, AreNumberedAsClientsKnowThem) {
    EXPECT_EQ(level_number(base::LogLevel::Debug), 7);
    EXPECT_EQ(level_number(base::LogLevel::Info), 6);
    EXPECT_EQ(level_number(base::LogLevel::Warn), 4);
    EXPECT_EQ(level_number(base::LogLevel::Error), 3);
}

TEST(LogLevels, AreReadByNameShortFormAndNumber) {
    EXPECT_EQ(parse_level("console"), 0);
    EXPECT_EQ(parse_level("WARNING"), 4);
    EXPECT_EQ(parse_level("warn"), 4);
    EXPECT_EQ(parse_level("error"), 3);
    EXPECT_EQ(parse_level("7"), 7);
    for (const auto* word : {"", "8", "-1", "debugs", "7x"})
        EXPECT_FALSE(parse_level(word)) << word;
}

}  // namespace
}  // namespace sofia::event_socket
