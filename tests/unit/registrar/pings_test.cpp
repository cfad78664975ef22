#include "registrar/pings.hpp"

#include "registrar/ping_verdict.hpp"
#include "support/fake_endpoint.hpp"
#include "unit/registrar/node_of_one.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::RegistrarTest;
using test::Texts;
using Nat = model::ProfilePings::Nat;

model::Registration bound(const std::string& status = "Registered(UDP-NAT)") {
    model::Registration binding;
    binding.status = status;
    binding.network_proto = status.find("TCP") == std::string::npos ? "udp" : "tcp";
    binding.expires = sofia::test::FakeClock().wall() + 1h;
    return binding;
}

std::string_view reason(const model::Registration& binding,
                        const model::ProfilePings& rules,
                        bool forced = false) {
    return ping_wish(binding, rules, forced, sofia::test::FakeClock().wall()).reason;
}

TEST(PingWish, SaysWhy) {
    EXPECT_EQ(reason(bound(), {}), "the profile asks nobody");
    EXPECT_EQ(reason(bound(), {}, true), "the user has force_ping");
    EXPECT_EQ(reason(bound(), {.nat = Nat::Yes}), "the phone is behind NAT");
    EXPECT_EQ(reason(bound("Registered(UDP)"), {.nat = Nat::Yes}), "the phone is not behind NAT");
    EXPECT_EQ(reason(bound("Registered(UDP)"), {.all = true}), "all registered phones are asked");
    EXPECT_EQ(reason(bound("Registered(TCP-NAT)"), {.nat = Nat::Yes}), "the phone is behind NAT");
    EXPECT_EQ(reason(bound("Registered(TCP-NAT)"), {.nat = Nat::UdpOnly}),
              "the phone is not reached over UDP");
    auto ended = bound();
    ended.expires = sofia::test::FakeClock().wall();
    EXPECT_EQ(reason(ended, {.all = true}), "the binding has ended");
}

TEST(PingVerdict, OneFailureMakesAPhoneUnreachableThatNeverAnswered) {
    const auto verdict = judge_ping({}, 408, {});
    EXPECT_FALSE(verdict.after.reachable);
    EXPECT_TRUE(verdict.changed);
    EXPECT_EQ(verdict.reason, "no answer, count 0 of 1 to 3");
}

TEST(PingVerdict, APhoneThatAnsweredLongMayMissTwo) {
    Reach reach;
    for (int answers = 0; answers < 9; ++answers)
        reach = judge_ping(reach, 200, {}).after;
    EXPECT_EQ(reach.count, 3U);
    for (int failures = 0; failures < 2; ++failures) {
        reach = judge_ping(reach, 408, {}).after;
        EXPECT_TRUE(reach.reachable);
    }
    const auto third = judge_ping(reach, 503, {});
    EXPECT_TRUE(third.changed);
    EXPECT_EQ(third.reason, "cannot be reached, count 0 of 1 to 3");
}

TEST(PingVerdict, EveryAnswerShowsThatSomebodyIsThere) {
    for (const int status : {200, 404, 405, 481, 486, 501, 603}) {
        const auto verdict = judge_ping({.reachable = false}, status, {});
        EXPECT_TRUE(verdict.answered && verdict.after.reachable) << status;
    }
    EXPECT_EQ(judge_ping({.reachable = false}, 486, {}).reason, "answered 486, count 1 of 1 to 3");
}

TEST(PingVerdict, WantsAsManyAnswersAsTheProfileSays) {
    const model::ProfilePings rules{.max = 3, .min = 2};
    auto verdict = judge_ping({.reachable = false}, 200, rules);
    EXPECT_FALSE(verdict.after.reachable);
    verdict = judge_ping(verdict.after, 200, rules);
    EXPECT_TRUE(verdict.after.reachable);
    // A least count above the most could never be met.
    EXPECT_TRUE(judge_ping({.reachable = false}, 200, {.max = 1, .min = 5}).after.reachable);
}

TEST(PingTimes, AreSpreadOverTheInterval) {
    EXPECT_EQ(first_ping_after(30s, 0), 0ms);
    EXPECT_EQ(first_ping_after(30s, 0x80000000U), 15s);
    EXPECT_EQ(next_ping_after(30s, 0), 15s);
    EXPECT_LT(next_ping_after(30s, 0xffffffffU), 45s);
}

