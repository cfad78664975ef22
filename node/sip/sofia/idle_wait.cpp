#include "sip/sofia/idle_wait.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

#include <poll.h>

#include "base/log.hpp"

namespace sofia::sip::nta {

namespace {

constexpr std::chrono::milliseconds kShortest{1};
constexpr std::chrono::milliseconds kLongest{1000};

}  // namespace

std::set<int> IdleWait::event_queues() {
    std::set<int> queues;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        std::error_code gone;
        if (std::filesystem::read_symlink(entry.path(), gone) != "anon_inode:[eventpoll]")
            continue;
        const auto name = entry.path().filename().string();
        int descriptor = -1;
        std::from_chars(name.data(), name.data() + name.size(), descriptor);
        queues.insert(descriptor);
    }
    return queues;
}

IdleWait::IdleWait(const std::set<int>& before) {
    const auto after = event_queues();
    std::vector<int> added;
    std::set_difference(
        after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
    if (added.size() == 1)
        event_queue_ = added.front();
    else
        LOG_WARN(Area::Sip, "event queue of the loop not found: it will look every millisecond");
}

void IdleWait::wait(std::chrono::milliseconds time) noexcept {
    const auto bounded = std::clamp(time, kShortest, kLongest);
    pollfd queue{event_queue_, POLLIN, 0};
    if (event_queue_ >= 0)
        ::poll(&queue, 1, static_cast<int>(bounded.count()));
    else
        ::poll(nullptr, 0, static_cast<int>(kShortest.count()));
}

}  // namespace sofia::sip::nta
