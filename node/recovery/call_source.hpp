#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "model/call_piece.hpp"

namespace sofia::recovery {

/// Where calls are claimed: store::Worker in the node, a scripted one in tests. Completions come on
/// the SIP thread, once.
class CallSource {
  public:
    virtual ~CallSource() = default;
    /// Makes every call of the range that is of an older epoch ours and gives those of the range
    /// that are ours, in order of id. Safe to repeat.
    virtual void claim(model::CallRange range,
                       std::function<void(base::Result<model::CallPiece>)> done) = 0;
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
