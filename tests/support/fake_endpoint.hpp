#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/endpoint.hpp"

namespace sofia::test {

/// One message that left the node, as a line of the test's record.
struct Sent {
    /// The endpoint's name.
    std::string profile;
    /// Method of a request, status of an answer: "INVITE", "CANCEL", "ACK", "200".
    std::string what;
    /// Method that an answer belongs to; empty for a request.
    std::string to_method;
    std::string call_id;
    std::uint32_t cseq = 0;
    std::vector<sip::Header> headers;
    sip::Body body;

    /// The first header line of this name, empty when absent.
    std::string header(std::string_view name) const;
    /// "internal 200 INVITE" or "external BYE".
    std::string line() const;
};

/// Everything that the endpoints of a test sent, in order.
class Record {
  public:
    /// Adds one message.
    void add(Sent message) { sent_.push_back(std::move(message)); }
    /// All messages.
    const std::vector<Sent>& all() const noexcept { return sent_; }
    /// Their lines, see Sent::line().
    std::vector<std::string> lines() const;
    /// The last message with this line; fails the test and gives an empty one when there is none.
    Sent last(std::string_view line) const;
    /// How many messages have this line.
    std::size_t count(std::string_view line) const;
    /// Forgets what was sent so far.
    void clear() { sent_.clear(); }

  private:
    std::vector<Sent> sent_;
};

/// The peer's side of a request that it sent to the node.
class PeerRequest {
  public:
    sip::Request request;
    /// Answers that the node has given, provisional ones first.
    std::vector<sip::Reply> replies;
    /// The node's To tag; empty before it chose one.
    std::string local_tag;

    /// Status of the last answer, 0 before the first.
    int status() const { return replies.empty() ? 0 : replies.back().status; }
    /// Whether the final answer has come.
    bool is_answered() const { return status() >= 200; }
    /// The last answer. Requires: one has come.
    const sip::Reply& reply() const { return replies.back(); }
    /// A header line of the last answer, empty when absent.
    std::string header(std::string_view name) const;

    /// Sends CANCEL; without effect after the final answer, as the stack has it.
    void cancel(std::string reason = {});
    /// Sends the ACK of the 2xx.
    void ack(sip::Body body = {});
    /// Lets 64*T1 pass without ACK.
    void lose_ack();

  private:
    friend class FakeServerTransaction;
    friend class FakeDialog;
    std::function<void(const sip::Request&)> on_cancel_;
    std::function<void(const sip::Request*)> on_ack_;
};

/// The peer's side of a request that the node sent.
class NodeRequest {
  public:
    std::string profile;
    sip::Outgoing request;
    /// Where it goes: the Request-URI.
    std::string target;
    std::string call_id;
    std::string local_tag;
    std::uint32_t cseq = 0;
    /// The values its dialog began with, for a first INVITE.
    sip::NewDialog dialog;
    bool cancelled = false;
    std::string cancel_reason;
    /// The node destroyed its transaction before the final answer.
    bool forgotten = false;
    /// A 2xx came when nobody waited any more: the stack sends ACK and BYE by itself.
    bool refused_by_stack = false;

    /// A header line of the request, empty when absent.
    std::string header(std::string_view name) const;
    /// Answers with this status. A dialog-creating answer carries the peer's tag and Contact.
    void answer(int status, sip::Body body = {}, std::string reason = {});
    /// Lets timer B or F pass: the stack tells of 408 without a sender.
    void time_out();
    /// Answers with what the test has composed; identifying fields are filled in.
    void answer(sip::Response response);

  private:
    friend class FakeClientTransaction;
    std::shared_ptr<sip::OnResponse> callback_;
};

/// Endpoint, dialogs and transactions that follow the contracts of sip/endpoint.hpp, with the test
/// in the place of all peers: it sends requests with receive() and answers what the node sent.
/// Callbacks may destroy dialog, transaction and endpoint, as they may with the real stack.
class FakeEndpoint final : public sip::Endpoint {
  public:
    /// `listener` and `record` outlive the endpoint.
    FakeEndpoint(const model::Profile& profile, sip::EndpointListener& listener, Record& record);
    ~FakeEndpoint() override;

    /// A request arrives; it goes to its dialog or to the listener.
    std::shared_ptr<PeerRequest> receive(sip::Request request);
    /// A 2xx arrives to an INVITE of a former process; it goes to its dialog or to the listener.
    void receive(const sip::Response& answer);
    /// Requests that the node has sent over this endpoint, oldest first; ACKs are in the record.
    std::vector<std::shared_ptr<NodeRequest>> requests;
    /// The last of them with this method; fails the test when there is none.
    std::shared_ptr<NodeRequest> last(sip::Method method) const;
    /// Those with this method.
    std::vector<std::shared_ptr<NodeRequest>> all(sip::Method method) const;
    /// Dialogs that live now.
    std::size_t dialogs() const;
    /// State of the only dialog with this Call-ID; fails the test when there is none.
    model::DialogState state_of(std::string_view call_id) const;
    bool is_shut() const;

    const std::string& url() const override { return url_; }
    const std::string& bind_url() const override { return url_; }
    const std::string& tls_url() const override { return tls_url_; }
    const std::string& tls_bind_url() const override { return tls_url_; }
    std::string contact(std::string_view user, std::string_view transport) const override;
    std::unique_ptr<sip::Dialog> accept(sip::ServerTransaction& invite) override;
    std::unique_ptr<sip::Dialog> start(const sip::NewDialog& values) override;
    std::unique_ptr<sip::Dialog> rehydrate(const model::DialogState& state) override;
    bool deliver(std::unique_ptr<sip::ServerTransaction>& request) override;
    bool deliver(const sip::Response& answer) override;
    void refuse(const sip::Response& answer, const std::string& reason) override;
    bool has_dialog(std::string_view call_id, std::string_view local_tag) const override;
    std::unique_ptr<sip::ClientTransaction> send(const sip::NewDialog& to,
                                                 const sip::Outgoing& request,
                                                 sip::OnResponse callback) override;
    base::Result<void> reload_certificates() override {
        ++certificate_reloads;
        return {};
    }
    void set_user_agent(std::string value) override { user_agent = std::move(value); }
    void trace(bool on) override { tracing = on; }
    void capture(bool on) override { capturing = on; }
    void shut() override;

    /// What the node has said last that messages of ours have as User-Agent.
    std::string user_agent;
    /// Whether messages would be traced, and copied.
    bool tracing = false;
    /// How often certificates were read again.
    int certificate_reloads = 0;
    bool capturing = false;

    /// What endpoint, dialogs and transactions share; it outlives each of them.
    struct Room;

  private:
    std::shared_ptr<Room> room_;
    sip::EndpointListener& listener_;
    std::string url_;
    std::string tls_url_;
};

}  // namespace sofia::test
