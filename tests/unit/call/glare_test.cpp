#include "call/glare.hpp"

#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using namespace std::chrono_literals;

// RFC 3311 5.2.
TEST(JudgeUpdate, TakesOneWithoutOfferWhateverElseIsOpen) {
    Negotiation dialog;
    dialog.their_offer_is_open = dialog.our_offer_is_open = dialog.partner_is_busy = true;
    EXPECT_EQ(judge_update(false, dialog),
              (UpdateVerdict{0, false, "no offer: the target is refreshed"}));
}

TEST(JudgeUpdate, TakesAnOfferWhenNothingIsOpen) {
    EXPECT_EQ(judge_update(true, {}), (UpdateVerdict{0, false, "the offer may be passed"}));
}

TEST(JudgeUpdate, TakesOneAtATime) {
    Negotiation dialog;
    dialog.update_is_open = true;
    const UpdateVerdict later{500, true, "the last UPDATE has no answer yet"};
    EXPECT_EQ(judge_update(true, dialog), later);
    EXPECT_EQ(judge_update(false, dialog), later);
}

TEST(JudgeUpdate, AnswersAnOfferOverThePeersOwn500WithATime) {
    Negotiation dialog;
    dialog.their_offer_is_open = true;
    EXPECT_EQ(judge_update(true, dialog),
              (UpdateVerdict{500, true, "the peer's last offer has no answer yet"}));
}

TEST(JudgeUpdate, AnswersAnOfferOverOurs491) {
    Negotiation dialog;
    dialog.our_offer_is_open = true;
    EXPECT_EQ(judge_update(true, dialog),
              (UpdateVerdict{491, false, "our offer has no answer yet"}));
}

TEST(JudgeUpdate, AnswersAnOfferThatWouldMeetAnotherChange491) {
    Negotiation dialog;
    dialog.partner_is_busy = true;
    EXPECT_EQ(judge_update(true, dialog),
              (UpdateVerdict{491, false, "the other side is being changed"}));
}

// RFC 3261 14.1.
TEST(GlareDelay, OfTheCallsMakerIsAlwaysTheLonger) {
    for (int turn = 0; turn < 200; ++turn) {
        EXPECT_GE(glare_delay(true), 2100ms);
        EXPECT_LE(glare_delay(true), 4s);
        EXPECT_LE(glare_delay(false), 2s);
    }
}

}  // namespace
}  // namespace sofia::call
