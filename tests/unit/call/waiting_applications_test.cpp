#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "dialplan/action_check.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";

class WaitingApplications : public test::CallWorld {
  protected:
    // 2000 leads to these actions; extensions added before stay.
    void run(std::vector<dialplan::Action> actions) {
        extension("default", "^2000$", std::move(actions));
        call();
    }
};

TEST_F(WaitingApplications, ParkedCallerRingsUntilHeGivesUp) {
    run({{"park", ""}, {"bridge", kBob}});
    EXPECT_EQ(caller_->status(), 180);
    advance(minutes(3));
    EXPECT_THAT(caller_->replies, SizeIs(4)) << "180 at once and each minute";
    EXPECT_THAT(external().requests, IsEmpty());
    caller_->cancel();
    EXPECT_EQ(caller_->status(), 487);
}

TEST_F(WaitingApplications, ParkTimeoutEndsItWithItsCause) {
    run({{"set", "park_timeout=5:USER_BUSY"}, {"park", ""}});
    advance(std::chrono::milliseconds(4999));
    EXPECT_EQ(caller_->status(), 180);
    advance(std::chrono::milliseconds(1));
    EXPECT_EQ(caller_->status(), 486);
    run({{"set", "park_timeout=soon"}, {"park", ""}});
    advance(seconds(600));
    EXPECT_EQ(caller_->status(), 180) << "no time: none";
    caller_->cancel();
}

TEST_F(WaitingApplications, AnsweredCallEndsAtItsTime) {
    dialplan({{"sched_hangup", "+10"}, {"bridge", kBob}});
    call_is_up();
    advance(std::chrono::milliseconds(9000));
    EXPECT_THAT(record_.lines(), IsEmpty());
    advance(seconds(1));
    EXPECT_THAT(record_.last("internal BYE").header("Reason"), HasSubstr("ALLOTTED_TIMEOUT"));
    EXPECT_THAT(record_.last("external BYE").header("Reason"), HasSubstr("ALLOTTED_TIMEOUT"));
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(WaitingApplications, TimeToEndAndPlacesAreTheNextOwnersToo) {
    dialplan({{"sched_hangup", "+100 USER_BUSY"}, {"limit", "db r i 1"}, {"bridge", kBob}});
    call_is_up();
    const auto image = only_call().image();
    EXPECT_EQ(table_.limits().in_use("r:i"), 1U);
    table_.abandon({});
    drain();
    EXPECT_EQ(table_.limits().in_use("r:i"), 0U);
    record_.clear();
    ASSERT_TRUE(Call::rehydrate(services_, from_row(to_row(image)).value()));
    drain();
    EXPECT_EQ(table_.limits().in_use("r:i"), 1U);
    advance(seconds(100));
    EXPECT_THAT(record_.last("internal BYE").header("Reason"), HasSubstr("USER_BUSY"));
    writer_.commit_at_once();
    answer_byes();
    EXPECT_EQ(table_.limits().in_use("r:i"), 0U);
}

TEST_F(WaitingApplications, TimeThatHasPassedEndsTheCallAtOnce) {
    run({{"sched_hangup", "1"}, {"park", ""}});
    advance(std::chrono::milliseconds(1));
    EXPECT_EQ(caller_->status(), 480);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("ALLOTTED_TIMEOUT"));
}

TEST_F(WaitingApplications, LimitTransfersWhoeverIsTooMany) {
    extension("default", "^limit_exceeded$", {{"respond", "410"}});
    extension("over", "^9$", {{"respond", "411"}});
    const std::vector<dialplan::Action> limited{{"limit", "hash realm id 1"}, {"park", ""}};
    run(limited);
    const auto first = caller_;
    EXPECT_EQ(first->status(), 180);
    run(limited);
    EXPECT_EQ(caller_->status(), 410);
    run({{"limit", "hash realm id 1 9 XML over"}, {"park", ""}});
    EXPECT_EQ(caller_->status(), 411);
    run({{"limit", "hash realm id 1 !USER_BUSY"}, {"park", ""}});
    EXPECT_EQ(caller_->status(), 486);
    run({{"limit", "hash realm other 1"}, {"respond", "404"}});
    EXPECT_EQ(caller_->status(), 404) << "another resource";
    first->cancel();
    drain();
    run({{"limit", "hash realm id 1"}, {"limit", "hash realm id 1"}, {"respond", "404"}});
    EXPECT_EQ(caller_->status(), 404) << "its place is free, and one call takes it once";
}

TEST_F(WaitingApplications, BadDataIsSkippedAndTheCallGoesOn) {
    run({{"limit", "hash"}, {"sched_hangup", "soon"}, {"sleep", "x"}, {"respond", "404"}});
    EXPECT_EQ(caller_->status(), 404);
}

TEST_F(WaitingApplications, ExecuteExtensionComesBack) {
    extension("default", "^first$", {{"set", "seen=${seen}1"}, {"execute_extension", "second"}});
    extension("default", "^second$", {{"set", "seen=${seen}2"}});
    run({{"execute_extension", "first"},
         {"execute_extension", "nowhere XML nowhere"},
         {"respond", "404 ${seen} ${destination_number}"}});
    EXPECT_EQ(caller_->status(), 404);
    EXPECT_EQ(caller_->reply().phrase, "12 2000");
}

TEST_F(WaitingApplications, ExtensionsThatExecuteEachOtherEnd) {
    run({{"execute_extension", "2000"}});
    EXPECT_EQ(caller_->status(), 483);
}

TEST_F(WaitingApplications, TransferOnFailFollowsAFailedBridge) {
    for (const auto& [rule, status] : {std::pair{"true", 410},
                                       std::pair{"USER_BUSY auto_cause", 410},
                                       std::pair{"17 77 XML other", 411},
                                       std::pair{"NO_ANSWER 77 XML other", 486}}) {
        extension("default", "^USER_BUSY$", {{"respond", "410"}});
        extension("other", "^77$", {{"respond", "411"}});
        run({{"set", std::string("transfer_on_fail=") + rule}, {"bridge", kBob}});
        external().last(sip::Method::Invite)->answer(486);
        drain();
        EXPECT_EQ(caller_->status(), status) << rule;
    }
}

TEST_F(WaitingApplications, MultisetSetsAll) {
    run({{"multiset", "a=1 b=2"},
         {"multiset", "^^;c=3 4;d=5"},
         {"respond", "404 ${a}${b}${c}${d}"}});
    EXPECT_EQ(caller_->reply().phrase, "123 45");
}

TEST_F(WaitingApplications, AnswerLeavesTheCallerUnansweredUntilACalleeAnswers) {
    run({{"answer", ""}, {"pre_answer", ""}, {"sleep", "1000"}, {"bridge", kBob}});
    EXPECT_EQ(caller_->status(), 0) << "there is no media to answer with";
    advance(seconds(1));
    callee()->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(WaitingApplications, EveryNameThatTheConfigurationKnowsIsAnApplication) {
    for (const auto name : dialplan::application_names()) {
        run({{std::string(name), std::string(name) == "bridge" ? "error/USER_BUSY" : "_"},
             {"respond", "404"}});
        if (!caller_->is_answered())
            caller_->cancel();
        EXPECT_TRUE(caller_->is_answered()) << name;
        drain();
    }
    for (const auto& ringing : external().all(sip::Method::Invite))
        ringing->answer(487);
}

}  // namespace
}  // namespace sofia::call
