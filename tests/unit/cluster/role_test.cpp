#include "cluster/role.hpp"

#include <gtest/gtest.h>

#include "support/fake_loop.hpp"

namespace sofia::cluster {
namespace {

using namespace std::chrono_literals;

class RoleTest : public testing::Test {
  protected:
    void answer(base::Result<store::EpochGrant> grant) { pending_(std::move(grant)); }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    int asked_ = 0;
    int activated_ = 0;
    int fenced_ = 0;
    Role::OnGrant pending_;
    Role role_{loop_,
               {[this](bool, Role::OnGrant done) {
                    ++asked_;
                    pending_ = std::move(done);
                },
                [this](const store::EpochGrant&) { ++activated_; },
                [this] { ++fenced_; }}};
};

TEST_F(RoleTest, IsActiveOnlyAfterTheDatabaseGrantedAnEpoch) {
    role_.promote(false);
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    EXPECT_EQ(activated_, 0);
    answer(store::EpochGrant{base::Epoch{7}, "secret", {}});
    EXPECT_EQ(role_.state(), RoleState::Active);
    EXPECT_EQ(base::number(role_.epoch()), 7);
    EXPECT_EQ(activated_, 1);
}

TEST_F(RoleTest, AsksAgainWhileALiveOwnerIsInTheWay) {
    role_.promote(false);
    answer(base::fail(base::ErrorKind::Exists, "node-b holds a live lease"));
    EXPECT_EQ(role_.state(), RoleState::Promoting);
    loop_.advance(500ms);
    EXPECT_EQ(asked_, 2);
    answer(store::EpochGrant{base::Epoch{8}, "secret", {}});
    EXPECT_EQ(role_.state(), RoleState::Active);
}

TEST_F(RoleTest, PromotingTwiceTakesOneEpoch) {
    role_.promote(false);
    role_.promote(false);
    EXPECT_EQ(asked_, 1);
}

TEST_F(RoleTest, AFencedNodeStaysFenced) {
    role_.promote(false);
    answer(store::EpochGrant{base::Epoch{3}, "secret", {}});
    role_.fence();
    role_.fence();
    role_.promote(true);
    EXPECT_EQ(role_.state(), RoleState::Fenced);
    EXPECT_EQ(fenced_, 1);
    EXPECT_EQ(asked_, 1);
}

}  // namespace
}  // namespace sofia::cluster
