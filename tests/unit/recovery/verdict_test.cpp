#include "recovery/verdict.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace sofia::recovery {
namespace {

using call::Side;
using enum ProbeAnswer;

sip::Response from_peer(int status) {
    sip::Response response;
    response.status = status;
    response.source = {"203.0.113.9", 5060, "udp"};
    return response;
}

Verdict judge_all(std::vector<ProbeAnswer> answers, Side side = Side::A) {
    return judge(side, answers);
}

TEST(Verdict, WhoeverAnswersIsThereWhateverItSays) {
    for (const int status : {200, 202, 302, 400, 404, 405, 420, 486, 489, 500, 501, 503, 603}) {
        EXPECT_EQ(probe_answer(from_peer(status)), Alive) << status;
    }
    const auto verdict = judge_all({Alive}, Side::B);
    EXPECT_EQ(verdict.fate, Fate::Keep);
    EXPECT_EQ(verdict.reason, "peer of leg b is there");
}

TEST(Verdict, PeerWithoutTheDialogIsGoneAtOnce) {
    EXPECT_EQ(probe_answer(from_peer(481)), Denied);
    const auto verdict = judge_all({Denied});
    EXPECT_EQ(verdict.fate, Fate::Gone);
    EXPECT_EQ(verdict.reason, "peer of leg a has no such call (481)");
    EXPECT_EQ(judge_all({Silent, Denied}).fate, Fate::Gone);
}

TEST(Verdict, TimeoutAndLackOfAWayAreSilence) {
    EXPECT_EQ(probe_answer(from_peer(408)), Silent) << "a proxy's timer";
    for (const int made_by_the_stack : {408, 503}) {
        sip::Response response;
        response.status = made_by_the_stack;
        EXPECT_EQ(probe_answer(response), Silent) << made_by_the_stack;
    }
}

TEST(Verdict, SilentPeerIsAskedThreeTimes) {
    EXPECT_EQ(judge_all({}).fate, Fate::AskAgain);
    EXPECT_EQ(judge_all({Silent}).reason, "peer of leg a was silent 1 time");
    EXPECT_EQ(judge_all({Silent, Silent}).fate, Fate::AskAgain);
    const auto verdict = judge_all({Silent, Silent, Silent}, Side::B);
    EXPECT_EQ(verdict.fate, Fate::Gone);
    EXPECT_EQ(verdict.reason, "peer of leg b was silent 3 times");
}

TEST(Verdict, SoundOfLifeForgivesTheSilencesBeforeIt) {
    EXPECT_EQ(judge_all({Silent, Silent, Alive}).fate, Fate::Keep);
    EXPECT_EQ(judge_all({Silent, Silent, Alive, Silent}).fate, Fate::AskAgain);
}

}  // namespace
}  // namespace sofia::recovery
