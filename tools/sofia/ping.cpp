#include "sofia/ping.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <random>

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sip/uri.hpp"
#include "sofia/sockets.hpp"

namespace sofia::client {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{2000};
/// T1 and T2 of RFC 3261 17.1.1.1: the first and the longest pause between repetitions.
constexpr std::chrono::milliseconds kFirstPause{500};
constexpr std::chrono::milliseconds kLongestPause{4000};

/// A connected socket that closes itself.
struct Socket {
    explicit Socket(int descriptor) : fd(descriptor) {}
    ~Socket() { close(fd); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    const int fd;
};

/// "192.0.2.1:40000" or "[2001:db8::1]:40000": our end of a connected socket.
std::string local_address(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, 64> host{};
    std::array<char, 8> port{};
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    getnameinfo(reinterpret_cast<sockaddr*>(&address),
                size,
                host.data(),
                host.size(),
                port.data(),
                port.size(),
                NI_NUMERICHOST | NI_NUMERICSERV);
    const std::string ip = host.data();
    return (address.ss_family == AF_INET6 ? "[" + ip + "]" : ip) + ":" + port.data();
}

/// For Call-ID, branch and tag, which must not be those of another ping.
std::string unique_word() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}", random(), random(), random());
}

std::string options_request(const sip::Uri& uri,
                            bool stream,
                            const std::string& local,
                            const std::string& call_id) {
    const auto host = local.substr(0, local.rfind(':'));
    return fmt::format(
        "OPTIONS {0} SIP/2.0\r\n"
        "Via: SIP/2.0/{1} {2};branch=z9hG4bK{3};rport\r\n"
        "Max-Forwards: 70\r\n"
        "From: <sip:ping@{4}>;tag={3}\r\n"
        "To: <{0}>\r\n"
        "Call-ID: {3}\r\n"
        "CSeq: 1 OPTIONS\r\n"
        "Accept: application/sdp\r\n"
        "Content-Length: 0\r\n\r\n",
        uri.str(),
        stream ? "TCP" : "UDP",
        local,
        call_id,
        host);
}

base::Result<void> send_all(int fd, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            return base::fail(base::ErrorKind::Unavailable, std::strerror(errno));
        else if (!wait_for(fd, POLLOUT, deadline))
            return timed_out("room to send");
    }
    return {};
}

/// Takes what has come into `bytes`: one message of a datagram socket, more of a stream.
base::Result<void> take_in(int fd, bool stream, std::string& bytes) {
    std::array<char, 65536> buffer;
    const auto length = recv(fd, buffer.data(), buffer.size(), 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return {};
    if (length < 0)
        return base::fail(base::ErrorKind::Unavailable, std::strerror(errno));
    if (length == 0 && stream)
        return base::fail(base::ErrorKind::Unavailable, "the connection was closed");
    if (!stream)
        bytes.clear();
    bytes.append(buffer.data(), static_cast<std::size_t>(length));
    return {};
}

/// Drops complete provisional responses (they have no body) from the front of a stream.
void drop_provisional(std::string& bytes) {
    while (bytes.starts_with("SIP/2.0 1")) {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        bytes.erase(0, end + 4);
    }
}

}  // namespace

std::optional<std::string> final_answer(std::string_view bytes, std::string_view call_id) {
    const auto head = bytes.substr(0, bytes.find("\r\n\r\n"));
    const auto line = head.substr(0, head.find("\r\n"));
    if (head.size() == bytes.size() || !line.starts_with("SIP/2.0 ") || line.size() < 11 ||
        line[8] < '2' || line[8] > '6')
        return std::nullopt;
    const bool ours = head.find(fmt::format("\r\nCall-ID: {}", call_id)) != head.npos ||
                      head.find(fmt::format("\r\ni: {}", call_id)) != head.npos;
    return ours ? std::optional<std::string>(line) : std::nullopt;
}

base::Result<PingAnswer> ping(const std::string& text, std::chrono::milliseconds timeout) {
    const auto uri = sip::Uri::parse(text);
    if (!uri || uri->scheme != "sip")
        return base::fail(base::ErrorKind::Invalid, fmt::format("'{}' is not a SIP URI", text));
    const auto transport = base::lower(sip::find_param(uri->params, "transport").value_or("udp"));
    if (transport != "udp" && transport != "tcp")
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("transport '{}': expected udp or tcp", transport));
    const bool stream = transport == "tcp";
    const auto began = Clock::now();
    const auto deadline = began + (timeout.count() > 0 ? timeout : kPatience);
    const std::uint16_t port = uri->port == 0 ? 5060 : uri->port;
    const auto fd = connect_to(uri->host, port, stream ? SOCK_STREAM : SOCK_DGRAM, deadline);
    if (!fd)
        return tl::unexpected(fd.error());
    const Socket socket(*fd);
    const auto call_id = unique_word();
    const auto request = options_request(*uri, stream, local_address(socket.fd), call_id);
    std::string received;
    auto pause = kFirstPause;
    auto repeat = began;
    while (true) {
        if (Clock::now() >= repeat) {
            if (const auto sent = send_all(socket.fd, request, deadline); !sent)
                return tl::unexpected(sent.error());
            repeat = stream ? deadline : Clock::now() + pause;
            pause = std::min(pause * 2, kLongestPause);
        }
        if (wait_for(socket.fd, POLLIN, std::min(repeat, deadline))) {
            if (const auto taken = take_in(socket.fd, stream, received); !taken)
                return tl::unexpected(taken.error());
            if (stream)
                drop_provisional(received);
            if (auto line = final_answer(received, call_id))
                return PingAnswer{
                    std::move(*line),
                    std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began)};
        } else if (Clock::now() >= deadline) {
            return timed_out(fmt::format("answer from {}", text));
        }
    }
}

}  // namespace sofia::client
