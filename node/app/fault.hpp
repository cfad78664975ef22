#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "sip/loop.hpp"
#include "store/worker.hpp"

namespace sofia::app {

/// Lets a thread of the node do nothing for `time`, for tests of those who must notice: "sip" is
/// the loop's, "writer" the store writer's. It begins a moment later, so that a command that asked
/// for it can be answered. Errors: NotFound. Thread: any.
base::Result<void> block_thread(sip::Loop& loop,
                                store::Worker& worker,
                                const std::string& thread,
                                std::chrono::milliseconds time);

/// What the blocked thread does; its name stands in the stack that the watchdog writes.
void stand_still(std::chrono::milliseconds time);

}  // namespace sofia::app
