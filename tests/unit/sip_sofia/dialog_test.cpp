#include <vector>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Outgoing;
using sip::Reply;

/// Requests within dialogs, in both directions and after rehydration.
class DialogRequests : public EndpointTest {
  protected:
    /// A dialog as the database holds it. The peer is its first hop, so that it sees everything.
    model::DialogState stored() const {
        model::DialogState state;
        state.call_id = "stored-1";
        state.local = "\"Node\" <sip:node@example.com>;tag=node-tag";
        state.remote = "<sip:peer@example.com>;tag=peer-tag";
        state.local_tag = "node-tag";
        state.remote_tag = "peer-tag";
        state.local_cseq = 41;
        state.remote_cseq = 7;
        state.route_set = {"<sip:" + peer_->host_port() + ";lr>", "<sip:p2.example.com;lr>"};
        state.remote_target = "sip:peer@192.0.2.7:5060";
        state.local_contact = "<sip:node@127.0.0.1>";
        return state;
    }

    /// A request of the peer in the stored dialog.
    std::string peer_request(std::string_view method,
                             unsigned cseq,
                             const std::string& more = {},
                             const std::string& tags = "peer-tag") {
        return peer_->request(method,
                              node_uri(),
                              cseq,
                              "From: <sip:peer@example.com>;tag=" + tags +
                                  "\r\nTo: <sip:node@example.com>;tag=node-tag\r\n"
                                  "Call-ID: stored-1\r\n" +
                                  more);
    }

    /// Makes the stored dialog; its requests are collected.
    void rehydrate() { rehydrate(stored()); }
    void rehydrate(const model::DialogState& state) {
        dialog_ = endpoint_->rehydrate(state);
        dialog_->on_request([this](std::unique_ptr<sip::ServerTransaction> request) {
            received_.push_back(std::move(request));
        });
    }

    std::unique_ptr<sip::ServerTransaction> next_in_dialog() {
        if (!run_until([this] { return !received_.empty(); }))
            return nullptr;
        auto request = std::move(received_.front());
        received_.erase(received_.begin());
        return request;
    }

    std::unique_ptr<sip::Dialog> dialog_;
    std::vector<std::unique_ptr<sip::ServerTransaction>> received_;
};

