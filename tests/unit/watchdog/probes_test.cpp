#include <deque>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "support/fake_endpoint.hpp"
#include "support/fake_loop.hpp"
#include "watchdog/thread_probe.hpp"
#include "watchdog/transport_probe.hpp"

namespace sofia::watchdog {
namespace {

using namespace std::chrono_literals;

TEST(ThreadProbe, BeatsForEachTaskThatComesThroughTheLoop) {
    test::FakeClock clock;
    test::FakeLoop loop(clock);
    const ThreadProbe probe(loop, std::make_shared<base::Pulse>(), [](base::Task) {});
    const auto before = probe.sip()->beats();
    loop.advance(10s);
    EXPECT_EQ(probe.sip()->beats() - before, 40U);
}

TEST(ThreadProbe, KnowsTheSipThreadFromTheBeginning) {
    test::FakeClock clock;
    test::FakeLoop loop(clock);
    const ThreadProbe probe(loop, std::make_shared<base::Pulse>(), [](base::Task) {});
    EXPECT_EQ(probe.sip()->thread(), gettid());
}

TEST(ThreadProbe, SendsTheWriterOneTaskAtATime) {
    test::FakeClock clock;
    test::FakeLoop loop(clock);
    std::deque<base::Task> writer;
    const ThreadProbe probe(loop, std::make_shared<base::Pulse>(), [&](base::Task task) {
        writer.push_back(std::move(task));
    });
    loop.advance(1h);
    EXPECT_EQ(writer.size(), 1U);
    EXPECT_EQ(probe.writer()->beats(), 0U);
    writer.front()();
    EXPECT_EQ(probe.writer()->beats(), 1U);
    loop.advance(1s);
    EXPECT_EQ(writer.size(), 2U);
}

TEST(OwnTarget, IsTheBoundAddress) {
    model::ProfileAddress address;
    address.sip_ip = "192.0.2.1";
    address.ext_sip_ip = "203.0.113.9";
    EXPECT_EQ(own_target(address, 5080), "sip:watchdog@192.0.2.1:5080");
    address.sip_ip = "2001:db8::1";
    EXPECT_EQ(own_target(address, 5060), "sip:watchdog@[2001:db8::1]:5060");
}

TEST(OwnTarget, IsAskedOverTcpOnlyWhenThereIsNothingElse) {
    model::ProfileAddress address;
    address.sip_ip = "192.0.2.1";
    address.bind_params = "transport=udp,tcp";
    EXPECT_EQ(own_target(address, 5060), "sip:watchdog@192.0.2.1:5060");
    address.bind_params = "transport=tcp";
    EXPECT_EQ(own_target(address, 5060), "sip:watchdog@192.0.2.1:5060;transport=tcp");
}

/// A profile on a scripted endpoint: the test answers what the probe asks.
class TransportProbeOf : public testing::Test {
  protected:
    struct Deaf final : sip::EndpointListener {
        void on_request(std::unique_ptr<sip::ServerTransaction>) override {}
        void on_answer(const sip::Response&) override {}
    };

    TransportProbeOf() {
        auto profile = std::make_shared<model::Profile>();
        profile->name = "internal";
        profile->address.sip_ip = "127.0.0.1";
        started_ = profiles_.start(profile).has_value();
    }
    void SetUp() override { ASSERT_TRUE(started_); }
    void answer(std::size_t question, int status) { endpoint_->requests[question]->answer(status); }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    test::Record record_;
    test::FakeEndpoint* endpoint_ = nullptr;
    sip::ProfileTable profiles_{
        [this](const model::Profile& profile,
               sip::EndpointListener& listener) -> base::Result<std::unique_ptr<sip::Endpoint>> {
            auto endpoint = std::make_unique<test::FakeEndpoint>(profile, listener, record_);
            endpoint_ = endpoint.get();
            return endpoint;
        },
        [](const std::string&) { return std::make_unique<Deaf>(); },
        clock_};
    bool started_ = false;
};

TEST_F(TransportProbeOf, AsksItsOwnAddressWithOptions) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    ASSERT_EQ(endpoint_->requests.size(), 1U);
    EXPECT_EQ(endpoint_->requests[0]->request.method, sip::Method::Options);
    EXPECT_EQ(endpoint_->requests[0]->target, "sip:watchdog@127.0.0.1:5060");
}

TEST_F(TransportProbeOf, BeatsForAnAnswerFromTheNetwork) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    EXPECT_EQ(probe.pulse()->beats(), 0U);
    answer(0, 200);
    EXPECT_EQ(probe.pulse()->beats(), 1U);
}

TEST_F(TransportProbeOf, DoesNotBeatWhenTheStackGivesUp) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    loop_.advance(1s);
    answer(0, 408);
    answer(1, 503);
    EXPECT_EQ(probe.pulse()->beats(), 0U);
}

TEST_F(TransportProbeOf, AsksFourTimesInItsLimit) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    loop_.advance(3500ms);
    EXPECT_EQ(endpoint_->requests.size(), 4U);
}

TEST_F(TransportProbeOf, ForgetsTheOldestOfTooManyQuestions) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    loop_.advance(10s);
    EXPECT_TRUE(endpoint_->requests[0]->forgotten);
    EXPECT_FALSE(endpoint_->requests.back()->forgotten);
    answer(endpoint_->requests.size() - 1, 200);
    EXPECT_EQ(probe.pulse()->beats(), 1U);
}

TEST_F(TransportProbeOf, DoesNotMissAProfileThatWasStopped) {
    const TransportProbe probe(loop_, profiles_, "internal", 4s);
    profiles_.stop("internal");
    loop_.advance(10s);
    EXPECT_GT(probe.pulse()->beats(), 0U);
}

}  // namespace
}  // namespace sofia::watchdog
