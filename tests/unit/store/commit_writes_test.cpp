#include "store/commit_writes.hpp"

#include <gmock/gmock.h>

#include "samples.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using store::QueuedWrite;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<QueuedWrite> writes(int count) {
    std::vector<QueuedWrite> all;
    for (int i = 0; i < count; ++i)
        all.push_back({.rows = {.put_calls = {sample_call(i)}},
                       .waiters = {static_cast<store::WaiterId>(i)}});
    return all;
}

std::vector<store::WaiterId> waiters(const std::vector<QueuedWrite>& all) {
    std::vector<store::WaiterId> ids;
    for (const auto& write : all)
        ids.push_back(write.waiters.at(0));
    return ids;
}

/// Refuses a commit with one of these waiters, as a database refuses a value.
struct Poison {
    std::vector<store::WaiterId> refused;
    int commits = 0;

    base::Result<void> operator()(std::span<const QueuedWrite> part) {
        ++commits;
        for (const auto& write : part)
            if (std::ranges::find(refused, write.waiters[0]) != refused.end())
                return base::fail(ErrorKind::Invalid, "poison");
        return {};
    }
};

std::vector<store::WaiterId> failed(const store::CommitOutcome& outcome) {
    std::vector<store::WaiterId> ids;
    for (const auto& [write, result] : outcome.settled)
        if (!result)
            ids.push_back(write.waiters[0]);
    return ids;
}

TEST(CommitWrites, AGoodBatchIsOneCommit) {
    Poison poison;
    const auto outcome = store::commit_writes(writes(8), std::ref(poison));
    EXPECT_EQ(outcome.settled.size(), 8U);
    EXPECT_THAT(failed(outcome), IsEmpty());
    EXPECT_EQ(poison.commits, 1);
    EXPECT_FALSE(outcome.failure);
}

TEST(CommitWrites, OnePoisonousWriteIsFoundByHalving) {
    Poison poison{{37}};
    const auto outcome = store::commit_writes(writes(64), std::ref(poison));
    EXPECT_EQ(outcome.settled.size(), 64U);
    EXPECT_THAT(failed(outcome), ElementsAre(37));
    EXPECT_EQ(poison.commits, 13) << "two for each halving and one";
}

TEST(CommitWrites, SeveralPoisonousWritesAreFound) {
    Poison poison{{0, 1, 6}};
    const auto outcome = store::commit_writes(writes(7), std::ref(poison));
    EXPECT_THAT(failed(outcome), ElementsAre(0, 1, 6));
}

TEST(CommitWrites, ASinglePoisonousWriteFailsAlone) {
    Poison poison{{0}};
    const auto outcome = store::commit_writes(writes(1), std::ref(poison));
    EXPECT_THAT(failed(outcome), ElementsAre(0));
    EXPECT_EQ(poison.commits, 1);
}

TEST(CommitWrites, AnotherErrorSettlesNothing) {
    const auto outcome = store::commit_writes(writes(3), [](auto) -> base::Result<void> {
        return base::fail(ErrorKind::InDoubt, "doubt");
    });
    EXPECT_THAT(outcome.settled, IsEmpty());
    EXPECT_THAT(waiters(outcome.unwritten), ElementsAre(0, 1, 2));
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->kind, ErrorKind::InDoubt);
}

TEST(CommitWrites, AFailureInTheMiddleOfTheSearchKeepsTheRestInOrder) {
    Poison poison{{5}};
    int left = 2;
    const auto outcome = store::commit_writes(writes(8), [&](auto part) -> base::Result<void> {
        if (left-- == 0)
            return base::fail(ErrorKind::Unavailable, "gone");
        return poison(part);
    });
    EXPECT_EQ(outcome.settled.size(), 4U);
    EXPECT_THAT(waiters(outcome.unwritten), ElementsAre(4, 5, 6, 7));
}

TEST(CommitWrites, WritesForOneKeyAreCommittedInTheirOrder) {
    Poison poison{{3}};
    std::vector<store::WaiterId> order;
    const auto outcome = store::commit_writes(writes(4), [&](std::span<const QueuedWrite> part) {
        auto result = poison(part);
        if (result)
            for (const auto& write : part)
                order.push_back(write.waiters[0]);
        return result;
    });
    EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace sofia::test
