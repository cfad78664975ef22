#include "sip/capture.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

using namespace std::string_literals;

TEST(CaptureServer, IsReadFromItsParameter) {
    EXPECT_EQ(*CaptureServer::parse("udp:192.0.2.9:9060"), (CaptureServer{"192.0.2.9", 9060, 100}));
    EXPECT_EQ(*CaptureServer::parse("udp:[2001:db8::9]:9061;hep=3;capture_id=42"),
              (CaptureServer{"2001:db8::9", 9061, 42}));
}

TEST(CaptureServer, IsRefusedWhenItCannotBe) {
    for (const auto* text : {"",
                             "192.0.2.9:9060",
                             "tcp:192.0.2.9:9060",
                             "udp:homer:9060",
                             "udp:192.0.2.9",
                             "udp:192.0.2.9:0",
                             "udp:192.0.2.9:9060;hep=1",
                             "udp:192.0.2.9:9060;capture_id=x",
                             "udp:192.0.2.9:9060;bogus"})
        EXPECT_FALSE(CaptureServer::parse(text).has_value()) << text;
}

TEST(HepPacket, IsWhatTheProtocolSays) {
    const CapturedMessage message{{"192.0.2.1", 5060, "udp"},
                                  {"198.51.100.7", 40000, "udp"},
                                  std::chrono::microseconds(1'795'380'201'100'540),
                                  "OPTIONS"};
    EXPECT_EQ(hep_packet(message, 77),
              "HEP3\x00\x6a"
              "\x00\x00\x00\x01\x00\x07\x02"
              "\x00\x00\x00\x02\x00\x07\x11"
              "\x00\x00\x00\x03\x00\x0a\xc0\x00\x02\x01"
              "\x00\x00\x00\x04\x00\x0a\xc6\x33\x64\x07"
              "\x00\x00\x00\x07\x00\x08\x13\xc4"
              "\x00\x00\x00\x08\x00\x08\x9c\x40"
              "\x00\x00\x00\x09\x00\x0a\x6b\x03\x53\xe9"
              "\x00\x00\x00\x0a\x00\x0a\x00\x01\x88\xbc"
              "\x00\x00\x00\x0b\x00\x07\x01"
              "\x00\x00\x00\x0c\x00\x0a\x00\x00\x00\x4d"
              "\x00\x00\x00\x0f\x00\x0dOPTIONS"s);
}

TEST(HepPacket, TellsIpv6AndStreams) {
    const auto packet =
        hep_packet({{"2001:db8::1", 5060, "tls"}, {"2001:db8::2", 5061, "tls"}, {}, "x"}, 1);
    EXPECT_EQ(packet.substr(6, 14), "\x00\x00\x00\x01\x00\x07\x0a\x00\x00\x00\x02\x00\x07\x06"s);
    EXPECT_EQ(packet.substr(20, 8), "\x00\x00\x00\x05\x00\x16\x20\x01"s);
}

TEST(HepPacket, IsEmptyWithoutAddresses) {
    EXPECT_EQ(hep_packet({{"name", 1, "udp"}, {"192.0.2.1", 2, "udp"}, {}, "x"}, 1), "");
    EXPECT_EQ(hep_packet({{"192.0.2.1", 1, "udp"}, {"2001:db8::2", 2, "udp"}, {}, "x"}, 1), "");
}

TEST(HepPacket, HoldsTheLongestMessageThatFits) {
    const std::string longest(100'000, 'x');
    const auto packet =
        hep_packet({{"192.0.2.1", 1, "udp"}, {"192.0.2.2", 2, "udp"}, {}, longest}, 1);
    EXPECT_LT(packet.size(), 65536U);
    EXPECT_GT(packet.size(), 65000U);
}

}  // namespace
}  // namespace sofia::sip
