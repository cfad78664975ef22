#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "sip/endpoint.hpp"
#include "sip/sofia/incoming_handle.hpp"
#include "sip/sofia/message_ref.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// Receives the CANCEL of a server transaction of the stack.
class CancelSink {
  public:
    virtual ~CancelSink() = default;
    /// A CANCEL for an INVITE that has no final answer; the stack has answered the CANCEL.
    virtual void on_cancel_message(msg_t* message, const sip_t& sip) = 0;
};

/// A request with a server transaction of the stack: everything but REGISTER and OPTIONS outside of
/// dialogs. Thread: SIP.
class StatefulTransaction final : public ServerTransaction, private CancelSink {
  public:
    /// Makes the stack's transaction for `message`; null when the stack cannot (no memory).
    static std::unique_ptr<StatefulTransaction> open(std::shared_ptr<Room> room,
                                                     MessageRef message,
                                                     Request request);
    ~StatefulTransaction() override;
    StatefulTransaction(const StatefulTransaction&) = delete;
    StatefulTransaction& operator=(const StatefulTransaction&) = delete;

    const Request& request() const override { return request_; }
    const std::string& local_tag() override;
    void mark_tag(std::string mark) override { tag_mark_ = std::move(mark); }
    void respond(const Reply& reply) override;
    bool answered() const override { return answered_; }
    void on_cancel(std::function<void(const Request& cancel)> callback) override;
    void on_ack(std::function<void(const Request* ack)> callback) override;
    void acknowledge(const Request& ack) override;

    /// What lives until the final answer; a dialog watches it to refuse a second INVITE meanwhile
    /// (RFC 3261 14.2).
    std::weak_ptr<void> unanswered_mark() const { return unanswered_; }

  private:
    StatefulTransaction(std::shared_ptr<Room> room, nta_incoming_t* transaction, Request request);
    static int receive_cancel(CancelSink* sink, nta_incoming_t*, const sip_t* sip) noexcept;
    void on_cancel_message(msg_t* message, const sip_t& sip) override;
    void send(const Reply& reply);
    void repeat_until_ack(const Reply& reply);
    void acknowledged(const Request* ack);

    const std::shared_ptr<Room> room_;
    const Request request_;
    // Shared with the pending answer, which repeats it even when its owner has dropped us.
    std::shared_ptr<IncomingHandle> transaction_;
    std::string local_tag_;
    std::string tag_mark_;
    bool answered_ = false;
    std::shared_ptr<void> unanswered_;
    std::function<void(const Request&)> on_cancel_;
    std::function<void(const Request*)> on_ack_;
    // Tells the pending answer whether we still live.
    std::shared_ptr<StatefulTransaction*> self_;
};

}  // namespace sofia::sip::nta
