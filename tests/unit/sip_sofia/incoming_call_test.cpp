#include <chrono>
#include <vector>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Reply;

/// Calls in which the peer sends the INVITE.
class IncomingCall : public EndpointTest {
  protected:
    /// Sends an INVITE and takes it at the owner's side.
    std::unique_ptr<sip::ServerTransaction> invite(const std::string& more = {}) {
        invite_text_ = peer_->request("INVITE", node_uri(), 1, caller_headers("call-1", {}, more));
        peer_->send(invite_text_);
        return next_request();
    }

    Reply ok() {
        Reply reply = Reply::of(200);
        reply.add("Contact", endpoint_->contact("bob", transport_));
        reply.body = {"application/sdp", "v=0\r\n"};
        return reply;
    }

    std::string ack(const SipText& answer, unsigned cseq = 1) {
        return peer_->request("ACK", node_uri(), cseq, caller_headers("call-1", answer.tag("To")));
    }

    std::string invite_text_;
};

TEST_F(IncomingCall, TheOwnerSeesWhatThePeerSent) {
    const auto request = invite(
        "X-One: first\r\nX-Two: a, b\r\nSupported: timer, replaces\r\nRequire: foo\r\n"
        "User-Agent: Peer/1\r\nRecord-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\n"
        "Reason: SIP;cause=200\r\nContent-Type: application/sdp\r\nContent-Length: "
        "5\r\n\r\nv=0\r\n");
    ASSERT_TRUE(request);
    const auto& seen = request->request();
    EXPECT_EQ(seen.method, Method::Invite);
    EXPECT_EQ(seen.method_name, "INVITE");
    EXPECT_EQ(seen.uri, node_uri());
    EXPECT_EQ(seen.from.display, "Alice \"A\"");
    EXPECT_EQ(seen.from.uri, "sip:alice@example.com");
    EXPECT_EQ(seen.from.tag(), "alice-tag");
    EXPECT_EQ(seen.to.tag(), "");
    EXPECT_EQ(seen.call_id, "call-1");
    EXPECT_EQ(seen.cseq, 1u);
    EXPECT_EQ(seen.max_forwards, 70);
    ASSERT_EQ(seen.contacts.size(), 1u);
    EXPECT_EQ(seen.contacts[0].address.uri, "sip:peer@" + peer_->host_port());
    EXPECT_EQ(seen.record_route,
              (std::vector<std::string>{"<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>"}));
    EXPECT_EQ(seen.supported, (std::vector<std::string>{"timer", "replaces"}));
    EXPECT_EQ(seen.require, std::vector<std::string>{"foo"});
    EXPECT_EQ(seen.user_agent, "Peer/1");
    EXPECT_EQ(seen.reason, "SIP;cause=200");
    EXPECT_EQ(seen.header("x-one"), "first");
    EXPECT_EQ(seen.header("X-Two"), "a, b");
    EXPECT_EQ(seen.headers.size(), 2u);
    EXPECT_EQ(seen.body, (sip::Body{"application/sdp", "v=0\r\n"}));
    EXPECT_EQ(seen.source, (sip::Address{"127.0.0.1", peer_->port(), "udp"}));
    EXPECT_FALSE(seen.via_differs_from_source);
}

// RFC 3261 8.2.3, 20.11.
TEST_F(IncomingCall, BodyThatMayBePassedOverIsNotThereUnlessItDescribesTheSession) {
    int calls = 0;
    const auto body = [&](const std::string& more) {
        peer_->send(peer_->request(
            "INVITE",
            node_uri(),
            1,
            caller_headers(
                "body-" + std::to_string(++calls), {}, more + "Content-Length: 5\r\n\r\nv=0\r\n")));
        const auto request = next_request();
        return request ? request->request().body.data : "no request";
    };
    EXPECT_EQ(body("Content-Type: text/plain\r\nContent-Disposition: icon;handling=optional\r\n"),
              "");
    EXPECT_EQ(body("Content-Type: text/plain\r\nContent-Disposition: icon\r\n"), "v=0\r\n");
    EXPECT_EQ(body("Content-Type: application/sdp\r\n"
                   "Content-Disposition: session;handling=optional\r\n"),
              "v=0\r\n");
}

