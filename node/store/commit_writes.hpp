#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/write_queue.hpp"

namespace sofia::store {

/// What became of some writes.
struct CommitOutcome {
    /// Each write that is over, with how it ended: success or Invalid.
    std::vector<std::pair<QueuedWrite, base::Result<void>>> settled;
    /// The others, in their order.
    std::vector<QueuedWrite> unwritten;
    /// Why they are not written.
    std::optional<base::Error> failure;
};

/// Commits `writes` together with `commit`. When that finds a value Invalid, they are committed in
/// halves, and halves of these, until the write at fault is known; it is settled with the error and
/// all others with success. Any other error ends the work. Pure but for `commit`.
CommitOutcome commit_writes(
    std::vector<QueuedWrite> writes,
    const std::function<base::Result<void>(std::span<const QueuedWrite>)>& commit);

}  // namespace sofia::store
