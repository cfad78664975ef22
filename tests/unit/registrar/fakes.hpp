#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/profile.hpp"
#include "registrar/registration_writer.hpp"
#include "sip/endpoint.hpp"

namespace sofia::registrar::test {

/// What became of a transaction; outlives it.
struct Outcome {
    std::vector<sip::Reply> replies;
    /// Destroyed without a final answer, which on the wire is a 500.
    bool dropped = false;

    int status() const { return replies.empty() ? 0 : replies.back().status; }
    /// All values of a header of the last reply.
    std::vector<std::string> values(const std::string& name) const {
        std::vector<std::string> found;
        if (!replies.empty())
            for (const auto& header : replies.back().headers)
                if (header.name == name)
                    found.push_back(header.value);
        return found;
    }
};

/// A transaction that notes its answers.
class FakeTransaction final : public sip::ServerTransaction {
  public:
    FakeTransaction(sip::Request request, std::shared_ptr<Outcome> outcome)
        : request_(std::move(request)), outcome_(std::move(outcome)) {}
    ~FakeTransaction() override { outcome_->dropped = outcome_->replies.empty(); }

    const sip::Request& request() const override { return request_; }
    const std::string& local_tag() override { return tag_; }
    void mark_tag(std::string) override {}
    void respond(const sip::Reply& reply) override { outcome_->replies.push_back(reply); }
    bool answered() const override { return !outcome_->replies.empty(); }
    void on_cancel(std::function<void(const sip::Request&)>) override {}
    void on_ack(std::function<void(const sip::Request*)>) override {}
    void acknowledge(const sip::Request&) override {}

  private:
    sip::Request request_;
    std::shared_ptr<Outcome> outcome_;
    std::string tag_ = "tag";
};

/// A database whose commits the test lets happen or fail, in order.
class FakeWriter final : public RegistrationWriter {
  public:
    struct Write {
        std::vector<model::Registration> put;
        std::vector<model::RegistrationKey> remove;
        std::function<void(base::Result<void>)> done;
    };
    std::deque<Write> waiting;
    std::size_t total = 0;

    void write_registrations(std::vector<model::Registration> put,
                             std::vector<model::RegistrationKey> remove,
                             std::function<void(base::Result<void>)> done) override {
        waiting.push_back({std::move(put), std::move(remove), std::move(done)});
        ++total;
    }
    /// Ends the oldest write, with success or with an error of this kind.
    void finish(base::Result<void> result = {}) {
        auto write = std::move(waiting.front());
        waiting.pop_front();
        write.done(std::move(result));
    }
    void fail(base::ErrorKind kind) { finish(base::fail(kind, "as the test wants")); }
    void finish_all() {
        while (!waiting.empty())
            finish();
    }
};

/// A contact of a request from its URI.
inline sip::Contact contact(const std::string& uri) {
    sip::Contact result;
    result.address.uri = uri;
    return result;
}

/// A REGISTER of bob@example.com from 192.0.2.10:5060 by UDP with one contact.
inline sip::Request register_request() {
    sip::Request request;
    request.method = sip::Method::Register;
    request.method_name = "REGISTER";
    request.uri = "sip:example.com";
    request.from.uri = "sip:bob@example.com";
    request.to.uri = "sip:bob@example.com";
    request.call_id = "call-1";
    request.cseq = 1;
    request.via_branch = "z9hG4bK1";
    request.user_agent = "Phone/1.0";
    request.source = {"192.0.2.10", 5060, "udp"};
    request.expires = 3600;
    request.contacts = {contact("sip:bob@192.0.2.10:5060")};
    return request;
}

/// The parameter of a challenge, without quotes.
inline std::string challenge_param(const std::string& value, const std::string& name) {
    const auto at = value.find(name + "=\"");
    if (at == std::string::npos)
        return {};
    const auto from = at + name.size() + 2;
    return value.substr(from, value.find('"', from) - from);
}

/// The profile of the tests, named internal.
inline model::Profile internal_profile() {
    model::Profile profile;
    profile.name = "internal";
    profile.address.sip_ip = "192.0.2.1";
    return profile;
}

}  // namespace sofia::registrar::test
