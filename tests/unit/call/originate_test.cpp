#include "call/originate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/call_tag.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Originate : public test::CallWorld {
  protected:
    using Outcome = tl::expected<base::LegUuid, Failure>;

    void originate_to(const std::string& second) {
        Origination what;
        what.first = "sofia/internal/alice@203.0.113.9";
        what.second = second;
        what.extension = "2000";
        what.context = "default";
        what.caller_id_name = "Desk";
        what.caller_id_number = "5000";
        originate(services_, what, [this](Outcome outcome) { outcomes_.push_back(outcome); });
        drain();
    }
    std::shared_ptr<test::NodeRequest> first() { return internal().last(sip::Method::Invite); }

    std::vector<Outcome> outcomes_;
};

TEST_F(Originate, FirstSideMakesTheOfferAndGetsTheSecondsAnswerInTheAck) {
    originate_to("sofia/external/bob@198.51.100.7");
    EXPECT_TRUE(first()->request.body.empty());
    EXPECT_THAT(first()->dialog.from.str(), HasSubstr("5000"));
    EXPECT_THAT(outcomes_, IsEmpty());
    first()->answer(200, test::sdp("alice"));
    drain();
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(*outcomes_[0], only_call().a().uuid());
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
    record_.clear();
    callee_answers(200, test::sdp("bob"));
    EXPECT_THAT(record_.lines(), IsEmpty()) << "nothing leaves before the commit";
    writer_.commit();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "internal ACK"));
    EXPECT_EQ(record_.last("internal ACK").body, test::sdp("bob"));
    EXPECT_TRUE(record_.last("external ACK").body.empty());
    EXPECT_TRUE(only_call().is_up());
    writer_.commit_at_once();
    from_callee(sip::Method::Bye);
    answer_byes();
}

TEST_F(Originate, SecondSideIsCalledByWhomTheFirstWas) {
    Origination what;
    what.first =
        "{origination_caller_id_number=778,origination_caller_id_name=Bob}"
        "sofia/internal/alice@203.0.113.9";
    what.second = "sofia/external/bob@198.51.100.7";
    originate(services_, what, [](const Outcome&) {});
    drain();
    EXPECT_EQ(first()->dialog.from.str().substr(0, 15), "\"Bob\" <sip:778@");
    first()->answer(200, test::sdp("alice"));
    drain();
    EXPECT_EQ(only_call().a().caller_id_number, "778");
    EXPECT_EQ(only_call().a().caller_id_name, "Bob");
    EXPECT_THAT(callee()->dialog.from.str(), testing::StartsWith("\"Bob\" <sip:778@"));
    callee_answers(200, test::sdp("bob"));
    writer_.commit_at_once();
    from_callee(sip::Method::Bye);
    answer_byes();
}

TEST_F(Originate, TagsOfBothSidesNameTheCall) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200, test::sdp("alice"));
    drain();
    EXPECT_EQ(model::call_of(first()->local_tag), only_call().uuid());
    EXPECT_EQ(model::call_of(callee()->local_tag), only_call().uuid());
    EXPECT_NE(callee()->local_tag, first()->local_tag);
    only_call().hangup(model::cause::kManagerRequest, "test");
    callee()->answer(487);
    answer_byes();
}

TEST_F(Originate, DialplanDecidesWhenThereIsNoSecondSide) {
    originate_to("");
    first()->answer(200, test::sdp("alice"));
    drain();
    EXPECT_EQ(callee()->target, "sip:bob@198.51.100.7");
    only_call().hangup(model::cause::kManagerRequest, "test");
    callee()->answer(487);
    EXPECT_EQ(record_.count("internal ACK"), 1U);
    answer_byes();
}

TEST_F(Originate, FirstSideThatFailsIsReported) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(486);
    drain();
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(outcomes_[0].error().cause, model::cause::kUserBusy);
    EXPECT_EQ(outcomes_[0].error().status, 486);
}

TEST_F(Originate, FirstSideThatDoesNotAnswerIsCancelled) {
    originate_to("sofia/external/bob@198.51.100.7");
    advance(std::chrono::seconds(60));
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(outcomes_[0].error().cause, model::cause::kNoAnswer);
    EXPECT_TRUE(first()->cancelled);
    first()->answer(487);
}

