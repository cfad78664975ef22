#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"
#include "sip/codec_list.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileMedia;
using enum Effect;

constexpr auto kMedia = &Profile::media;
constexpr auto kCalls = &Profile::calls;

constexpr std::string_view kByPeers = "media flows between the phones, which settle it";
constexpr std::string_view kUnseen = "media goes from phone to phone, unseen by the node";
constexpr std::string_view kAsOffered = "the descriptions of the phones pass as they are";

model::CodecPreferences read_list(const Given& given) {
    auto list = sip::read_codec_list(given.value);
    for (const auto& fault : list.faults)
        given.warnings.add(given.place,
                           fmt::format("{}: parameter '{}': {}", given.owner, given.name, fault));
    return std::move(list.codecs);
}

base::Result<void> set_inbound_list(const Parameter&, const Given& given, Profile& profile) {
    profile.media.inbound = read_list(given);
    return {};
}

base::Result<void> set_outbound_list(const Parameter&, const Given& given, Profile& profile) {
    profile.media.outbound = read_list(given);
    return {};
}

base::Result<void> set_both_lists(const Parameter&, const Given& given, Profile& profile) {
    profile.media.inbound = read_list(given);
    profile.media.outbound = profile.media.inbound;
    return {};
}

base::Result<void> set_negotiation(const Parameter&, const Given& given, Profile& profile) {
    const auto value = base::lower(base::trim(given.value));
    auto& order = profile.media.negotiation;
    if (value == "generous")
        order = model::CodecNegotiation::Generous;
    else if (value == "greedy")
        order = model::CodecNegotiation::Greedy;
    else if (value == "scrooge")
        order = model::CodecNegotiation::Scrooge;
    else
        return base::fail(base::ErrorKind::Invalid, "generous, greedy or scrooge");
    return {};
}

void warn_no_relay(const Given& given) {
    given.warnings.add_once(
        fmt::format("parameter {}", given.name),
        given.place,
        fmt::format("{}: parameter '{}': media relays are not supported yet; media goes from "
                    "peer to peer",
                    given.owner,
                    given.name));
}

// Media always goes from peer to peer in this version, so a request for it is granted and a request
// for anything else is not.
base::Result<void> set_bypass_media(const Parameter&, const Given& given, Profile& profile) {
    profile.media.bypass = base::is_true(given.value);
    if (!profile.media.bypass)
        warn_no_relay(given);
    return {};
}

base::Result<void> set_proxy_media(const Parameter&, const Given& given, Profile& profile) {
    if (!base::is_true(given.value))
        return {};
    profile.media.bypass = true;
    warn_no_relay(given);
    return {};
}

constexpr std::array kRows{
    special("inbound-codec-prefs",
            Shape::Text,
            "",
            OnRescan,
            "codecs that callers may use, as in PCMU,PCMA@20i,opus@48000h; 488 when none is "
            "offered; none given: any",
            set_inbound_list),
    special("outbound-codec-prefs",
            Shape::Text,
            "",
            OnRescan,
            "codecs that callees are offered out of the caller's, in this order; none given: any",
            set_outbound_list),
    special("codec-prefs",
            Shape::Text,
            "",
            OnRescan,
            "inbound-codec-prefs and outbound-codec-prefs at once",
            set_both_lists),
    special("inbound-codec-negotiation",
            Shape::Text,
            "generous",
            OnRescan,
            "whose order counts: generous: the caller's; greedy: ours; scrooge: ours, and packet "
            "times as well",
            set_negotiation),
    flag<kMedia, &ProfileMedia::late_negotiation>(
        "inbound-late-negotiation",
        "false",
        OnRescan,
        "the caller's codecs are judged when the call is bridged, not before the dialplan"),
    flag<kMedia, &ProfileMedia::disable_transcoding>(
        "disable-transcoding",
        "false",
        OnRescan,
        "callees are offered the caller's codec alone, or all of the caller's while it is open"),
    flag<kMedia, &ProfileMedia::disable_hold>(
        "disable-hold", "false", OnRescan, "a hold is answered and the other side is not told"),
    special("inbound-bypass-media",
            Shape::Flag,
            "",
            OnRescan,
            "true: descriptions pass as they are whatever the codec lists say; media goes from "
            "peer to peer in any case",
            set_bypass_media),
    special("inbound-no-media",
            Shape::Flag,
            "",
            OnRescan,
            "another name of inbound-bypass-media",
            set_bypass_media),
    special("inbound-proxy-media",
            Shape::Flag,
            "false",
            OnRescan,
            "true: descriptions pass as they are; RTP is not relayed yet",
            set_proxy_media),
    rejected("media-option", "none", kUnseen),
    rejected("rtp-timeout-sec", "0", kUnseen),
    rejected("rtp-hold-timeout-sec", "0", kUnseen),
    rejected("hold-music", "", kUnseen),
    rejected("record-path", "", kUnseen),
    rejected("record-template", "", kUnseen),
    flag<kCalls, &model::ProfileCalls::ignore_183_without_sdp>(
        "ignore-183nosdp",
        "false",
        OnRescan,
        "a callee's 183 without a description is not passed on to the caller"),
    flag<kCalls, &model::ProfileCalls::require_srtp>(
        "require-secure-rtp",
        "false",
        OnRescan,
        "RTP without SRTP: 488 to a caller who offers it, and a callee who answers with it is not "
        "taken"),
    rejected("enable-soa", "false", "offers and answers are those of the phones"),
    rejected("t38-passthru", "true", "T.38 passes as it is offered"),
    ignored("dtmf-type", "keys pass as the phones send them: RFC 4733 in the media, or INFO"),
    ignored("dtmf-duration", kByPeers),
    ignored("liberal-dtmf", kByPeers),
    ignored("rtp-digit-delay", kByPeers),
    ignored("pass-rfc2833", kByPeers),
    ignored("rfc2833-pt", "payload types are those that the phones offer"),
    ignored("cng-pt", "payload types are those that the phones offer"),
    ignored("suppress-cng", kAsOffered),
    ignored("supress-cng", kAsOffered),
    ignored("vad", kByPeers),
    ignored("bitpacking", kByPeers),
    ignored("auto-jitterbuffer-msec", kByPeers),
    ignored("auto-rtp-bugs", kByPeers),
    ignored("manual-rtp-bugs", kByPeers),
    ignored("manual-video-rtp-bugs", kByPeers),
    ignored("disable-rtp-auto-adjust", kByPeers),
    ignored("rtcp-audio-interval-msec", kByPeers),
    ignored("rtcp-video-interval-msec", kByPeers),
    ignored("rtp-autofix-timing", kByPeers),
    ignored("rtp-autoflush", kByPeers),
    ignored("rtp-autoflush-during-bridge", kByPeers),
    ignored("rtp-notimer-during-bridge", kByPeers),
    ignored("rtp-rewrite-timestamps", kByPeers),
    ignored("rtp-timer-name", kByPeers),
    ignored("apply-candidate-acl", kAsOffered),
    ignored("inbound-zrtp-passthru", kAsOffered),
    ignored("NDLB-allow-bad-iananame", kAsOffered),
    ignored("NDLB-allow-crypto-in-avp", kAsOffered),
    ignored("NDLB-allow-nondup-sdp", kAsOffered),
    ignored("NDLB-proxy-never-patch-reinvites", kAsOffered),
    ignored("NDLB-sendrecv-in-session", kAsOffered),
    ignored("NDLB-support-asterisk-missing-srtp-auth", kAsOffered),
};

}  // namespace

std::span<const Parameter> media_parameters() {
    return kRows;
}

}  // namespace sofia::config
