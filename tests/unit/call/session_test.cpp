#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Session : public test::CallWorld {
  protected:
    Session() {
        leaves_a_call = true;
        configure("external", [](auto& calls) { calls.update_refresher = true; });
    }

    // A call whose caller's INVITE and whose callee's 2xx have these header lines.
    void up_with(std::vector<sip::Header> of_caller, std::vector<sip::Header> of_callee) {
        writer_.commit_at_once();
        auto request = invite();
        request.supported = {"timer"};
        for (auto& header : of_caller)
            request.headers.push_back(std::move(header));
        call(std::move(request));
        callee_ = callee();
        sip::Response answer;
        answer.status = 200;
        answer.body = test::sdp("bob");
        answer.headers = std::move(of_callee);
        callee_->answer(answer);
        drain();
        caller_->ack();
        drain();
        record_.clear();
    }
    static sip::Header expires(const std::string& value) { return {"Session-Expires", value}; }
    std::size_t updates() const { return external().all(sip::Method::Update).size(); }
    const sip::Header kAllow{"Allow", "INVITE, UPDATE"};
};

TEST_F(Session, OfACallWithoutTimerIsNotThere) {
    up_with({}, {});
    EXPECT_EQ(caller_->header("Session-Expires"), "");
    EXPECT_EQ(callee()->header("Supported"), "timer");
    EXPECT_EQ(callee()->header("Session-Expires"), "");
    EXPECT_EQ(only_call().a().session, nullptr);
    advance(24h);
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(Session, ThatTheCallerAskedForIsAgreedOnAndDurable) {
    up_with({expires("1800")}, {});
    EXPECT_EQ(caller_->header("Session-Expires"), "1800;refresher=uac");
    EXPECT_EQ(caller_->header("Require"), "timer");
    const auto image = from_row(writer_.rows.begin()->second).value();
    EXPECT_EQ(image.a.session, (SessionTerms{1800s, false}));
    EXPECT_EQ(image.a.session_ends, clock_.wall() + 1800s);
    EXPECT_EQ(image.b.session, SessionTerms{});
}

TEST_F(Session, ThatIsTooShortIsRefusedWithWhatIsAccepted) {
    leaves_a_call = false;
    auto request = invite();
    request.supported = {"timer"};
    request.headers.push_back(expires("60"));
    call(request);
    EXPECT_EQ(caller_->status(), 422);
    EXPECT_EQ(caller_->header("Min-SE"), "90");
}

TEST_F(Session, MayBeRequired) {
    auto request = invite();
    request.require = {"timer"};
    call(request);
    EXPECT_LT(caller_->status(), 200);
    from_caller(sip::Method::Bye);
    leaves_a_call = false;
    callee()->answer(487);
    drain();
}

TEST_F(Session, MayNotBeRequiredWhereItIsSwitchedOff) {
    leaves_a_call = false;
    configure("internal", [](auto& calls) { calls.enable_timer = false; });
    auto request = invite();
    request.require = {"timer"};
    call(request);
    EXPECT_EQ(caller_->status(), 420);
    EXPECT_EQ(caller_->header("Unsupported"), "timer");
}

TEST_F(Session, EndsTheCallWhenThePeerDoesNotRefresh) {
    leaves_a_call = false;
    up_with({expires("90")}, {});
    advance(59s);
    EXPECT_THAT(record_.lines(), IsEmpty());
    advance(2s);
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    EXPECT_THAT(record_.last("internal BYE").header("Reason"),
                HasSubstr("RECOVERY_ON_TIMER_EXPIRE"));
    answer_byes();
}

TEST_F(Session, GoesOnWithEachRefreshOfThePeer) {
    up_with({expires("90")}, {});
    for (int turn = 0; turn < 4; ++turn) {
        advance(45s);
        const auto refresh = from_caller(sip::Method::Update);
        EXPECT_EQ(refresh->status(), 200);
        EXPECT_EQ(refresh->header("Session-Expires"), "90;refresher=uac");
        EXPECT_EQ(from_row(writer_.rows.begin()->second)->a.session_ends, clock_.wall() + 90s);
    }
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Session, RefreshIsAnsweredAlsoWhenTheDatabaseIsAway) {
    up_with({expires("90")}, {});
    writer_.hold();
    const auto refresh = from_caller(sip::Method::Update);
    EXPECT_EQ(refresh->status(), 0);
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(refresh->status(), 200);
}

TEST_F(Session, RefreshIsNotAnsweredByANodeThatWasReplaced) {
    up_with({expires("90")}, {});
    writer_.hold();
    const auto refresh = from_caller(sip::Method::Update);
    writer_.fail(base::ErrorKind::Stale);
    drain();
    EXPECT_EQ(refresh->status(), 0);
}

TEST_F(Session, OurRefreshIsAnUpdateWhereThePeerTakesIt) {
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(44s);
    EXPECT_EQ(updates(), 0U);
    advance(2s);
    ASSERT_EQ(updates(), 1U);
    const auto refresh = external().last(sip::Method::Update);
    EXPECT_TRUE(refresh->request.body.empty());
    EXPECT_EQ(refresh->header("Session-Expires"), "90;refresher=uac");
    sip::Response answer;
    answer.status = 200;
    answer.headers = {expires("90;refresher=uac")};
    refresh->answer(answer);
    drain();
    EXPECT_EQ(from_row(writer_.rows.begin()->second)->b.session_ends, clock_.wall() + 90s);
    advance(46s);
    EXPECT_EQ(updates(), 2U);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Session, OurRefreshIsAReinviteWithTheSameDescriptionElsewhere) {
    up_with({}, {expires("90;refresher=uac")});
    advance(46s);
    EXPECT_EQ(updates(), 0U);
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
    sip::Response answer;
    answer.status = 200;
    answer.body = test::sdp("bob");
    answer.headers = {expires("90;refresher=uac")};
    callee()->answer(answer);
    drain();
    EXPECT_EQ(record_.count("external ACK"), 1U);
    const auto first = callee();
    advance(46s);
    EXPECT_NE(callee(), first);
}

TEST_F(Session, OurRefreshIsAReinviteUnlessTheProfileWantsUpdate) {
    configure("external", [](auto& calls) { calls.update_refresher = false; });
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(46s);
    EXPECT_EQ(updates(), 0U);
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
    EXPECT_EQ(callee()->header("Session-Expires"), "90;refresher=uac");
}

TEST_F(Session, OurRefreshIsSentAgainAsAReinviteWhenUpdateIsUnknown) {
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(46s);
    record_.clear();
    external().last(sip::Method::Update)->answer(501);
    drain();
    EXPECT_EQ(record_.count("external INVITE"), 1U);
}

TEST_F(Session, OurRefreshThatFailsIsTriedAgainUntilTheSessionIsOver) {
    leaves_a_call = false;
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(46s);
    external().last(sip::Method::Update)->answer(500);
    drain();
    advance(3s);
    EXPECT_EQ(updates(), 2U);
    external().last(sip::Method::Update)->answer(500);
    drain();
    advance(30s);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
}

// RFC 3261 12.2.1.2, RFC 4028 10.
TEST_F(Session, OurRefreshThatFindsNobodyEndsTheCall) {
    leaves_a_call = false;
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(46s);
    external().last(sip::Method::Update)->time_out();
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    answer_byes();
}

TEST_F(Session, OurRefreshThatIsTooShortIsSentAgainWithALongerInterval) {
    up_with({}, {expires("90;refresher=uac"), kAllow});
    advance(46s);
    sip::Response refusal;
    refusal.status = 422;
    refusal.headers = {{"Min-SE", "120"}};
    external().last(sip::Method::Update)->answer(refusal);
    drain();
    ASSERT_EQ(updates(), 2U);
    EXPECT_EQ(external().last(sip::Method::Update)->header("Session-Expires"), "120;refresher=uac");
    EXPECT_EQ(external().last(sip::Method::Update)->header("Min-SE"), "120");
}

// RFC 4028 7.3.
TEST_F(Session, InviteThatIsTooShortIsSentAgainInTheSameCall) {
    configure("external", [](auto& calls) { calls.session_timeout = 600s; });
    writer_.commit_at_once();
    call();
    const auto first = callee();
    EXPECT_EQ(first->header("Session-Expires"), "600");
    sip::Response refusal;
    refusal.status = 422;
    refusal.headers = {{"Min-SE", "900"}};
    first->answer(refusal);
    drain();
    const auto second = callee();
    ASSERT_NE(second, first);
    EXPECT_EQ(second->call_id, first->call_id);
    EXPECT_EQ(second->cseq, first->cseq + 1);
    EXPECT_EQ(second->header("Session-Expires"), "900");
    EXPECT_EQ(second->header("Min-SE"), "900");
    second->answer(refusal);
    drain();
    EXPECT_EQ(callee(), second) << "it wants nothing more than we gave";
    EXPECT_GE(caller_->status(), 400);
    leaves_a_call = false;
}

TEST_F(Session, ReinviteThatPassesKeepsTheTimerOfTheOtherSide) {
    up_with({}, {expires("600;refresher=uas"), kAllow});
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    EXPECT_EQ(callee()->header("Session-Expires"), "600;refresher=uas");
    sip::Response answer;
    answer.status = 200;
    answer.body = test::sdp("bob");
    answer.headers = {expires("600;refresher=uas")};
    callee()->answer(answer);
    drain();
    ASSERT_NE(only_call().b()->session, nullptr);
    EXPECT_EQ(only_call().b()->session->terms, (SessionTerms{600s, false}));
}

TEST_F(Session, ReinviteThatIsTooShortForTheOtherSideIsSentAgain) {
    up_with({}, {expires("600;refresher=uas"), kAllow});
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    sip::Response refusal;
    refusal.status = 422;
    refusal.headers = {{"Min-SE", "700"}};
    const auto first = callee();
    first->answer(refusal);
    drain();
    EXPECT_EQ(change->status(), 0) << "the caller has nothing to do with it";
    EXPECT_NE(callee(), first);
    EXPECT_EQ(callee()->header("Session-Expires"), "700;refresher=uas");
}

TEST_F(Session, GoesOnInTheNextProcess) {
    up_with({expires("90")}, {expires("90;refresher=uac"), kAllow});
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    clock_.advance(40s);
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    advance(6s);
    EXPECT_EQ(updates(), 1U) << "at the half of the interval, counted from the last refresh";
    EXPECT_EQ(from_caller(sip::Method::Update)->header("Session-Expires"), "90;refresher=uac");
}

TEST_F(Session, OverdueRefreshComesSoonAfterTheTakeover) {
    up_with({}, {expires("90;refresher=uac"), kAllow});
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    clock_.advance(80s);
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    advance(5s);
    EXPECT_EQ(updates(), 1U);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Session, PeerHasTimeForARefreshAfterTheTakeover) {
    leaves_a_call = false;
    up_with({expires("90")}, {});
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    clock_.advance(85s);
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    record_.clear();
    advance(50s);
    EXPECT_THAT(record_.lines(), IsEmpty()) << "its last refresh may not have been written";
    advance(10s);
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    answer_byes();
}

}  // namespace
}  // namespace sofia::call