TEST_F(IncomingCall, WhatCannotBeReadIsThereWithoutItsValue) {
    const auto request = invite("Replaces: \r\nRefer-To: <<\r\nRefer-To: <sip:a@b>\r\n");
    ASSERT_TRUE(request);
    EXPECT_EQ(
        request->request().headers,
        (std::vector<sip::Header>{{"Replaces", ""}, {"Refer-To", ""}, {"Refer-To", "<sip:a@b>"}}));
}

TEST_F(IncomingCall, AnInviteThatWaitsGets100AtOnce) {
    const auto request = invite();
    EXPECT_EQ(peer_->receive().status(), 100);
}

class IncomingCallWithout100 : public IncomingCall {
  protected:
    model::Profile profile() const override {
        auto profile = IncomingCall::profile();
        profile.calls.invite_100 = false;
        return profile;
    }
};

// RFC 3261 17.2.1: within 200 ms there is one in any case.
TEST_F(IncomingCallWithout100, TheStackSendsItWhenNothingElseWas) {
    const auto began = std::chrono::steady_clock::now();
    const auto request = invite();
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(100)).empty());
    EXPECT_EQ(peer_->receive().status(), 100);
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(150));
}

TEST_F(IncomingCallWithout100, AnAnswerMakesItNeedless) {
    const auto request = invite();
    request->respond(Reply::of(180));
    EXPECT_EQ(peer_->receive().status(), 180);
}

TEST_F(IncomingCall, AnInviteAnsweredAtOnceGetsNo100) {
    listener_.hook = [](sip::ServerTransaction& request) { request.respond(Reply::of(407)); };
    const auto request = invite();
    EXPECT_EQ(peer_->receive().status(), 407);
}

TEST_F(IncomingCall, A2xxIsRepeatedUntilItsAckComes) {
    const auto request = invite();
    const auto dialog = endpoint_->accept(*request);
    unsigned acks = 0;
    request->on_ack([&](const sip::Request* ack) { acks += ack != nullptr ? 1 : 100; });
    request->respond(Reply::of(180));
    request->respond(ok());
    EXPECT_EQ(peer_->receive_status(180).tag("To"), request->local_tag());
    const auto first = peer_->receive_status(200);
    const auto second = peer_->receive();
    EXPECT_EQ(first.text(), second.text());
    EXPECT_EQ(first.body(), "v=0\r\n");
    EXPECT_EQ(first.tag("To"), dialog->local_tag());

    peer_->send(ack(first));
    ASSERT_TRUE(run_until([&] { return acks == 1; }));
    while (!peer_->receive(std::chrono::milliseconds(150)).empty()) {
    }
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(250)).empty());
    EXPECT_EQ(acks, 1u);
}

TEST_F(IncomingCall, OurTagEndsWithWhatItsOwnerSaysAndBeginsAtRandom) {
    const auto request = invite();
    request->mark_tag("-mark");
    const auto dialog = endpoint_->accept(*request);
    request->mark_tag("-late");
    request->respond(Reply::of(180));
    const auto tag = peer_->receive_status(180).tag("To");
    EXPECT_EQ(tag, dialog->local_tag());
    EXPECT_EQ(tag.size(), 16U + 5U) << "64 random bits";
    EXPECT_EQ(tag.substr(16), "-mark");
}

