#include <gmock/gmock.h>

#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

sip::Body encrypted(const std::string& origin) {
    auto body = test::sdp(origin);
    body.data.replace(body.data.find("RTP/AVP"), 7, "RTP/SAVP");
    body.data += "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\n";
    return body;
}

class SecureMedia : public test::CallWorld {
  protected:
    void require_on(const std::string& profile) {
        configure(profile, [](auto& calls) { calls.require_srtp = true; });
    }
    std::shared_ptr<test::PeerRequest> call_with(sip::Body offer) {
        writer_.commit_at_once();
        auto request = invite();
        request.body = std::move(offer);
        return call(std::move(request));
    }
};

TEST_F(SecureMedia, CallerWithoutItIsRefusedBeforeTheDialplan) {
    require_on("internal");
    const auto refused = call_with(test::sdp("alice"));
    EXPECT_EQ(refused->status(), 488);
    EXPECT_THAT(refused->header("Reason"), HasSubstr("INCOMPATIBLE_DESTINATION"));
    EXPECT_THAT(record_.lines(), ElementsAre("internal 488 INVITE"));
}

TEST_F(SecureMedia, IsNotAskedForWhereItIsNotRequired) {
    leaves_a_call = true;
    require_on("external");
    EXPECT_EQ(call_with(test::sdp("alice"))->status(), 488) << "the callee's profile requires it";
    configure("external", [](auto& calls) { calls.require_srtp = false; });
    const auto caller = call_with(test::sdp("alice"));
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller->status(), 200);
}

TEST_F(SecureMedia, CallWithItGoesOn) {
    leaves_a_call = true;
    require_on("internal");
    require_on("external");
    const auto caller = call_with(encrypted("alice"));
    EXPECT_EQ(callee()->request.body, encrypted("alice"));
    callee_answers(183, encrypted("bob"));
    EXPECT_EQ(caller->reply().body, encrypted("bob"));
    callee_answers(200, encrypted("bob"));
    EXPECT_EQ(caller->status(), 200);
}

TEST_F(SecureMedia, CalleeWhoAnswersWithoutItIsHungUp) {
    for (const auto* profile : {"internal", "external"}) {
        record_.clear();
        require_on(profile);
        const auto caller = call_with(encrypted("alice"));
        callee_answers(200, test::sdp("bob"));
        EXPECT_THAT(record_.lines(), IsSupersetOf({"external ACK", "external BYE"})) << profile;
        EXPECT_EQ(caller->status(), 488) << profile;
        external().last(sip::Method::Bye)->answer(200);
        drain();
        configure(profile, [](auto& calls) { calls.require_srtp = false; });
    }
}

TEST_F(SecureMedia, EarlyDescriptionWithoutItDoesNotReachTheCaller) {
    require_on("internal");
    const auto caller = call_with(encrypted("alice"));
    callee_answers(183, test::sdp("bob"));
    EXPECT_EQ(caller->status(), 180);
    EXPECT_TRUE(caller->reply().body.empty());
    callee_answers(486);
}

TEST_F(SecureMedia, CalleeWhoOffersWithoutItIsHungUp) {
    require_on("internal");
    const auto caller = call_with({});
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller->status(), 488);
    external().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(SecureMedia, ChangeToOneWithoutItIsRefused) {
    leaves_a_call = true;
    require_on("internal");
    call_with(encrypted("alice"));
    callee_answers(200, encrypted("bob"));
    caller_->ack();
    drain();
    record_.clear();
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob"))->status(), 488);
    EXPECT_THAT(record_.lines(), ElementsAre("external 488 INVITE"));
    const auto change = from_caller(sip::Method::Invite, encrypted("alice"));
    callee()->answer(200, test::sdp("bob"));
    drain();
    EXPECT_EQ(change->status(), 488) << "the other side accepted without it";
}

// A call with encrypted media in which the callee's peer has just been given another partner.
class SecureTransfer : public Transfers {
  protected:
    void with_srtp() {
        configure("internal", [](auto& calls) { calls.require_srtp = true; });
        auto request = invite();
        request.body = encrypted("alice");
        writer_.commit_at_once();
        call(std::move(request));
        callee_answers(200, encrypted("bob"));
        caller_->ack();
        drain();
        bob_ = callee_;
    }
};

TEST_F(SecureTransfer, PartyWhoTakesItsNewPartnerWithoutItIsHungUp) {
    leaves_a_call = false;
    with_srtp();
    bob_refers("<sip:3000@example.com>");
    callee()->answer(200, encrypted("carol"));
    drain();
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    for (const auto& bye : external().all(sip::Method::Bye))
        bye->answer(200);
    internal().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(SecureTransfer, PartyWhoTakesItsNewPartnerWithItGoesOn) {
    with_srtp();
    bob_refers("<sip:3000@example.com>");
    callee()->answer(200, encrypted("carol"));
    drain();
    internal().last(sip::Method::Invite)->answer(200, encrypted("alice"));
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 0U);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(SecureTransfer, NewcomerWhomThePeerWouldTakeWithoutItIsRefused) {
    with_srtp();
    auto request = invite("2000");
    request.headers.push_back({"Replaces",
                               caller_->request.call_id + ";to-tag=" + caller_->local_tag +
                                   ";from-tag=" + std::string(caller_->request.from.tag())});
    request.body = encrypted("carol");
    const auto newcomer = internal().receive(request);
    callee()->answer(200, test::sdp("bob"));
    drain();
    EXPECT_EQ(newcomer->status(), 488);
    EXPECT_EQ(callee()->request.body, encrypted("alice")) << "Bob gets back what he had";
    EXPECT_TRUE(only_call().is_up());
}

}  // namespace
}  // namespace sofia::call