class PingsTest : public RegistrarTest {
  protected:
    PingsTest() {
        profile_.pings = {.all = true, .interval = 10s};
        profile_.registrar.multiple_registrations = Terms::Multiple::Contact;
        EXPECT_TRUE(profiles_.start(std::make_shared<model::Profile>(profile_)));
    }

    void use(const model::ProfilePings& pings) {
        profile_.pings = pings;
        profiles_.reconfigure(std::make_shared<model::Profile>(profile_));
    }
    std::size_t asked() const { return endpoint_->all(sip::Method::Options).size(); }
    Reach bob(const std::string& uri = "sip:bob@192.0.2.10:5060") const {
        return registrar_.reach().of({"internal", "bob", "example.com", uri});
    }
    /// Lets time pass in which the next question is certainly asked, but not two.
    void until_next() {
        const auto before = asked();
        for (int tenth = 0; tenth < 150 && asked() == before; ++tenth)
            loop_.advance(100ms);
        ASSERT_EQ(asked(), before + 1);
    }

    struct Deaf final : sip::EndpointListener {
        void on_request(std::unique_ptr<sip::ServerTransaction>) override {}
        void on_answer(const sip::Response&) override {}
    };
    sofia::test::Record record_;
    sofia::test::FakeEndpoint* endpoint_ = nullptr;
    sip::ProfileTable profiles_{
        [this](const model::Profile& settings,
               sip::EndpointListener& listener) -> base::Result<std::unique_ptr<sip::Endpoint>> {
            auto made = std::make_unique<sofia::test::FakeEndpoint>(settings, listener, record_);
            endpoint_ = made.get();
            return made;
        },
        [](const std::string&) { return std::make_unique<Deaf>(); },
        clock_};
    Pings pings_{{loop_, clock_, bus_, profiles_, registrar_, metrics_}};
};

TEST_F(PingsTest, APhoneThatDiesAndComesBackIsToldOnceEach) {
    register_bob("sip:bob@192.0.2.10:5060");
    listen();
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    EXPECT_FALSE(bob().reachable);
    EXPECT_EQ(told(), Texts{"sofia::sip_user_state"});
    EXPECT_EQ(metrics_.values().at("registrar_unreachable"), 1);
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    until_next();
    loop_.advance(20ms);
    endpoint_->last(sip::Method::Options)->answer(200);
    EXPECT_TRUE(bob().reachable);
    EXPECT_GE(bob().round_trip, 20ms);
    EXPECT_EQ(told(), (Texts{"sofia::sip_user_state", "sofia::sip_user_state"}));
    EXPECT_EQ(metrics_.values().at("registrar_unreachable"), 0);
    EXPECT_EQ(pings_.asking(), 0U);
}

TEST_F(PingsTest, TheEventNamesPhoneAndAnswer) {
    register_bob("sip:bob@192.0.2.10:5060");
    listen();
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    loop_.drain();
    ASSERT_EQ(events_.size(), 1U);
    Texts lines;
    for (const auto& [name, value] : events_[0].headers)
        lines.push_back(name + ": " + value);
    EXPECT_EQ(lines,
              (Texts{"sip_contact: \"\" <sip:bob@192.0.2.10:5060>",
                     "profile-name: internal",
                     "sip_user: bob",
                     "from-user: bob",
                     "from-host: example.com",
                     "call-id: call-1",
                     "Ping-Status: Unreachable",
                     "Status: 408",
                     "Phrase: Request Timeout"}));
}

TEST_F(PingsTest, GoTheWayThatTheRegistrationCame) {
    profile_.params["aggressive-nat-detection"] = "true";
    auto request = test::register_request();
    request.source = {"198.51.100.7", 40000, "udp"};
    request.contacts = {test::contact("sip:bob@10.0.0.9:5060")};
    request.via_differs_from_source = true;
    send_signed(request);
    writer_.finish_all();
    until_next();
    const auto ping = endpoint_->last(sip::Method::Options);
    EXPECT_EQ(ping->target, "sip:bob@10.0.0.9:5060");
    EXPECT_EQ(ping->dialog.next_hop, "sip:198.51.100.7:40000");
    EXPECT_EQ(ping->dialog.to.uri, "sip:bob@example.com");
    EXPECT_FALSE(ping->header("Contact").empty());
}

