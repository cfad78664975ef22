#include "sip/sofia/cancel_writer.hpp"

#include <string>

namespace sofia::sip::nta {

namespace {

MessageRef write_cancel(nta_agent_t* agent,
                        const sip_t& invite,
                        const std::string& reason,
                        const std::string& user_agent) {
    MessageRef message(nta_msg_create(agent, 0));
    if (!message)
        return {};
    auto* const raw = message.get();
    auto* const sip = message.sip();
    auto* const home = msg_home(raw);
    // The same header values as the INVITE's, and its CSeq number (RFC 3261 9.1).
    const int added =
        sip_add_tl(raw,
                   sip,
                   SIPTAG_FROM(invite.sip_from),
                   SIPTAG_TO(invite.sip_to),
                   SIPTAG_CALL_ID(invite.sip_call_id),
                   TAG_IF(invite.sip_route, SIPTAG_ROUTE(invite.sip_route)),
                   TAG_IF(!reason.empty(), SIPTAG_REASON_STR(reason.c_str())),
                   SIPTAG_MAX_FORWARDS_STR("70"),
                   TAG_IF(!user_agent.empty(), SIPTAG_USER_AGENT_STR(user_agent.c_str())),
                   TAG_END());
    auto* const line =
        sip_request_create(home,
                           SIP_METHOD_CANCEL,
                           reinterpret_cast<const url_string_t*>(invite.sip_request->rq_url),
                           nullptr);
    auto* const cseq = sip_cseq_create(home, invite.sip_cseq->cs_seq, SIP_METHOD_CANCEL);
    if (added < 0 || line == nullptr || cseq == nullptr ||
        sip_header_insert(raw, sip, reinterpret_cast<sip_header_t*>(line)) < 0 ||
        sip_header_insert(raw, sip, reinterpret_cast<sip_header_t*>(cseq)) < 0)
        return {};
    return message;
}

}  // namespace

bool is_on_stream(nta_outgoing_t* request) {
    const MessageRef message(nta_outgoing_getrequest(request));
    const auto* const via = message ? message.sip()->sip_via : nullptr;
    return via != nullptr && via->v_protocol != nullptr &&
           std::string_view(via->v_protocol).find("UDP") == std::string_view::npos;
}

void send_cancel(nta_agent_t* agent,
                 nta_outgoing_t* invite,
                 const std::string& destination,
                 std::string_view reason,
                 const std::string& user_agent) {
    const std::string value(
        reason.find_first_of("\r\n") == std::string_view::npos ? reason : std::string_view{});
    if (!is_on_stream(invite)) {
        nta_outgoing_tcancel(invite,
                             nullptr,
                             nullptr,
                             TAG_IF(!value.empty(), SIPTAG_REASON_STR(value.c_str())),
                             TAG_IF(!user_agent.empty(), SIPTAG_USER_AGENT_STR(user_agent.c_str())),
                             TAG_END());
        return;
    }
    const MessageRef request(nta_outgoing_getrequest(invite));
    auto cancel = write_cancel(agent, *request.sip(), value, user_agent);
    if (!cancel)
        return;
    auto* const sent =
        nta_outgoing_mcreate(agent,
                             nullptr,
                             nullptr,
                             destination.empty() ? nullptr : URL_STRING_MAKE(destination.c_str()),
                             cancel.get(),
                             NTATAG_BRANCH_KEY(nta_outgoing_branch(invite)),
                             TAG_END());
    if (sent != nullptr) {
        cancel.release();
        nta_outgoing_destroy(sent);  // Its answer says nothing new; the INVITE's does.
    }
}

}  // namespace sofia::sip::nta