TEST_F(Originate, UnreadableDialStringIsReported) {
    Origination what;
    what.first = "sofia/internal";
    originate(services_, what, [this](Outcome outcome) { outcomes_.push_back(outcome); });
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(outcomes_[0].error().cause, model::cause::kInvalidUrl);
    EXPECT_THAT(outcomes_[0].error().phrase, HasSubstr("column"));
}

TEST_F(Originate, HangupOfEverythingEndsItWhileItRings) {
    originate_to("sofia/external/bob@198.51.100.7");
    table_.hangup_all("", model::cause::kSystemShutdown, "test");
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(outcomes_[0].error().cause, model::cause::kSystemShutdown);
    EXPECT_TRUE(first()->cancelled);
    first()->answer(487);
}

TEST_F(Originate, ClosingProfileIsReported) {
    originate_to("sofia/external/bob@198.51.100.7");
    table_.abandon("internal");
    drain();
    ASSERT_THAT(outcomes_, SizeIs(1));
    EXPECT_EQ(outcomes_[0].error().cause, model::cause::kInvalidProfile);
}

// Whatever goes wrong with the second side, the first has answered: ACK, then BYE.
class OriginateFails : public Originate {
  protected:
    void first_is_ended() {
        drain();
        EXPECT_EQ(record_.count("internal ACK"), 1U);
        EXPECT_EQ(record_.count("internal BYE"), 1U);
        writer_.commit_at_once();
        answer_byes();
    }
};

TEST_F(OriginateFails, WhenTheSecondSideIsBusy) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200, test::sdp("alice"));
    drain();
    callee()->answer(486);
    first_is_ended();
}

TEST_F(OriginateFails, WhenTheSecondSideRedirectsByHand) {
    configure("external", [](model::ProfileCalls& calls) { calls.manual_redirect = true; });
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200, test::sdp("alice"));
    drain();
    sip::Response moved;
    moved.status = 302;
    moved.contacts.push_back({{{}, "sip:bob@198.51.100.20", {}}, {}, 1000, false});
    callee()->answer(moved);
    first_is_ended();
}

TEST_F(OriginateFails, WhenTheDialplanResponds) {
    dialplan({{"respond", "486 Busy"}});
    originate_to("");
    first()->answer(200, test::sdp("alice"));
    first_is_ended();
}

TEST_F(OriginateFails, WhenNoExtensionMatches) {
    services_.settings.dialplan = std::make_shared<dialplan::Dialplan>();
    originate_to("");
    first()->answer(200, test::sdp("alice"));
    first_is_ended();
}

TEST_F(OriginateFails, WhenTheAnswerCannotBeCommitted) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200, test::sdp("alice"));
    drain();
    callee_answers(200, test::sdp("bob"));
    writer_.fail(base::ErrorKind::Timeout);
    EXPECT_EQ(record_.count("external ACK"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    first_is_ended();
}

TEST_F(OriginateFails, WhenTheFirstSideMakesNoOffer) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200);
    first_is_ended();
    EXPECT_THAT(external().all(sip::Method::Invite), IsEmpty());
}

TEST_F(OriginateFails, WhenTheFirstSideHangsUpWhileTheSecondRings) {
    originate_to("sofia/external/bob@198.51.100.7");
    first()->answer(200, test::sdp("alice"));
    drain();
    sip::Request bye;
    bye.method = sip::Method::Bye;
    bye.from = {{}, "sip:alice@203.0.113.9", {{"tag", "peer-of-" + first()->call_id}}};
    bye.to = {{}, "sip:5000@192.0.2.1", {{"tag", first()->local_tag}}};
    bye.call_id = first()->call_id;
    bye.cseq = 1;
    EXPECT_EQ(internal().receive(std::move(bye))->status(), 200);
    drain();
    EXPECT_EQ(record_.count("internal ACK"), 1U);
    EXPECT_EQ(record_.count("internal BYE"), 0U);
    EXPECT_TRUE(callee()->cancelled);
    callee()->answer(487);
}

}  // namespace
}  // namespace sofia::call
