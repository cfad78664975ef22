#include <algorithm>
#include <array>

#include "config/checked_values.hpp"
#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileCalls;
using enum Effect;

constexpr auto kCalls = &Profile::calls;
constexpr std::string_view kOneTransfer =
    "a transfer to a call of another node goes there by INVITE in any case";

base::Result<void> set_caller_id_type(const Parameter&, const Given& given, Profile& profile) {
    const auto value = base::lower(base::trim(given.value));
    if (value != "rpid" && value != "pid" && value != "none")
        return base::fail(base::ErrorKind::Invalid, "rpid, pid or none");
    profile.calls.caller_id_type = value;
    return {};
}

base::Result<void> set_info_types(const Parameter&, const Given& given, Profile& profile) {
    profile.calls.pass_info_types.clear();
    for (const auto& type : base::split(given.value, ','))
        if (const auto trimmed = base::trim(type); !trimmed.empty())
            profile.calls.pass_info_types.push_back(base::lower(trimmed));
    return {};
}

base::Result<void> set_asserted_identity(const Parameter&, const Given& given, Profile& profile) {
    using enum ProfileCalls::AssertedIdentity;
    const auto value = base::lower(base::trim(given.value));
    auto& wanted = profile.calls.asserted_identity;
    if (value.empty() || value == "default")
        wanted = Default;
    else if (value == "user-only")
        wanted = UserOnly;
    else if (value == "user-domain")
        wanted = UserDomain;
    else if (value == "verbatim")
        wanted = Verbatim;
    else
        return base::fail(base::ErrorKind::Invalid, "default, user-only, user-domain or verbatim");
    return {};
}

base::Result<void> set_sdp_username(const Parameter&, const Given& given, Profile& profile) {
    const auto value = base::trim(given.value);
    // RFC 4566 9: a text without blanks.
    if (std::any_of(
            value.begin(), value.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; }))
        return base::fail(base::ErrorKind::Invalid, "a name without blanks");
    profile.calls.sdp_username = value;
    return {};
}

base::Result<void> set_inbound_acl(const Parameter&, const Given& given, Profile& profile) {
    const auto entries = read_acl_entries(given);
    if (!entries)
        return tl::unexpected(entries.error());
    auto& lists = profile.calls.apply_inbound_acl;
    if (entries->empty())
        lists.clear();
    lists.insert(lists.end(), entries->begin(), entries->end());
    return {};
}

base::Result<void> set_notify_events(const Parameter&, const Given& given, Profile& profile) {
    profile.calls.pass_notify_events = base::split(base::lower(given.value), ',');
    return {};
}

