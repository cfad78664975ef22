#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sofia/frame.hpp"
#include "sofia/settings.hpp"
#include "sofia/sockets.hpp"

namespace sofia::client {

/// An authenticated connection to a node. Every wait has its end. Thread: one.
class NodeLink {
  public:
    /// Connects to the node and authenticates, within the connect timeout; with `retry` again each
    /// second for two minutes. Errors: Unavailable when it cannot be reached or refuses us,
    /// Timeout.
    static base::Result<std::unique_ptr<NodeLink>> open(const Settings& settings);
    ~NodeLink();
    NodeLink(const NodeLink&) = delete;
    NodeLink& operator=(const NodeLink&) = delete;

    /// Runs a command line on the node. \return its output as the node sent it.
    /// Errors: Timeout after the command timeout, Unavailable when the connection breaks.
    base::Result<std::string> api(std::string_view line);
    /// Sends a command of the protocol, such as "event plain ALL". \return its Reply-Text.
    /// Errors: as api().
    base::Result<std::string> command(std::string_view line);
    /// Takes in what the node sent by itself, for when descriptor() is readable.
    /// Errors: Unavailable when the connection has ended.
    base::Result<void> take_in();
    /// Called with each event, log line and notice that comes, also while a reply is awaited.
    void on_frame(std::function<void(const Frame&)> callback) { on_frame_ = std::move(callback); }
    /// The socket, for poll().
    int descriptor() const noexcept { return fd_; }

  private:
    NodeLink(int fd, std::chrono::milliseconds command_timeout)
        : fd_(fd), command_timeout_(command_timeout) {}
    static base::Result<std::unique_ptr<NodeLink>> try_once(const Settings& settings);
    base::Result<void> authenticate(const Settings& settings, Deadline deadline);
    /// Which frames are an answer.
    using Types = std::initializer_list<std::string_view>;
    base::Result<Frame> ask(std::string_view text, Types types);
    base::Result<Frame> await(Types types, Deadline deadline);
    base::Result<void> send(std::string_view bytes, Deadline deadline);
    base::Result<void> receive();

    const int fd_;
    const std::chrono::milliseconds command_timeout_;
    FrameReader reader_;
    std::function<void(const Frame&)> on_frame_ = [](const Frame&) {};
};

}  // namespace sofia::client