TEST_F(DialogRequests, ARehydratedDialogAnswersBye) {
    rehydrate();
    peer_->send(peer_request("BYE", 8));
    const auto bye = next_in_dialog();
    ASSERT_TRUE(bye);
    EXPECT_EQ(bye->request().method, Method::Bye);
    bye->respond(Reply::of(200));
    EXPECT_EQ(peer_->receive().status(), 200);
    EXPECT_EQ(dialog_->state().remote_cseq, 8u);
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(DialogRequests, ARehydratedDialogSendsByeAlongItsRoutes) {
    rehydrate();
    int status = 0;
    const auto sent = dialog_->send(
        {Method::Bye, {}, {}}, [&](const sip::Response& response) { status = response.status; });
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(bye.first_line(), "BYE sip:peer@192.0.2.7:5060 SIP/2.0");
    EXPECT_EQ(bye.headers("Route"), stored().route_set);
    EXPECT_EQ(bye.cseq(), 42u);
    EXPECT_EQ(bye.header("From"), stored().local);
    EXPECT_EQ(bye.header("To"), stored().remote);
    EXPECT_EQ(bye.header("Call-ID"), "stored-1");
    peer_->send(bye.answer(200, ""));
    EXPECT_TRUE(run_until([&] { return status == 200; }));
}

TEST_F(DialogRequests, AStrictRouterGetsItselfInTheRequestUri) {
    auto state = stored();
    state.route_set = {"<sip:" + peer_->host_port() + ">", "<sip:p2.example.com;lr>"};
    rehydrate(state);
    const auto sent = dialog_->send({Method::Bye, {}, {}}, [](const sip::Response&) {});
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(bye.first_line(), "BYE sip:" + peer_->host_port() + " SIP/2.0");
    EXPECT_EQ(bye.headers("Route"),
              (std::vector<std::string>{"<sip:p2.example.com;lr>", "<sip:peer@192.0.2.7:5060>"}));
}

TEST_F(DialogRequests, AStoredNextHopIsWhereRequestsGo) {
    auto state = stored();
    state.route_set.clear();
    state.next_hop = "sip:" + peer_->host_port();
    rehydrate(state);
    const auto sent = dialog_->send({Method::Info, {}, {}}, [](const sip::Response&) {});
    EXPECT_EQ(peer_->receive_method("INFO").first_line(), "INFO sip:peer@192.0.2.7:5060 SIP/2.0");
}

TEST_F(DialogRequests, AnOldCseqGets500) {
    rehydrate();
    peer_->send(peer_request("INFO", 6));
    EXPECT_EQ(peer_->receive().status(), 500);
    peer_->send(peer_request("INFO", 7));
    EXPECT_EQ(peer_->receive().status(), 500);
    EXPECT_TRUE(received_.empty());
    EXPECT_EQ(dialog_->state().remote_cseq, 7u);
}

TEST_F(DialogRequests, ARepeatedRequestGetsTheSameAnswerAndIsToldOnce) {
    rehydrate();
    const auto text = peer_request("INFO", 8);
    peer_->send(text);
    const auto info = next_in_dialog();
    ASSERT_TRUE(info);
    info->respond(Reply::of(200).add("X-Answer", "1"));
    const auto answer = peer_->receive();
    peer_->send(text);
    EXPECT_EQ(peer_->receive().text(), answer.text());
    EXPECT_TRUE(received_.empty());
}

TEST_F(DialogRequests, ASecondInviteWhileOneIsUnansweredGets500WithRetryAfter) {
    rehydrate();
    peer_->send(peer_request("INVITE", 8, peer_contact()));
    const auto first = next_in_dialog();
    ASSERT_TRUE(first);
    peer_->send(peer_request("INVITE", 9, peer_contact()));
    const auto refusal = peer_->receive_status(500);
    EXPECT_FALSE(refusal.header("Retry-After").empty());
    EXPECT_EQ(refusal.cseq(), 9u);
    first->respond(Reply::of(488));
    EXPECT_EQ(peer_->receive_status(488).cseq(), 8u);
    peer_->send(peer_request("INVITE", 10, peer_contact()));
    EXPECT_TRUE(next_in_dialog()) << "answered, so the next is welcome";
}

TEST_F(DialogRequests, AReinviteIsAnsweredAndItsAckReachesTheTransaction) {
    rehydrate();
    peer_->send(peer_request("INVITE", 8, "Contact: <sip:peer@192.0.2.99>\r\n"));
    const auto invite = next_in_dialog();
    ASSERT_TRUE(invite);
    std::string ack_body;
    invite->on_ack([&](const sip::Request* ack) { ack_body = ack ? ack->body.data : "none"; });
    dialog_->refresh_target(invite->request());
    EXPECT_EQ(dialog_->state().remote_target, "sip:peer@192.0.2.99");
    invite->respond(Reply::of(200).add("Contact", "<sip:node@127.0.0.1>"));
    EXPECT_EQ(peer_->receive_status(200).cseq(), 8u);
    peer_->send(peer_request(
        "ACK", 8, "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=2\r\n"));
    EXPECT_TRUE(run_until([&] { return ack_body == "v=2\r\n"; }));
}

TEST_F(DialogRequests, OurReinviteTakesTheNewTargetAndKeepsTheRoutes) {
    rehydrate();
    std::vector<sip::Response> responses;
    const auto sent = dialog_->send({Method::Invite, {{"Contact", "<sip:n@127.0.0.1>"}}, {}},
                                    [&](const sip::Response& r) { responses.push_back(r); });
    const auto invite = peer_->receive_method("INVITE");
    EXPECT_EQ(invite.cseq(), 42u);
    peer_->send(invite.answer(
        200, "", "Contact: <sip:new@192.0.2.8>\r\nRecord-Route: <sip:other.example.com;lr>\r\n"));
    ASSERT_TRUE(run_until([&] { return !responses.empty(); }));
    dialog_->establish(responses[0]);
    dialog_->ack(responses[0].cseq, {});
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.first_line(), "ACK sip:new@192.0.2.8 SIP/2.0");
    EXPECT_EQ(ack.headers("Route"), stored().route_set);
}

TEST_F(DialogRequests, TheWrongTagsBelongToNobody) {
    rehydrate();
    peer_->send(peer_request("BYE", 8, {}, "somebody-else"));
    const auto request = next_request();
    ASSERT_TRUE(request);
    EXPECT_FALSE(endpoint_->has_dialog("stored-1", "other-tag"));
    EXPECT_TRUE(endpoint_->has_dialog("stored-1", "node-tag"));
    request->respond(Reply::of(481));
    EXPECT_EQ(peer_->receive().status(), 481);
    EXPECT_TRUE(received_.empty());
}

