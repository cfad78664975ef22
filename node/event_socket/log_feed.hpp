#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/executor.hpp"
#include "event_socket/log_record.hpp"

namespace sofia::event_socket {

/// Carries the node's log lines to one executor for as long as it lives; lines beyond a bounded
/// queue are dropped. It takes the place of base::set_log_listener(), which all feeds share.
/// Thread: made and destroyed on any; what it calls must not log, or it would feed itself.
class LogFeed {
  public:
    /// Calls `deliver` on `executor` for each line; at most `limit` lines wait.
    LogFeed(base::Executor& executor,
            std::size_t limit,
            std::function<void(const LogRecord&)> deliver);
    ~LogFeed();
    LogFeed(const LogFeed&) = delete;
    LogFeed& operator=(const LogFeed&) = delete;

  private:
    class Queue;
    std::shared_ptr<Queue> queue_;
};

}  // namespace sofia::event_socket
