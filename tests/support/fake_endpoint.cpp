#include "support/fake_endpoint.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace sofia::test {

class FakeDialog;

struct FakeEndpoint::Room {
    std::string profile;
    Record& record;
    FakeEndpoint* endpoint = nullptr;
    bool is_open = true;
    int next_id = 1;
    std::map<std::pair<std::string, std::string>, FakeDialog*> dialogs;

    std::string new_tag() { return profile + "-tag-" + std::to_string(next_id++); }
};

namespace {

std::string find_header(const std::vector<sip::Header>& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
        return base::iequals(header.name, name);
    });
    return found == headers.end() ? std::string{} : found->value;
}

std::string tagged(const sip::NameAddr& address, const std::string& tag) {
    auto value = address;
    if (value.tag().empty())
        value.params.push_back({"tag", tag});
    return value.str();
}

}  // namespace

std::string Sent::header(std::string_view name) const {
    return find_header(headers, name);
}

std::string Sent::line() const {
    return profile + " " + what + (to_method.empty() ? "" : " " + to_method);
}

std::vector<std::string> Record::lines() const {
    std::vector<std::string> lines;
    for (const auto& message : sent_)
        lines.push_back(message.line());
    return lines;
}

Sent Record::last(std::string_view line) const {
    const auto found = std::find_if(
        sent_.rbegin(), sent_.rend(), [&](const auto& message) { return message.line() == line; });
    if (found != sent_.rend())
        return *found;
    ADD_FAILURE() << "nothing sent like '" << line << "'";
    return {};
}

std::size_t Record::count(std::string_view line) const {
    return static_cast<std::size_t>(std::count_if(
        sent_.begin(), sent_.end(), [&](const auto& message) { return message.line() == line; }));
}

// --- what the peer does

std::string PeerRequest::header(std::string_view name) const {
    return replies.empty() ? std::string{} : find_header(replies.back().headers, name);
}

void PeerRequest::cancel(std::string reason) {
    if (is_answered() || !on_cancel_)
        return;
    auto cancel = request;
    cancel.method = sip::Method::Cancel;
    cancel.body = {};
    cancel.reason = std::move(reason);
    const auto callback = on_cancel_;
    callback(cancel);
}

void PeerRequest::ack(sip::Body body) {
    auto ack = request;
    ack.method = sip::Method::Ack;
    ack.body = std::move(body);
    if (const auto callback = std::exchange(on_ack_, nullptr))
        callback(&ack);
}

void PeerRequest::lose_ack() {
    if (const auto callback = std::exchange(on_ack_, nullptr))
        callback(nullptr);
}

std::string NodeRequest::header(std::string_view name) const {
    return find_header(request.headers, name);
}

void NodeRequest::answer(int status, sip::Body body, std::string reason) {
    sip::Response response;
    response.status = status;
    response.body = std::move(body);
    response.reason = std::move(reason);
    answer(std::move(response));
}

void NodeRequest::time_out() {
    sip::Response response;
    response.status = 408;
    response.call_id = call_id;
    response.cseq = cseq;
    if (const auto callback = std::exchange(callback_, nullptr))
        (*callback)(response);
}

void NodeRequest::answer(sip::Response response) {
    if (response.phrase.empty())
        response.phrase = sip::phrase_of(response.status);
    response.call_id = call_id;
    response.cseq = cseq;
    response.to = {{}, target, {{"tag", "peer-of-" + call_id}}};
    if (response.contacts.empty() && response.status < 300)
        response.contacts.push_back({{{}, "sip:answering@198.51.100.7:5060", {}}, {}, 1000, false});
    if (response.source.ip.empty())
        response.source = {"198.51.100.7", 5060, "udp"};
    const bool is_final = response.status >= 200;
    const auto callback = is_final ? std::exchange(callback_, nullptr) : callback_;
    if (callback) {
        (*callback)(response);
    } else if (is_final && response.status < 300 && request.method == sip::Method::Invite) {
        refused_by_stack = true;
    }
}

// --- transactions

