#include "model/hangup_cause.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace sofia::model {
namespace cause {
constinit const HangupCause kNormalClearing{16, "NORMAL_CLEARING"};
constinit const HangupCause kUserBusy{17, "USER_BUSY"};
constinit const HangupCause kNoUserResponse{18, "NO_USER_RESPONSE"};
constinit const HangupCause kNoAnswer{19, "NO_ANSWER"};
constinit const HangupCause kCallRejected{21, "CALL_REJECTED"};
constinit const HangupCause kOriginatorCancel{487, "ORIGINATOR_CANCEL"};
constinit const HangupCause kLoseRace{702, "LOSE_RACE"};
constinit const HangupCause kNormalTemporaryFailure{41, "NORMAL_TEMPORARY_FAILURE"};
constinit const HangupCause kRecoveryOnTimerExpire{102, "RECOVERY_ON_TIMER_EXPIRE"};
constinit const HangupCause kNoRouteDestination{3, "NO_ROUTE_DESTINATION"};
constinit const HangupCause kUserNotRegistered{806, "USER_NOT_REGISTERED"};
constinit const HangupCause kInvalidProfile{811, "INVALID_PROFILE"};
constinit const HangupCause kInvalidUrl{810, "INVALID_URL"};
constinit const HangupCause kMandatoryIeMissing{96, "MANDATORY_IE_MISSING"};
constinit const HangupCause kInvalidGateway{808, "INVALID_GATEWAY"};
constinit const HangupCause kGatewayDown{809, "GATEWAY_DOWN"};
constinit const HangupCause kExchangeRoutingError{25, "EXCHANGE_ROUTING_ERROR"};
constinit const HangupCause kManagerRequest{703, "MANAGER_REQUEST"};
constinit const HangupCause kSystemShutdown{701, "SYSTEM_SHUTDOWN"};
constinit const HangupCause kDestinationOutOfOrder{27, "DESTINATION_OUT_OF_ORDER"};
constinit const HangupCause kNormalUnspecified{31, "NORMAL_UNSPECIFIED"};
constinit const HangupCause kIncompatibleDestination{88, "INCOMPATIBLE_DESTINATION"};
constinit const HangupCause kAllottedTimeout{802, "ALLOTTED_TIMEOUT"};
constinit const HangupCause kUnallocatedNumber{1, "UNALLOCATED_NUMBER"};
}  // namespace cause

