#include "base/boot_clock.hpp"

#include <ctime>

namespace sofia::base {

BootClock::time_point BootClock::now() noexcept {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + duration(time.tv_nsec));
}

}  // namespace sofia::base
