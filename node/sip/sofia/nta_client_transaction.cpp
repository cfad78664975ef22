#include "sip/sofia/nta_client_transaction.hpp"

#include <utility>

#include "sip/sofia/message_reader.hpp"

namespace sofia::sip::nta {

NtaClientTransaction::NtaClientTransaction(std::shared_ptr<Room> room,
                                           MessageRef message,
                                           const std::string& next_hop,
                                           OnResponse callback)
    : room_(std::move(room)), callback_(std::make_shared<OnResponse>(std::move(callback))) {
    Response failure;
    failure.status = 503;
    failure.phrase = "Cannot send";
    if (message) {
        const auto* const sip = message.sip();
        is_invite_ = sip->sip_request->rq_method == sip_method_invite;
        failure.call_id = sip->sip_call_id->i_id;
        failure.cseq = sip->sip_cseq->cs_seq;
        if (room_->is_open())
            transaction_ =
                nta_outgoing_mcreate(room_->agent.get(),
                                     &ResponseSink::receive,
                                     this,
                                     next_hop.empty() ? nullptr : URL_STRING_MAKE(next_hop.c_str()),
                                     message.get(),
                                     TAG_END());
    }
    if (transaction_ != nullptr)
        message.release();
    else
        failure_ =
            room_->loop.after(std::chrono::milliseconds(0), [this, failure] { report(failure); });
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
    const bool has_reason =
        !reason.empty() && reason.find_first_of("\r\n") == std::string_view::npos;
    const std::string value(reason);
    nta_outgoing_tcancel(transaction_,
                         nullptr,
                         nullptr,
                         TAG_IF(has_reason, SIPTAG_REASON_STR(value.c_str())),
                         TAG_END());
}

void NtaClientTransaction::on_response_message(nta_outgoing_t* transaction, const sip_t* sip) {
    const Agent::InCallback in_callback(room_->agent);
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