constexpr std::array kRows{
    text<kCalls, &ProfileCalls::context>(
        "context", "default", OnRescan, "dialplan context of calls in; _domain_: the From host"),
    special("dialplan",
            Shape::Text,
            "XML",
            OnRescan,
            "kind of dialplan: XML; others of a list are warned about",
            set_dialplan),
    flag<kCalls, &ProfileCalls::auth_calls>("auth-calls", "false", OnRescan, "digest on INVITE"),
    flag<kCalls, &ProfileCalls::auth_all_packets>(
        "auth-all-packets", "false", OnRescan, "digest on in-dialog requests as well"),
    special(
        "apply-inbound-acl",
        Shape::AclList,
        "",
        OnRescan,
        "sources whose INVITE needs no digest; one list is enough. `list:PASS:FAIL`: context of "
        "calls that it lets in, and of those that the last list does not; with FAIL these are "
        "not refused, digest is asked of them where auth-calls is on",
        set_inbound_acl),
    flag<kCalls, &ProfileCalls::manual_redirect>(
        "manual-redirect", "false", OnRescan, "3xx is passed to the caller, not followed"),
    number<kCalls, &ProfileCalls::max_proceeding>("max-proceeding",
                                                  "0",
                                                  OnRescan,
                                                  "calls in setup above which new ones get 503",
                                                  0,
                                                  1'000'000),
    number<kCalls, &ProfileCalls::max_calls>(
        "max-calls",
        "0",
        OnRescan,
        "calls of the profile above which new ones get 503; 0: any number",
        0,
        1'000'000),
    acl_list<kCalls, &ProfileCalls::apply_proxy_acl>(
        "apply-proxy-acl",
        "proxies whose X-AUTH-IP names the address that apply-inbound-acl looks at"),
    text<kCalls, &ProfileCalls::inbound_token_header>(
        "apply-inbound-acl-x-token",
        "",
        OnRescan,
        "header in which an address of apply-inbound-acl names its user, user@domain"),
    text<kCalls, &ProfileCalls::proxy_token_header>(
        "apply-proxy-acl-x-token",
        "",
        OnRescan,
        "header in which a proxy of apply-proxy-acl names the user, user@domain"),
    flag<kCalls, &ProfileCalls::call_id_is_uuid>("inbound-use-callid-as-uuid",
                                                 "false",
                                                 OnRescan,
                                                 "a caller's channel has his Call-ID as its uuid"),
    flag<kCalls, &ProfileCalls::uuid_is_call_id>("outbound-use-uuid-as-callid",
                                                 "false",
                                                 OnRescan,
                                                 "calls out have the channel's uuid as Call-ID"),
    flag<kCalls, &ProfileCalls::pass_info>("proxy-info",
                                           "true",
                                           OnRescan,
                                           "INFO passes to the other leg; false: it gets 200 and "
                                           "ends here"),
    special("proxy-info-content-types",
            Shape::Text,
            "",
            OnRescan,
            "content types of INFO that pass, separated by commas; empty: all",
            set_info_types),
    flag<kCalls, &ProfileCalls::keep_all_headers>(
        "parse-all-invite-headers",
        "false",
        OnRescan,
        "each header of an INVITE is a variable sip_i_NAME, in small letters with _ for -"),
    number<kCalls, &ProfileCalls::max_requests_per_second>(
        "max-recv-requests-per-second",
        "0",
        OnRescan,
        "requests outside of dialogs above which further ones get 503; 0: any number, because "
        "after "
        "a switchover all phones come at once",
        0,
        1'000'000),
    special("outbound-proxy",
            Shape::Text,
            "",
            OnRescan,
            "URI, or host:port, that calls out go through",
            set_outbound_proxy),
    special("caller-id-type",
            Shape::Text,
            "rpid",
            OnRescan,
            "identity header of calls out: rpid, pid, none",
            set_caller_id_type),
    text<kCalls, &ProfileCalls::user_agent_string>(
        "user-agent-string", "", OnRescan, "User-Agent and Server; _undef_: none"),
    flag<kCalls, &ProfileCalls::enable_100rel>(
        "enable-100rel", "false", OnRescan, "reliable provisional answers (RFC 3262)"),
    flag<kCalls, &ProfileCalls::enable_timer>(
        "enable-timer", "true", OnRescan, "session timers (RFC 4028) are offered and taken"),
    number<kCalls, &ProfileCalls::session_timeout>(
        "session-timeout", "0", OnRescan, "session timer that is asked for; 0: none", 0, 86400),
    number<kCalls, &ProfileCalls::minimum_session_expires>(
        "minimum-session-expires",
        "0",
        OnRescan,
        "shortest session timer that is taken, 422 below; 0: 90 s, as is what is less",
        0,
        86400),
    flag<kCalls, &ProfileCalls::disable_transfer>(
        "disable-transfer", "false", OnRescan, "REFER is refused"),
    flag<kCalls, &ProfileCalls::answer_when_volatile>(
        "answer-when-volatile",
        "false",
        OnRescan,
        "answer although the database did not confirm in time"),
    ignored("enable-3pcc", "an INVITE without offer is answered with the callee's in any case"),
    ignored("3pcc-reinvite-bridged-on-ack",
            "the caller's answer goes to the callee in its ACK: there is nothing to re-INVITE for"),
    flag<kCalls, &ProfileCalls::update_refresher>(
        "update-refresher",
        "false",
        OnRescan,
        "sessions are refreshed by UPDATE where the peer takes it, by re-INVITE elsewhere"),
    ignored("allow-update", "UPDATE is in Allow and taken in any case"),
    special("p-asserted-id-parse",
            Shape::Text,
            "default",
            OnRescan,
            "what sip_P-Asserted-Identity holds: default, verbatim: the caller's header as it "
            "stands; user-only: its user or number; user-domain: user@host",
            set_asserted_identity),
    flag<kCalls, &ProfileCalls::pass_callee_id>(
        "pass-callee-id",
        "true",
        OnRescan,
        "the caller is shown whom he reaches, by the header that caller-id-type names"),
    flag<kCalls, &ProfileCalls::send_display_update>(
        "send-display-update",
        "true",
        OnRescan,
        "a phone that gets another partner in its call is shown it by UPDATE, where its Allow has "
        "that; not without pass-callee-id"),
    flag<kCalls, &ProfileCalls::cid_in_1xx>(
        "cid-in-1xx",
        "true",
        OnRescan,
        "with pass-callee-id: 180 and 183 show it, not the 200 alone"),
    flag<kCalls, &ProfileCalls::invite_100>(
        "auto-invite-100",
        "true",
        OnRestart,
        "an INVITE gets its 100 at once; false: after 200 ms without another answer"),
    rejected("proxy-hold", "true", "hold passes to the other phone: there is no hold music"),
    flag<kCalls, &ProfileCalls::pass_refer>(
        "proxy-refer",
        "false",
        OnRescan,
        "REFER passes to the other leg, and its NOTIFYs back, instead of being carried out"),
    flag<kCalls, &ProfileCalls::pass_refer_replaces>(
        "proxy-refer-replaces",
        "false",
        OnRescan,
        "with proxy-refer: a REFER to another call (Replaces) passes as well"),
    flag<kCalls, &ProfileCalls::pass_message>(
        "proxy-message",
        "false",
        OnRescan,
        "MESSAGE within a call passes to the other leg; false: it gets 405"),
    special("proxy-notify-events",
            Shape::Text,
            "",
            OnRescan,
            "events whose NOTIFY within a call passes to the other leg, separated by commas; "
            "`all`: each",
            set_notify_events),
    ignored("confirm-blind-transfer",
            "who transfers keeps the call until somebody has answered, in any case"),
    ignored("make-every-transfer-a-nightmare", kOneTransfer),
    ignored("channel-xml-fetch-on-nightmare-transfer", kOneTransfer),
    flag<kCalls, &ProfileCalls::tell_bye_answers>(
        "fire-bye-response-events",
        "false",
        OnRescan,
        "the answer to each BYE is an event `sofia::bye_response`"),
    flag<kCalls, &ProfileCalls::tell_transfers>(
        "fire-transfer-events",
        "false",
        OnRescan,
        "each REFER that is accepted is the events `sofia::transferor` and `sofia::transferee`"),
    flag<kCalls, &ProfileCalls::full_destination>(
        "full-id-in-dialplan",
        "false",
        OnRescan,
        "destination_number is user@host of the Request-URI, not the user alone"),
    flag<kCalls, &ProfileCalls::keep_tel_params>(
        "parse-invite-tel-params",
        "false",
        OnRescan,
        "parameters of the number in the Request-URI (;isub=1) are sip_invite_tel_params, not "
        "part of the number"),
    rejected("extended-info-parsing", "false", "no phone's INFO runs a command here"),
    flag<kCalls, &ProfileCalls::compact_headers>(
        "enable-compact-headers",
        "false",
        OnRestart,
        "messages have short header names (v, f, t, i, m, l, c, ...) where there are any"),
    flag<kCalls, &ProfileCalls::session_id>(
        "rfc-7989",
        "false",
        OnRescan,
        "calls have a Session-ID (RFC 7989), that of their phones where these have one"),
    ignored("rfc-7989-filter", "Session-ID passes as the node's own header or not at all"),
    rejected("rfc-7989-force-old", "false", "Session-ID names both ends, as RFC 7989 has it"),
    special("username",
            Shape::Text,
            "",
            OnRestart,
            "user name in the o= line of descriptions that are sent; empty: the peer's",
            set_sdp_username,
            keep_field<kCalls, &ProfileCalls::sdp_username>),
};

}  // namespace

std::span<const Parameter> call_parameters() {
    return kRows;
}

}  // namespace sofia::config
