#pragma once

namespace sofia::app {

/// How the process ends.
enum class ExitCode : int {
    Ok = 0,
    Failed = 1,
    BadOptions = 2,
    /// Another node has taken the cluster name (see cluster::Role).
    Fenced = 3,
    /// The watchdog has ended it: a thread or a profile's transport had stopped (ADR 0006).
    Watchdog = 4,
    /// The lease ran out and the node was told to stop then (`--on-lease-lost stop`).
    LeaseLost = 5,
};

}  // namespace sofia::app
