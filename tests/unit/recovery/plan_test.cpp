#include "recovery/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"

namespace sofia::recovery {
namespace {

using testing::HasSubstr;

model::TrackedCall row() {
    call::CallImage image;
    image.uuid = base::CallUuid("one");
    image.a.profile = "internal";
    image.b.profile = "external";
    auto row = call::to_row(image);
    row.epoch = base::Epoch{7};
    return row;
}

const Situation kQuiet{[](const base::CallUuid&) { return false; },
                       [](const std::string&) { return true; }};

Step decide(const model::TrackedCall& row, const Situation& situation = kQuiet) {
    const auto steps = plan({&row, 1}, situation);
    EXPECT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps.at(0).uuid, row.uuid);
    return steps.at(0);
}

TEST(Plan, AnsweredCallIsRehydrated) {
    const auto step = decide(row());
    EXPECT_EQ(step.action, Action::Rehydrate);
    EXPECT_EQ(step.reason, "answered call of epoch 7");
    EXPECT_EQ(step.image.b.profile, "external");
}

TEST(Plan, CallThatOneSideHadHungUpIsOnlyFinished) {
    auto ending = row();
    ending.state = "ending";
    const auto step = decide(ending);
    EXPECT_EQ(step.action, Action::Finish);
    EXPECT_EQ(step.reason, "one side had hung up");
}

TEST(Plan, CallThatLivesHereIsSkipped) {
    auto situation = kQuiet;
    situation.is_live = [](const base::CallUuid& uuid) { return uuid.str() == "one"; };
    const auto step = decide(row(), situation);
    EXPECT_EQ(step.action, Action::Skip);
    EXPECT_EQ(step.reason, "already live");
}

TEST(Plan, CallOfAProfileThatDoesNotRunIsKept) {
    for (const std::string missing : {"internal", "external"}) {
        auto situation = kQuiet;
        situation.is_running = [&](const std::string& profile) { return profile != missing; };
        const auto step = decide(row(), situation);
        EXPECT_EQ(step.action, Action::Keep);
        EXPECT_EQ(step.reason, "profile '" + missing + "' is not running");
    }
}

TEST(Plan, CallThatCannotBeReadIsKept) {
    auto newer = row();
    newer.snapshot_version = 99;
    EXPECT_EQ(decide(newer).action, Action::Keep);
    EXPECT_THAT(decide(newer).reason, HasSubstr("snapshot version 99 unknown"));
    auto damaged = row();
    damaged.snapshot = "{";
    EXPECT_EQ(decide(damaged).action, Action::Keep);
    EXPECT_THAT(decide(damaged).reason, HasSubstr("snapshot damaged"));
}

TEST(Plan, OrderIsTheRowsOrder) {
    std::vector<model::TrackedCall> rows(3, row());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].uuid = base::CallUuid(std::to_string(i));
    const auto steps = plan(rows, kQuiet);
    ASSERT_EQ(steps.size(), 3U);
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(steps[i].uuid.str(), std::to_string(i));
    EXPECT_TRUE(plan({}, kQuiet).empty());
}

TEST(Plan, ActionsHaveTheNamesThatReportsPrint) {
    EXPECT_EQ(to_string(Action::Rehydrate), "recovered");
    EXPECT_EQ(to_string(Action::Finish), "finished");
    EXPECT_EQ(to_string(Action::Skip), "skipped");
    EXPECT_EQ(to_string(Action::Keep), "kept");
}

}  // namespace
}  // namespace sofia::recovery
