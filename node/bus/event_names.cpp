#include "bus/event_names.hpp"

#include <algorithm>
#include <array>

namespace sofia::bus {
namespace {

// In alphabetical order, for the binary search.
constexpr std::array<std::string_view, 93> kNames{
    "ADD_SCHEDULE",
    "ALL",
    "API",
    "BACKGROUND_JOB",
    "CALL_DETAIL",
    "CALL_SECURE",
    "CALL_SETUP_REQ",
    "CALL_SETUP_RESULT",
    "CALL_UPDATE",
    "CHANNEL_ANSWER",
    "CHANNEL_APPLICATION",
    "CHANNEL_BRIDGE",
    "CHANNEL_CALLSTATE",
    "CHANNEL_CREATE",
    "CHANNEL_DATA",
    "CHANNEL_DESTROY",
    "CHANNEL_EXECUTE",
    "CHANNEL_EXECUTE_COMPLETE",
    "CHANNEL_HANGUP",
    "CHANNEL_HANGUP_COMPLETE",
    "CHANNEL_HOLD",
    "CHANNEL_ORIGINATE",
    "CHANNEL_OUTGOING",
    "CHANNEL_PARK",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_STATE",
    "CHANNEL_UNBRIDGE",
    "CHANNEL_UNHOLD",
    "CHANNEL_UNPARK",
    "CHANNEL_UUID",
    "CLIENT_DISCONNECTED",
    "CLONE",
    "CODEC",
    "COMMAND",
    "CONFERENCE_DATA",
    "CONFERENCE_DATA_QUERY",
    "CUSTOM",
    "DEL_SCHEDULE",
    "DETECTED_SPEECH",
    "DETECTED_TONE",
    "DEVICE_STATE",
    "DTMF",
    "EXE_SCHEDULE",
    "FAILURE",
    "GENERAL",
    "HEARTBEAT",
    "INBOUND_CHAN",
    "LOG",
    "MEDIA_BUG_START",
    "MEDIA_BUG_STOP",
    "MESSAGE",
    "MESSAGE_QUERY",
    "MESSAGE_WAITING",
    "MODULE_LOAD",
    "MODULE_UNLOAD",
    "NAT",
    "NOTALK",
    "NOTIFY",
    "NOTIFY_IN",
    "OUTBOUND_CHAN",
    "PHONE_FEATURE",
    "PHONE_FEATURE_SUBSCRIBE",
    "PLAYBACK_START",
    "PLAYBACK_STOP",
    "PRESENCE_IN",
    "PRESENCE_OUT",
    "PRESENCE_PROBE",
    "PRIVATE_COMMAND",
    "PUBLISH",
    "RECORD_START",
    "RECORD_STOP",
    "RECV_INFO",
    "RECV_MESSAGE",
    "RECV_RTCP_MESSAGE",
    "RELOADXML",
    "REQUEST_PARAMS",
    "RE_SCHEDULE",
    "ROSTER",
    "SEND_INFO",
    "SEND_MESSAGE",
    "SEND_RTCP_MESSAGE",
    "SERVER_DISCONNECTED",
    "SESSION_CRASH",
    "SESSION_HEARTBEAT",
    "SHUTDOWN",
    "SHUTDOWN_REQUESTED",
    "SOCKET_DATA",
    "STARTUP",
    "TALK",
    "TEXT",
    "TRAP",
    "UNPUBLISH",
};
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

static_assert(kEventNames == kNames.size());

}  // namespace

std::optional<std::size_t> event_number(std::string_view name) noexcept {
    const auto* const found = std::lower_bound(kNames.begin(), kNames.end(), name);
    if (found == kNames.end() || *found != name)
        return std::nullopt;
    return static_cast<std::size_t>(found - kNames.begin());
}

std::string known_event_name(std::string_view word) {
    std::string name(word);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return std::binary_search(kNames.begin(), kNames.end(), name) ? name : std::string();
}

}  // namespace sofia::bus
