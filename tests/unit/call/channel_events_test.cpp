#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/originate.hpp"
#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// What the CHANNEL_ events say of a leg, as panels, dialers and those who write call records read
// them.
class ChannelEvents : public Transfers {
  protected:
    ChannelEvents()
        : subscription_(
              bus_.subscribe(loop_, 1000, [this](std::shared_ptr<const bus::Published> published) {
                  events_.push_back(published->event);
              })) {}

    // The events of this name so far: its direction, then the values of these headers.
    std::vector<std::string> seen(std::string_view name, const std::vector<std::string>& headers) {
        drain();
        std::vector<std::string> lines;
        for (const auto& event : events_) {
            if (event.name != name)
                continue;
            std::string line(event.header("Call-Direction"));
            for (const auto& header : headers)
                line += " " + std::string(event.header(header));
            lines.push_back(std::move(line));
        }
        return lines;
    }
    std::vector<std::string> call_states() {
        auto states =
            seen("CHANNEL_CALLSTATE", {"Original-Channel-Call-State", "Channel-Call-State"});
        events_.clear();
        return states;
    }
    void ends_with_silent_callee() {
        advance(10s);
        leaves_a_call = false;
        from_caller(sip::Method::Bye);
        advance(1s);
    }

    std::vector<model::Event> events_;
    std::unique_ptr<bus::Subscription> subscription_;
};

TEST_F(ChannelEvents, TellEachChangeOfTheCallState) {
    call();
    EXPECT_THAT(call_states(), ElementsAre("inbound DOWN RINGING"));
    callee()->answer(180);
    EXPECT_THAT(call_states(), ElementsAre("outbound DOWN RINGING"));
    callee()->answer(183, test::sdp("early"));
    EXPECT_THAT(call_states(), ElementsAre("outbound RINGING EARLY", "inbound RINGING EARLY"));
    callee_answers(200, test::sdp("early"));
    writer_.commit_at_once();
    EXPECT_THAT(call_states(), ElementsAre("outbound EARLY ACTIVE", "inbound EARLY ACTIVE"));
    caller_->ack();
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_THAT(call_states(), ElementsAre("inbound ACTIVE HANGUP", "outbound ACTIVE HANGUP"));
}

TEST_F(ChannelEvents, TellOfARingingLegOnceAndOfItBeforeItsCaller) {
    call();
    callee()->answer(180);
    callee()->answer(180);
    EXPECT_THAT(seen("CHANNEL_PROGRESS", {"Answer-State"}),
                ElementsAre("outbound ringing", "inbound ringing"));
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ChannelEvents, NameTheCallerOfALegThatIsCalled) {
    call();
    const auto caller = only_call().a().uuid().str();
    for (const auto* name : {"CHANNEL_CREATE", "CHANNEL_ORIGINATE"})
        EXPECT_EQ(seen(name, {"Other-Type", "Other-Leg-Unique-ID", "Channel-Call-UUID"}).back(),
                  "outbound originator " + caller + " " + caller);
    EXPECT_EQ(seen("CHANNEL_CREATE", {"Channel-Call-UUID"}).front(), "inbound " + caller);
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ChannelEvents, ChannelsAreNamedByWhatWasDialledAndWhoCalls) {
    call();
    EXPECT_THAT(seen("CHANNEL_CREATE", {"Channel-Name"}),
                ElementsAre("inbound sofia/internal/alice@example.com",
                            "outbound sofia/external/bob@198.51.100.7"));
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ChannelEvents, BillToTheMomentOfTheHangupThoughAPhoneIsSilent) {
    call_is_up();
    writer_.commit_at_once();
    ends_with_silent_callee();
    EXPECT_THAT(seen("CHANNEL_HANGUP_COMPLETE",
                     {"variable_billsec", "variable_billmsec", "Hangup-Cause", "Answer-State"}),
                ElementsAre("inbound 10 10000 NORMAL_CLEARING hangup",
                            "outbound 10 10000 NORMAL_CLEARING hangup"))
        << "told when the end is durable, not when the phone has confirmed it";
    events_.clear();
    external().last(sip::Method::Bye)->answer(408);
    drain();
    EXPECT_THAT(seen("CHANNEL_HANGUP_COMPLETE", {}), IsEmpty()) << "and once";
}

TEST_F(ChannelEvents, ACallThatIsNotTrackedIsOverAtOnceToo) {
    configure("internal", [](model::ProfileCalls& calls) { calls.track_calls = false; });
    configure("external", [](model::ProfileCalls& calls) { calls.track_calls = false; });
    call_is_up();
    leaves_a_call = false;
    advance(3s);
    only_call().hangup(model::cause::kManagerRequest, "test");
    EXPECT_THAT(seen("CHANNEL_HANGUP_COMPLETE", {"variable_billsec", "Hangup-Cause"}),
                ElementsAre("inbound 3 MANAGER_REQUEST", "outbound 3 MANAGER_REQUEST"));
    answer_byes();
}

