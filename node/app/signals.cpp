#include "app/signals.hpp"

#include <csignal>
#include <utility>

namespace sofia::app {
namespace {

/// Ends the waiting; from outside it means nothing.
constexpr int kWakeUp = SIGUSR1;

sigset_t handled() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, kWakeUp})
        sigaddset(&set, signal);
    return set;
}

}  // namespace

Signals::Signals() {
    std::signal(SIGPIPE, SIG_IGN);
    const auto set = handled();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signals::~Signals() {
    stop();
}

void Signals::listen(std::function<void(int)> received) {
    thread_ = std::jthread([received = std::move(received)](const std::stop_token& stop) {
        const auto set = handled();
        while (!stop.stop_requested()) {
            const int signal = sigwaitinfo(&set, nullptr);
            if (signal > 0 && signal != kWakeUp && !stop.stop_requested())
                received(signal);
        }
    });
}

void Signals::stop() {
    if (!thread_.joinable())
        return;
    thread_.request_stop();
    pthread_kill(thread_.native_handle(), kWakeUp);
    thread_.join();
}

}  // namespace sofia::app
