#include "sip/sofia/message_tap.hpp"

#include <array>
#include <chrono>
#include <map>
#include <string>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.hpp"
#include "sip/sofia/guard.hpp"

namespace sofia::sip::nta {
namespace {

// As many pieces as the stack itself prints.
constexpr std::size_t kMostPieces = 80;

/// The way to the capture server.
class CopySocket {
  public:
    CopySocket() = default;
    ~CopySocket() { close(); }
    CopySocket(const CopySocket&) = delete;
    CopySocket& operator=(const CopySocket&) = delete;

    void aim(const std::optional<CaptureServer>& server) {
        if (socket_ >= 0 && server && *server == server_)
            return;
        close();
        if (!server)
            return;
        server_ = *server;
        sockaddr_storage to{};
        socklen_t length = sizeof(sockaddr_in);
        auto* v4 = reinterpret_cast<sockaddr_in*>(&to);
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&to);
        if (inet_pton(AF_INET, server->ip.c_str(), &v4->sin_addr) == 1) {
            v4->sin_family = AF_INET;
            v4->sin_port = htons(server->port);
        } else {
            to = {};
            inet_pton(AF_INET6, server->ip.c_str(), &v6->sin6_addr);
            v6->sin6_family = AF_INET6;
            v6->sin6_port = htons(server->port);
            length = sizeof(sockaddr_in6);
        }
        socket_ = ::socket(to.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&to), length) != 0) {
            LOG_WARN(Area::Sip, "no way to the capture server {}", server->ip);
            close();
        }
    }
    bool is_open() const noexcept { return socket_ >= 0; }
    void send(const CapturedMessage& message) {
        if (socket_ < 0)
            return;
        const auto packet = hep_packet(message, server_.capture_id);
        if (!packet.empty())
            static_cast<void>(
                ::send(socket_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    }

  private:
    void close() {
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
    }
    CaptureServer server_;
    int socket_ = -1;
};

// All endpoints of a thread share them. SIP thread only.
thread_local std::map<const tport_t*, Taps> taps_of_sockets;
thread_local CopySocket copies;

Address address_of(const su_sockaddr_t& address, std::string_view transport) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* from = address.su_family == AF_INET
                           ? static_cast<const void*>(&address.su_sin.sin_addr)
                           : static_cast<const void*>(&address.su_sin6.sin6_addr);
    inet_ntop(address.su_family, from, text.data(), text.size());
    return {text.data(), ntohs(address.su_port), std::string(transport)};
}

std::string text_of(msg_t* message) {
    std::array<msg_iovec_t, kMostPieces> pieces{};
    const auto count = static_cast<std::size_t>(msg_iovec(message, pieces.data(), pieces.size()));
    std::string text;
    for (std::size_t at = 0; at < std::min(count, pieces.size()); ++at)
        text.append(static_cast<const char*>(pieces[at].siv_base), pieces[at].siv_len);
    return text;
}

void copy(const tport_t* socket, msg_t* message, std::string_view what) {
    const auto* local = tport_get_address(socket);
    const auto* remote = msg_addr(message);
    if (local == nullptr || local->ai_addr == nullptr || remote == nullptr)
        return;
    const std::string_view proto = tport_name(socket)->tpn_proto;
    auto ours = address_of(*reinterpret_cast<const su_sockaddr_t*>(local->ai_addr), proto);
    auto theirs = address_of(*remote, proto);
    const bool received = what == "recv";
    const auto text = text_of(message);
    copies.send({received ? theirs : ours,
                 received ? ours : theirs,
                 std::chrono::duration_cast<std::chrono::microseconds>(
                     std::chrono::system_clock::now().time_since_epoch()),
                 text});
}

}  // namespace

void tap_messages(nta_agent_t* agent, const Taps& taps) {
    for (auto* socket = tport_primaries(nta_agent_tports(agent)); socket != nullptr;
         socket = tport_next(socket)) {
        if (taps.trace || taps.capture)
            taps_of_sockets[socket] = taps;
        else
            taps_of_sockets.erase(socket);
    }
}

void send_copies_to(const std::optional<CaptureServer>& server) {
    copies.aim(server);
}

bool has_way_for_copies() {
    return copies.is_open();
}

/// Copies a message as its socket's taps say. \return whether it is to be traced as well.
bool take_copy(const tport_t* transport, msg_t* message, const char* what) noexcept {
    const auto* socket = tport_parent(transport);
    const auto found = taps_of_sockets.find(socket);
    if (found == taps_of_sockets.end())
        return true;
    if (found->second.capture)
        guarded("capture", [&] { copy(socket, message, what); });
    return found->second.trace;
}

}  // namespace sofia::sip::nta

/// Stands before the library's function of this name, which traces a message, as su_vsend() does
/// (outgoing_gate.cpp). `what` is "send" or "recv".
extern "C" void tport_log_msg(
    tport_t* transport, msg_t* message, const char* what, const char* via, su_time_t now) {
    using LogMessage = decltype(&tport_log_msg);
    static const auto library_log = reinterpret_cast<LogMessage>(dlsym(RTLD_NEXT, "tport_log_msg"));
    if (sofia::sip::nta::take_copy(transport, message, what))
        library_log(transport, message, what, via, now);
}