TEST_F(ChannelEvents, TimesOfACallAreThoseOfCallRecords) {
    call();
    advance(2s);
    callee()->answer(180);
    advance(3s);
    callee_answers(200, test::sdp("bob"));
    writer_.commit_at_once();
    caller_->ack();
    advance(7s);
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(seen("CHANNEL_HANGUP_COMPLETE",
                   {"variable_duration",
                    "variable_progresssec",
                    "variable_answersec",
                    "variable_billsec",
                    "variable_mduration",
                    "variable_progress_mediasec",
                    "variable_last_app"})
                  .front(),
              "inbound 12 2 5 7 12000 0 bridge");
    const auto& last = events_.back();
    EXPECT_EQ(last.header("variable_start_epoch"), "1767225600");
    EXPECT_EQ(last.header("variable_start_uepoch"), "1767225600000000");
    EXPECT_EQ(last.header("variable_answer_epoch"), "1767225605");
    EXPECT_EQ(last.header("variable_bridge_epoch"), "1767225605");
    EXPECT_EQ(last.header("variable_end_epoch"), "1767225612");
    EXPECT_EQ(last.header("variable_progress_media_epoch"), "0");
    EXPECT_EQ(last.header("variable_progress_media_stamp"), "");
    EXPECT_EQ(last.header("variable_end_stamp").size(), 19U);
}

TEST_F(ChannelEvents, ThatOfABridgeNamesThePartner) {
    call_is_up();
    writer_.commit_at_once();
    const auto b = only_call().b()->uuid().str();
    ends_with_silent_callee();
    EXPECT_EQ(
        seen("CHANNEL_HANGUP_COMPLETE", {"variable_bridge_uuid", "variable_signal_bond"}).front(),
        "inbound " + b + " " + b);
    external().last(sip::Method::Bye)->answer(200);
}

TEST_F(ChannelEvents, CausesOfOurOwnHaveNoNumberOfQ850) {
    call();
    caller_->cancel();
    callee()->answer(487);
    EXPECT_THAT(seen("CHANNEL_HANGUP_COMPLETE", {"Hangup-Cause", "variable_hangup_cause_q850"}),
                ElementsAre("outbound ORIGINATOR_CANCEL 16", "inbound ORIGINATOR_CANCEL 16"));
}

TEST_F(ChannelEvents, ATransferEndsOneBridgeBeforeTheNext) {
    call_is_up();
    bob_ = callee_;
    writer_.commit_at_once();
    const auto alice = only_call().a().uuid().str();
    const auto bob = only_call().b()->uuid().str();
    bob_refers("<sip:3000@example.com>");
    const auto carol = external().last(sip::Method::Invite);
    EXPECT_EQ(seen("CHANNEL_CREATE", {"Other-Leg-Unique-ID"}).back(), "outbound " + alice);
    events_.clear();
    carol->answer(200, test::sdp("carol"));
    drain();
    EXPECT_THAT(seen("CHANNEL_UNBRIDGE", {"Unique-ID", "Other-Leg-Unique-ID"}),
                ElementsAre("outbound " + bob + " " + alice));
    EXPECT_THAT(seen("CHANNEL_BRIDGE", {"Unique-ID", "Other-Leg-Unique-ID"}),
                ElementsAre("inbound " + alice + " " + only_call().b()->uuid().str()));
    EXPECT_EQ(seen("CHANNEL_HANGUP", {"Unique-ID", "Other-Leg-Unique-ID"}).back(),
              "outbound " + bob + " " + alice);
}

TEST_F(ChannelEvents, ALegThatIsOriginatedHasItsEventsFromItsInvite) {
    Origination what;
    what.first = "{origination_uuid=click-1}sofia/internal/alice@203.0.113.9";
    what.second = "sofia/external/bob@198.51.100.7";
    what.context = "default";
    originate(services_, what, [](const auto&) {});
    EXPECT_THAT(seen("CHANNEL_CREATE", {"Unique-ID"}), ElementsAre("outbound click-1"));
    internal().last(sip::Method::Invite)->answer(180);
    EXPECT_THAT(seen("CHANNEL_PROGRESS", {"Unique-ID"}), ElementsAre("outbound click-1"));
    std::vector<std::string> listed;
    table_.for_each_originated([&](const Leg& leg) { listed.push_back(leg.uuid().str()); });
    EXPECT_THAT(listed, ElementsAre("click-1"));
    EXPECT_FALSE(table_.cancel_originated("nobody", model::cause::kNormalClearing));
    EXPECT_TRUE(table_.cancel_originated("click-1", model::cause::kNormalClearing));
    internal().last(sip::Method::Invite)->answer(487);
    EXPECT_THAT(seen("CHANNEL_HANGUP_COMPLETE", {"Unique-ID"}), ElementsAre("outbound click-1"));
    EXPECT_THAT(seen("CHANNEL_CREATE", {"Unique-ID"}), ElementsAre("outbound click-1"));
}

TEST_F(ChannelEvents, ACallerWhoIsParkedIsTold) {
    dialplan({{"park", ""}});
    extension("default", "3000", {{"bridge", "sofia/external/carol@198.51.100.9"}});
    call();
    EXPECT_THAT(seen("CHANNEL_PARK", {}), ElementsAre("inbound"));
    ASSERT_TRUE(only_call().transfer(Side::A, "3000", "default"));
    EXPECT_THAT(seen("CHANNEL_UNPARK", {}), ElementsAre("inbound"));
    caller_->cancel();
    external().last(sip::Method::Invite)->answer(487);
}

TEST_F(ChannelEvents, KeysInInfoAreTold) {
    call_is_up();
    from_caller(sip::Method::Info, {"application/dtmf-relay", "Signal=5\r\nDuration= 250\r\n"});
    from_caller(sip::Method::Info, {"application/dtmf", "#"});
    from_caller(sip::Method::Info, {"application/dtmf-relay", "Signal=wrong\r\n"});
    from_caller(sip::Method::Info, {"text/plain", "5"});
    EXPECT_THAT(seen("DTMF", {"DTMF-Digit", "DTMF-Duration"}),
                ElementsAre("inbound 5 250", "inbound # 160"));
}

}  // namespace
}  // namespace sofia::call
