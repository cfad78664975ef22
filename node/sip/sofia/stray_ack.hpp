#pragma once

#include <functional>
#include <string>
#include <utility>

#include "sip/endpoint.hpp"

namespace sofia::sip::nta {

/// An ACK that belongs to no answer of this process. It takes no answer (RFC 3261 17.1.1.3), but it
/// says that its dialog lives, so the owner may look for it. Thread: SIP.
class StrayAck final : public ServerTransaction {
  public:
    explicit StrayAck(Request request)
        : request_(std::move(request)), local_tag_(request_.to.tag()) {}

    const Request& request() const override { return request_; }
    const std::string& local_tag() override { return local_tag_; }
    /// Without effect, as all that follows: an ACK is never answered.
    void mark_tag(std::string) override {}
    void respond(const Reply&) override {}
    bool answered() const override { return true; }
    void on_cancel(std::function<void(const Request& cancel)>) override {}
    void on_ack(std::function<void(const Request* ack)>) override {}
    void acknowledge(const Request&) override {}

  private:
    const Request request_;
    const std::string local_tag_;
};

}  // namespace sofia::sip::nta
