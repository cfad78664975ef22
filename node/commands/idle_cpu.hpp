#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace sofia::commands {

/// How much of the machine's processors nobody used. Thread: SIP.
class IdleCpu {
  public:
    /// `read` gives what /proc/stat says; empty: cannot be read.
    explicit IdleCpu(std::function<std::string()> read = proc_stat);

    /// Percent since it was last asked, or since it was made; what it said last when no time has
    /// been counted since. 100 when nothing is known.
    double percent();

  private:
    struct Ticks {
        std::uint64_t idle = 0;
        std::uint64_t all = 0;
    };
    static std::string proc_stat();
    static Ticks parse(const std::string& stat);

    std::function<std::string()> read_;
    Ticks last_;
    double percent_ = 100;
};

/// "240K/8192K": how large the stack of a thread may grow, and to what that could be raised; an
/// unlimited one shows the first number twice.
std::string stack_sizes();

}  // namespace sofia::commands
