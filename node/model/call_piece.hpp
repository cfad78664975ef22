#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "model/tracked_call.hpp"

namespace sofia::model {

/// Which of a cluster's calls to take next, in order of their ids.
struct CallRange {
    /// Only calls of this profile; of all when empty.
    std::string profile;
    /// Those behind this id; empty: from the beginning.
    base::CallUuid after{};
    /// How many at most.
    std::size_t limit = 0;
};

/// What a range held.
struct CallPiece {
    std::vector<TrackedCall> calls;
    /// `after` of the next range; nothing when this was the last piece.
    std::optional<base::CallUuid> next;
};

/// The piece that these calls of `range` are: the last one when the range had room for more. Pure.
inline CallPiece piece_of(std::vector<TrackedCall> calls, const CallRange& range) {
    CallPiece piece{.calls = std::move(calls), .next = {}};
    if (!piece.calls.empty() && piece.calls.size() >= range.limit)
        piece.next = piece.calls.back().uuid;
    return piece;
}

}  // namespace sofia::model
