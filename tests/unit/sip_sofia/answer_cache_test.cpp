#include "sip/sofia/answer_cache.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace sofia::test {

using sip::Reply;
using sip::nta::AnswerCache;
using State = AnswerCache::State;

class AnswerCacheTest : public ::testing::Test {
  protected:
    FakeClock clock_;
    AnswerCache cache_{clock_, 3, base::Milliseconds(10000)};
};

TEST_F(AnswerCacheTest, ARequestIsNewThenPendingThenAnswered) {
    EXPECT_EQ(cache_.arrive("a"), State::New);
    EXPECT_EQ(cache_.arrive("a"), State::Pending);
    EXPECT_EQ(cache_.find("a"), nullptr);
    cache_.answer("a", {Reply::of(200), "tag"});
    EXPECT_EQ(cache_.arrive("a"), State::Answered);
    ASSERT_NE(cache_.find("a"), nullptr);
    EXPECT_EQ(cache_.find("a")->reply.status, 200);
    EXPECT_EQ(cache_.find("a")->to_tag, "tag");
}

TEST_F(AnswerCacheTest, AnOldRequestIsNewAgain) {
    cache_.arrive("a");
    clock_.advance(base::Milliseconds(10000));
    EXPECT_EQ(cache_.arrive("a"), State::Pending);
    clock_.advance(base::Milliseconds(1));
    EXPECT_EQ(cache_.arrive("a"), State::New);
    EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(AnswerCacheTest, TheOldestGoesWhenItIsFull) {
    for (const auto* key : {"a", "b", "c", "d"})
        EXPECT_EQ(cache_.arrive(key), State::New);
    EXPECT_LE(cache_.size(), 3u);
    EXPECT_EQ(cache_.arrive("d"), State::Pending);
    EXPECT_EQ(cache_.arrive("a"), State::New);
}

TEST_F(AnswerCacheTest, AnAnswerToAForgottenRequestIsDropped) {
    cache_.answer("never came", {Reply::of(200), "tag"});
    EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(AnswerCacheTest, TheKeyTellsTransactionsApart) {
    sip::Request request;
    request.via_branch = "z9hG4bK1";
    request.via_host = "10.0.0.1:5060";
    request.call_id = "call";
    request.cseq = 1;
    request.method_name = "REGISTER";
    auto other = request;
    EXPECT_EQ(AnswerCache::key_of(request), AnswerCache::key_of(other));
    other.via_branch = "z9hG4bK2";
    EXPECT_NE(AnswerCache::key_of(request), AnswerCache::key_of(other));
    other = request;
    other.via_host = "10.0.0.2:5060";
    EXPECT_NE(AnswerCache::key_of(request), AnswerCache::key_of(other));
    other = request;
    other.cseq = 2;
    EXPECT_NE(AnswerCache::key_of(request), AnswerCache::key_of(other));
}

}  // namespace sofia::test
