#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class Events : public test::CallWorld {
  protected:
    Events()
        : subscription_(
              bus_.subscribe(loop_, 1000, [this](std::shared_ptr<const bus::Published> published) {
                  // Those have tests of their own.
                  const auto& name = published->event.name;
                  if (name != "CUSTOM" && name != "CHANNEL_STATE" && name != "CHANNEL_CALLSTATE")
                      events_.push_back(published->event);
              })) {}

    // "CHANNEL_CREATE inbound" and so on; those that end a leg with their cause.
    std::vector<std::string> seen() {
        drain();
        std::vector<std::string> lines;
        for (const auto& event : events_)
            lines.push_back(event.name + " " + std::string(event.header("Call-Direction")) +
                            (event.header("Hangup-Cause").empty() ? "" : " ") +
                            std::string(event.header("Hangup-Cause")));
        events_.clear();
        return lines;
    }

    // How the legs ended: "inbound recv_bye 200 sip:200 16 cause=17" for each that is over.
    std::vector<std::string> endings() {
        drain();
        std::vector<std::string> lines;
        for (const auto& event : events_) {
            if (event.name != "CHANNEL_HANGUP_COMPLETE")
                continue;
            auto line = std::string(event.header("Call-Direction"));
            for (const auto* fact : {"sip_hangup_disposition",
                                     "sip_term_status",
                                     "proto_specific_hangup_cause",
                                     "sip_term_cause",
                                     "sip_invite_failure_status",
                                     "sip_invite_failure_phrase",
                                     "sip_reason"})
                if (const auto value = event.header(std::string("variable_") + fact);
                    !value.empty())
                    line += " " + std::string(value);
            lines.push_back(std::move(line));
        }
        events_.clear();
        return lines;
    }

    std::vector<model::Event> events_;
    std::unique_ptr<bus::Subscription> subscription_;
};

TEST_F(Events, AreNotMadeWhenNobodyWantsThem) {
    bus::Interest heartbeat;
    heartbeat.add("HEARTBEAT");
    subscription_->want(heartbeat);
    std::vector<std::uint64_t> numbers;
    const auto watch = bus_.subscribe(
        loop_, 10, [&](const auto& published) { numbers.push_back(published->sequence); });
    watch->want(heartbeat);
    call();
    callee()->answer(180);
    callee_answers(200, test::sdp("bob"));
    writer_.commit_at_once();
    caller_->ack();
    from_caller(sip::Method::Bye);
    answer_byes();
    bus_.publish({"HEARTBEAT", {}, {}, {}});
    EXPECT_THAT(seen(), ElementsAre("HEARTBEAT "));
    EXPECT_THAT(numbers, ElementsAre(1U)) << "the call has published nothing before";
}

TEST_F(Events, TellTheLifeOfACall) {
    call();
    EXPECT_THAT(seen(),
                ElementsAre("CHANNEL_CREATE inbound",
                            "CHANNEL_EXECUTE inbound",
                            "CHANNEL_CREATE outbound",
                            "CHANNEL_OUTGOING outbound",
                            "CHANNEL_ORIGINATE outbound"));
    callee()->answer(180);
    EXPECT_THAT(seen(), ElementsAre("CHANNEL_PROGRESS outbound", "CHANNEL_PROGRESS inbound"));
    callee_answers(200, test::sdp("bob"));
    EXPECT_THAT(seen(), ElementsAre()) << "nobody is told of an answer that is not durable";
    writer_.commit_at_once();
    EXPECT_THAT(
        seen(),
        ElementsAre("CHANNEL_ANSWER outbound", "CHANNEL_ANSWER inbound", "CHANNEL_BRIDGE inbound"));
    caller_->ack();
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_THAT(seen(),
                ElementsAre("CHANNEL_UNBRIDGE inbound",
                            "CHANNEL_HANGUP inbound NORMAL_CLEARING",
                            "CHANNEL_HANGUP_COMPLETE inbound NORMAL_CLEARING",
                            "CHANNEL_DESTROY inbound NORMAL_CLEARING",
                            "CHANNEL_HANGUP outbound NORMAL_CLEARING",
                            "CHANNEL_HANGUP_COMPLETE outbound NORMAL_CLEARING",
                            "CHANNEL_DESTROY outbound NORMAL_CLEARING"));
}

TEST_F(Events, TellWhatTheDialplanExecutes) {
    dialplan({{"set", "colour=dark green"}, {"sleep", "1000"}, {"respond", "486"}});
    call();
    const auto executed = [this] {
        drain();
        std::vector<std::string> lines;
        for (const auto& event : events_)
            if (event.name.starts_with("CHANNEL_EXECUTE"))
                lines.push_back(event.name.substr(15) + " " +
                                std::string(event.header("Application")) + " " +
                                std::string(event.header("Application-Data")) +
                                (event.header("Application-UUID").empty() ? " without id" : ""));
        events_.clear();
        return lines;
    };
    EXPECT_THAT(
        executed(),
        ElementsAre(" set colour=dark green", "_COMPLETE set colour=dark green", " sleep 1000"));
    advance(std::chrono::seconds(1));
    EXPECT_THAT(executed(), ElementsAre("_COMPLETE sleep 1000", " respond 486"));
}

