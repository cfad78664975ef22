#include "commands/idle_cpu.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include <sys/resource.h>

#include <fmt/format.h>

namespace sofia::commands {

IdleCpu::IdleCpu(std::function<std::string()> read) : read_(std::move(read)) {
    last_ = parse(read_());
}

double IdleCpu::percent() {
    const auto now = parse(read_());
    if (now.all > last_.all && now.idle >= last_.idle) {
        percent_ = 100.0 * static_cast<double>(now.idle - last_.idle) /
                   static_cast<double>(now.all - last_.all);
        last_ = now;
    }
    return percent_;
}

std::string IdleCpu::proc_stat() {
    std::ifstream file("/proc/stat");
    std::string line;
    std::getline(file, line);
    return line;
}

IdleCpu::Ticks IdleCpu::parse(const std::string& stat) {
    // proc(5): "cpu user nice system idle iowait irq ...", summed over the processors.
    constexpr int kIdle = 3;
    std::istringstream words(stat);
    std::string name;
    words >> name;
    Ticks ticks;
    std::uint64_t value = 0;
    for (int column = 0; words >> value; ++column) {
        ticks.all += value;
        if (column == kIdle)
            ticks.idle = value;
    }
    return ticks;
}

std::string stack_sizes() {
    rlimit limit{};
    getrlimit(RLIMIT_STACK, &limit);
    const auto most = limit.rlim_max == RLIM_INFINITY ? limit.rlim_cur : limit.rlim_max;
    const auto kilobytes = [](rlim_t bytes) { return bytes == RLIM_INFINITY ? 0 : bytes / 1024; };
    return fmt::format("{}K/{}K", kilobytes(limit.rlim_cur), kilobytes(most));
}

}  // namespace sofia::commands