TEST_F(PingsTest, AreSpreadAndNeverTwoAtOnceToOnePhone) {
    for (int phone = 0; phone < 300; ++phone)
        register_bob("sip:bob@192.0.2.10:" + std::to_string(6000 + phone));
    std::size_t most = 0;
    loop_.advance(1s);  // They are found within the first second.
    for (int tenth = 0; tenth < 100; ++tenth) {
        const auto before = asked();
        loop_.advance(100ms);
        most = std::max(most, asked() - before);
    }
    EXPECT_LE(most, 15U);  // On average three in a tenth of a second.
    EXPECT_EQ(asked(), 300U);
    // None of them answers within the interval: each question stays the only one.
    loop_.advance(20s);
    EXPECT_EQ(pings_.asking(), 300U);
    EXPECT_EQ(asked(), 300U);
}

TEST_F(PingsTest, AnUnansweredOneOfAClosedProfileIsForgotten) {
    register_bob("sip:bob@192.0.2.10:5060");
    until_next();
    EXPECT_EQ(pings_.asking(), 1U);
    loop_.advance(60s);  // The stack would have told after 32 s.
    EXPECT_LE(pings_.asking(), 1U);
    EXPECT_GE(asked(), 2U);
}

TEST_F(PingsTest, AStandbyIsSilentAndRemembersNothing) {
    register_bob("sip:bob@192.0.2.10:5060");
    until_next();
    const auto open = endpoint_->last(sip::Method::Options);
    pings_.forget();
    registrar_.demote();
    open->answer(200);
    const auto before = asked();
    loop_.advance(60s);
    EXPECT_EQ(asked(), before);
    EXPECT_EQ(pings_.asking(), 0U);
    EXPECT_EQ(bob(), Reach{});
}

TEST_F(PingsTest, WhoTakesOverAsksAgain) {
    register_bob("sip:bob@192.0.2.10:5060");
    std::vector<model::Registration> rows;
    for (const auto* binding : registrar_.locations().list({}))
        rows.push_back(*binding);
    pings_.forget();
    registrar_.demote();
    registrar_.promote("cluster secret", rows);
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    EXPECT_FALSE(bob().reachable);
}

TEST_F(PingsTest, APhoneThatRegistersAgainIsAskedAtOnce) {
    use({.all = true, .interval = 3600s});
    register_bob("sip:bob@192.0.2.10:5060");
    for (int minute = 0; minute < 60 && asked() == 0; ++minute)
        loop_.advance(60s);
    // So long a time has passed that it registers again.
    endpoint_->last(sip::Method::Options)->time_out();
    ASSERT_FALSE(bob().reachable);
    loop_.advance(10s);
    register_bob("sip:bob@192.0.2.10:5060");
    const auto before = asked();
    loop_.advance(1s);
    ASSERT_EQ(asked(), before + 1);
    endpoint_->last(sip::Method::Options)->answer(200);
    EXPECT_TRUE(bob().reachable);
}

TEST_F(PingsTest, UnregisterOnOptionsFailEndsTheBinding) {
    use({.all = true, .unregister_on_fail = true, .interval = 10s});
    register_bob("sip:bob@192.0.2.10:5060");
    listen();
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    ASSERT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    EXPECT_TRUE(RegistrarTest::bound().empty());
    EXPECT_EQ(told(), (Texts{"sofia::sip_user_state", "sofia::expire"}));
    loop_.advance(60s);
    EXPECT_EQ(asked(), 1U);
    EXPECT_EQ(metrics_.values().at("registrar_unreachable"), 0);
}

TEST_F(PingsTest, ABindingThatWasRefreshedMeanwhileIsNotEnded) {
    use({.all = true, .unregister_on_fail = true, .interval = 10s});
    register_bob("sip:bob@192.0.2.10:5060");
    until_next();
    loop_.advance(10ms);
    register_bob("sip:bob@192.0.2.10:5060");
    endpoint_->last(sip::Method::Options)->time_out();
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(PingsTest, ForcePingOfAUserCountsWithoutAnyParameter) {
    use({.interval = 10s});
    register_bob("sip:bob@192.0.2.10:5060");
    loop_.advance(60s);
    EXPECT_EQ(asked(), 0U);
    bob_.variables["force_ping"] = "true";
    load_directory();
    until_next();
}

TEST_F(PingsTest, ARescanWithoutThemForgetsWhatWasFound) {
    register_bob("sip:bob@192.0.2.10:5060");
    until_next();
    endpoint_->last(sip::Method::Options)->time_out();
    use({});
    loop_.advance(2s);
    EXPECT_TRUE(bob().reachable);
    EXPECT_EQ(pings_.asking(), 0U);
}

}  // namespace
}  // namespace sofia::registrar
