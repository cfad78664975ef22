#include "cluster/freeze_guard.hpp"

#include <algorithm>

namespace sofia::cluster {
namespace {

// The loop turns four times a second by itself; a busy machine may skip some of that.
constexpr base::Milliseconds kLeast{1000};
constexpr base::Milliseconds kMost{3000};

}  // namespace

base::Milliseconds longest_pause(base::Milliseconds lease) {
    return std::clamp(lease / 3, kLeast, kMost);
}

}  // namespace sofia::cluster
