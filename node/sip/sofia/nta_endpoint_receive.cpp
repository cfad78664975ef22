// What arrives at an endpoint and belongs to no transaction of the stack: who gets it.

#include <utility>

#include "base/log.hpp"
#include "sip/sofia/message_reader.hpp"
#include "sip/sofia/nta_dialog.hpp"
#include "sip/sofia/nta_endpoint.hpp"
#include "sip/sofia/reply_writer.hpp"
#include "sip/sofia/stateful_transaction.hpp"
#include "sip/sofia/stateless_transaction.hpp"
#include "sip/sofia/stray_ack.hpp"

namespace sofia::sip::nta {
namespace {

/// Whether a datagram ends before the body that its Content-Length announces (RFC 3261 18.3).
bool is_cut_off(const sip_t& sip) noexcept {
    const std::size_t there = sip.sip_payload == nullptr ? 0 : sip.sip_payload->pl_len;
    return sip.sip_content_length != nullptr && sip.sip_content_length->l_length > there;
}

}  // namespace

void NtaEndpoint::on_message(MessageRef message) {
    // Held here: while the loop is held the endpoint may be shut and destroyed.
    const auto room = room_;
    const Agent::InCallback in_callback(room->agent);
    if (room->is_open())
        room->loop.hold_until_it_may_act();
    if (!room->is_open())
        return;
    if (message.sip()->sip_request != nullptr)
        on_request_message(std::move(message));
    else
        on_response_message(std::move(message));
}

void NtaEndpoint::on_request_message(MessageRef message) {
    auto request = read_request(message.get(), *message.sip());
    if (request.method == Method::Ack) {
        on_ack(std::move(request));
        return;
    }
    auto* const agent = room_->agent.get();
    if (request.method == Method::Cancel) {
        // The stack found no INVITE for it (RFC 3261 9.2).
        send_stateless_reply(
            agent, std::move(message), Reply::of(481), room_->tag_prefix, room_->user_agent);
        return;
    }
    if (!request.source.is_stream() && is_cut_off(*message.sip())) {
        send_stateless_reply(agent,
                             std::move(message),
                             Reply::of(400, "Content-Length Above What Came"),
                             room_->tag_prefix,
                             room_->user_agent);
        return;
    }
    const bool is_in_dialog = !request.to.tag().empty();
    if (!is_in_dialog && request.max_forwards <= 0 && request.method != Method::Options) {
        send_stateless_reply(
            agent, std::move(message), Reply::of(483), room_->tag_prefix, room_->user_agent);
        return;
    }
    if (!is_in_dialog && (request.method == Method::Register || request.method == Method::Options))
        on_stateless(std::move(message), std::move(request));
    else
        on_stateful(std::move(message), std::move(request));
}

void NtaEndpoint::on_ack(Request ack) {
    if (room_->answers.acknowledge(ack))
        return;
    if (auto* const dialog = dialog_of_request(ack))
        dialog->receive_stray_ack(std::move(ack));
    else
        listener_.on_request(std::make_unique<StrayAck>(std::move(ack)));
}

void NtaEndpoint::on_stateless(MessageRef message, Request request) {
    std::string key;
    if (!request.source.is_stream()) {
        key = AnswerCache::key_of(request);
        const auto state = room_->given.arrive(key);
        if (state == AnswerCache::State::Pending)
            return;
        if (state == AnswerCache::State::Answered) {
            const auto& given = *room_->given.find(key);
            send_stateless_reply(room_->agent.get(),
                                 std::move(message),
                                 given.reply,
                                 given.to_tag,
                                 room_->user_agent);
            return;
        }
    }
    listener_.on_request(std::make_unique<StatelessTransaction>(
        room_, std::move(message), std::move(request), std::move(key)));
}

void NtaEndpoint::on_stateful(MessageRef message, Request request) {
    const bool is_invite = request.method == Method::Invite;
    auto* const sip = message.sip();
    auto* const dialog = dialog_of_request(request);
    auto transaction = StatefulTransaction::open(room_, std::move(message), std::move(request));
    if (!transaction) {
        LOG_ERROR(Area::Sip, "request dropped: the stack cannot make a transaction");
        return;
    }
    auto* const invite = is_invite && room_->invite_100
                             ? nta_incoming_find(room_->agent.get(), sip, sip->sip_via)
                             : nullptr;
    if (dialog != nullptr)
        dialog->receive(std::move(transaction));
    else
        listener_.on_request(std::move(transaction));
    // Whoever has not answered at once gets time: the client stops repeating (RFC 3261 17.2.1).
    if (invite != nullptr && room_->is_open() && nta_incoming_status(invite) < 100)
        nta_incoming_treply(
            invite,
            SIP_100_TRYING,
            TAG_IF(!room_->user_agent.empty(), SIPTAG_USER_AGENT_STR(room_->user_agent.c_str())),
            TAG_END());
}

void NtaEndpoint::on_response_message(MessageRef message) {
    const auto& sip = *message.sip();
    const int status = sip.sip_status->st_status;
    if (sip.sip_cseq->cs_method != sip_method_invite || status < 200 || status >= 300)
        return;
    const auto answer = read_response(message.get(), sip);
    if (deliver(answer))
        return;
    if (answer.from.tag().starts_with(room_->tag_prefix))
        room_->forgotten.refuse(answer, {});
    else
        // Of another process, whose call may be in the database.
        listener_.on_answer(answer);
}

bool NtaEndpoint::deliver(const Response& answer) {
    auto* const dialog = room_->dialogs.find(answer.call_id, answer.from.tag());
    if (dialog == nullptr)
        return false;
    dialog->receive_stray(answer);
    return true;
}

void NtaEndpoint::refuse(const Response& answer, const std::string& reason) {
    if (room_->is_open())
        room_->forgotten.refuse(answer, reason);
}

}  // namespace sofia::sip::nta
