#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// RFC 3891: Carol (in the place of Alice's phone) takes the call that Bob has.
class Replaces : public Transfers {
  protected:
    // An INVITE of another phone of `internal` for the dialog that the caller has with us.
    sip::Request newcomers_invite(const std::string& more = {}) {
        auto request = invite("2000");
        request.headers.push_back({"Replaces",
                                   caller_->request.call_id + ";to-tag=" + caller_->local_tag +
                                       ";from-tag=" + std::string(caller_->request.from.tag()) +
                                       more});
        request.body = test::sdp("carol");
        return request;
    }
};

TEST_F(Replaces, NewcomerTakesThePlaceWhenThatIsDurable) {
    up();
    const auto newcomer = internal().receive(newcomers_invite());
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external INVITE"));
    EXPECT_THAT(callee()->request.body.data, HasSubstr("o=alice 1 2 "));
    record_.clear();
    callee()->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_EQ(from_row(writer_.front().row)->a.dialog.call_id, newcomer->request.call_id);
    commit();
    EXPECT_THAT(record_.lines(),
                ElementsAre("external ACK", "internal 200 INVITE", "internal BYE"));
    EXPECT_EQ(newcomer->reply().body, test::sdp("bob2"));
    EXPECT_EQ(internal().last(sip::Method::Bye)->call_id, caller_->request.call_id);
    internal().last(sip::Method::Bye)->answer(200);
    newcomer->ack();
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(only_call().a().dialog->call_id(), newcomer->request.call_id);
    from_bob(sip::Method::Info, {}, {"text/plain", "x"});
    EXPECT_EQ(internal().last(sip::Method::Info)->call_id, newcomer->request.call_id);
}

TEST_F(Replaces, DialogThatIsNotHereIsAnswered481) {
    up();
    auto request = newcomers_invite();
    request.headers.back().value = "nobody;to-tag=a;from-tag=b";
    EXPECT_EQ(internal().receive(request)->status(), 481);
    auto nonsense = newcomers_invite();
    nonsense.headers.back().value = "nonsense";
    EXPECT_EQ(internal().receive(nonsense)->status(), 400);
    EXPECT_EQ(internal().receive(newcomers_invite(";early-only"))->status(), 486);
    auto empty = newcomers_invite();
    empty.body = {};
    EXPECT_EQ(internal().receive(empty)->status(), 488);
}

// RFC 3891 3: an early dialog is replaced only where whoever is asked has begun it.
TEST_F(Replaces, DialogOfACallerWhoseCallRingsIsNotFound) {
    leaves_a_call = false;
    call();
    callee()->answer(180);
    drain();
    EXPECT_EQ(internal().receive(newcomers_invite())->status(), 481);
    EXPECT_EQ(internal().receive(newcomers_invite(";early-only"))->status(), 481);
    writer_.hold();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(internal().receive(newcomers_invite())->status(), 481) << "not durable yet";
    writer_.commit();
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(caller_->status(), 200);
    caller_->ack();
    from_caller(sip::Method::Bye);
    external().last(sip::Method::Bye)->answer(200);
    drain();
}

// RFC 3891 3.
TEST_F(Replaces, BelongsToInviteAlone) {
    up();
    const std::vector<sip::Header> line{{"Replaces", "a;to-tag=b;from-tag=c"}};
    EXPECT_EQ(from_bob(sip::Method::Info, line)->status(), 400);
    EXPECT_EQ(from_bob(sip::Method::Options, line)->reply().phrase, "Replaces Outside Of INVITE");
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Replaces, RefusalOfTheOtherPeerLeavesTheCallAsItWas) {
    up();
    const auto newcomer = internal().receive(newcomers_invite());
    callee()->answer(488);
    drain();
    EXPECT_EQ(newcomer->status(), 488);
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(writer_.waiting(), 0U);
    EXPECT_EQ(only_call().a().dialog->call_id(), caller_->request.call_id);
}

TEST_F(Replaces, NewcomerThatGivesUpLeavesTheCallAsItWas) {
    up();
    const auto newcomer = internal().receive(newcomers_invite());
    newcomer->cancel();
    EXPECT_EQ(newcomer->status(), 487);
    callee()->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_EQ(callee()->request.body, test::sdp("alice")) << "Bob gets back what he had";
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Replaces, ThatCannotBeWrittenIsTakenBack) {
    up();
    const auto newcomer = internal().receive(newcomers_invite());
    callee()->answer(200, test::sdp("bob2"));
    drain();
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(newcomer->status(), 503);
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
    EXPECT_EQ(only_call().a().dialog->call_id(), caller_->request.call_id);
    writer_.commit_at_once();
    drain();
}

TEST_F(Replaces, EndOfTheCallRefusesTheNewcomer) {
    leaves_a_call = false;
    up();
    const auto newcomer = internal().receive(newcomers_invite());
    writer_.commit_at_once();
    from_caller(sip::Method::Bye);
    EXPECT_EQ(newcomer->status(), 487);
    answer_byes();
}

}  // namespace
}  // namespace sofia::call
