#include "cluster/lease_policy.hpp"

#include <fmt/format.h>

namespace sofia::cluster {

LeaseVerdict judge_lease(base::SteadyTime until, base::SteadyTime now, OnLeaseLost policy) {
    using Kind = LeaseVerdict::Kind;
    const auto seconds = std::chrono::duration<double>(now - until).count();
    if (seconds < 0)
        return {Kind::Serve, fmt::format("the lease runs for another {:.1f} s", -seconds)};
    const auto lost =
        fmt::format("the lease ran out {:.1f} s ago and the database does not answer", seconds);
    if (policy == OnLeaseLost::Stop)
        return {Kind::Leave, lost + ": this node stops"};
    return {Kind::RefuseNew, lost + ": calls that are up go on, new ones get 503"};
}

}  // namespace sofia::cluster
