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

// A turn that handled a message takes longer than this.
constexpr std::chrono::microseconds kIdleTurn{10};
constexpr int kLongestWaitMs = 1;

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
        LOG_WARN(Area::Sip, "event queue of the loop not found: it will spin before timers");
}

void IdleWait::before_poll() noexcept {
    if (event_queue_ < 0)
        return;
    auto now = std::chrono::steady_clock::now();
    if (now - last_poll_ < kIdleTurn) {
        pollfd queue{event_queue_, POLLIN, 0};
        ::poll(&queue, 1, kLongestWaitMs);
        now = std::chrono::steady_clock::now();
    }
    last_poll_ = now;
}

}  // namespace sofia::sip::nta
