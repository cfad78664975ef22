#pragma once

#include <string>

#include "base/result.hpp"
#include "model/profile.hpp"
#include "sip/sofia/message_ref.hpp"
#include "sip/sofia/message_tap.hpp"
#include "sip/sofia/nta_headers.hpp"
#include "sip/sofia/tls_certificates.hpp"

namespace sofia::sip::nta {

/// Receives what belongs to no transaction: new requests, ACKs of 2xx, stray responses.
class MessageSink {
  public:
    virtual ~MessageSink() = default;
    /// Takes the message. Thread: SIP.
    virtual void on_message(MessageRef message) = 0;
};

/// An NTA agent and its sockets (ADR 0001): stateless towards us for new requests, transaction
/// user ours. Thread: SIP.
class Agent {
  public:
    Agent() = default;
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Binds the profile's sockets; `sink` gets the messages until destroy(). Errors: Unavailable
    /// with the address named, Invalid when it is no literal.
    base::Result<void> open(su_root_t* root, const model::Profile& profile, MessageSink& sink);
    /// Closes the sockets and forgets every transaction, without sending anything. Not to be called
    /// within a callback of the agent.
    void destroy() noexcept;
    /// See Endpoint::reload_certificates().
    base::Result<void> reload_certificates() { return certificates_.reload(); }
    /// Starts or stops writing each message to the log.
    void trace(bool on) noexcept;
    /// Starts or stops copying each message to the capture server.
    void capture(bool on) noexcept;

    /// The agent for the stack's functions; null before open() and after destroy().
    nta_agent_t* get() const noexcept { return agent_; }
    /// Whether the stack's code is on the call stack below us.
    bool in_callback() const noexcept { return depth_ > 0; }
    /// The port that was bound, the same for UDP and TCP.
    std::uint16_t port() const noexcept { return port_; }

    /// Marks, while it lives, that a callback of the agent runs.
    class InCallback {
      public:
        explicit InCallback(Agent& agent) noexcept : agent_(agent) { ++agent_.depth_; }
        ~InCallback() { --agent_.depth_; }
        InCallback(const InCallback&) = delete;
        InCallback& operator=(const InCallback&) = delete;

      private:
        Agent& agent_;
    };

  private:
    base::Result<void> open_tls(const model::Profile& profile);
    /// Binds the profile's further addresses.
    base::Result<void> open_more(const model::Profile& profile);
    std::vector<std::uint16_t> ports_of(const model::Profile& profile) const;
    void tap(const Taps& taps) noexcept;
    static int receive(MessageSink* sink, nta_agent_t*, msg_t* message, sip_t*) noexcept;

    nta_agent_t* agent_ = nullptr;
    TlsCertificates certificates_;
    std::uint16_t port_ = 0;
    Taps taps_;
    int depth_ = 0;
};

}  // namespace sofia::sip::nta
