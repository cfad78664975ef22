#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileCalls;
using enum Effect;

constexpr auto kCalls = &Profile::calls;

base::Result<void> set_caller_id_type(const Parameter&, const Given& given, Profile& profile) {
    const auto value = base::lower(base::trim(given.value));
    if (value != "rpid" && value != "pid" && value != "none")
        return base::fail(base::ErrorKind::Invalid, "rpid, pid or none");
    profile.calls.caller_id_type = value;
    return {};
}

constexpr std::array kRows{
    text<kCalls, &ProfileCalls::context>(
        "context", "default", OnRescan, "dialplan context of calls in; _domain_: the From host"),
    text<kCalls, &ProfileCalls::dialplan>("dialplan", "XML", OnRescan, "kind of dialplan"),
    flag<kCalls, &ProfileCalls::auth_calls>("auth-calls", "false", OnRescan, "digest on INVITE"),
    flag<kCalls, &ProfileCalls::auth_all_packets>(
        "auth-all-packets", "false", OnRescan, "digest on in-dialog requests as well"),
    acl_list<kCalls, &ProfileCalls::apply_inbound_acl>(
        "apply-inbound-acl", "sources whose INVITE needs no digest; one list is enough"),
    flag<kCalls, &ProfileCalls::manual_redirect>(
        "manual-redirect", "false", OnRescan, "3xx is passed to the caller, not followed"),
    number<kCalls, &ProfileCalls::max_proceeding>("max-proceeding",
                                                  "0",
                                                  OnRescan,
                                                  "calls in setup above which new ones get 503",
                                                  0,
                                                  1'000'000),
    number<kCalls, &ProfileCalls::max_requests_per_second>(
        "max-recv-requests-per-second",
        "0",
        OnRescan,
        "requests outside of dialogs above which further ones get 503; 0: any number",
        0,
        1'000'000),
    text<kCalls, &ProfileCalls::outbound_proxy>(
        "outbound-proxy", "", OnRescan, "URI that calls out go through"),
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
    not_yet("enable-3pcc", "proxy"),
    not_yet("3pcc-reinvite-bridged-on-ack", "false"),
    not_yet("update-refresher", "false"),
    not_yet("allow-update", "false"),
    not_yet("max-calls", "0"),
    not_yet("p-asserted-id-parse", "default"),
    not_yet("pass-callee-id", "false"),
    not_yet("send-display-update", "false"),
    not_yet("cid-in-1xx", "false"),
    not_yet("auto-invite-100", "true"),
    not_yet("proxy-hold", "true"),
    not_yet("proxy-refer", "false"),
    not_yet("proxy-refer-replaces", "false"),
    not_yet("proxy-info", "true"),
    not_yet("proxy-info-content-types"),
    not_yet("proxy-message", "false"),
    not_yet("proxy-notify-events"),
    not_yet("inbound-use-callid-as-uuid", "false"),
    not_yet("outbound-use-uuid-as-callid", "false"),
    not_yet("confirm-blind-transfer", "false"),
    not_yet("make-every-transfer-a-nightmare", "false"),
    not_yet("channel-xml-fetch-on-nightmare-transfer", "false"),
    not_yet("fire-bye-response-events", "false"),
    not_yet("fire-message-events", "false"),
    not_yet("fire-transfer-events", "false"),
    not_yet("full-id-in-dialplan", "false"),
    not_yet("parse-all-invite-headers", "false"),
    not_yet("parse-invite-tel-params", "false"),
    not_yet("extended-info-parsing", "false"),
    not_yet("enable-compact-headers", "false"),
    not_yet("rfc-7989", "false"),
    not_yet("rfc-7989-filter", "false"),
    not_yet("rfc-7989-force-old", "false"),
    not_yet("username"),
};

}  // namespace

std::span<const Parameter> call_parameters() {
    return kRows;
}

}  // namespace sofia::config
