#pragma once

#include <string>

#include "base/result.hpp"

namespace sofia::app {

/// Goes into the background: forks, leaves the terminal, and the parent exits with 0 once the child
/// says it is up, or with the child's status when it dies before (so that an init script sees a
/// failed start).
class Daemon {
  public:
    /// Forks. Returns in the child only. Thread: main, before all others.
    static Daemon detach();
    /// Tells the waiting parent that the node is up. Called once.
    void tell_ready() noexcept;

  private:
    explicit Daemon(int pipe) : pipe_(pipe) {}
    int pipe_;
};

/// Writes the process id to `file`, which is removed by remove_pid_file(), and keeps it locked
/// until the process ends. What a process that died has left there does not matter. Errors: Invalid
/// when it cannot be written, Exists when another process holds it.
base::Result<void> write_pid_file(const std::string& file);
void remove_pid_file(const std::string& file) noexcept;

/// Raises the limit of open files to what the machine allows: each stream phone is one.
void raise_file_limit() noexcept;

}  // namespace sofia::app
