// A request within a dialog of the call (RFC 3261 12.2.2): which verb it is, and who has sent it.

#include <utility>

#include "call/admission.hpp"
#include "call/call.hpp"
#include "call/refer_to.hpp"
#include "sip/profile_table.hpp"

namespace sofia::call {

std::optional<sip::Reply> Call::refusal_of(const Leg& leg, const sip::Request& request) const {
    const auto* profile = services_.profiles.find(leg.profile());
    if (profile == nullptr || request.method == sip::Method::Ack)
        return std::nullopt;
    const auto& settings = *profile->settings;
    // RFC 3891 3: it belongs to INVITE alone. A BYE is not held up by what it carries.
    if (request.method != sip::Method::Invite && request.method != sip::Method::Bye &&
        has_replaces(request)) {
        auto refusal = answer_to(leg, 400);
        refusal.phrase = "Replaces Outside Of INVITE";
        return refusal;
    }
    if (request.method != sip::Method::Bye && !request.require.empty()) {
        auto refusal = answer_to(leg, 420);  // RFC 3261 8.2.2.3.
        const auto before = refusal.headers.size();
        add_unsupported(refusal, request.require, settings.calls);
        if (refusal.headers.size() > before)
            return refusal;
    }
    if (request.method == sip::Method::Invite || request.method == sip::Method::Update)
        if (const auto refused = refuse_body(request)) {
            auto refusal = answer_to(leg, refused->status);
            refusal.phrase = refused->phrase;
            for (const auto& header : refused->headers)
                refusal.headers.push_back(header);
            return refusal;
        }
    if (!settings.calls.auth_all_packets || leg.outbound || !services_.refuse_sender ||
        leg.variables.get("sip_authorized") != "true")
        return std::nullopt;
    return services_.refuse_sender(settings, request, leg.variables.get("sip_auth_username"));
}

void Call::on_request(Side side, std::unique_ptr<sip::ServerTransaction> request) {
    auto& leg = side == Side::A ? *a_ : *b_;
    const auto& values = request->request();
    note_session_id(leg, values);
    tell_watched(leg, values);
    if (const auto refusal = refusal_of(leg, values)) {
        request->respond(*refusal);
        return;
    }
    switch (values.method) {
        case sip::Method::Ack:
            on_former_ack(leg, values);
            return;
        case sip::Method::Bye:
            on_bye(leg, std::move(request));
            return;
        case sip::Method::Invite:
            on_modify(leg, std::move(request));
            return;
        case sip::Method::Update:
            on_update(leg, std::move(request));
            return;
        case sip::Method::Refer:
            on_refer(leg, std::move(request));
            return;
        case sip::Method::Notify:
            on_notify(leg, std::move(request));
            return;
        case sip::Method::Prack:
            on_prack(leg, std::move(request));
            return;
        case sip::Method::Info:
            on_info(leg, std::move(request));
            return;
        case sip::Method::Message:
            on_message(leg, std::move(request));
            return;
        case sip::Method::Options:
            request->respond(answer_to(leg, 200).add("Accept", "application/sdp"));
            return;
        default:
            request->respond(answer_to(leg, values.method == sip::Method::Other ? 501 : 405));
    }
}

}  // namespace sofia::call
