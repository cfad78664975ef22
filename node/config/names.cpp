#include "config/names.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "config/route.hpp"

namespace sofia::config {

base::Result<std::string> ask_resolver(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(name.c_str(), nullptr, &hints, &list);
    if (error != 0)
        return base::fail(base::ErrorKind::Unavailable, gai_strerror(error));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, freeaddrinfo);
    for (const int family : {AF_INET, AF_INET6})
        for (const auto* one = list; one != nullptr; one = one->ai_next)
            if (one->ai_family == family)
                return text_of(one->ai_addr);
    return base::fail(base::ErrorKind::Unavailable, "it has no address");
}

struct Names::State {
    /// What is known of one host.
    struct Host {
        std::optional<base::Result<std::string>> answer;
        std::chrono::steady_clock::time_point answered;
        /// When the question that is under way was asked.
        std::optional<std::chrono::steady_clock::time_point> asked;
    };

    State(Ask question, const base::Clock& time) : ask(std::move(question)), clock(time) {}

    const Ask ask;
    const base::Clock& clock;
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Host> hosts;
};

Names::Names(Ask ask, const base::Clock& clock)
    : state_(std::make_shared<State>(std::move(ask), clock)) {}

base::Result<std::string> Names::address_of(const std::string& name,
                                            std::chrono::milliseconds patience) {
    std::unique_lock lock(state_->mutex);
    auto& host = state_->hosts[name];
    const auto is_fresh = [&] {
        return host.answer && state_->clock.steady() - host.answered < kFresh;
    };
    const auto now = state_->clock.steady();
    // A question is lost with its thread when the process becomes a daemon.
    if (!is_fresh() && (!host.asked || now - *host.asked >= kLost)) {
        try {
            std::thread([state = state_, name] {
                auto answer = state->ask(name);
                const std::lock_guard held(state->mutex);
                auto& asked = state->hosts[name];
                // An address that was good stays until there is another one.
                if (answer || !asked.answer || !*asked.answer)
                    asked.answer = std::move(answer);
                asked.answered = state->clock.steady();
                asked.asked.reset();
                state->changed.notify_all();
            }).detach();
            host.asked = now;
        } catch (const std::system_error& error) {
            return base::fail(base::ErrorKind::Unavailable, error.what());
        }
    }
    state_->changed.wait_for(lock, patience, [&] { return !host.asked; });
    if (host.answer)
        return *host.answer;
    return base::fail(base::ErrorKind::Unavailable,
                      "there is no answer yet; a later reload has it");
}

Names& names_of_process() {
    static Names names;
    return names;
}

}  // namespace sofia::config
