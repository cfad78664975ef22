#include "unit/sip_sofia/sip_peer.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sofia::test {

namespace {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress address_of(const std::string& ip, std::uint16_t port) {
    SocketAddress address;
    if (ip.find(':') != std::string::npos) {
        auto& in6 = reinterpret_cast<sockaddr_in6&>(address.storage);
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(port);
        inet_pton(AF_INET6, ip.c_str(), &in6.sin6_addr);
        address.size = sizeof(in6);
    } else {
        auto& in4 = reinterpret_cast<sockaddr_in&>(address.storage);
        in4.sin_family = AF_INET;
        in4.sin_port = htons(port);
        inet_pton(AF_INET, ip.c_str(), &in4.sin_addr);
        address.size = sizeof(in4);
    }
    return address;
}

void expect(bool ok, const char* what) {
    if (!ok)
        throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

SipPeer::SipPeer(Step step, std::string ip, std::string transport)
    : step_(std::move(step)), ip_(std::move(ip)), transport_(std::move(transport)) {
    const int type = transport_ == "udp" ? SOCK_DGRAM : SOCK_STREAM;
    auto address = address_of(ip_, 0);
    const int bound = ::socket(address.storage.ss_family, type, 0);
    expect(bound >= 0, "socket");
    expect(::bind(bound, address.raw(), address.size) == 0, "bind");
    expect(::getsockname(bound, address.raw(), &address.size) == 0, "getsockname");
    port_ = ntohs(reinterpret_cast<sockaddr_in&>(address.storage).sin_port);
    if (type == SOCK_DGRAM) {
        socket_ = bound;
    } else {
        listener_ = bound;
        expect(::listen(listener_, 5) == 0, "listen");
        ::fcntl(listener_, F_SETFL, O_NONBLOCK);
    }
}

SipPeer::~SipPeer() {
    if (socket_ >= 0)
        ::close(socket_);
    if (listener_ >= 0)
        ::close(listener_);
}

void SipPeer::connect(const std::string& ip, std::uint16_t port) {
    auto address = address_of(ip, port);
    if (transport_ == "tcp")
        socket_ = ::socket(address.storage.ss_family, SOCK_STREAM, 0);
    expect(::connect(socket_, address.raw(), address.size) == 0, "connect");
}

void SipPeer::disconnect() {
    ::close(std::exchange(socket_, -1));
}

void SipPeer::send(std::string_view text) {
    expect(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) >= 0, "send");
}

void SipPeer::fill_buffer() {
    if (listener_ >= 0 && socket_ < 0)
        socket_ = ::accept(listener_, nullptr, nullptr);
    if (socket_ < 0)
        return;
    std::array<char, 65536> bytes;
    const auto length = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (length > 0)
        buffer_.append(bytes.data(), static_cast<std::size_t>(length));
}

SipText SipPeer::take_stream_message() {
    const auto head_end = buffer_.find("\r\n\r\n");
    if (head_end == std::string::npos)
        return SipText("");
    const SipText head(buffer_.substr(0, head_end + 4));
    const auto length =
        head_end + 4 + std::strtoul(head.header("Content-Length").c_str(), nullptr, 10);
    if (buffer_.size() < length)
        return SipText("");
    SipText message(buffer_.substr(0, length));
    buffer_.erase(0, length);
    return message;
}

SipText SipPeer::receive(std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    do {
        fill_buffer();
        if (transport_ == "udp" && !buffer_.empty())
            return SipText(std::exchange(buffer_, {}));
        if (auto message = take_stream_message(); !message.empty())
            return message;
        step_();
    } while (std::chrono::steady_clock::now() < deadline);
    return SipText("");
}

std::string SipPeer::receive_bytes() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (buffer_.empty() && std::chrono::steady_clock::now() < deadline) {
        step_();
        fill_buffer();
    }
    return std::exchange(buffer_, {});
}

SipText SipPeer::receive_status(int status) {
    for (;;) {
        auto message = receive();
        if (message.empty() || message.status() == status)
            return message;
    }
}

SipText SipPeer::receive_method(std::string_view method) {
    for (;;) {
        auto message = receive();
        if (message.empty() || message.method() == method)
            return message;
    }
}

std::string SipPeer::host_port() const {
    const auto host = ip_.find(':') == std::string::npos ? ip_ : "[" + ip_ + "]";
    return host + ":" + std::to_string(port_);
}

std::string SipPeer::request(std::string_view method,
                             std::string_view uri,
                             unsigned cseq,
                             std::string_view headers,
                             std::string_view branch) {
    const auto fresh = "z9hG4bKpeer" + std::to_string(port_) + "x" + std::to_string(++branches_);
    std::string text;
    text.append(method).append(" ").append(uri).append(" SIP/2.0\r\n");
    text.append("Via: SIP/2.0/").append(transport_ == "udp" ? "UDP " : "TCP ");
    text.append(host_port()).append(";branch=").append(branch.empty() ? fresh : branch);
    text.append("\r\nMax-Forwards: 70\r\nCSeq: ").append(std::to_string(cseq)).append(" ");
    text.append(method).append("\r\n").append(headers);
    if (headers.find("\r\n\r\n") == std::string_view::npos)
        text.append("Content-Length: 0\r\n\r\n");
    return text;
}

}  // namespace sofia::test
