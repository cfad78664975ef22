#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "call/image.hpp"
#include "model/tracked_call.hpp"

namespace sofia::call {

/// The version that this program writes. It reads this one and the one before: 1 knows neither
/// session timers nor who takes UPDATE.
inline constexpr int kSnapshotVersion = 2;

/// The row for a call: typed columns and the snapshot. Cluster, owner, epoch and sequence are left
/// to the store.
model::TrackedCall to_row(const CallImage& image);

/// The call of a row. Fields that this version does not know are skipped.
/// Errors: Unsupported (a version that we cannot read), Invalid (damaged text; says which field).
base::Result<CallImage> from_row(const model::TrackedCall& row);

}  // namespace sofia::call
