#include "sip/sofia/nta_client_transaction.hpp"

#include <utility>

#include "sip/sofia/cancel_writer.hpp"
#include "sip/sofia/message_reader.hpp"
#include "sip/sofia/message_ref.hpp"
#include "sip/sofia/request_writer.hpp"

namespace sofia::sip::nta {
namespace {

/// Whether a request may go over TLS; cheap, because nearly none does.
bool may_shake_hands(const model::DialogState& dialog, const std::string& destination) {
    const auto& first = !destination.empty()       ? destination
                        : dialog.route_set.empty() ? dialog.remote_target
                                                   : dialog.route_set.front();
    return first.find("transport=tls") != std::string::npos;
}

/// The answer of a request that did not get anywhere (RFC 3261 8.1.3.1).
Response failure_of(std::string phrase, const std::string& call_id, std::uint32_t cseq) {
    Response failure;
    failure.status = 503;
    failure.phrase = std::move(phrase);
    failure.call_id = call_id;
    failure.cseq = cseq;
    return failure;
}

}  // namespace

NtaClientTransaction::NtaClientTransaction(std::shared_ptr<Room> room,
                                           const model::DialogState& dialog,
                                           std::uint32_t cseq,
                                           const Outgoing& request,
                                           OnResponse callback)
    : room_(std::move(room)),
      is_invite_(request.method == Method::Invite),
      callback_(std::make_shared<OnResponse>(std::move(callback))) {
    if (auto body = room_->renamed(request.body); body && room_->is_open())
        send(dialog, cseq, {request.method, request.headers, std::move(*body)});
    else if (room_->is_open())
        send(dialog, cseq, request);
    if (transaction_ != nullptr)
        return;
    failure_ = room_->loop.after(
        std::chrono::milliseconds(0),
        [this, failure = failure_of("Cannot send", dialog.call_id, cseq)] { report(failure); });
}

void NtaClientTransaction::send(const model::DialogState& dialog,
                                std::uint32_t cseq,
                                const Outgoing& request) {
    auto* const agent = room_->agent.get();
    auto message = write_request(agent, dialog, cseq, request, room_->user_agent);
    if (!message)
        return;
    destination_ = send_to(agent, dialog);
    transaction_ =
        nta_outgoing_mcreate(agent,
                             &ResponseSink::receive,
                             this,
                             destination_.empty() ? nullptr : URL_STRING_MAKE(destination_.c_str()),
                             message.get(),
                             NTATAG_PASS_100(is_invite_),
                             TAG_END());
    if (transaction_ == nullptr)
        return;
    message.release();
    if (!may_shake_hands(dialog, destination_))
        return;
    handshake_ = std::make_unique<HandshakeWatch>(
        room_,
        destination_.empty() ? first_hop(dialog) : destination_,
        [this, call_id = dialog.call_id, cseq] { on_lost_handshake(call_id, cseq); });
}

void NtaClientTransaction::on_lost_handshake(const std::string& call_id, std::uint32_t cseq) {
    handshake_.reset();
    // What comes of the transaction is nobody's concern any more; the stack ends it by its timer.
    auto* const transaction = std::exchange(transaction_, nullptr);
    if (is_invite_)
        room_->forgotten.adopt(transaction);
    else
        nta_outgoing_destroy(transaction);
    report(failure_of("TLS Connection Failed", call_id, cseq));
}

NtaClientTransaction::~NtaClientTransaction() {
    if (transaction_ == nullptr || room_->agent.get() == nullptr)
        return;
    // An INVITE without final response still needs its ACK, and BYE after a late 2xx.
    if (is_invite_)
        room_->forgotten.adopt(transaction_);
    else
        nta_outgoing_destroy(transaction_);
}

void NtaClientTransaction::cancel(std::string_view reason) {
    if (transaction_ == nullptr || !is_invite_ || !room_->is_open())
        return;
    if (cancelled_)
        return;
    cancelled_ = true;
    // On a stream we wait ourselves for the first provisional response (RFC 3261 9.1); over UDP the
    // stack does.
    if (is_on_stream(transaction_) && nta_outgoing_status(transaction_) < 100)
        cancel_reason_ = reason;
    else
        send_cancel(room_->agent.get(), transaction_, destination_, reason, room_->user_agent);
}

void NtaClientTransaction::on_response_message(nta_outgoing_t* transaction, const sip_t* sip) {
    const Agent::InCallback in_callback(room_->agent);
    handshake_.reset();
    if (!room_->is_open())
        return;
    Response response;
    if (sip != nullptr) {
        const MessageRef message(nta_outgoing_getresponse(transaction));
        response = read_response(message.get(), *sip);
    } else {
        response.status = nta_outgoing_status(transaction);
        response.phrase = phrase_of(response.status);
    }
    if (response.status < 200 && cancel_reason_) {
        const auto reason = *std::exchange(cancel_reason_, std::nullopt);
        send_cancel(room_->agent.get(), transaction_, destination_, reason, room_->user_agent);
    }
    if (response.status == 100)
        return;  // Asked for with NTATAG_PASS_100 for the sake of a CANCEL that waits.
    if (response.status >= 200) {
        // The stack keeps what it needs; repetitions of a 2xx now come to the endpoint.
        nta_outgoing_destroy(std::exchange(transaction_, nullptr));
    }
    report(response);
}

void NtaClientTransaction::report(const Response& response) {
    const auto callback = callback_;
    (*callback)(response);
}

}  // namespace sofia::sip::nta