TEST_F(Events, EveryLegThatWasMadeIsHungUp) {
    dialplan({{"bridge",
               "sofia/external/a@198.51.100.1,sofia/external/b@198.51.100.2,"
               "[leg_timeout=5]sofia/external/c@198.51.100.3,"
               "sofia/external/d@198.51.100.4"}});
    call();
    const auto rings = external().all(sip::Method::Invite);
    rings[0]->answer(486);
    advance(std::chrono::seconds(5));
    rings[1]->answer(200, test::sdp("b"));
    rings[2]->answer(487);
    rings[3]->answer(487);
    writer_.commit_at_once();
    drain();
    caller_->ack();
    from_caller(sip::Method::Bye);
    answer_byes();
    std::vector<std::string> created;
    std::vector<std::string> ended;
    std::vector<std::string> causes;
    drain();
    for (const auto& event : events_) {
        if (event.name == "CHANNEL_CREATE")
            created.emplace_back(event.header("Unique-ID"));
        if (event.name == "CHANNEL_HANGUP_COMPLETE") {
            ended.emplace_back(event.header("Unique-ID"));
            causes.emplace_back(event.header("Hangup-Cause"));
        }
    }
    EXPECT_EQ(created.size(), 5U);
    EXPECT_THAT(ended, testing::UnorderedElementsAreArray(created));
    EXPECT_THAT(causes,
                UnorderedElementsAre(
                    "USER_BUSY", "NO_ANSWER", "LOSE_RACE", "NORMAL_CLEARING", "NORMAL_CLEARING"));
}

TEST_F(Events, CalleeOfACancelledCallIsHungUpWithItsCause) {
    call();
    seen();
    caller_->cancel();
    EXPECT_THAT(seen(),
                ElementsAre("CHANNEL_HANGUP outbound ORIGINATOR_CANCEL",
                            "CHANNEL_HANGUP_COMPLETE outbound ORIGINATOR_CANCEL",
                            "CHANNEL_DESTROY outbound ORIGINATOR_CANCEL",
                            "CHANNEL_HANGUP inbound ORIGINATOR_CANCEL",
                            "CHANNEL_HANGUP_COMPLETE inbound ORIGINATOR_CANCEL",
                            "CHANNEL_DESTROY inbound ORIGINATOR_CANCEL"));
    callee()->answer(487);
    EXPECT_THAT(seen(), ElementsAre());
}

TEST_F(Events, SayWhoHungUpAndHow) {
    call_is_up();
    writer_.commit_at_once();
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_THAT(endings(), ElementsAre("inbound recv_bye 200 sip:200 16", "outbound send_bye"));
    call_is_up();
    only_call().hangup(model::cause::kNormalClearing, "test");
    answer_byes();
    EXPECT_THAT(endings(), ElementsAre("inbound send_bye", "outbound send_bye"));
}

TEST_F(Events, SayHowACallWasRefused) {
    call();
    callee()->answer(486, {}, "Q.850;cause=17");
    EXPECT_THAT(endings(),
                ElementsAre("outbound recv_refuse 486 sip:486 17 486 Busy Here Q.850;cause=17",
                            "inbound send_refuse 486 sip:486 17 486 Busy Here"));
}

TEST_F(Events, SayThatTheCallerGaveUp) {
    call();
    caller_->cancel("SIP;cause=487");
    callee()->answer(487);
    EXPECT_THAT(
        endings(),
        ElementsAre("outbound send_cancel", "inbound recv_cancel 487 sip:487 487 SIP;cause=487"));
}

TEST_F(Events, HoldIsToldWhenTheChangeIsDurable) {
    leaves_a_call = true;
    call_is_up();
    seen();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"))->ack();
    callee()->answer(200, test::sdp("bob"));
    EXPECT_THAT(seen(), ElementsAre());
    writer_.commit();
    EXPECT_THAT(seen(), ElementsAre("CHANNEL_HOLD inbound"));
}

TEST_F(Events, HoldThatWasRefusedIsNotTold) {
    leaves_a_call = true;
    call_is_up();
    seen();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    callee()->answer(200, test::sdp("bob"));
    writer_.fail(base::ErrorKind::Timeout);
    EXPECT_THAT(seen(), ElementsAre());
}

TEST_F(Events, NameTheLegsAndTheirPartner) {
    leaves_a_call = true;
    call_is_up();
    drain();
    const auto bridged = std::find_if(events_.begin(), events_.end(), [](const auto& event) {
        return event.name == "CHANNEL_BRIDGE";
    });
    ASSERT_NE(bridged, events_.end());
    EXPECT_EQ(bridged->header("Bridge-A-Unique-ID"), only_call().a().uuid().str());
    EXPECT_EQ(bridged->header("Bridge-B-Unique-ID"), only_call().b()->uuid().str());
    EXPECT_EQ(bridged->header("Channel-Name"), "sofia/internal/alice@example.com");
    EXPECT_EQ(bridged->header("Other-Leg-Channel-Name"), "sofia/external/bob@198.51.100.7");
    EXPECT_EQ(bridged->header("Other-Type"), "originatee");
    EXPECT_EQ(bridged->header("variable_sip_call_id"), caller_->request.call_id);
    EXPECT_EQ(std::count_if(bridged->headers.begin(),
                            bridged->headers.end(),
                            [](const auto& line) { return line.first == "variable_sip_call_id"; }),
              1);
    EXPECT_EQ(bridged->header("variable_call_uuid"), only_call().a().uuid().str());
    EXPECT_EQ(bridged->header("variable_channel_name"), "sofia/internal/alice@example.com");
    EXPECT_EQ(bridged->header("variable_presence_id"), "alice@example.com");
    EXPECT_EQ(bridged->header("variable_sip_to_tag"), caller_->local_tag);
    EXPECT_EQ(bridged->header("Channel-Call-UUID"), only_call().a().uuid().str());
}

}  // namespace
}  // namespace sofia::call
