#pragma once

#include <string_view>

#include "call/leg.hpp"

namespace sofia::call {

/// What users of the other system call the state of a leg: its place in the machine of channels,
/// what a person would say of it, and whether it is answered. Numbers are those of its headers
/// Channel-State-Number and Channel-Call-State-Number.
struct ChannelWords {
    std::string_view state;
    int state_number = 0;
    std::string_view call_state;
    int call_state_number = 0;
    std::string_view answer_state;
};

/// The words for a leg as it stands; `bridged`: it has a partner that has answered.
ChannelWords words_of(const Leg& leg, bool bridged);

/// The same in an event of this name: a leg that is made is in its first state, one whose end is
/// told has come to it whatever its dialog does.
ChannelWords words_in(std::string_view event, const Leg& leg, bool bridged);

}  // namespace sofia::call
