#include "call/channel_words.hpp"

namespace sofia::call {
namespace {

struct Word {
    std::string_view text;
    int number;
};

// The places of a channel, with their numbers.
constexpr Word kInit{"CS_INIT", 1};
constexpr Word kExecute{"CS_EXECUTE", 4};
constexpr Word kConsumeMedia{"CS_CONSUME_MEDIA", 7};
constexpr Word kHibernate{"CS_HIBERNATE", 8};
constexpr Word kHangup{"CS_HANGUP", 10};
constexpr Word kReporting{"CS_REPORTING", 11};

// What a person would say of it.
constexpr Word kDown{"DOWN", 0};
constexpr Word kRinging{"RINGING", 2};
constexpr Word kEarly{"EARLY", 3};
constexpr Word kActive{"ACTIVE", 4};
constexpr Word kHeld{"HELD", 5};
constexpr Word kHungUp{"HANGUP", 7};

ChannelWords words(const Word& state, const Word& call_state, std::string_view answer_state) {
    return {state.text, state.number, call_state.text, call_state.number, answer_state};
}

bool has_early_media(const Leg& leg) {
    return leg.early_media != base::WallTime{};
}

}  // namespace

ChannelWords words_of(const Leg& leg, bool bridged) {
    const auto& at_rest = leg.outbound ? kConsumeMedia : kExecute;
    switch (leg.state()) {
        case LegState::New:
        case LegState::Trying:
            // A caller hears from the beginning that it rings somewhere, or will.
            return words(at_rest, leg.outbound ? kDown : kRinging, "ringing");
        case LegState::Ringing:
            return has_early_media(leg) ? words(at_rest, kEarly, "early")
                                        : words(at_rest, kRinging, "ringing");
        case LegState::Answering:
            return words(kExecute, kRinging, "ringing");
        case LegState::Answered:
            // Media goes past the node, which the other system shows as a leg at rest.
            return words(bridged ? kHibernate : kExecute, leg.holds ? kHeld : kActive, "answered");
        case LegState::Ending:
        case LegState::Ended:
            break;
    }
    return words(kHangup, kHungUp, "hangup");
}

ChannelWords words_in(std::string_view event, const Leg& leg, bool bridged) {
    if (event == "CHANNEL_CREATE")
        return words(kInit, kDown, "ringing");
    if (event == "CHANNEL_HANGUP")
        return words(kHangup, kHungUp, "hangup");
    if (event == "CHANNEL_HANGUP_COMPLETE" || event == "CHANNEL_DESTROY")
        return words(kReporting, kHungUp, "hangup");
    return words_of(leg, bridged);
}

}  // namespace sofia::call
