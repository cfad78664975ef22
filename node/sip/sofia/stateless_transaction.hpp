#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sip/endpoint.hpp"
#include "sip/sofia/message_ref.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// A request answered without a transaction of the stack: REGISTER and OPTIONS outside of dialogs,
/// which costs a third less and leaves nothing behind. Thread: SIP.
class StatelessTransaction final : public ServerTransaction {
  public:
    /// `key` identifies the request in the room's answer cache, empty when it is not kept there
    /// (stream transports repeat nothing).
    StatelessTransaction(std::shared_ptr<Room> room,
                         MessageRef message,
                         Request request,
                         std::string key);
    ~StatelessTransaction() override;
    StatelessTransaction(const StatelessTransaction&) = delete;
    StatelessTransaction& operator=(const StatelessTransaction&) = delete;

    const Request& request() const override { return request_; }
    const std::string& local_tag() override;
    /// Without effect: no dialog comes of these methods.
    void mark_tag(std::string) override {}
    void respond(const Reply& reply) override;
    bool answered() const override { return answered_; }
    /// Without effect: there is no CANCEL for these methods.
    void on_cancel(std::function<void(const Request& cancel)>) override {}
    /// Without effect: there is no ACK for these methods.
    void on_ack(std::function<void(const Request* ack)>) override {}
    void acknowledge(const Request&) override {}

  private:
    const std::shared_ptr<Room> room_;
    MessageRef message_;
    const Request request_;
    const std::string key_;
    std::string local_tag_;
    bool answered_ = false;
};

}  // namespace sofia::sip::nta
