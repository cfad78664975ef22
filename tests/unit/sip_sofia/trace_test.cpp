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

TEST_F(Trace, EachMessageIsOneLogEntryWithItsPeer) {
    endpoint_->trace(true);
    exchange_options();
    ASSERT_EQ(lines.size(), 2u);
    const auto peer = "udp/[127.0.0.1]:" + std::to_string(peer_->port());
    EXPECT_TRUE(lines[0].starts_with("recv ")) << lines[0];
    EXPECT_NE(lines[0].find("bytes from " + peer), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find("OPTIONS sip:bob@"), std::string::npos);
    EXPECT_NE(lines[0].find("hello"), std::string::npos);
    EXPECT_TRUE(lines[1].starts_with("send ")) << lines[1];
    EXPECT_NE(lines[1].find("bytes to " + peer), std::string::npos) << lines[1];
    EXPECT_NE(lines[1].find("SIP/2.0 200 OK"), std::string::npos);
}

TEST_F(Trace, NothingIsWrittenWhenItIsOff) {
    exchange_options();
    EXPECT_TRUE(lines.empty());
    endpoint_->trace(true);
    endpoint_->trace(false);
    exchange_options();
    EXPECT_TRUE(lines.empty()) << lines.front();
}

}  // namespace sofia::test
