#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "model/node_sign.hpp"

namespace sofia::store {

/// A node that has given no sign for so long is not listed any more.
inline constexpr base::Milliseconds kSignsKept = std::chrono::hours(24);

/// A sign from the columns of cluster_nodes. `age_ms` by the database's clock.
inline model::SeenSign seen_sign(std::string node,
                                 std::string role,
                                 std::int64_t epoch,
                                 std::int64_t age_ms,
                                 std::string config_digest,
                                 std::string version) {
    return {{base::NodeName(std::move(node)),
             std::move(role),
             base::Epoch{epoch},
             std::move(config_digest),
             std::move(version)},
            base::Milliseconds(age_ms)};
}

}  // namespace sofia::store
