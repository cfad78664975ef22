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

base::Result<void> set_codec_prefs(const Parameter&, const Given& given, Profile& profile) {
    profile.calls.inbound_codec_prefs = given.value;
    profile.calls.outbound_codec_prefs = given.value;
    return {};
}

// Media always goes from peer to peer in this version, so a request for it is granted and a request
// for anything else is not.
base::Result<void> set_bypass_media(const Parameter&, const Given& given, Profile&) {
    if (!base::is_true(given.value))
        given.warnings.add_once(
            fmt::format("parameter {}", given.name),
            given.place,
            fmt::format("{}: parameter '{}': media relays are not supported yet; media goes from "
                        "peer to peer",
                        given.owner,
                        given.name));
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
    flag<kCalls, &ProfileCalls::disable_hold>(
        "disable-hold", "false", OnRescan, "a hold re-INVITE is answered without entering hold"),
    text<kCalls, &ProfileCalls::inbound_codec_prefs>(
        "inbound-codec-prefs", "PCMU", OnRescan, "shown in status; SDP passes unchanged"),
    text<kCalls, &ProfileCalls::outbound_codec_prefs>(
        "outbound-codec-prefs", "PCMU", OnRescan, "shown in status; SDP passes unchanged"),
    special("codec-prefs",
            Shape::Text,
            "PCMU",
            OnRescan,
            "inbound-codec-prefs and outbound-codec-prefs at once",
            set_codec_prefs),
    flag<kCalls, &ProfileCalls::inbound_late_negotiation>(
        "inbound-late-negotiation", "false", OnRescan, "the callee's answer decides the codec"),
    special("inbound-bypass-media",
            Shape::Flag,
            "true",
            OnRescan,
            "media goes from peer to peer",
            set_bypass_media),
    special("inbound-no-media",
            Shape::Flag,
            "true",
            OnRescan,
            "another name of inbound-bypass-media",
            set_bypass_media),
    flag<kCalls, &ProfileCalls::answer_when_volatile>(
        "answer-when-volatile",
        "false",
        OnRescan,
        "answer although the database did not confirm in time"),
    not_yet("inbound-proxy-media", "false"),
    not_yet("inbound-codec-negotiation", "generous"),
    not_yet("media-option", "none"),
    not_yet("enable-3pcc", "proxy"),
    not_yet("3pcc-reinvite-bridged-on-ack", "false"),
    not_yet("update-refresher", "false"),
    not_yet("allow-update", "false"),
    not_yet("max-calls", "0"),
    not_yet("rtp-timeout-sec", "0"),
    not_yet("rtp-hold-timeout-sec", "0"),
    not_yet("dtmf-type", "rfc2833"),
    not_yet("p-asserted-id-parse", "default"),
    not_yet("pass-callee-id", "false"),
    not_yet("send-display-update", "false"),
    not_yet("cid-in-1xx", "false"),
    not_yet("auto-invite-100", "true"),
    not_yet("hold-music"),
    not_yet("proxy-hold", "true"),
    not_yet("proxy-refer", "false"),
    not_yet("proxy-refer-replaces", "false"),
    not_yet("proxy-info", "true"),
    not_yet("proxy-info-content-types"),
    not_yet("proxy-message", "false"),
    not_yet("proxy-notify-events"),
    not_yet("record-path"),
    not_yet("record-template"),
    not_yet("inbound-use-callid-as-uuid", "false"),
    not_yet("outbound-use-uuid-as-callid", "false"),
    not_yet("ignore-183nosdp", "false"),
    not_yet("require-secure-rtp", "false"),
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
    not_yet("enable-soa", "false"),
    not_yet("enable-compact-headers", "false"),
    not_yet("rfc-7989", "false"),
    not_yet("rfc-7989-filter", "false"),
    not_yet("rfc-7989-force-old", "false"),
    not_yet("username"),
    not_yet("t38-passthru", "true"),
    // Details of a media engine: RTP and SDP pass between the peers as they are.
    ignored("NDLB-allow-bad-iananame"),
    ignored("NDLB-allow-crypto-in-avp"),
    ignored("NDLB-allow-nondup-sdp"),
    ignored("NDLB-proxy-never-patch-reinvites"),
    ignored("NDLB-sendrecv-in-session"),
    ignored("NDLB-support-asterisk-missing-srtp-auth"),
    ignored("apply-candidate-acl"),
    ignored("auto-jitterbuffer-msec"),
    ignored("auto-rtp-bugs"),
    ignored("bitpacking"),
    ignored("cng-pt"),
    ignored("disable-rtp-auto-adjust"),
    ignored("disable-transcoding"),
    ignored("dtmf-duration"),
    ignored("liberal-dtmf"),
    ignored("manual-rtp-bugs"),
    ignored("manual-video-rtp-bugs"),
    ignored("pass-rfc2833"),
    ignored("rfc2833-pt"),
    ignored("rtcp-audio-interval-msec"),
    ignored("rtcp-video-interval-msec"),
    ignored("rtp-autofix-timing"),
    ignored("rtp-digit-delay"),
    ignored("rtp-notimer-during-bridge"),
    ignored("rtp-rewrite-timestamps"),
    ignored("rtp-timer-name"),
    ignored("suppress-cng"),
    ignored("supress-cng"),
    ignored("vad"),
};

}  // namespace

std::span<const Parameter> call_parameters() {
    return kRows;
}

}  // namespace sofia::config
