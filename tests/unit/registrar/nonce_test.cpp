#include "registrar/nonce.hpp"

#include <set>

#include <gtest/gtest.h>

#include "registrar/nonce_counts.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;

constexpr base::WallTime kNow{base::Milliseconds(1767225600000)};

TEST(NonceMint, ReadsItsOwnNonce) {
    NonceMint mint("00112233");
    const auto nonce = mint.make("example.com", kNow);
    EXPECT_EQ(nonce.size(), 60U);
    const auto facts = mint.read(nonce, "example.com");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->issued, kNow);
    EXPECT_NE(facts->id, 0U);
}

TEST(NonceMint, ReadsTheNonceOfAnotherNodeWithTheSameSecret) {
    NonceMint dead("secret");
    NonceMint next("secret");
    const auto nonce = dead.make("r", kNow);
    ASSERT_TRUE(next.read(nonce, "r"));
    EXPECT_EQ(next.read(nonce, "r")->id, dead.read(nonce, "r")->id);
}

TEST(NonceMint, RefusesWhatItDidNotMake) {
    NonceMint mint("secret");
    const auto nonce = mint.make("r", kNow);
    EXPECT_FALSE(mint.read(nonce, "other realm"));
    EXPECT_FALSE(NonceMint("other secret").read(nonce, "r"));
    EXPECT_FALSE(mint.read("", "r"));
    EXPECT_FALSE(mint.read(nonce + "0", "r"));
    EXPECT_FALSE(mint.read(nonce.substr(1), "r"));
    for (std::size_t i = 0; i < nonce.size(); ++i) {
        auto changed = nonce;
        changed[i] = changed[i] == '0' ? '1' : '0';
        EXPECT_FALSE(mint.read(changed, "r")) << i;
    }
}

TEST(NonceMint, NeverGivesTheSameNonceTwice) {
    NonceMint mint("secret");
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(seen.insert(mint.make("r", kNow)).second);
}

TEST(NonceMint, CanNotBeMadeWithoutASecret) {
    EXPECT_THROW(NonceMint(""), std::runtime_error);
}

TEST(NonceHash, ReadsBack) {
    EXPECT_EQ(nonce_hash(0x0123456789abcdefULL), "0123456789abcdef");
    EXPECT_EQ(parse_nonce_hash("0123456789abcdef"), 0x0123456789abcdefULL);
    EXPECT_EQ(nonce_hash(1), "0000000000000001");
    EXPECT_FALSE(parse_nonce_hash(""));
    EXPECT_FALSE(parse_nonce_hash("0123456789abcde"));
    EXPECT_FALSE(parse_nonce_hash("0123456789abcdeg"));
}

class NonceCountsTest : public ::testing::Test {
  protected:
    NonceUse judge(std::uint32_t count, base::WallTime now, std::uint64_t print = 7) {
        return counts_.judge(nonce_, count, print, now, 60s);
    }
    NonceUse use(std::uint32_t count, base::WallTime now, std::uint64_t print = 7) {
        const auto found = judge(count, now, print);
        if (found == NonceUse::Fresh || found == NonceUse::Renewed)
            counts_.take(nonce_, count, print, now, 60s);
        return found;
    }

    NonceFacts nonce_{kNow, 42};
    NonceCounts counts_;
};

TEST_F(NonceCountsTest, LetACountBeUsedOnce) {
    EXPECT_EQ(use(1, kNow), NonceUse::Fresh);
    EXPECT_EQ(use(1, kNow, 8), NonceUse::Replay);
    EXPECT_EQ(use(2, kNow), NonceUse::Renewed);
    EXPECT_EQ(use(1, kNow), NonceUse::Replay);
    EXPECT_EQ(use(9, kNow), NonceUse::Renewed);
    EXPECT_EQ(use(8, kNow), NonceUse::Replay);
}

TEST_F(NonceCountsTest, TellARetransmissionFromAReplay) {
    use(1, kNow, 7);
    EXPECT_EQ(use(1, kNow + 32s, 7), NonceUse::Repeat);
    EXPECT_EQ(use(1, kNow + 33s, 7), NonceUse::Replay);
}

TEST_F(NonceCountsTest, NeverTakeARequestWithoutFingerprintForARetransmission) {
    use(1, kNow, 0);
    EXPECT_EQ(use(1, kNow, 0), NonceUse::Replay);
}

TEST_F(NonceCountsTest, RefuseAnUnusedNonceAfterItsTime) {
    EXPECT_EQ(judge(1, kNow + 60s), NonceUse::Fresh);
    EXPECT_EQ(judge(1, kNow + 60s + 1ms), NonceUse::Expired);
}

TEST_F(NonceCountsTest, AcceptANonceOfANodeWhoseClockIsALittleAhead) {
    EXPECT_EQ(judge(1, kNow - 60s), NonceUse::Fresh);
    EXPECT_EQ(judge(1, kNow - 61s), NonceUse::Expired);
}

TEST_F(NonceCountsTest, KeepTheNonceOfABindingForItsWholeLife) {
    use(1, kNow);
    counts_.keep_until(42, kNow + 3600s);
    counts_.keep_until(42, kNow + 10s);
    EXPECT_EQ(use(2, kNow + 3600s), NonceUse::Renewed);
    EXPECT_EQ(use(3, kNow + 3601s), NonceUse::Expired);
}

TEST_F(NonceCountsTest, RefuseWhatTheNodeBeforeHasSeen) {
    counts_.seed(42, 5, kNow + 3600s);
    EXPECT_EQ(use(5, kNow), NonceUse::Replay);
    EXPECT_EQ(use(6, kNow + 1800s), NonceUse::Renewed);
    counts_.seed(42, 3, kNow);
    EXPECT_EQ(use(6, kNow + 1800s, 9), NonceUse::Replay);
}

TEST_F(NonceCountsTest, DropPlacesThatHaveEnded) {
    for (std::uint64_t id = 1; id <= 1000; ++id)
        counts_.take({kNow, id}, 1, 7, kNow, 60s);
    EXPECT_EQ(counts_.size(), 1000U);
    for (std::uint64_t id = 1001; id <= 3000; ++id)
        counts_.take({kNow + 120s, id}, 1, 7, kNow + 120s, 60s);
    EXPECT_LE(counts_.size(), 2100U);
}

TEST_F(NonceCountsTest, NeverForgetANonceThatCouldBeReplayedWhenFull) {
    NonceCounts counts(100);
    for (std::uint64_t id = 1; id <= 100; ++id) {
        ASSERT_EQ(counts.judge({kNow, id}, 1, 7, kNow, 60s), NonceUse::Fresh);
        counts.take({kNow, id}, 1, 7, kNow, 60s);
        counts.keep_until(id, kNow + 3600s);
    }
    EXPECT_EQ(counts.judge({kNow, 101}, 1, 7, kNow, 60s), NonceUse::Full);
    for (std::uint64_t id = 1; id <= 100; ++id)
        EXPECT_EQ(counts.judge({kNow, id}, 1, 8, kNow, 60s), NonceUse::Replay) << id;
    // Once the old nonces are refused for their age, their places are given away.
    auto found = NonceUse::Full;
    for (int tries = 0; tries < 200 && found == NonceUse::Full; ++tries)
        found = counts.judge({kNow + 61s, 101}, 1, 7, kNow + 61s, 60s);
    EXPECT_EQ(found, NonceUse::Fresh);
}

}  // namespace
}  // namespace sofia::registrar
