// The event socket of a node, and what its heartbeat tells.

#include <algorithm>
#include <utility>

#include "app/identity.hpp"
#include "app/node.hpp"
#include "commands/waits_for_bindings.hpp"
#include "sip/sofia/factory.hpp"

namespace sofia::app {

base::Result<void> Node::open_event_socket() {
    event_socket::Options options;
    options.address = options_.event_socket.ip;
    options.port = options_.event_socket.port;
    options.password = options_.event_socket.password;
    options.allowed = [lists = options_.event_socket.acl,
                       acl = services_.settings.acl](const std::string& address) {
        return lists.empty() || std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
                   return acl->check(list, address).allowed;
               });
    };
    options.find_account = [this](const std::string& user, const std::string& domain) {
        return accounts_.find(user, domain);
    };
    options.identity = identity_of(options_, *configuration_, core_uuid_);
    options.on_event = [this](const model::Event& event) {
        loop_->post([this, event] { presence_.on_event(event); });
    };
    auto runner = [this](std::string line, std::function<void(std::string)> reply) {
        base::Executor& executor =
            commands::is_for_a_held_node(line) ? sip::held_loop(*loop_).control() : *loop_;
        executor.post(
            [this, line = std::move(line), reply = std::move(reply)] { run_command(line, reply); });
    };
    auto server = event_socket::Server::start(std::move(options), std::move(runner), bus_);
    if (!server)
        return tl::unexpected(server.error());
    event_socket_ = std::move(*server);
    services_.steer = [this](call::SteeredCall call) {
        return event_socket_ ? event_socket_->steer(std::move(call)) : nullptr;
    };
    heartbeat_ = std::make_unique<event_socket::Heartbeat>(
        *loop_, bus_, [this, cpu = commands::IdleCpu{}]() mutable {
            auto now = vitals();
            now.idle_cpu = cpu.percent();
            return now;
        });
    return {};
}

event_socket::Vitals Node::vitals() const {
    event_socket::Vitals vitals;
    vitals.uptime = std::chrono::duration_cast<std::chrono::milliseconds>(
        base::system_clock().steady() - started_);
    vitals.sessions = static_cast<std::int64_t>(calls_.size());
    vitals.sessions_since_start = static_cast<std::int64_t>(calls_.total());
    vitals.max_sessions = services_.settings.max_sessions;
    vitals.most_per_second = services_.settings.sessions_per_second;
    vitals.per_second = calls_.added_in_second(base::system_clock().steady());
    const auto& load = context_.load;
    const auto signed_of = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    vitals.peak_per_second = signed_of(load.rate_peak());
    vitals.recent_peak_per_second = signed_of(load.recent_rate_peak());
    vitals.peak = signed_of(calls_.peak());
    vitals.recent_peak = signed_of(load.recent_peak());
    vitals.version = context_.facts.version;
    return vitals;
}

}  // namespace sofia::app
