#pragma once

#include <string_view>

namespace sofia::call {

/// Where a leg is in its life. One leg is one dialog with one peer (RFC 3261 section 12).
enum class LegState {
    New,        ///< made, nothing sent or answered yet
    Trying,     ///< INVITE received or sent, only 100 so far
    Ringing,    ///< a provisional response above 100 has been sent or received
    Answering,  ///< a 2xx is decided but not yet allowed to leave (commit) or not yet acknowledged
    Answered,   ///< the dialog is confirmed and the call is up
    Ending,     ///< BYE or CANCEL is under way
    Ended,      ///< nothing more will be sent
};

/// The name in logs and events, for example "ringing".
std::string_view to_string(LegState state) noexcept;

/// Whether a leg may go from one state to the other. Staying is not a move.
bool is_legal_move(LegState from, LegState to) noexcept;

}  // namespace sofia::call