class FakeServerTransaction final : public sip::ServerTransaction {
  public:
    FakeServerTransaction(std::shared_ptr<FakeEndpoint::Room> room,
                          std::shared_ptr<PeerRequest> peer)
        : room_(std::move(room)), peer_(std::move(peer)), tag_(peer_->request.to.tag()) {
        // Without a callback of the owner the stack answers a CANCEL by itself.
        peer_->on_cancel_ = [this](const sip::Request&) { respond(sip::Reply::of(487)); };
    }
    ~FakeServerTransaction() override {
        if (!answered_ && peer_->request.method != sip::Method::Ack)
            respond(sip::Reply::of(500));
        peer_->on_cancel_ = nullptr;
        peer_->on_ack_ = nullptr;
    }

    const sip::Request& request() const override { return peer_->request; }
    const std::string& local_tag() override {
        if (tag_.empty())
            tag_ = room_->new_tag() + mark_;
        peer_->local_tag = tag_;
        return tag_;
    }
    void mark_tag(std::string mark) override { mark_ = std::move(mark); }
    void respond(const sip::Reply& reply) override {
        if (answered_) {
            ADD_FAILURE() << "second final answer " << reply.status << " to "
                          << to_string(request().method);
            return;
        }
        answered_ = reply.status >= 200;
        local_tag();
        if (!room_->is_open)
            return;
        room_->record.add({room_->profile,
                           std::to_string(reply.status),
                           std::string(to_string(request().method)),
                           request().call_id,
                           request().cseq,
                           reply.headers,
                           reply.body});
        peer_->replies.push_back(reply);
    }
    bool answered() const override { return answered_; }
    void on_cancel(std::function<void(const sip::Request&)> callback) override {
        peer_->on_cancel_ = std::move(callback);
    }
    void on_ack(std::function<void(const sip::Request*)> callback) override {
        peer_->on_ack_ = std::move(callback);
    }
    void acknowledge(const sip::Request& ack) override { peer_->ack(ack.body); }

  private:
    std::shared_ptr<FakeEndpoint::Room> room_;
    std::shared_ptr<PeerRequest> peer_;
    std::string tag_;
    std::string mark_;
    bool answered_ = false;
};

class FakeClientTransaction final : public sip::ClientTransaction {
  public:
    FakeClientTransaction(std::shared_ptr<FakeEndpoint::Room> room,
                          std::shared_ptr<NodeRequest> request,
                          sip::OnResponse callback)
        : room_(std::move(room)), request_(std::move(request)) {
        request_->callback_ = std::make_shared<sip::OnResponse>(std::move(callback));
    }
    ~FakeClientTransaction() override {
        if (request_->callback_)
            request_->forgotten = true;
        request_->callback_ = nullptr;
    }
    void cancel(std::string_view reason) override {
        if (!request_->callback_ || std::exchange(request_->cancelled, true))
            return;
        request_->cancel_reason = reason;
        room_->record.add({room_->profile,
                           "CANCEL",
                           {},
                           request_->call_id,
                           request_->cseq,
                           {{"Reason", std::string(reason)}},
                           {}});
    }

  private:
    std::shared_ptr<FakeEndpoint::Room> room_;
    std::shared_ptr<NodeRequest> request_;
};

// --- dialogs

class FakeDialog final : public sip::Dialog {
  public:
    FakeDialog(std::shared_ptr<FakeEndpoint::Room> room,
               model::DialogState state,
               sip::NewDialog values)
        : room_(std::move(room)), state_(std::move(state)), values_(std::move(values)) {
        room_->dialogs[{state_.call_id, state_.local_tag}] = this;
    }
    ~FakeDialog() override { room_->dialogs.erase({state_.call_id, state_.local_tag}); }