// RFC 6026 7.1: the server transaction stays for 64*T1 after a 2xx, so that an INVITE that was long
// on its way is no second call.
TEST_F(IncomingCall, AnInviteThatIsRepeatedAfterItsAckIsNoSecondCall) {
    auto request = invite();
    const auto dialog = endpoint_->accept(*request);
    bool acknowledged = false;
    request->on_ack([&](const sip::Request*) { acknowledged = true; });
    request->respond(ok());
    peer_->send(ack(peer_->receive_status(200)));
    ASSERT_TRUE(run_until([&] { return acknowledged; }));
    request.reset();
    peer_->send(invite_text_);
    peer_->receive(std::chrono::milliseconds(50));
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(IncomingCall, TheRepetitionGoesOnWhenTheOwnerDropsTheTransaction) {
    auto request = invite();
    const auto dialog = endpoint_->accept(*request);
    request->respond(ok());
    request.reset();
    EXPECT_EQ(peer_->receive_status(200).status(), 200);
    EXPECT_EQ(peer_->receive().status(), 200);
}

TEST_F(IncomingCall, TheOwnerIsToldWhenNoAckComes) {
    const auto request = invite();
    const auto dialog = endpoint_->accept(*request);
    int missing = 0;
    request->on_ack([&](const sip::Request* ack) { missing += ack == nullptr ? 1 : 100; });
    request->respond(ok());
    EXPECT_TRUE(run_until([&] { return missing == 1; }));
}

TEST_F(IncomingCall, ARepeatedInviteGetsTheLastAnswerAgain) {
    const auto request = invite();
    request->respond(Reply::of(180));
    EXPECT_EQ(peer_->receive_status(180).status(), 180);
    peer_->send(invite_text_);
    EXPECT_EQ(peer_->receive().status(), 180);
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(IncomingCall, CancelGets200AndTheOwnerAnswers487) {
    const auto request = invite("Subject: x\r\n");
    std::string reason;
    request->on_cancel([&](const sip::Request& cancel) {
        reason = cancel.reason;
        request->respond(Reply::of(487));
    });
    EXPECT_EQ(peer_->receive().status(), 100);
    const auto branch = SipText(invite_text_).header("Via");
    peer_->send(peer_->request("CANCEL",
                               node_uri(),
                               1,
                               caller_headers("call-1", {}, "Reason: SIP;cause=200\r\n"),
                               branch.substr(branch.find("branch=") + 7)));
    EXPECT_EQ(peer_->receive().header("CSeq"), "1 CANCEL");
    const auto final = peer_->receive_status(487);
    EXPECT_EQ(final.header("CSeq"), "1 INVITE");
    EXPECT_EQ(reason, "SIP;cause=200");
}

TEST_F(IncomingCall, ACancelForNoInviteGets481) {
    peer_->send(peer_->request("CANCEL", node_uri(), 1, caller_headers()));
    EXPECT_EQ(peer_->receive().status(), 481);
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(IncomingCall, AnInviteThatNobodyAnswersGets500) {
    auto request = invite();
    request.reset();
    EXPECT_EQ(peer_->receive_status(500).status(), 500);
}

TEST_F(IncomingCall, RefusedInvitesAreAcknowledgedHopByHop) {
    const auto request = invite();
    request->respond(Reply::of(486, "Gone fishing"));
    const auto refusal = peer_->receive_status(486);
    EXPECT_EQ(refusal.first_line(), "SIP/2.0 486 Gone fishing");
    EXPECT_EQ(peer_->receive().status(), 486) << "the stack repeats it";
    const auto via = SipText(invite_text_).header("Via");
    peer_->send(peer_->request("ACK",
                               node_uri(),
                               1,
                               caller_headers("call-1", refusal.tag("To")),
                               via.substr(via.find("branch=") + 7)));
    while (!peer_->receive(std::chrono::milliseconds(150)).empty()) {
    }
    EXPECT_TRUE(listener_.requests.empty()) << "the ACK is the stack's own";
}

TEST_F(IncomingCall, MaxForwardsZeroGets483) {
    auto text = peer_->request("INVITE", node_uri(), 1, caller_headers());
    text.replace(text.find("Max-Forwards: 70"), 16, "Max-Forwards: 0 ");
    peer_->send(text);
    EXPECT_EQ(peer_->receive().status(), 483);
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(IncomingCall, AMergedInviteGets482) {
    const auto request = invite();
    EXPECT_EQ(peer_->receive().status(), 100);
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    EXPECT_EQ(peer_->receive_status(482).status(), 482);
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(IncomingCall, AStrayAckReachesTheOwnerAndGetsNoAnswer) {
    peer_->send(peer_->request("ACK", node_uri(), 1, caller_headers("call-9", "unknown-tag")));
    auto stray = next_request();
    ASSERT_TRUE(stray);
    EXPECT_EQ(stray->request().method, Method::Ack);
    stray.reset();
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(50)).empty());
}

}  // namespace sofia::test
