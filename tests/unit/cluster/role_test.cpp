#include "cluster/role.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "support/fake_loop.hpp"

namespace sofia::cluster {
namespace {

using base::Epoch;
using base::ErrorKind;
using namespace std::chrono_literals;

/// How an asked move ended, once.
template <class T>
struct Outcome {
    std::optional<base::Result<T>> result;

    std::function<void(base::Result<T>)> completion() {
        return [this](base::Result<T> given) {
            EXPECT_FALSE(result) << "answered twice";
            result = std::move(given);
        };
    }
    bool is(ErrorKind kind) const { return result && !*result && result->error().kind == kind; }
    bool is_success() const { return result && result->has_value(); }
};

class RoleTest : public testing::Test {
  protected:
    void answer(base::Result<store::EpochGrant> grant) {
        ASSERT_FALSE(asked_.empty());
        auto done = std::move(asked_.front().second);
        asked_.pop_front();
        done(std::move(grant));
    }
    void grant(int epoch) { answer(store::EpochGrant{Epoch{epoch}, "secret", {}}); }
    void refuse() { answer(base::fail(ErrorKind::Exists, "node-b holds a live lease")); }
    void open(base::Result<std::string> note = std::string{}) {
        const auto done = std::exchange(opened_, nullptr);
        ASSERT_TRUE(done);
        done(std::move(note));
    }
    void give_back() {
        const auto done = std::exchange(given_back_, nullptr);
        ASSERT_TRUE(done);
        done();
    }
    void make_active(int epoch) {
        role_.promote(false, Patience::Once, [](const auto&) {});
        grant(epoch);
        open();
        ASSERT_EQ(role_.state(), RoleState::Active);
    }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    /// Questions to the database, with whether they force.
    std::deque<std::pair<bool, Role::OnGrant>> asked_;
    int activated_ = 0;
    int deactivated_ = 0;
    int fenced_ = 0;
    Role::OnOpened opened_;
    base::Task given_back_;
    Role role_{
        loop_,
        {[this](bool force, Role::OnGrant done) { asked_.emplace_back(force, std::move(done)); },
         [this](const store::EpochGrant&, Role::OnOpened opened) {
             ++activated_;
             opened_ = std::move(opened);
         },
         [this](base::Task given_back) {
             ++deactivated_;
             given_back_ = std::move(given_back);
         },
         [this] { ++fenced_; }}};
    Outcome<Promotion> promoted_, promoted_too_;
    Outcome<bool> demoted_, demoted_too_;
};

TEST_F(RoleTest, IsActiveOnlyAfterTheEpochIsGrantedAndTheSocketsAreOpen) {
    role_.promote(false, Patience::Once, promoted_.completion());
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    EXPECT_EQ(activated_, 0);
    grant(7);
    EXPECT_EQ(activated_, 1);
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    EXPECT_FALSE(promoted_.result);
    open("profile external is not open");
    EXPECT_EQ(role_.state(), RoleState::Active);
    ASSERT_TRUE(promoted_.is_success());
    EXPECT_EQ((*promoted_.result)->epoch, Epoch{7});
    EXPECT_FALSE((*promoted_.result)->already);
    EXPECT_EQ((*promoted_.result)->note, "profile external is not open");
}

TEST_F(RoleTest, AnOperatorIsToldOnceThatALiveOwnerIsInTheWay) {
    role_.promote(false, Patience::Once, promoted_.completion());
    refuse();
    EXPECT_TRUE(promoted_.is(ErrorKind::Exists));
    EXPECT_EQ(role_.state(), RoleState::Standby);
    loop_.advance(10s);
    EXPECT_TRUE(asked_.empty());
}

TEST_F(RoleTest, AStartAsActiveAsksAgainWhileALiveOwnerIsInTheWay) {
    role_.promote(false, Patience::UntilActive, promoted_.completion());
    refuse();
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    EXPECT_FALSE(promoted_.result);
    loop_.advance(500ms);
    grant(8);
    open();
    EXPECT_TRUE(promoted_.is_success());
    EXPECT_EQ(role_.state(), RoleState::Active);
}

TEST_F(RoleTest, AnOperatorIsAnsweredWhileTheStartAsksOn) {
    role_.promote(false, Patience::UntilActive, promoted_.completion());
    refuse();
    role_.promote(false, Patience::Once, promoted_too_.completion());
    refuse();
    EXPECT_TRUE(promoted_too_.is(ErrorKind::Exists));
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    loop_.advance(500ms);
    grant(3);
    open();
    EXPECT_TRUE(promoted_.is_success());
}

TEST_F(RoleTest, PromotingTwiceTakesOneEpoch) {
    role_.promote(false, Patience::Once, promoted_.completion());
    role_.promote(false, Patience::Once, promoted_too_.completion());
    EXPECT_EQ(asked_.size(), 1U);
    grant(4);
    open();
    EXPECT_TRUE(promoted_.is_success() && promoted_too_.is_success());
}

TEST_F(RoleTest, PromotingAnActiveNodeChangesNothing) {
    make_active(4);
    role_.promote(true, Patience::Once, promoted_.completion());
    EXPECT_TRUE(asked_.empty());
    ASSERT_TRUE(promoted_.is_success());
    EXPECT_TRUE((*promoted_.result)->already);
    EXPECT_EQ((*promoted_.result)->epoch, Epoch{4});
}

TEST_F(RoleTest, ForceDoesNotWaitForTheQuestionWithoutForce) {
    role_.promote(false, Patience::Once, promoted_.completion());
    role_.promote(true, Patience::Once, promoted_too_.completion());
    ASSERT_EQ(asked_.size(), 2U);
    EXPECT_TRUE(asked_.back().first);
    refuse();
    EXPECT_FALSE(promoted_.result) << "the forced question decides for both";
    grant(5);
    open();
    EXPECT_TRUE(promoted_.is_success() && promoted_too_.is_success());
}

TEST_F(RoleTest, ANodeThatCanOpenNothingGivesTheEpochBack) {
    role_.promote(false, Patience::Once, promoted_.completion());
    grant(2);
    open(base::fail(ErrorKind::Unavailable, "profile internal is not open"));
    EXPECT_TRUE(promoted_.is(ErrorKind::Unavailable));
    EXPECT_EQ(role_.state(), RoleState::Standby);
    EXPECT_EQ(deactivated_, 1);
}

TEST_F(RoleTest, DemotingAnswersWhenTheLeaseIsGivenBack) {
    make_active(4);
    role_.demote(demoted_.completion());
    EXPECT_EQ(role_.state(), RoleState::Standby);
    EXPECT_EQ(deactivated_, 1) << "sockets are closed at once";
    EXPECT_FALSE(demoted_.result);
    role_.demote(demoted_too_.completion());
    give_back();
    ASSERT_TRUE(demoted_.is_success() && demoted_too_.is_success());
    EXPECT_FALSE(**demoted_.result);
    EXPECT_TRUE(**demoted_too_.result);
    EXPECT_EQ(deactivated_, 1);
}

TEST_F(RoleTest, DemotingAStandbyChangesNothing) {
    role_.demote(demoted_.completion());
    ASSERT_TRUE(demoted_.is_success());
    EXPECT_TRUE(**demoted_.result);
    EXPECT_EQ(deactivated_, 0);
}

TEST_F(RoleTest, IsPromotedAgainAfterADemotion) {
    make_active(4);
    role_.demote(demoted_.completion());
    give_back();
    make_active(5);
    EXPECT_EQ(role_.epoch(), Epoch{5});
}

TEST_F(RoleTest, APromotionDuringADemotionWins) {
    make_active(4);
    role_.demote(demoted_.completion());
    role_.promote(false, Patience::Once, promoted_.completion());
    grant(5);
    open();
    give_back();
    EXPECT_TRUE(demoted_.is_success());
    EXPECT_EQ(role_.state(), RoleState::Active);
    EXPECT_EQ(deactivated_, 1);
}

TEST_F(RoleTest, ADemotionDuringTheQuestionGivesTheLateEpochBack) {
    role_.promote(false, Patience::Once, promoted_.completion());
    role_.demote(demoted_.completion());
    EXPECT_TRUE(promoted_.is(ErrorKind::Stale));
    EXPECT_EQ(role_.state(), RoleState::Standby);
    give_back();
    grant(9);
    EXPECT_EQ(activated_, 0);
    EXPECT_EQ(deactivated_, 2) << "the epoch that came too late is given back too";
    EXPECT_TRUE(demoted_.is_success());
}

TEST_F(RoleTest, ADemotionWhileSocketsAreOpenedClosesThem) {
    role_.promote(false, Patience::UntilActive, promoted_.completion());
    grant(9);
    role_.demote(demoted_.completion());
    EXPECT_EQ(deactivated_, 1);
    EXPECT_TRUE(promoted_.is(ErrorKind::Stale));
    open();
    EXPECT_EQ(role_.state(), RoleState::Standby) << "an opening that ends late counts no more";
    loop_.advance(2s);
    EXPECT_TRUE(asked_.empty()) << "a demoted node does not ask by itself";
}

TEST_F(RoleTest, ALateEpochOfAnOlderQuestionDoesNotEndTheNewerOne) {
    role_.promote(false, Patience::Once, promoted_.completion());
    role_.demote(demoted_.completion());
    role_.promote(false, Patience::Once, promoted_too_.completion());
    grant(9);
    EXPECT_EQ(deactivated_, 1);
    EXPECT_EQ(activated_, 0);
    grant(10);
    open();
    EXPECT_TRUE(promoted_too_.is_success());
    EXPECT_EQ(role_.epoch(), Epoch{10});
}

TEST_F(RoleTest, AFencedNodeStaysFenced) {
    make_active(3);
    role_.fence(Epoch{3});
    role_.fence(Epoch{3});
    role_.promote(true, Patience::Once, promoted_.completion());
    role_.demote(demoted_.completion());
    EXPECT_EQ(role_.state(), RoleState::Fenced);
    EXPECT_EQ(fenced_, 1);
    EXPECT_TRUE(promoted_.is(ErrorKind::Stale));
    EXPECT_TRUE(demoted_.is(ErrorKind::Stale));
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(deactivated_, 0);
}

TEST_F(RoleTest, IsFencedWhileItOpensItsSockets) {
    role_.promote(false, Patience::Once, promoted_.completion());
    grant(3);
    role_.fence(Epoch{3});
    EXPECT_EQ(fenced_, 1);
    EXPECT_TRUE(promoted_.is(ErrorKind::Stale));
    open();
    EXPECT_EQ(role_.state(), RoleState::Fenced);
}

TEST_F(RoleTest, IsFencedByNewsThatOvertakesTheGrant) {
    role_.promote(false, Patience::Once, promoted_.completion());
    role_.fence(Epoch{3});
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    grant(3);
    EXPECT_EQ(role_.state(), RoleState::Fenced);
    EXPECT_EQ(activated_, 0);
}

TEST_F(RoleTest, AnEpochThatItHasGivenUpFencesItNoMore) {
    make_active(3);
    role_.demote(demoted_.completion());
    role_.fence(Epoch{3});
    EXPECT_EQ(role_.state(), RoleState::Standby);
    give_back();
    make_active(5);
    role_.fence(Epoch{3});
    EXPECT_EQ(role_.state(), RoleState::Active);
    EXPECT_EQ(fenced_, 0);
}

TEST_F(RoleTest, EpochsOfTheClusterBeforeSayNothingAboutTheNextOne) {
    make_active(50);
    role_.demote(demoted_.completion());
    role_.fence(Epoch{50});
    give_back();
    role_.turn_to_another_cluster();
    make_active(3);
    EXPECT_EQ(role_.epoch(), Epoch{3});
}

}  // namespace
}  // namespace sofia::cluster
