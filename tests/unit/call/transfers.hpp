#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/call_world/call_world.hpp"

namespace sofia::call {

/// Alice (1000, `internal`) and Bob (`external`) talk; 3000 is Carol, on `external` as well.
class Transfers : public test::CallWorld {
  protected:
    Transfers() {
        leaves_a_call = true;
        extension("default", "3000", {{"bridge", "sofia/external/carol@198.51.100.9"}});
        extension("default", "4000", {{"respond", "486"}});
    }

    std::shared_ptr<test::PeerRequest> from_bob(sip::Method method,
                                                std::vector<sip::Header> headers = {},
                                                sip::Body body = {}) {
        sip::Request request;
        request.method = method;
        request.method_name = to_string(method);
        request.from = {{}, bob_->target, {{"tag", "peer-of-" + bob_->call_id}}};
        request.to = {{}, "sip:alice@192.0.2.1:5080", {{"tag", bob_->local_tag}}};
        request.call_id = bob_->call_id;
        request.cseq = ++bob_cseq_;
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.source = {"198.51.100.7", 5060, "udp"};
        const auto sent = external().receive(std::move(request));
        drain();
        return sent;
    }
    std::shared_ptr<test::PeerRequest> bob_refers(const std::string& to) {
        return from_bob(sip::Method::Refer, {{"Refer-To", to}});
    }
    std::shared_ptr<test::PeerRequest> alice_refers(const std::string& to) {
        caller_->request.headers = {{"Refer-To", to}};
        return from_caller(sip::Method::Refer);
    }
    void up() {
        call_is_up();
        bob_ = callee_;
        writer_.hold();
    }
    void commit() {
        writer_.commit();
        drain();
    }
    // A blind transfer by Bob that rings at Carol.
    std::shared_ptr<test::PeerRequest> rings_at_carol() {
        up();
        const auto refer = bob_refers("<sip:3000@example.com>");
        commit();
        carol_ = callee();
        record_.clear();
        return refer;
    }
    std::string last_notify(const test::FakeEndpoint& endpoint) {
        return endpoint.last(sip::Method::Notify)->request.body.data;
    }

    std::shared_ptr<test::NodeRequest> bob_;
    std::shared_ptr<test::NodeRequest> carol_;
    std::uint32_t bob_cseq_ = 100;
};

}  // namespace sofia::call
