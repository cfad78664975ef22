#include <regex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

namespace {

std::vector<std::string> lines;

}  // namespace

class Trace : public EndpointTest {
  protected:
    void SetUp() override {
        EndpointTest::SetUp();
        lines.clear();
        base::set_log_listener([](const base::LogLine& line) { lines.emplace_back(line.text); });
    }
    void TearDown() override { base::set_log_listener(nullptr); }

    void exchange_options() {
        peer_->send(
            peer_->request("OPTIONS",
                           node_uri(),
                           1,
                           caller_headers("opt-" + std::to_string(++calls_)) +
                               "Content-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"));
        next_request()->respond(sip::Reply::of(200));
        EXPECT_EQ(peer_->receive().status(), 200);
    }

    int calls_ = 0;
};

class TraceOf : public Trace, public ::testing::WithParamInterface<std::string> {
  protected:
    void SetUp() override {
        transport_ = GetParam();
        Trace::SetUp();
    }
};

// behaviour-spec 1.8: who, how much, with whom, when; a rule; the message; a rule.
TEST_P(TraceOf, EachMessageIsOneLogEntryWithItsPeerAndTime) {
    endpoint_->trace(true);
    exchange_options();
    ASSERT_EQ(lines.size(), 2u);
    const std::string stamp = R"( at \d\d:\d\d:\d\d\.\d{6}:\n +-{72}\n)";
    const auto peer = transport_ + R"(/\[127\.0\.0\.1\]:\d+)";
    const std::regex received("^recv \\d+ bytes from " + peer + stamp + " +OPTIONS sip:bob@");
    const std::regex sent("^send \\d+ bytes to " + peer + stamp + " +SIP/2\\.0 200 OK");
    EXPECT_TRUE(std::regex_search(lines[0], received)) << lines[0];
    EXPECT_TRUE(std::regex_search(lines[1], sent)) << lines[1];
    EXPECT_NE(lines[0].find("hello"), std::string::npos);
    for (const auto& line : lines)
        EXPECT_TRUE(line.ends_with(std::string(72, '-'))) << line;
}

INSTANTIATE_TEST_SUITE_P(Transports, TraceOf, ::testing::Values("udp", "tcp"));

TEST_F(Trace, NothingIsWrittenWhenItIsOff) {
    exchange_options();
    EXPECT_TRUE(lines.empty());
    endpoint_->trace(true);
    endpoint_->trace(false);
    exchange_options();
    EXPECT_TRUE(lines.empty()) << lines.front();
}

// behaviour-spec 1.8: the level of traces is CONSOLE at first, which is above every other.
TEST_F(Trace, IsWrittenWhateverTheLevelOfTheLogIs) {
    base::set_log_level(base::LogLevel::Error);
    endpoint_->trace(true);
    exchange_options();
    base::set_log_level(base::LogLevel::Info);
    EXPECT_EQ(lines.size(), 2u);
}

TEST_F(Trace, CopiesThatHaveNowhereToGoAreToldOfOnce) {
    endpoint_->capture(true);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NE(lines[0].find("no capture-server"), std::string::npos) << lines[0];
    exchange_options();
    endpoint_->capture(false);
    sip::set_capture_server(sip::CaptureServer{"127.0.0.1", 9060, 1});
    endpoint_->capture(true);
    sip::set_capture_server(std::nullopt);
    EXPECT_EQ(lines.size(), 1u) << "one that has somewhere to go";
}

}  // namespace sofia::test
