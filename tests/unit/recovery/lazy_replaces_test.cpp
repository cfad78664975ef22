#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/recovery/taken_over.hpp"

namespace sofia::recovery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// RFC 3891: somebody takes the caller's place, with an INVITE that is outside of our dialogs.
class LazyReplaces : public TakenOver {
  protected:
    std::shared_ptr<test::PeerRequest> newcomer_for(const std::string& tag) {
        auto request = invite("2000");
        request.headers.push_back({"Replaces",
                                   caller_->request.call_id + ";to-tag=" + tag +
                                       ";from-tag=" + std::string(caller_->request.from.tag())});
        request.body = test::sdp("carol");
        auto incoming = internal().receive(request);
        drain();
        return incoming;
    }
};

TEST_F(LazyReplaces, FindsACallThatIsInTheDatabaseAlone) {
    const auto row = row_of_dead_node();
    const auto newcomer = newcomer_for(caller_->local_tag);
    EXPECT_EQ(newcomer->status(), 0);
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    EXPECT_EQ(source_.look_ups[0].first, row.a);
    source_.answer(row);
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external INVITE"));
    writer_.commit_at_once();
    external().last(sip::Method::Invite)->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_EQ(newcomer->status(), 200);
    internal().last(sip::Method::Bye)->answer(200);
    newcomer->ack();
    drain();
    EXPECT_EQ(only_call().a().dialog->call_id(), newcomer->request.call_id);
}

// RFC 5589 7: one call of the transferor was moved here before, the other has not said a word yet.
TEST_F(LazyReplaces, OfAReferFindsTheOtherCallInTheDatabase) {
    const auto row = row_of_dead_node();
    const auto before = caller_;
    const auto bob = callee_;
    call_is_up();
    writer_.commit_at_once();
    caller_->request.headers = {{"Refer-To",
                                 "<sip:x@192.0.2.1?Replaces=" + before->request.call_id +
                                     "%3Bto-tag%3D" + before->local_tag + "%3Bfrom-tag%3D" +
                                     std::string(before->request.from.tag()) + ">"}};
    const auto called = external().requests.size();
    const auto refer = from_caller(sip::Method::Refer);
    EXPECT_EQ(refer->status(), 202);
    EXPECT_EQ(external().requests.size(), called) << "nobody before the database has spoken";
    source_.answer(row);
    drain();
    EXPECT_THAT(external().last(sip::Method::Invite)->header("Replaces"),
                testing::StartsWith(bob->call_id + ";"));
}

TEST_F(LazyReplaces, IsDeniedWhenTheDatabaseSaysThatThereIsNone) {
    leaves_a_call = false;
    row_of_dead_node();
    const auto newcomer = newcomer_for(caller_->local_tag);
    source_.answer(std::nullopt);
    EXPECT_EQ(newcomer->status(), 481);
    EXPECT_EQ(newcomer_for("not-of-ours")->status(), 481) << "no look-up for a tag of others";
    EXPECT_THAT(source_.look_ups, IsEmpty());
}

TEST_F(LazyReplaces, IsPutOffWhileTheDatabaseCannotSay) {
    leaves_a_call = false;
    row_of_dead_node();
    const auto newcomer = newcomer_for(caller_->local_tag);
    source_.answer(base::fail(base::ErrorKind::Unavailable, "gone"));
    EXPECT_EQ(newcomer->status(), 503);
    EXPECT_EQ(newcomer->header("Retry-After"), "2");
}

}  // namespace
}  // namespace sofia::recovery
