#include "app/signals.hpp"

#include <csignal>
#include <ctime>
#include <utility>

namespace sofia::app {
namespace {

sigset_t handled() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

}  // namespace

Signals::Signals() {
    std::signal(SIGPIPE, SIG_IGN);
    const auto set = handled();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signals::~Signals() = default;

void Signals::listen(std::function<void(int)> received) {
    thread_ = std::jthread([received = std::move(received)](const std::stop_token& stop) {
        const auto set = handled();
        const timespec look_up_every{0, 100'000'000};
        while (!stop.stop_requested())
            if (const int signal = sigtimedwait(&set, nullptr, &look_up_every); signal > 0)
                received(signal);
    });
}

void Signals::stop() {
    thread_ = {};  // Assigning to a jthread asks the old thread to stop and joins it.
}

}  // namespace sofia::app