TEST_F(DialogRequests, AHeldRequestIsDeliveredToTheDialogMadeForIt) {
    peer_->send(peer_request("BYE", 8));
    auto held = next_request();
    ASSERT_TRUE(held);
    EXPECT_FALSE(endpoint_->deliver(held));
    ASSERT_TRUE(held) << "it stays the caller's when there is no dialog";
    rehydrate();
    EXPECT_TRUE(endpoint_->deliver(held));
    const auto bye = next_in_dialog();
    ASSERT_TRUE(bye);
    bye->respond(Reply::of(200));
    EXPECT_EQ(peer_->receive().status(), 200);
}

TEST_F(DialogRequests, AHeldRequestIsCheckedForItsCseqToo) {
    peer_->send(peer_request("BYE", 3));
    auto held = next_request();
    rehydrate();
    EXPECT_TRUE(endpoint_->deliver(held));
    EXPECT_EQ(peer_->receive().status(), 500);
    EXPECT_TRUE(received_.empty());
}

TEST_F(DialogRequests, ADestroyedDialogIsUnknown) {
    rehydrate();
    dialog_.reset();
    EXPECT_FALSE(endpoint_->has_dialog("stored-1", "node-tag"));
    peer_->send(peer_request("BYE", 8));
    EXPECT_TRUE(next_request());
}

TEST_F(DialogRequests, TheDialogMayBeDestroyedInItsCallback) {
    rehydrate();
    dialog_->on_request([this](std::unique_ptr<sip::ServerTransaction> request) {
        dialog_.reset();
        request->respond(Reply::of(200));
    });
    peer_->send(peer_request("BYE", 8));
    EXPECT_EQ(peer_->receive().status(), 200);
    EXPECT_FALSE(dialog_);
}

TEST_F(DialogRequests, TwoRecordRoutesKeepTheirOrderForTheCallee) {
    const auto routes = "Record-Route: <sip:" + peer_->host_port() +
                        ";lr>\r\nRecord-Route: <sip:p2.example.com;lr>\r\n";
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers("call-1", {}, routes)));
    const auto invite = next_request();
    ASSERT_TRUE(invite);
    dialog_ = endpoint_->accept(*invite);
    invite->respond(Reply::of(200).add("Contact", endpoint_->contact("bob", "udp")));
    EXPECT_EQ(peer_->receive_status(200).headers("Record-Route").size(), 2u);
    const auto sent = dialog_->send({Method::Bye, {}, {}}, [](const sip::Response&) {});
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(bye.headers("Route"),
              (std::vector<std::string>{"<sip:" + peer_->host_port() + ";lr>",
                                        "<sip:p2.example.com;lr>"}));
    EXPECT_EQ(bye.tag("From"), dialog_->local_tag());
    EXPECT_EQ(bye.tag("To"), "alice-tag");
}

TEST_F(DialogRequests, TwoRecordRoutesAreReversedForTheCaller) {
    dialog_ = endpoint_->start(to_peer());
    std::vector<sip::Response> responses;
    const auto sent = dialog_->send({Method::Invite, {}, {}},
                                    [&](const sip::Response& r) { responses.push_back(r); });
    const auto invite = peer_->receive_method("INVITE");
    peer_->send(
        invite.answer(200,
                      "peer-tag",
                      "Contact: <sip:peer@192.0.2.5>\r\nRecord-Route: <sip:p2.example.com;lr>, "
                      "<sip:" +
                          peer_->host_port() + ";lr>\r\n"));
    ASSERT_TRUE(run_until([&] { return !responses.empty(); }));
    dialog_->establish(responses[0]);
    dialog_->ack(responses[0].cseq, {});
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.first_line(), "ACK sip:peer@192.0.2.5 SIP/2.0");
    EXPECT_EQ(ack.headers("Route"),
              (std::vector<std::string>{"<sip:" + peer_->host_port() + ";lr>",
                                        "<sip:p2.example.com;lr>"}));
    // What another process makes of the stored state sends the same way.
    const auto state = dialog_->state();
    dialog_.reset();
    rehydrate(state);
    const auto bye = dialog_->send({Method::Bye, {}, {}}, [](const sip::Response&) {});
    const auto text = peer_->receive_method("BYE");
    EXPECT_EQ(text.headers("Route"), ack.headers("Route"));
    EXPECT_EQ(text.cseq(), state.local_cseq + 1);
}

}  // namespace sofia::test
