#include "sip/sofia/nta_dialog.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "sip/sofia/ack.hpp"
#include "sip/sofia/connection.hpp"
#include "sip/sofia/dialog_values.hpp"
#include "sip/sofia/nta_client_transaction.hpp"
#include "sip/sofia/stateful_transaction.hpp"
#include "sip/sofia/stray_ack.hpp"

namespace sofia::sip::nta {

namespace {

/// Some seconds for Retry-After (RFC 3261 14.2: 0 to 10).
int random_delay_s() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_int_distribution<int>(0, 10)(random);
}

}  // namespace

NtaDialog::NtaDialog(std::shared_ptr<Room> room, model::DialogState state, Role role)
    : room_(std::move(room)),
      state_(std::move(state)),
      is_confirmed_(role != Role::Caller),
      had_given_route_(role == Role::Caller && !state_.route_set.empty()),
      inherited_cseq_(role == Role::Rehydrated ? state_.local_cseq : 0) {
    room_->dialogs.insert(*this);
}

NtaDialog::~NtaDialog() {
    room_->answers.forget(state_.call_id, state_.local_tag);
    room_->dialogs.remove(*this);
}

void NtaDialog::on_request(std::function<void(std::unique_ptr<ServerTransaction>)> callback) {
    on_request_ = std::make_shared<std::function<void(std::unique_ptr<ServerTransaction>)>>(
        std::move(callback));
}

void NtaDialog::on_answer(std::function<void(const Response&)> callback) {
    on_answer_ = std::make_shared<std::function<void(const Response&)>>(std::move(callback));
}

std::unique_ptr<ClientTransaction> NtaDialog::send(const Outgoing& request, OnResponse callback) {
    ++state_.local_cseq;
    follow_peer();
    if (request.method == Method::Invite) {
        credentials_.clear();
        std::copy_if(request.headers.begin(),
                     request.headers.end(),
                     std::back_inserter(credentials_),
                     is_credentials);
    }
    return std::make_unique<NtaClientTransaction>(
        room_, state_, state_.local_cseq, request, std::move(callback));
}

std::unique_ptr<ClientTransaction> NtaDialog::send_early(const Response& provisional,
                                                         const Outgoing& request,
                                                         OnResponse callback) {
    ++state_.local_cseq;
    auto early = state_;
    if (!is_confirmed_)
        take_way(early, provisional);
    return std::make_unique<NtaClientTransaction>(
        room_, early, early.local_cseq, request, std::move(callback));
}

void NtaDialog::take_way(model::DialogState& state, const Response& answer) const {
    take_answer(state, answer);
    // The recorded route is the way. Without one it is the Contact, unless the peer was reached by
    // a given route or on a connection that is used again; a given next hop (NAT) stays.
    if (!state.route_set.empty())
        state.next_hop.clear();
    else if (had_given_route_ || answer.source.is_stream())
        state.next_hop = next_hop_to(answer);
}

void NtaDialog::follow_peer() {
    if (state_.next_hop.empty() || !room_->is_open() ||
        is_reachable(room_->agent.get(), state_.next_hop))
        return;
    const auto now_at = room_->connection_of(state_);
    if (now_at.empty() || now_at == state_.next_hop)
        return;
    LOG_INFO(Area::Sip,
             "call-id={} the peer has come back on another connection: {} -> {}",
             state_.call_id,
             state_.next_hop,
             now_at);
    state_.next_hop = now_at;
}

void NtaDialog::establish(const Response& answer) {
    const bool is_success = answer.status >= 200 && answer.status < 300;
    if (is_confirmed_) {
        // A 2xx to a target refresh changes the target and nothing else (RFC 3261 12.2.1.2).
        if (is_success && !answer.contacts.empty())
            state_.remote_target = answer.contacts.front().address.uri;
        return;
    }
    take_way(state_, answer);
    is_confirmed_ = is_success;
}

void NtaDialog::refresh_target(const Request& request) {
    if (!request.contacts.empty())
        state_.remote_target = request.contacts.front().address.uri;
    if (state_.route_set.empty())
        state_.next_hop = next_hop_to(request);
}

void NtaDialog::ack(std::uint32_t invite_cseq, const Body& body) {
    sent_ack_ = {invite_cseq, new_branch(), credentials_, room_->renamed(body).value_or(body)};
    follow_peer();
    if (room_->is_open())
        send_ack(room_->agent.get(),
                 state_,
                 invite_cseq,
                 sent_ack_.branch,
                 credentials_,
                 sent_ack_.body,
                 room_->user_agent);
}

bool NtaDialog::may_be_peer(std::string_view remote_tag) const noexcept {
    return state_.remote_tag.empty() || state_.remote_tag == remote_tag;
}

void NtaDialog::receive(std::unique_ptr<ServerTransaction> request) {
    const auto& values = request->request();
    if (values.cseq <= state_.remote_cseq) {
        LOG_INFO(Area::Sip,
                 "call-id={} {} cseq={} refused: the last one was {}",
                 state_.call_id,
                 values.method_name,
                 values.cseq,
                 state_.remote_cseq);
        request->respond(Reply::of(500, "CSeq out of order"));
        return;
    }
    state_.remote_cseq = values.cseq;
    if (values.method == Method::Invite) {
        if (!unanswered_invite_.expired()) {
            request->respond(Reply::of(500, "Another INVITE is pending")
                                 .add("Retry-After", std::to_string(random_delay_s())));
            return;
        }
        if (const auto* stateful = dynamic_cast<const StatefulTransaction*>(request.get()))
            unanswered_invite_ = stateful->unanswered_mark();
    }
    if (!on_request_ || !*on_request_) {
        request->respond(Reply::of(501));
        return;
    }
    const auto callback = on_request_;
    (*callback)(std::move(request));
}

void NtaDialog::receive_stray_ack(Request ack) {
    const bool is_of_our_own = inherited_cseq_ == 0;
    if (is_of_our_own || ack.body.empty() || !on_request_ || !*on_request_)
        return;
    const auto callback = on_request_;
    (*callback)(std::make_unique<StrayAck>(std::move(ack)));
}

void NtaDialog::receive_stray(const Response& answer) {
    if (!may_be_peer(answer.to.tag()) || state_.remote_tag.empty()) {
        room_->forgotten.refuse(answer, {});
        return;
    }
    if (answer.cseq == sent_ack_.cseq) {
        send_ack(room_->agent.get(),
                 state_,
                 sent_ack_.cseq,
                 sent_ack_.branch,
                 sent_ack_.credentials,
                 sent_ack_.body,
                 room_->user_agent);
        return;
    }
    // Not acknowledged yet. The owner of an INVITE of ours still works on the first answer and
    // sends the ACK when done; one of a former process has nobody but us.
    if (answer.cseq > inherited_cseq_ || !on_answer_ || !*on_answer_)
        return;
    const auto callback = on_answer_;
    (*callback)(answer);
}

}  // namespace sofia::sip::nta
