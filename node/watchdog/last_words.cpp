#include "watchdog/last_words.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <execinfo.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/last_line.hpp"

namespace sofia::watchdog {
namespace {

constexpr int kStackSignal = SIGUSR2;
constexpr int kMostFrames = 64;
constexpr std::chrono::milliseconds kPatience{1000};
constexpr timeval kLongestEnd{2, 500'000};

std::atomic<int> stack_descriptor{-1};
std::atomic<bool> stack_written{false};
std::atomic<int> status_of_the_end{1};

/// Runs on the thread whose stack is wanted.
void write_own_stack(int) {
    const int descriptor = stack_descriptor.exchange(-1);
    if (descriptor < 0)
        return;  // Somebody else's signal.
    const int before = errno;
    std::array<void*, kMostFrames> frames{};
    const int count = backtrace(frames.data(), kMostFrames);
    backtrace_symbols_fd(frames.data(), count, descriptor);
    stack_written.store(true, std::memory_order_release);
    errno = before;
}

void end_now(int) {
    _exit(status_of_the_end);
}

void take_signal(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

/// What the kernel calls the place where a thread waits, for example "jbd2_log_wait_commit"; empty
/// when it does not say.
std::string_view place_in_kernel(pid_t thread, std::array<char, 64>& place) noexcept {
    std::array<char, 64> path{};
    fmt::format_to_n(path.data(), path.size() - 1, "/proc/self/task/{}/wchan", thread);
    const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    const auto length = read(file, place.data(), place.size());
    close(file);
    return {place.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

}  // namespace

void prepare_last_words() {
    std::array<void*, 1> frame{};
    backtrace(frame.data(), 1);
    take_signal(kStackSignal, write_own_stack);
    take_signal(SIGALRM, end_now);
}

bool write_stack(pid_t thread, int descriptor, std::chrono::milliseconds patience) noexcept {
    stack_written = false;
    stack_descriptor = descriptor;
    if (syscall(SYS_tgkill, getpid(), thread, kStackSignal) != 0) {
        stack_descriptor = -1;
        return false;
    }
    constexpr timespec kPause{0, 5'000'000};
    for (auto left = patience / std::chrono::milliseconds(5); left > 0; --left) {
        if (stack_written.load(std::memory_order_acquire))
            return true;
        nanosleep(&kPause, nullptr);
    }
    // Only if the handler has not begun; one that has begun goes on writing.
    stack_descriptor = -1;
    return stack_written;
}

void end_with_last_words(std::string_view reason, pid_t thread, int exit_code) noexcept {
    // From here on the end comes, even if the log is on a disk that hangs.
    status_of_the_end = exit_code;
    const itimerval limit{{0, 0}, kLongestEnd};
    setitimer(ITIMER_REAL, &limit, nullptr);
    std::array<char, 512> text{};
    const auto say = [&text](std::size_t length) {
        base::write_last_line(base::LogLevel::Error,
                              base::Area::Watchdog,
                              {text.data(), std::min(text.size(), length)});
    };
    say(fmt::format_to_n(text.data(),
                         text.size(),
                         "{}: the process ends now with status {}, its calls can be recovered",
                         reason,
                         exit_code)
            .size);
    if (thread != 0) {
        say(fmt::format_to_n(
                text.data(), text.size(), "stack of thread {}, innermost first:", thread)
                .size);
        std::array<char, 64> place{};
        if (!write_stack(thread, base::last_line_descriptor(), kPatience))
            say(fmt::format_to_n(text.data(),
                                 text.size(),
                                 "thread {} does not answer, it waits in the kernel: {}",
                                 thread,
                                 place_in_kernel(thread, place))
                    .size);
    }
    _exit(exit_code);
}

}  // namespace sofia::watchdog
