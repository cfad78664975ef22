#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// What a request must show to mean a leg of a call: its Call-ID and our tag.
struct DialogKey {
    std::string call_id;
    std::string local_tag;

    bool operator==(const DialogKey&) const = default;
};

/// One answered call of two legs as one row. Typed columns are what people query; the rest of the
/// call (dialogs, media, variables) is the versioned `snapshot`, which only call/snapshot reads.
struct TrackedCall {
    base::CallUuid uuid;
    base::ClusterName cluster;
    /// The node that owns the call now.
    base::NodeName owner;
    /// The owner's epoch; a write with a smaller epoch than the row's changes nothing.
    base::Epoch epoch{0};
    /// Rises with each write of one owner, so that a repeated or late write is harmless.
    std::int64_t sequence = 0;
    /// The profile on which the caller's leg arrived.
    std::string profile;
    std::string caller_id_name;
    std::string caller_id_number;
    std::string destination;
    /// "active" or "held".
    std::string state;
    base::WallTime created{};
    base::WallTime answered{};
    /// The caller's leg (a) and the callee's leg (b).
    DialogKey a;
    DialogKey b;
    /// Version of the snapshot's form; version N of the node reads N and N-1.
    int snapshot_version = 0;
    std::string snapshot;

    bool operator==(const TrackedCall&) const = default;
};

}  // namespace sofia::model
