#include "bus/event_text.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/fake_clock.hpp"

#include <nlohmann/json.hpp>

namespace sofia::bus {
namespace {

struct EventTextTest : ::testing::Test {
    EventTextTest() {
        setenv("TZ", "UTC-2", 1);
        tzset();
        published.event = model::Event{"CUSTOM", "sofia::register", {}, ""};
        published.sequence = 7;
        published.time = test::FakeClock().wall() + base::Milliseconds(250);
        published.identity = std::make_shared<const Identity>(
            Identity{"11-22", "node a", "pair", "127.0.0.1", "::1"});
    }
    ~EventTextTest() override {
        unsetenv("TZ");
        tzset();
    }

    Published published;
};

TEST_F(EventTextTest, PlainTextHasTheCommonLinesInOrderThenTheEventsOwn) {
    published.node_headers = {{"Cluster", "pair"}};
    published.event.add("contact", "<sip:1000@127.0.0.1:5062>").add("rpid", "");
    EXPECT_EQ(encode(published, Encoding::Plain),
              "Event-Name: CUSTOM\n"
              "Core-UUID: 11-22\n"
              "FreeSWITCH-Hostname: node%20a\n"
              "FreeSWITCH-Switchname: pair\n"
              "FreeSWITCH-IPv4: 127.0.0.1\n"
              "FreeSWITCH-IPv6: %3A%3A1\n"
              "Event-Date-Local: 2026-01-01%2002%3A00%3A00\n"
              "Event-Date-GMT: Thu,%2001%20Jan%202026%2000%3A00%3A00%20GMT\n"
              "Event-Date-Timestamp: 1767225600250000\n"
              "Event-Calling-File: _undef_\n"
              "Event-Calling-Function: _undef_\n"
              "Event-Calling-Line-Number: 0\n"
              "Event-Sequence: 7\n"
              "Event-Subclass: sofia%3A%3Aregister\n"
              "Cluster: pair\n"
              "contact: %3Csip%3A1000%40127.0.0.1%3A5062%3E\n"
              "rpid: _undef_\n"
              "\n");
}

TEST_F(EventTextTest, PlainTextCarriesTheBodyAsItIsAfterItsLength) {
    published.event.body = "+OK\n100% done";
    const auto text = encode(published, Encoding::Plain);
    EXPECT_TRUE(text.ends_with("sofia%3A%3Aregister\nContent-Length: 13\n\n+OK\n100% done"));
}

TEST_F(EventTextTest, AnEventThatIsNotCustomHasNoSubclassLine) {
    published.event = model::Event{"HEARTBEAT", "", {}, ""};
    EXPECT_EQ(encode(published, Encoding::Plain).find("Event-Subclass"), std::string::npos);
}

TEST_F(EventTextTest, TheCallersFileFunctionAndLineAreNamed) {
    published.where = std::source_location::current();
    const auto line = std::to_string(published.where.line());
    const auto text = encode(published, Encoding::Plain);
    EXPECT_NE(text.find("Event-Calling-File: event_text_test.cpp\n"
                        "Event-Calling-Function: TestBody\n"
                        "Event-Calling-Line-Number: " +
                        line + "\n"),
              std::string::npos);
}

TEST_F(EventTextTest, JsonHoldsRawStringsAndTheBody) {
    published.event.add("contact", "<sip:a@b>").add("quote", "say \"hi\"\n");
    published.event.body = "text";
    const auto object = nlohmann::json::parse(encode(published, Encoding::Json));
    EXPECT_EQ(object["Event-Subclass"], "sofia::register");
    EXPECT_EQ(object["contact"], "<sip:a@b>");
    EXPECT_EQ(object["quote"], "say \"hi\"\n");
    EXPECT_EQ(object["Event-Sequence"], "7");
    EXPECT_EQ(object["Content-Length"], "4");
    EXPECT_EQ(object["_body"], "text");
}

TEST_F(EventTextTest, JsonKeepsTheOrderOfTheLines) {
    const auto text = encode(published, Encoding::Json);
    EXPECT_TRUE(text.starts_with(R"({"Event-Name":"CUSTOM","Core-UUID":"11-22",)")) << text;
}

TEST_F(EventTextTest, ARepeatedHeaderIsAnArrayInJson) {
    published.event.add("route", "a").add("route", "b").add("route", "c");
    const auto object = nlohmann::json::parse(encode(published, Encoding::Json));
    EXPECT_EQ(object["route"], nlohmann::json::array({"a", "b", "c"}));
}

TEST_F(EventTextTest, BytesThatAreNotUtf8StillGiveReadableJson) {
    published.event.add("agent", "bad\xff\xfe");
    const auto object = nlohmann::json::parse(encode(published, Encoding::Json));
    EXPECT_EQ(object["agent"], "bad\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_F(EventTextTest, XmlHoldsEscapedValuesAndTheBody) {
    published.event.add("contact", "<sip:a@b>");
    published.event.body = "a < b & c";
    const auto text = encode(published, Encoding::Xml);
    EXPECT_TRUE(text.starts_with("<event>\n  <headers>\n    <Event-Name>CUSTOM</Event-Name>\n"));
    EXPECT_TRUE(
        text.ends_with("    <contact>%3Csip%3Aa%40b%3E</contact>\n"
                       "  </headers>\n"
                       "  <Content-Length>9</Content-Length>\n"
                       "  <body>a &lt; b &amp; c</body>\n"
                       "</event>\n"))
        << text;
}

TEST_F(EventTextTest, NamesThatXmlForbidsAreReducedToLegalOnes) {
    published.event.add("variable a(b)", "1").add("9lives", "2").add("", "3").add("x\xff<", "4");
    const auto text = encode(published, Encoding::Xml);
    for (const auto* element : {"<variable_a_b_>1<", "<_9lives>2<", "<_>3</_>", "<x__>4</x__>"})
        EXPECT_NE(text.find(element), std::string::npos) << element;
}

TEST_F(EventTextTest, ControlBytesNeverReachAnXmlBody) {
    published.event.body = std::string("a\x01z\n", 4);
    EXPECT_NE(encode(published, Encoding::Xml).find("<body>a?z\n</body>"), std::string::npos);
}

TEST(EventEscape, KeepsWhatIsSafeAndEncodesTheRest) {
    EXPECT_EQ(event_escape("aZ9-_.,!~*'()/$"), "aZ9-_.,!~*'()/$");
    EXPECT_EQ(event_escape("\r\n \"#%&+:;<=>?@[\\]^`{|}"),
              "%0D%0A%20%22%23%25%26%2B%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D");
    EXPECT_EQ(event_escape("\x7f\xc3\xa9"), "%7F%C3%A9");
}

TEST(EventEscape, IsUndoneByUrlDecodeForEveryByte) {
    std::string every;
    for (int byte = 0; byte < 256; ++byte)
        every.push_back(static_cast<char>(byte));
    EXPECT_EQ(base::url_decode(event_escape(every)), every);
    EXPECT_EQ(base::url_decode(event_escape("%41")), "%41");
}

TEST(BareFunctionName, LeavesOutTypesAndNamespaces) {
    EXPECT_EQ(bare_function_name("void sofia::bus::Bus::publish(sofia::model::Event)"), "publish");
    EXPECT_EQ(bare_function_name("int main()"), "main");
    EXPECT_EQ(bare_function_name("f"), "f");
    EXPECT_EQ(bare_function_name(""), "");
}

}  // namespace
}  // namespace sofia::bus
