#include "sip/sofia/forgotten_invites.hpp"

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "sip/sofia/ack.hpp"
#include "sip/sofia/dialog_values.hpp"
#include "sip/sofia/message_reader.hpp"
#include "sip/sofia/request_writer.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

void ForgottenInvites::adopt(nta_outgoing_t* transaction) noexcept {
    nta_outgoing_bind(transaction, &ResponseSink::receive, this);
}

void ForgottenInvites::on_response_message(nta_outgoing_t* transaction, const sip_t* sip) {
    const Agent::InCallback in_callback(room_.agent);
    const int status = nta_outgoing_status(transaction);
    if (status < 200)
        return;
    if (status < 300 && sip != nullptr && room_.is_open()) {
        const MessageRef message(nta_outgoing_getresponse(transaction));
        refuse(read_response(message.get(), *sip), {});
    }
    nta_outgoing_destroy(transaction);
}

void ForgottenInvites::refuse(const Response& answer, const std::string& reason) {
    LOG_INFO(Area::Sip,
             "call-id={} to-tag={} {} answers a call that is gone: ACK and BYE",
             answer.call_id,
             answer.to.tag(),
             answer.status);
    model::DialogState dialog;
    dialog.call_id = answer.call_id;
    dialog.local = answer.from.str();
    take_answer(dialog, answer);
    if (dialog.route_set.empty())
        dialog.next_hop = next_hop_to(answer);
    auto* const agent = room_.agent.get();
    send_ack(agent, dialog, answer.cseq, new_branch(), {}, {}, room_.user_agent);
    Outgoing values{Method::Bye, {}, {}};
    if (!reason.empty())
        values.headers.push_back({"Reason", reason});
    auto bye = write_request(agent, dialog, answer.cseq + 1, values, room_.user_agent);
    if (!bye)
        return;
    // The stack repeats it until it is answered; nobody here needs the answer.
    const auto destination = send_to(agent, dialog);
    auto* const transaction =
        nta_outgoing_mcreate(agent,
                             nullptr,
                             nullptr,
                             destination.empty() ? nullptr : URL_STRING_MAKE(destination.c_str()),
                             bye.get(),
                             TAG_END());
    if (transaction != nullptr) {
        bye.release();
        nta_outgoing_destroy(transaction);
    }
}

}  // namespace sofia::sip::nta
