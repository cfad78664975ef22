#include "store/commit_writes.hpp"

#include <iterator>

namespace sofia::store {
namespace {

using Commit = std::function<base::Result<void>(std::span<const QueuedWrite>)>;

void commit_range(std::span<QueuedWrite> writes, const Commit& commit, CommitOutcome& outcome) {
    const auto result = outcome.failure ? base::Result<void>{} : commit(writes);
    const bool is_refused = !result && result.error().kind == base::ErrorKind::Invalid;
    if (is_refused && writes.size() > 1) {
        const auto half = writes.size() / 2;
        commit_range(writes.first(half), commit, outcome);
        commit_range(writes.subspan(half), commit, outcome);
        return;
    }
    if (!result && !is_refused)
        outcome.failure = result.error();
    for (auto& write : writes) {
        if (outcome.failure)
            outcome.unwritten.push_back(std::move(write));
        else
            outcome.settled.emplace_back(std::move(write), result);
    }
}

}  // namespace

CommitOutcome commit_writes(std::vector<QueuedWrite> writes, const Commit& commit) {
    CommitOutcome outcome;
    commit_range(writes, commit, outcome);
    return outcome;
}

}  // namespace sofia::store
