#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/tracked_call.hpp"

namespace sofia::recovery {

/// Where calls are claimed: store::Worker in the node, a scripted one in tests. Completions come on
/// the SIP thread, once.
class CallSource {
  public:
    virtual ~CallSource() = default;
    /// Makes every call of an older epoch ours and gives all that are ours, oldest answer first.
    /// Safe to repeat.
    virtual void claim_all(
        const std::string& profile,
        std::function<void(base::Result<std::vector<model::TrackedCall>>)> done) = 0;
    /// The same for one call, if this dialog is one of its legs; success without value when there
    /// is no such call.
    virtual void claim_one(
        const base::CallUuid& call,
        const model::DialogKey& dialog,
        std::function<void(base::Result<std::optional<model::TrackedCall>>)> done) = 0;
    /// Deletes the calls that no living node owns. \return how many.
    virtual void flush(const std::string& profile,
                       std::function<void(base::Result<std::size_t>)> done) = 0;
};

}  // namespace sofia::recovery
