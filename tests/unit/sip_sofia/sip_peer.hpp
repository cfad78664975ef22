#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "unit/sip_sofia/sip_text.hpp"

namespace sofia::test {

/// A bare UDP or TCP socket that speaks what the test writes. It does not block: `step` lets the
/// node under test run while the peer waits. Thread: one.
class SipPeer {
  public:
    using Step = std::function<void()>;

    /// Binds a free port of `ip` (a literal). `transport` is "udp" or "tcp".
    SipPeer(Step step, std::string ip = "127.0.0.1", std::string transport = "udp");
    ~SipPeer();
    SipPeer(const SipPeer&) = delete;
    SipPeer& operator=(const SipPeer&) = delete;

    /// Where send() goes; a TCP peer connects.
    void connect(const std::string& ip, std::uint16_t port);
    /// Closes a TCP peer's connection; its port still takes new ones.
    void disconnect();
    /// Sends bytes as they are.
    void send(std::string_view text);
    /// The next message, empty when none comes in time.
    SipText receive(std::chrono::milliseconds within = std::chrono::milliseconds(2000));
    /// The next message that is a response with this status or a request with this method; others
    /// are skipped. Empty when none comes in time.
    SipText receive_status(int status);
    SipText receive_method(std::string_view method);

    /// The next bytes of a stream, whatever they are; empty when none come in time.
    std::string receive_bytes();

    std::uint16_t port() const { return port_; }
    /// "ip:port", IPv6 in brackets.
    std::string host_port() const;

    /// A request of this peer with a fresh branch.
    /// \param headers complete lines beyond Via, Max-Forwards and CSeq, each with CRLF; then
    /// optionally an empty line and a body.
    std::string request(std::string_view method,
                        std::string_view uri,
                        unsigned cseq,
                        std::string_view headers,
                        std::string_view branch = {});

  private:
    void fill_buffer();
    SipText take_stream_message();

    Step step_;
    std::string ip_;
    std::string transport_;
    int listener_ = -1;
    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::string buffer_;
    int branches_ = 0;
};

}  // namespace sofia::test
