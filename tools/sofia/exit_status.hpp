#pragma once

namespace sofia::client {

/// How the program ends; the numbers are part of what scripts rely on.
enum class ExitStatus {
    Done = 0,
    /// The node answered with an error.
    Failed = 1,
    /// Wrong options, or the node was not reached, refused us, or did not answer in time.
    NotReached = 2,
};

}  // namespace sofia::client
