#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace sofia::cluster {

/// A profile whose sockets could not be opened, and why.
struct NotOpen {
    std::string profile;
    std::string reason;
    /// Waiting may help: the address is not on this machine yet, or another process still has it.
    bool may_pass = false;
    /// The node must not serve without it (shutdown-on-fail).
    bool is_needed = false;
};

/// What to do after a try to open the profiles of a node that is being promoted.
struct BindDecision {
    enum class Kind {
        Serve,     ///< with what is open
        TryAgain,  ///< after kBindPause
        GiveUp,    ///< nothing is open, or not what is needed: the node cannot be active
    };
    Kind kind = Kind::Serve;
    /// What is missing, in words; empty when nothing is.
    std::string reason;
};

/// Between two tries, and how long a promotion tries: the address of a cluster comes to the machine
/// before the promotion (ADR 0007), but the kernel may take a moment (IPv6 looks for duplicates for
/// a second or two), and the last owner of the port may just be dying.
constexpr base::Milliseconds kBindPause{20};
constexpr base::Milliseconds kBindPatience{5000};

/// The next step when `open` profiles are open and `missing` are not, `elapsed` after the first
/// try. One open profile is enough to serve, unless a missing one is needed: the others' users are
/// better off than with nothing on any node. Pure.
BindDecision decide_bind(std::size_t open,
                         const std::vector<NotOpen>& missing,
                         base::Milliseconds elapsed);

}  // namespace sofia::cluster