namespace {

// A cause that tells a caller nothing more precise goes out as 480 (behaviour-spec 14.2).
constexpr int kDefaultStatus = 480;

struct Row {
    HangupCause cause;
    int status = kDefaultStatus;
};

constexpr std::array kRows{
    Row{{0, "NONE"}},
    Row{{1, "UNALLOCATED_NUMBER"}, 404},
    Row{{2, "NO_ROUTE_TRANSIT_NET"}, 404},
    Row{{3, "NO_ROUTE_DESTINATION"}, 404},
    Row{{6, "CHANNEL_UNACCEPTABLE"}},
    Row{{7, "CALL_AWARDED_DELIVERED"}},
    Row{{16, "NORMAL_CLEARING"}},
    Row{{17, "USER_BUSY"}, 486},
    Row{{18, "NO_USER_RESPONSE"}, 408},
    Row{{19, "NO_ANSWER"}, 480},
    Row{{20, "SUBSCRIBER_ABSENT"}, 480},
    Row{{21, "CALL_REJECTED"}, 603},
    Row{{22, "NUMBER_CHANGED"}, 410},
    Row{{23, "REDIRECTION_TO_NEW_DESTINATION"}, 410},
    Row{{25, "EXCHANGE_ROUTING_ERROR"}, 483},
    Row{{27, "DESTINATION_OUT_OF_ORDER"}, 502},
    Row{{28, "INVALID_NUMBER_FORMAT"}, 484},
    Row{{29, "FACILITY_REJECTED"}, 501},
    Row{{30, "RESPONSE_TO_STATUS_ENQUIRY"}},
    Row{{31, "NORMAL_UNSPECIFIED"}, 480},
    Row{{34, "NORMAL_CIRCUIT_CONGESTION"}, 503},
    Row{{38, "NETWORK_OUT_OF_ORDER"}, 503},
    Row{{41, "NORMAL_TEMPORARY_FAILURE"}, 503},
    Row{{42, "SWITCH_CONGESTION"}, 503},
    Row{{43, "ACCESS_INFO_DISCARDED"}},
    Row{{44, "REQUESTED_CHAN_UNAVAIL"}, 503},
    Row{{45, "PRE_EMPTED"}},
    Row{{50, "FACILITY_NOT_SUBSCRIBED"}},
    Row{{52, "OUTGOING_CALL_BARRED"}, 403},
    Row{{54, "INCOMING_CALL_BARRED"}, 403},
    Row{{57, "BEARERCAPABILITY_NOTAUTH"}, 403},
    Row{{58, "BEARERCAPABILITY_NOTAVAIL"}, 503},
    Row{{63, "SERVICE_UNAVAILABLE"}},
    Row{{65, "BEARERCAPABILITY_NOTIMPL"}, 488},
    Row{{66, "CHAN_NOT_IMPLEMENTED"}},
    Row{{69, "FACILITY_NOT_IMPLEMENTED"}, 501},
    Row{{79, "SERVICE_NOT_IMPLEMENTED"}, 501},
    Row{{81, "INVALID_CALL_REFERENCE"}},
    Row{{88, "INCOMPATIBLE_DESTINATION"}, 488},
    Row{{95, "INVALID_MSG_UNSPECIFIED"}},
    Row{{96, "MANDATORY_IE_MISSING"}},
    Row{{97, "MESSAGE_TYPE_NONEXIST"}},
    Row{{98, "WRONG_MESSAGE"}},
    Row{{99, "IE_NONEXIST"}},
    Row{{100, "INVALID_IE_CONTENTS"}},
    Row{{101, "WRONG_CALL_STATE"}},
    Row{{102, "RECOVERY_ON_TIMER_EXPIRE"}, 504},
    Row{{103, "MANDATORY_IE_LENGTH_ERROR"}},
    Row{{111, "PROTOCOL_ERROR"}},
    Row{{127, "INTERWORKING"}},
    Row{{142, "SUCCESS"}},
    Row{{487, "ORIGINATOR_CANCEL"}, 487},
    Row{{700, "CRASH"}},
    Row{{701, "SYSTEM_SHUTDOWN"}},
    Row{{702, "LOSE_RACE"}},
    Row{{703, "MANAGER_REQUEST"}},
    Row{{800, "BLIND_TRANSFER"}},
    Row{{801, "ATTENDED_TRANSFER"}},
    Row{{802, "ALLOTTED_TIMEOUT"}},
    Row{{803, "USER_CHALLENGE"}},
    Row{{804, "MEDIA_TIMEOUT"}},
    Row{{805, "PICKED_OFF"}},
    Row{{806, "USER_NOT_REGISTERED"}},
    Row{{807, "PROGRESS_TIMEOUT"}},
    Row{{808, "INVALID_GATEWAY"}, 484},
    Row{{809, "GATEWAY_DOWN"}, 503},
    Row{{810, "INVALID_URL"}, 484},
    Row{{811, "INVALID_PROFILE"}, 502},
    Row{{812, "NO_PICKUP"}},
    Row{{813, "SRTP_READ_ERROR"}},
    Row{{814, "BOWOUT"}},
    Row{{815, "BUSY_EVERYWHERE"}, 600},
    Row{{816, "DECLINE"}, 603},
    Row{{817, "DOES_NOT_EXIST_ANYWHERE"}, 604},
    Row{{818, "NOT_ACCEPTABLE"}, 606},
    Row{{819, "UNWANTED"}, 607},
    Row{{820, "NO_IDENTITY"}, 428},
    Row{{821, "BAD_IDENTITY_INFO"}, 429},
    Row{{822, "UNSUPPORTED_CERTIFICATE"}, 437},
    Row{{823, "INVALID_IDENTITY"}, 438},
    Row{{824, "STALE_DATE"}, 403},
    Row{{825, "REJECT_ALL"}, 603},
};

struct StatusRow {
    int status;
    std::string_view cause;
};

constexpr std::array kByStatus{
    StatusRow{200, "NORMAL_CLEARING"},
    StatusRow{400, "NORMAL_TEMPORARY_FAILURE"},
    StatusRow{401, "CALL_REJECTED"},
    StatusRow{402, "CALL_REJECTED"},
    StatusRow{403, "CALL_REJECTED"},
    StatusRow{404, "UNALLOCATED_NUMBER"},
    StatusRow{405, "SERVICE_UNAVAILABLE"},
    StatusRow{406, "SERVICE_NOT_IMPLEMENTED"},
    StatusRow{407, "CALL_REJECTED"},
    StatusRow{408, "RECOVERY_ON_TIMER_EXPIRE"},
    StatusRow{410, "NUMBER_CHANGED"},
    StatusRow{413, "INTERWORKING"},
    StatusRow{414, "INTERWORKING"},
    StatusRow{415, "SERVICE_NOT_IMPLEMENTED"},
    StatusRow{416, "INTERWORKING"},
    StatusRow{420, "INTERWORKING"},
    StatusRow{421, "INTERWORKING"},
    StatusRow{423, "INTERWORKING"},
    StatusRow{428, "NO_IDENTITY"},
    StatusRow{429, "BAD_IDENTITY_INFO"},
    StatusRow{437, "UNSUPPORTED_CERTIFICATE"},
    StatusRow{438, "INVALID_IDENTITY"},
    StatusRow{480, "NO_USER_RESPONSE"},
    StatusRow{481, "NORMAL_TEMPORARY_FAILURE"},
    StatusRow{482, "EXCHANGE_ROUTING_ERROR"},
    StatusRow{483, "EXCHANGE_ROUTING_ERROR"},
    StatusRow{484, "INVALID_NUMBER_FORMAT"},
    StatusRow{485, "NO_ROUTE_DESTINATION"},
    StatusRow{486, "USER_BUSY"},
    StatusRow{487, "ORIGINATOR_CANCEL"},
    StatusRow{488, "INCOMPATIBLE_DESTINATION"},
    StatusRow{500, "NORMAL_TEMPORARY_FAILURE"},
    StatusRow{501, "SERVICE_NOT_IMPLEMENTED"},
    StatusRow{502, "NETWORK_OUT_OF_ORDER"},
    StatusRow{503, "NORMAL_TEMPORARY_FAILURE"},
    StatusRow{504, "RECOVERY_ON_TIMER_EXPIRE"},
    StatusRow{505, "INTERWORKING"},
    StatusRow{513, "INTERWORKING"},
    StatusRow{600, "USER_BUSY"},
    StatusRow{603, "CALL_REJECTED"},
    StatusRow{604, "NO_ROUTE_DESTINATION"},
    StatusRow{606, "INCOMPATIBLE_DESTINATION"},
    StatusRow{607, "UNWANTED"},
    StatusRow{608, "CALL_REJECTED"},
};

constexpr const Row* row_named(std::string_view name) {
    const auto* found = std::find_if(
        kRows.begin(), kRows.end(), [&](const Row& row) { return row.cause.name == name; });
    return found == kRows.end() ? nullptr : found;
}

// A misspelt name in the second table would quietly become NORMAL_UNSPECIFIED.
static_assert(std::all_of(kByStatus.begin(), kByStatus.end(), [](const StatusRow& row) {
    return row_named(row.cause) != nullptr;
}));

}  // namespace

std::optional<HangupCause> find_cause(std::string_view name_or_number) {
    const auto number = base::to_number(name_or_number);
    for (const Row& row : kRows)
        if (number ? row.cause.q850 == *number : base::iequals(row.cause.name, name_or_number))
            return row.cause;
    return std::nullopt;
}

bool names_cause(std::string_view list, const HangupCause& cause) {
    const auto names = base::split(list, ',');
    return std::any_of(names.begin(), names.end(), [&](const auto& name) {
        const auto named = find_cause(name);
        return named && *named == cause;
    });
}

HangupCause cause_of_q850(int number) {
    for (const Row& row : kRows)
        if (row.cause.q850 == number)
            return row.cause;
    return cause::kNormalUnspecified;
}

HangupCause cause_of_status(int sip_status) {
    for (const StatusRow& row : kByStatus)
        if (row.status == sip_status)
            return row_named(row.cause)->cause;
    return cause::kNormalUnspecified;
}

int status_of_cause(HangupCause cause) {
    const Row* row = row_named(cause.name);
    return row == nullptr ? kDefaultStatus : row->status;
}

}  // namespace sofia::model
