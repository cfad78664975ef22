#pragma once

#include <optional>
#include <string_view>

namespace sofia::model {

/// Why a call ended, as a Q.850 number and the name that users know (behaviour-spec 14.2 and 14.3).
/// Numbers above 127 are the private ones that the other system uses.
struct HangupCause {
    int q850 = 0;
    std::string_view name;

    bool operator==(const HangupCause& other) const noexcept { return name == other.name; }
};

namespace cause {
extern const HangupCause kNormalClearing;
extern const HangupCause kUserBusy;
extern const HangupCause kNoUserResponse;
extern const HangupCause kNoAnswer;
extern const HangupCause kCallRejected;
extern const HangupCause kOriginatorCancel;
extern const HangupCause kLoseRace;
extern const HangupCause kNormalTemporaryFailure;
extern const HangupCause kRecoveryOnTimerExpire;
extern const HangupCause kNoRouteDestination;
extern const HangupCause kUserNotRegistered;
extern const HangupCause kInvalidProfile;
extern const HangupCause kInvalidUrl;
extern const HangupCause kMandatoryIeMissing;
extern const HangupCause kInvalidGateway;
extern const HangupCause kGatewayDown;
extern const HangupCause kExchangeRoutingError;
extern const HangupCause kManagerRequest;
extern const HangupCause kSystemShutdown;
extern const HangupCause kDestinationOutOfOrder;
extern const HangupCause kNormalUnspecified;
extern const HangupCause kIncompatibleDestination;
extern const HangupCause kAllottedTimeout;
extern const HangupCause kUnallocatedNumber;
}  // namespace cause

/// Finds a cause by its name (any case) or by its number written out; nothing when unknown.
std::optional<HangupCause> find_cause(std::string_view name_or_number);
/// Whether a comma list of names and numbers names this cause.
bool names_cause(std::string_view list, const HangupCause& cause);
/// The cause of a number; NORMAL_UNSPECIFIED when unknown.
HangupCause cause_of_q850(int number);
/// The cause that a final SIP status means (behaviour-spec 14.3; RFC 3398 section 8.2.6 in spirit).
HangupCause cause_of_status(int sip_status);
/// The SIP status in which a cause is told to a caller (behaviour-spec 14.2).
int status_of_cause(HangupCause cause);

}  // namespace sofia::model
