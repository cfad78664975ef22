#include "call/admission.hpp"

#include <utility>

#include "base/text.hpp"
#include "call/refer_to.hpp"
#include "call/session_terms.hpp"
#include "sip/disposition.hpp"

namespace sofia::call {
namespace {

sip::Reply busy(std::string phrase) {
    return sip::Reply::of(503, std::move(phrase)).add("Retry-After", "300");
}

}  // namespace

void add_unsupported(sip::Reply& refusal,
                     const std::vector<std::string>& required,
                     const model::ProfileCalls& settings) {
    for (const auto& extension : required) {
        const bool is_offered = (settings.enable_timer && base::iequals(extension, "timer")) ||
                                (settings.enable_100rel && base::iequals(extension, "100rel")) ||
                                base::iequals(extension, "replaces") ||
                                base::iequals(extension, "norefersub");
        if (!is_offered)
            refusal.add("Unsupported", extension);
    }
}

std::optional<sip::Reply> refuse_when_full(const model::ProfileCalls& settings, const Load& load) {
    if (load.paused)
        return busy("System Paused");
    if (load.profile_stopping || (load.max_sessions != 0 && load.sessions >= load.max_sessions))
        return busy("Maximum Calls In Progress");
    if (load.sessions_per_second != 0 && load.new_in_second >= load.sessions_per_second)
        return busy("Maximum Calls In Progress");
    if (settings.max_calls != 0 && load.in_use >= settings.max_calls)
        return busy("Maximum Calls In Progress");
    if (settings.max_proceeding != 0 && load.proceeding >= settings.max_proceeding)
        return busy({});
    return std::nullopt;
}

std::optional<sip::Reply> refuse_invite(const sip::Request& invite,
                                        const model::ProfileCalls& settings,
                                        const Load& load) {
    if (auto full = refuse_when_full(settings, load))
        return full;
    const auto scheme = std::string_view(invite.uri).substr(0, invite.uri.find(':'));
    if (!base::iequals(scheme, "sip") && !base::iequals(scheme, "sips"))
        return sip::Reply::of(416);  // RFC 3261 8.2.2.1.
    if (invite.call_id.empty())
        return sip::Reply::of(400, "Missing Call-ID Header");  // RFC 3261 8.1.1.4, 21.4.1.
    if (!invite.require.empty()) {
        auto refusal = sip::Reply::of(420);
        add_unsupported(refusal, invite.require, settings);
        if (!refusal.headers.empty())
            return refusal;
    }
    const auto rules = session_rules(settings);
    if (answer_session(session_of(invite), rules, {}).is_too_short)
        return sip::Reply::of(422).add("Min-SE", std::to_string(rules.least.count()));
    if (invite.contacts.size() != 1 || invite.contacts.front().is_star)
        return sip::Reply::of(400, "Missing Contact Header");
    if (auto fault = replaces_fault(invite); !fault.empty())
        return sip::Reply::of(400, std::move(fault));
    return refuse_body(invite);
}

std::optional<sip::Reply> refuse_body(const sip::Request& request) {
    if (request.body.empty())
        return std::nullopt;
    if (!sip::is_description(request)) {
        const bool is_known = sip::disposition_of(request).type == "session";
        auto refusal = sip::Reply::of(415, is_known ? "" : "Unsupported Content-Disposition");
        return refusal.add("Accept", "application/sdp");
    }
    const auto encoding = request.header("Content-Encoding");
    if (!encoding.empty() && !base::iequals(encoding, "identity"))
        return sip::Reply::of(415).add("Accept-Encoding", "identity");
    return std::nullopt;
}

}  // namespace sofia::call
