#include <gmock/gmock.h>

#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class DisplayUpdate : public Transfers {
  protected:
    // Bob has handed Alice, whose phone says that it takes UPDATE, to Carol.
    void transferred(const std::string& allow = "INVITE, UPDATE") {
        writer_.commit_at_once();
        auto request = invite();
        request.headers = {{"Allow", allow}};
        call(std::move(request));
        callee_answers(200, test::sdp("bob"));
        caller_->ack();
        drain();
        bob_ = callee_;
        bob_refers("<sip:3000@example.com>");
        carol_ = callee();
        sip::Response answer;
        answer.status = 200;
        answer.body = test::sdp("carol");
        answer.headers = {{"P-Asserted-Identity", "\"Carol\" <sip:3000@x.example>"}};
        carol_->answer(std::move(answer));
        drain();
        external().last(sip::Method::Bye)->answer(200);
        EXPECT_THAT(internal().all(sip::Method::Update), IsEmpty()) << "not before the media";
        internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
        drain();
    }
    std::size_t updates() const { return internal().all(sip::Method::Update).size(); }
};

TEST_F(DisplayUpdate, ShowsAPhoneItsNewPartner) {
    transferred();
    ASSERT_EQ(updates(), 1U);
    const auto update = internal().last(sip::Method::Update);
    EXPECT_THAT(update->header("Remote-Party-ID"), HasSubstr("\"Carol\" <sip:3000@192.0.2.1>"));
    EXPECT_NE(update->header("Contact"), "");
    EXPECT_TRUE(update->request.body.empty());
    update->answer(200);
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(from_caller(sip::Method::Invite, test::hold_sdp("alice"))->status(), 0)
        << "the dialog is free again";
}

TEST_F(DisplayUpdate, IsNotSentToAPhoneWithoutUpdate) {
    transferred("INVITE, BYE");
    EXPECT_EQ(updates(), 0U);
}

TEST_F(DisplayUpdate, IsNotSentWhenTheProfileSaysSo) {
    configure("internal", [](auto& calls) { calls.send_display_update = false; });
    transferred();
    EXPECT_EQ(updates(), 0U);
}

TEST_F(DisplayUpdate, ThatIsRefusedChangesNothing) {
    transferred();
    internal().last(sip::Method::Update)->answer(491);
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(updates(), 1U);
}

TEST_F(DisplayUpdate, ThatMeetsNoDialogEndsTheCall) {
    transferred();
    internal().last(sip::Method::Update)->answer(481);
    drain();
    EXPECT_EQ(external().last(sip::Method::Bye)->call_id, carol_->call_id);
}

TEST_F(DisplayUpdate, AsksAgainForTheSessionThatThePeerWants) {
    transferred();
    sip::Response refusal;
    refusal.status = 422;
    refusal.headers = {{"Min-SE", "300"}};
    internal().last(sip::Method::Update)->answer(std::move(refusal));
    drain();
    EXPECT_EQ(updates(), 2U);
    internal().last(sip::Method::Update)->answer(200);
    drain();
    EXPECT_TRUE(only_call().is_up());
}

}  // namespace
}  // namespace sofia::call
