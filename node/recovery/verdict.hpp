#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "call/leg.hpp"
#include "sip/message.hpp"

namespace sofia::recovery {

/// What the peer of a leg made of one in-dialog OPTIONS (RFC 3261 11, 12.2).
enum class ProbeAnswer {
    Alive,   ///< it answered, whatever it said
    Denied,  ///< 481: it has no such dialog
    Silent,  ///< 408, no answer at all, or no way to it
};

/// Silences in a row after which a peer is taken as gone: a machine that moves, or a phone that
/// starts again, is away for less.
inline constexpr std::size_t kMostSilences = 3;

/// Reads a final response; one that the stack made itself is a silence. Pure.
ProbeAnswer probe_answer(const sip::Response& response) noexcept;

/// What becomes of a leg.
enum class Fate {
    Keep,      ///< the peer is there
    Gone,      ///< the peer is not: the call is ended
    AskAgain,  ///< nothing is known yet
};

/// A decision with its reason in words.
struct Verdict {
    Fate fate = Fate::AskAgain;
    std::string reason;
};

/// Decides on the leg of `side` from all answers of its peer so far, oldest first. Pure.
Verdict judge(call::Side side, std::span<const ProbeAnswer> answers);

}  // namespace sofia::recovery
