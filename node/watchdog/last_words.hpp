#pragma once

#include <chrono>
#include <string_view>

#include <sys/types.h>

namespace sofia::watchdog {

/// Makes write_stack() possible: takes SIGUSR2 and loads what unwinding needs, which could hang
/// when it is wanted. Called once, before anything is watched.
void prepare_last_words();

/// Has `thread` of this process write its own stack to `descriptor`, one frame a line: program,
/// function with its mangled name (c++filt reads it) or offset (addr2line does). It takes no lock
/// of ours. \return false when the thread did not do so within `patience`: it is stuck in the
/// kernel, or gone. One caller at a time.
bool write_stack(pid_t thread, int descriptor, std::chrono::milliseconds patience) noexcept;

/// Ends the process with `exit_code` after writing `reason` at error, and the stack of `thread`
/// unless 0, to the log past the logger's locks. Nothing is closed, flushed or sent. However much
/// hangs, it takes no longer than three seconds.
[[noreturn]] void end_with_last_words(std::string_view reason,
                                      pid_t thread,
                                      int exit_code) noexcept;

}  // namespace sofia::watchdog
