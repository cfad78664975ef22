#include "call/leg_state.hpp"

#include <array>
#include <cstddef>

namespace sofia::call {
namespace {

constexpr std::size_t kStates = 7;
constexpr std::array<std::string_view, kStates> kNames{
    "new", "trying", "ringing", "answering", "answered", "ending", "ended"};

/// Row: from; column: to; in the order of the enum.
constexpr bool kLegal[kStates][kStates] = {
    // new    trying ringing answering answered ending ended
    {false, true, true, true, true, true, true},       // new (answered: a rehydrated leg)
    {false, false, true, true, true, true, true},      // trying
    {false, false, false, true, true, true, true},     // ringing
    {false, false, false, false, true, true, true},    // answering
    {false, false, false, false, false, true, true},   // answered
    {false, false, false, false, false, false, true},  // ending
    {false, false, false, false, false, false, false}  // ended
};

}  // namespace

std::string_view to_string(LegState state) noexcept {
    return kNames[static_cast<std::size_t>(state)];
}

bool is_legal_move(LegState from, LegState to) noexcept {
    return kLegal[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
}

}  // namespace sofia::call
