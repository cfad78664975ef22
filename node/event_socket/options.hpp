#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "bus/bus.hpp"
#include "event_socket/rights.hpp"
#include "model/event.hpp"

namespace sofia::event_socket {

/// How the event socket listens and what it allows.
struct Options {
    /// IPv4 or IPv6 address; "::" serves both.
    std::string address = "127.0.0.1";
    /// 0 takes a free port.
    std::uint16_t port = 8021;
    /// What `auth` must give; must not be empty.
    std::string password = {};
    /// Whether an address may connect; without it every address may. Called on the IO thread.
    std::function<bool(const std::string& address)> allowed = {};
    /// Finds a user of the directory who may log in with `userauth`; an empty domain is the node's.
    /// Without it nobody may. Called on the IO thread.
    std::function<std::optional<Account>(const std::string& user, const std::string& domain)>
        find_account = {};
    /// Told of each event that a client sends, before it is on the bus. Called on the IO thread.
    std::function<void(const model::Event& event)> on_event = {};
    /// Connections at once; one more is turned away.
    std::size_t max_clients = 100;
    /// Time that a connection has to authenticate before it is closed.
    std::chrono::milliseconds auth_limit = std::chrono::seconds(25);
    /// The node as events name it, for the servers that steer calls.
    bus::Identity identity = {};
    /// Time that a server has to take a connection that it is to steer a call on.
    std::chrono::milliseconds connect_limit = std::chrono::seconds(5);
    /// The longest command, with headers and body.
    std::size_t command_limit_bytes = 10 * 1024 * 1024;
    /// A client that has not taken this much output is disconnected when more comes.
    std::size_t output_limit_bytes = 16 * 1024 * 1024;
    /// Events, and log lines, that wait for the IO thread before some are dropped.
    std::size_t queue_limit = 20000;
};

/// Runs one command line such as "sofia status" and calls `reply` once with its output, now or
/// later, on any thread. A reply that is destroyed without having been called answers nothing.
using CommandRunner =
    std::function<void(std::string line, std::function<void(std::string output)> reply)>;

}  // namespace sofia::event_socket
