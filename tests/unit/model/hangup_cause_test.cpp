#include "model/hangup_cause.hpp"

#include <gtest/gtest.h>

namespace sofia::model {
namespace {

TEST(HangupCause, IsFoundByNameInAnyCaseAndByNumber) {
    EXPECT_EQ(find_cause("user_busy")->q850, 17);
    EXPECT_EQ(find_cause("17")->name, "USER_BUSY");
    EXPECT_EQ(find_cause("NORMAL_CLEARING")->q850, 16);
}

TEST(HangupCause, KeepsItsPrivateNumberAbove127) {
    EXPECT_EQ(find_cause("ORIGINATOR_CANCEL")->q850, 487);
    EXPECT_EQ(find_cause("LOSE_RACE")->q850, 702);
    EXPECT_EQ(find_cause("USER_NOT_REGISTERED")->q850, 806);
    EXPECT_EQ(find_cause("825")->name, "REJECT_ALL");
}

TEST(HangupCause, IsNothingWhenUnknown) {
    EXPECT_FALSE(find_cause("BAD_WEATHER").has_value());
    EXPECT_FALSE(find_cause("9999").has_value());
    EXPECT_FALSE(find_cause("").has_value());
    EXPECT_EQ(cause_of_q850(9999), cause::kNormalUnspecified);
}

TEST(HangupCause, NamedConstantsAreRowsOfTheTable) {
    for (const HangupCause& named : {cause::kNormalClearing,
                                     cause::kUserBusy,
                                     cause::kNoUserResponse,
                                     cause::kNoAnswer,
                                     cause::kCallRejected,
                                     cause::kOriginatorCancel,
                                     cause::kLoseRace,
                                     cause::kNormalTemporaryFailure,
                                     cause::kRecoveryOnTimerExpire,
                                     cause::kNoRouteDestination,
                                     cause::kUserNotRegistered,
                                     cause::kInvalidProfile,
                                     cause::kInvalidUrl,
                                     cause::kInvalidGateway,
                                     cause::kGatewayDown,
                                     cause::kExchangeRoutingError,
                                     cause::kManagerRequest,
                                     cause::kSystemShutdown,
                                     cause::kDestinationOutOfOrder,
                                     cause::kNormalUnspecified,
                                     cause::kIncompatibleDestination,
                                     cause::kAllottedTimeout,
                                     cause::kUnallocatedNumber}) {
        const auto row = find_cause(named.name);
        ASSERT_TRUE(row.has_value()) << named.name;
        EXPECT_EQ(row->q850, named.q850) << named.name;
    }
}

struct StatusCase {
    std::string_view cause;
    int status;
};

class CauseGoesOutAs : public testing::TestWithParam<StatusCase> {};

TEST_P(CauseGoesOutAs, ItsSipStatus) {
    EXPECT_EQ(status_of_cause(*find_cause(GetParam().cause)), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(BehaviourSpec14Point2,
                         CauseGoesOutAs,
                         testing::Values(StatusCase{"NO_ROUTE_DESTINATION", 404},
                                         StatusCase{"USER_BUSY", 486},
                                         StatusCase{"NO_USER_RESPONSE", 408},
                                         StatusCase{"NO_ANSWER", 480},
                                         StatusCase{"USER_NOT_REGISTERED", 480},
                                         StatusCase{"CALL_REJECTED", 603},
                                         StatusCase{"NUMBER_CHANGED", 410},
                                         StatusCase{"INVALID_PROFILE", 502},
                                         StatusCase{"INVALID_URL", 484},
                                         StatusCase{"FACILITY_REJECTED", 501},
                                         StatusCase{"GATEWAY_DOWN", 503},
                                         StatusCase{"OUTGOING_CALL_BARRED", 403},
                                         StatusCase{"INCOMPATIBLE_DESTINATION", 488},
                                         StatusCase{"RECOVERY_ON_TIMER_EXPIRE", 504},
                                         StatusCase{"ORIGINATOR_CANCEL", 487},
                                         StatusCase{"EXCHANGE_ROUTING_ERROR", 483},
                                         StatusCase{"BUSY_EVERYWHERE", 600},
                                         StatusCase{"NORMAL_CLEARING", 480}));

TEST(CauseOfStatus, FollowsTheTableAndIsUnspecifiedElsewhere) {
    EXPECT_EQ(cause_of_status(486), cause::kUserBusy);
    EXPECT_EQ(cause_of_status(600), cause::kUserBusy);
    EXPECT_EQ(cause_of_status(404), cause::kUnallocatedNumber);
    EXPECT_EQ(cause_of_status(408), cause::kRecoveryOnTimerExpire);
    EXPECT_EQ(cause_of_status(480), cause::kNoUserResponse);
    EXPECT_EQ(cause_of_status(487), cause::kOriginatorCancel);
    EXPECT_EQ(cause_of_status(503), cause::kNormalTemporaryFailure);
    EXPECT_EQ(cause_of_status(502).name, "NETWORK_OUT_OF_ORDER");
    EXPECT_EQ(cause_of_status(423).name, "INTERWORKING");
    EXPECT_EQ(cause_of_status(499), cause::kNormalUnspecified);
}

}  // namespace
}  // namespace sofia::model