    model::DialogState state() const override { return state_; }
    void on_request(
        std::function<void(std::unique_ptr<sip::ServerTransaction>)> callback) override {
        on_request_ = std::make_shared<decltype(callback)>(std::move(callback));
    }
    void on_answer(std::function<void(const sip::Response&)> callback) override {
        on_answer_ = std::move(callback);
    }
    std::unique_ptr<sip::ClientTransaction> send(const sip::Outgoing& request,
                                                 sip::OnResponse callback) override {
        ++state_.local_cseq;
        auto sent = std::make_shared<NodeRequest>();
        sent->profile = room_->profile;
        sent->request = request;
        sent->target = state_.remote_target;
        sent->call_id = state_.call_id;
        sent->local_tag = state_.local_tag;
        sent->cseq = state_.local_cseq;
        sent->dialog = values_;
        if (room_->is_open)
            room_->record.add({room_->profile,
                               std::string(to_string(request.method)),
                               {},
                               state_.call_id,
                               state_.local_cseq,
                               request.headers,
                               request.body});
        if (room_->endpoint != nullptr)
            room_->endpoint->requests.push_back(sent);
        return std::make_unique<FakeClientTransaction>(room_, std::move(sent), std::move(callback));
    }
    std::unique_ptr<sip::ClientTransaction> send_early(const sip::Response& provisional,
                                                       const sip::Outgoing& request,
                                                       sip::OnResponse callback) override {
        const auto undecided = state_;
        establish(provisional);
        auto transaction = send(request, std::move(callback));
        const auto cseq = state_.local_cseq;
        state_ = undecided;
        state_.local_cseq = cseq;
        return transaction;
    }
    void establish(const sip::Response& answer) override {
        if (!answer.contacts.empty())
            state_.remote_target = answer.contacts.front().address.uri;
        if (!state_.remote_tag.empty())
            return;
        state_.remote_tag = answer.to.tag();
        state_.remote = answer.to.str();
        state_.route_set.assign(answer.record_route.rbegin(), answer.record_route.rend());
    }
    void refresh_target(const sip::Request& request) override {
        if (!request.contacts.empty())
            state_.remote_target = request.contacts.front().address.uri;
    }
    void ack(std::uint32_t invite_cseq, const sip::Body& body) override {
        if (room_->is_open)
            room_->record.add({room_->profile, "ACK", {}, state_.call_id, invite_cseq, {}, body});
    }
    const std::string& call_id() const override { return state_.call_id; }
    const std::string& local_tag() const override { return state_.local_tag; }

    void receive(std::unique_ptr<sip::ServerTransaction> request) {
        const auto& values = request->request();
        if (values.cseq <= state_.remote_cseq) {
            request->respond(sip::Reply::of(500, "CSeq out of order"));
            return;
        }
        state_.remote_cseq = values.cseq;
        if (!on_request_) {
            request->respond(sip::Reply::of(501));
            return;
        }
        const auto callback = on_request_;  // The dialog may go away inside.
        (*callback)(std::move(request));
    }

    void receive(const sip::Response& answer) {
        const auto callback = on_answer_;  // The dialog may go away inside.
        if (callback)
            callback(answer);
    }

  private:
    std::shared_ptr<FakeEndpoint::Room> room_;
    model::DialogState state_;
    sip::NewDialog values_;
    std::shared_ptr<std::function<void(std::unique_ptr<sip::ServerTransaction>)>> on_request_;
    std::function<void(const sip::Response&)> on_answer_;
};

// --- the endpoint

FakeEndpoint::FakeEndpoint(const model::Profile& profile,
                           sip::EndpointListener& listener,
                           Record& record)
    : room_(std::make_shared<Room>(Room{profile.name, record, this, true, 1, {}})),
      listener_(listener),
      url_("sip:" + profile.address.contact_user + "@" + profile.address.sip_ip + ":" +
           std::to_string(profile.address.sip_port)),
      tls_url_(profile.address.tls.enabled
                   ? "sip:" + profile.address.contact_user + "@" + profile.address.sip_ip + ":" +
                         std::to_string(profile.address.tls.port)
                   : "") {}

FakeEndpoint::~FakeEndpoint() {
    room_->is_open = false;
    room_->endpoint = nullptr;
}

std::shared_ptr<PeerRequest> FakeEndpoint::receive(sip::Request request) {
    auto peer = std::make_shared<PeerRequest>();
    peer->request = std::move(request);
    std::unique_ptr<sip::ServerTransaction> transaction =
        std::make_unique<FakeServerTransaction>(room_, peer);
    const bool is_ack = peer->request.method == sip::Method::Ack;
    if (is_ack && has_dialog(peer->request.call_id, peer->request.to.tag()))
        return peer;  // An ACK that no 2xx waits for is of no interest to a dialog.
    if (!deliver(transaction))
        listener_.on_request(std::move(transaction));
    return peer;
}

std::shared_ptr<NodeRequest> FakeEndpoint::last(sip::Method method) const {
    const auto found = all(method);
    if (!found.empty())
        return found.back();
    ADD_FAILURE() << room_->profile << " has sent no " << to_string(method);
    return std::make_shared<NodeRequest>();
}

std::vector<std::shared_ptr<NodeRequest>> FakeEndpoint::all(sip::Method method) const {
    std::vector<std::shared_ptr<NodeRequest>> found;
    for (const auto& sent : requests)
        if (sent->request.method == method)
            found.push_back(sent);
    return found;
}

