#include "app/request_gate.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace sofia::app {
namespace {

using namespace std::chrono_literals;

class RequestGate : public testing::Test {
  protected:
    int status(sip::Method method) {
        request_.method = method;
        const auto refusal = refuse_at_gate(request_, profile_, clock_);
        return refusal ? refusal->status : 0;
    }
    void limit(std::uint32_t requests_in_second) {
        auto settings = std::make_shared<model::Profile>();
        settings->calls.max_requests_per_second = requests_in_second;
        profile_.settings = settings;
    }

    test::FakeClock clock_;
    sip::Request request_;
    sip::RunningProfile profile_{.settings = std::make_shared<model::Profile>(),
                                 .listener = {},
                                 .endpoint = {},
                                 .counters = {}};
};

TEST_F(RequestGate, IsOpenUnlessSomethingIsSaid) {
    for (int request = 0; request < 100'000; ++request)
        ASSERT_EQ(status(sip::Method::Register), 0);
}

TEST_F(RequestGate, StandbyPausesWhatBeginsSomething) {
    profile_.standby = true;
    request_.method = sip::Method::Invite;
    const auto refusal = refuse_at_gate(request_, profile_, clock_);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->phrase, "System Paused");
    for (const auto method :
         {sip::Method::Register, sip::Method::Options, sip::Method::Notify, sip::Method::Info})
        EXPECT_EQ(status(method), 503);
    EXPECT_EQ(status(sip::Method::Message), 0);
    profile_.standby = false;
    EXPECT_EQ(status(sip::Method::Invite), 0);
}

TEST_F(RequestGate, TheWatchdogsOwnQuestionAlwaysPasses) {
    auto settings = std::make_shared<model::Profile>();
    settings->address.sip_ip = "192.0.2.1";
    settings->calls.max_requests_per_second = 1;
    profile_.settings = settings;
    profile_.standby = true;
    request_.uri = "sip:watchdog@192.0.2.1:5060";
    request_.source.ip = "192.0.2.1";
    for (int question = 0; question < 3; ++question)
        EXPECT_EQ(status(sip::Method::Options), 0);
    EXPECT_EQ(status(sip::Method::Invite), 503);
    request_.source.ip = "192.0.2.9";
    EXPECT_EQ(status(sip::Method::Options), 503);
}

TEST_F(RequestGate, LimitIsThatOfEachSecond) {
    limit(2);
    EXPECT_EQ(status(sip::Method::Invite), 0);
    EXPECT_EQ(status(sip::Method::Register), 0);
    EXPECT_EQ(status(sip::Method::Register), 503);
    clock_.advance(999ms);
    EXPECT_EQ(status(sip::Method::Options), 503);
    clock_.advance(1ms);
    EXPECT_EQ(status(sip::Method::Options), 0);
    limit(0);
    EXPECT_EQ(status(sip::Method::Options), 0);
}

TEST_F(RequestGate, TakesTheSchemesThatItKnows) {
    for (const auto* uri : {"sip:node", "SIPS:1001@node:5061", "tel:+4930123", "sip:*98#@node"}) {
        request_.uri = uri;
        EXPECT_FALSE(refuse_uri(request_)) << uri;
    }
}

TEST_F(RequestGate, NamesTheFaultOfAnotherRequestUri) {
    for (const auto& [uri, expected] : {std::pair{"http://node/", 416},
                                        std::pair{"urn:service:sos", 416},
                                        std::pair{"soap.beep:x", 416},
                                        std::pair{"node", 400},
                                        std::pair{"192.0.2.1:5060", 400},
                                        std::pair{":x", 400},
                                        std::pair{"a b:c", 400},
                                        std::pair{"*", 400},
                                        std::pair{"", 400}}) {
        request_.uri = uri;
        const auto refusal = refuse_uri(request_);
        ASSERT_TRUE(refusal) << uri;
        EXPECT_EQ(refusal->status, expected) << uri;
    }
}

}  // namespace
}  // namespace sofia::app
