#include "sofia/node_link.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace sofia::client {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRetries = 120;
constexpr std::chrono::seconds kRetryPause{1};

}  // namespace

base::Result<std::unique_ptr<NodeLink>> NodeLink::open(const Settings& settings) {
    auto link = try_once(settings);
    for (int again = 0; settings.retry && !link && again < kRetries; ++again) {
        std::this_thread::sleep_for(kRetryPause);
        link = try_once(settings);
    }
    return link;
}

base::Result<std::unique_ptr<NodeLink>> NodeLink::try_once(const Settings& settings) {
    const auto deadline = Clock::now() + settings.connect_timeout;
    const auto fd = connect_to(settings.host, settings.port, SOCK_STREAM, deadline);
    if (!fd)
        return tl::unexpected(fd.error());
    std::unique_ptr<NodeLink> link(new NodeLink(*fd, settings.command_timeout));
    if (const auto done = link->authenticate(settings, deadline); !done)
        return tl::unexpected(done.error());
    return link;
}

NodeLink::~NodeLink() {
    close(fd_);
}

base::Result<void> NodeLink::authenticate(const Settings& settings, Deadline deadline) {
    if (const auto greeting = await({"auth/request"}, deadline); !greeting)
        return tl::unexpected(greeting.error());
    const auto secret = settings.user.empty()
                            ? fmt::format("auth {}\n\n", settings.password)
                            : fmt::format("userauth {}:{}\n\n", settings.user, settings.password);
    if (const auto sent = send(secret, deadline); !sent)
        return sent;
    const auto reply = await({"command/reply"}, deadline);
    if (!reply)
        return tl::unexpected(reply.error());
    if (reply->header("Reply-Text") != "+OK accepted")
        return base::fail(
            base::ErrorKind::Unavailable,
            fmt::format("{} port {} refused the password", settings.host, settings.port));
    return {};
}

base::Result<std::string> NodeLink::api(std::string_view line) {
    // The header asks a FreeSWITCH for its console's aliases; our node has none and ignores it.
    // What a user may not run is refused by a reply.
    return ask(fmt::format("api {}\nconsole_execute: true\n\n", line),
               {"api/response", "command/reply"})
        .map([](Frame frame) {
            return frame.type() == "api/response" ? std::move(frame.body)
                                                  : std::string(frame.header("Reply-Text"));
        });
}

base::Result<std::string> NodeLink::command(std::string_view line) {
    return ask(fmt::format("{}\n\n", line), {"command/reply"}).map([](const Frame& frame) {
        return std::string(frame.header("Reply-Text"));
    });
}

base::Result<void> NodeLink::take_in() {
    if (const auto received = receive(); !received)
        return received;
    while (true) {
        const auto frame = reader_.next();
        if (!frame)
            return tl::unexpected(frame.error());
        if (!*frame)
            return {};
        on_frame_(**frame);
    }
}

base::Result<Frame> NodeLink::ask(std::string_view text, Types types) {
    const auto deadline =
        command_timeout_.count() > 0 ? Deadline(Clock::now() + command_timeout_) : std::nullopt;
    if (const auto sent = send(text, deadline); !sent)
        return tl::unexpected(sent.error());
    return await(types, deadline);
}

/// The next frame of one of the types; others go to on_frame_.
base::Result<Frame> NodeLink::await(Types types, Deadline deadline) {
    while (true) {
        auto frame = reader_.next();
        if (!frame)
            return tl::unexpected(frame.error());
        if (*frame && std::find(types.begin(), types.end(), (*frame)->type()) != types.end())
            return std::move(**frame);
        if (*frame && (*frame)->type() == "text/rude-rejection")
            return base::fail(base::ErrorKind::Unavailable,
                              "the node refused the connection: " + (*frame)->body);
        if (*frame) {
            on_frame_(**frame);
            continue;
        }
        if (!wait_for(fd_, POLLIN, deadline))
            return timed_out("answer");
        if (const auto received = receive(); !received)
            return tl::unexpected(received.error());
    }
}

base::Result<void> NodeLink::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            return base::fail(base::ErrorKind::Unavailable, "the node has closed the connection");
        else if (!wait_for(fd_, POLLOUT, deadline))
            return timed_out("room to send");
    }
    return {};
}

/// Reads once what is there. Errors: Unavailable at the end of the connection.
base::Result<void> NodeLink::receive() {
    std::array<char, 65536> bytes;
    const auto length = recv(fd_, bytes.data(), bytes.size(), 0);
    if (length > 0)
        reader_.feed({bytes.data(), static_cast<std::size_t>(length)});
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        return base::fail(base::ErrorKind::Unavailable, "the node has closed the connection");
    return {};
}

}  // namespace sofia::client