std::size_t FakeEndpoint::dialogs() const {
    return room_->dialogs.size();
}

model::DialogState FakeEndpoint::state_of(std::string_view call_id) const {
    for (const auto& [key, dialog] : room_->dialogs)
        if (key.first == call_id)
            return dialog->state();
    ADD_FAILURE() << "no dialog " << call_id;
    return {};
}

bool FakeEndpoint::is_shut() const {
    return !room_->is_open;
}

std::string FakeEndpoint::contact(std::string_view user, std::string_view transport) const {
    auto uri = url_;
    if (!user.empty())
        uri = "sip:" + std::string(user) + url_.substr(url_.find('@'));
    return "<" + uri + (transport == "udp" ? "" : ";transport=" + std::string(transport)) + ">";
}

std::unique_ptr<sip::Dialog> FakeEndpoint::accept(sip::ServerTransaction& invite) {
    const auto& request = invite.request();
    model::DialogState state;
    state.call_id = request.call_id;
    state.local_tag = invite.local_tag();
    state.local = tagged(request.to, state.local_tag);
    state.remote = request.from.str();
    state.remote_tag = request.from.tag();
    state.remote_cseq = request.cseq;
    state.route_set = request.record_route;
    state.remote_target = request.contacts.front().address.uri;
    state.local_contact = contact({}, request.source.transport);
    return std::make_unique<FakeDialog>(room_, std::move(state), sip::NewDialog{});
}

std::unique_ptr<sip::Dialog> FakeEndpoint::start(const sip::NewDialog& values) {
    model::DialogState state;
    state.call_id = values.call_id.empty()
                        ? room_->profile + "-call-" + std::to_string(room_->next_id++)
                        : values.call_id;
    state.local_tag = room_->new_tag() + values.tag_mark;
    state.local = tagged(values.from, state.local_tag);
    state.remote = values.to.str();
    state.remote_target = values.target;
    state.route_set = values.route;
    state.next_hop = values.next_hop;
    const auto& first_hop = values.next_hop.empty() ? values.target : values.next_hop;
    const bool is_tcp = first_hop.find("transport=tcp") != std::string::npos;
    state.local_contact = values.local_contact.empty()
                              ? contact(values.contact_user, is_tcp ? "tcp" : "udp")
                              : values.local_contact;
    return std::make_unique<FakeDialog>(room_, std::move(state), values);
}

std::unique_ptr<sip::Dialog> FakeEndpoint::rehydrate(const model::DialogState& state) {
    return std::make_unique<FakeDialog>(room_, state, sip::NewDialog{});
}

bool FakeEndpoint::deliver(std::unique_ptr<sip::ServerTransaction>& request) {
    const auto& values = request->request();
    const auto found = room_->dialogs.find({values.call_id, std::string(values.to.tag())});
    if (values.to.tag().empty() || found == room_->dialogs.end())
        return false;
    found->second->receive(std::move(request));
    return true;
}

void FakeEndpoint::receive(const sip::Response& answer) {
    if (!deliver(answer))
        listener_.on_answer(answer);
}

bool FakeEndpoint::deliver(const sip::Response& answer) {
    const auto found = room_->dialogs.find({answer.call_id, std::string(answer.from.tag())});
    if (found == room_->dialogs.end())
        return false;
    found->second->receive(answer);
    return true;
}

void FakeEndpoint::refuse(const sip::Response& answer, const std::string& reason) {
    if (!room_->is_open)
        return;
    room_->record.add({room_->profile, "ACK", {}, answer.call_id, answer.cseq, {}, {}});
    room_->record.add(
        {room_->profile, "BYE", {}, answer.call_id, answer.cseq + 1, {{"Reason", reason}}, {}});
}

bool FakeEndpoint::has_dialog(std::string_view call_id, std::string_view local_tag) const {
    return room_->dialogs.contains({std::string(call_id), std::string(local_tag)});
}

std::unique_ptr<sip::ClientTransaction> FakeEndpoint::send(const sip::NewDialog& to,
                                                           const sip::Outgoing& request,
                                                           sip::OnResponse callback) {
    return start(to)->send(request, std::move(callback));
}

void FakeEndpoint::shut() {
    room_->is_open = false;
}

}  // namespace sofia::test
