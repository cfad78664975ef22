#include <vector>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Outgoing;

/// Calls in which we send the INVITE.
class OutgoingCall : public EndpointTest {
  protected:
    void invite(sip::NewDialog values) {
        dialog_ = endpoint_->start(values);
        Outgoing request{Method::Invite, {}, {"application/sdp", "v=0\r\n"}};
        request.headers.push_back({"Contact", endpoint_->contact("node", transport_)});
        transaction_ = dialog_->send(request, [this](const sip::Response& response) {
            responses_.push_back(response);
            if (response.status >= 200 && response.status < 300)
                dialog_->establish(response);
        });
    }
    void invite() { invite(to_peer()); }

    bool have_responses(std::size_t count) {
        return run_until([&] { return responses_.size() >= count; });
    }

    /// An established call: the peer answered and has our ACK.
    SipText connect(const std::string& record_route = {}) {
        invite();
        invite_text_ = peer_->receive_method("INVITE");
        answer_ = invite_text_.answer(200, "peer-tag", peer_contact() + record_route);
        peer_->send(answer_);
        EXPECT_TRUE(have_responses(1));
        dialog_->ack(responses_.back().cseq, {});
        return peer_->receive_method("ACK");
    }

    /// A 200 like one to our INVITE, but with a From tag of another process.
    std::string strange_answer(const std::string& more = {}) {
        invite();
        auto strange =
            peer_->receive_method("INVITE").answer(200, "peer-tag", peer_contact() + more);
        const auto at = strange.find(dialog_->local_tag());
        strange.replace(at, 4, strange.compare(at, 4, "ffff") == 0 ? "0000" : "ffff");
        return strange;
    }

    std::unique_ptr<sip::Dialog> dialog_;
    std::unique_ptr<sip::ClientTransaction> transaction_;
    std::vector<sip::Response> responses_;
    SipText invite_text_{""};
    std::string answer_;
};

TEST_F(OutgoingCall, TheInviteCarriesWhatADialogNeeds) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    EXPECT_EQ(text.first_line(), "INVITE sip:peer@" + peer_->host_port() + " SIP/2.0");
    EXPECT_EQ(text.header("Max-Forwards"), "70");
    EXPECT_EQ(text.header("From"), "\"Node\" <sip:node@example.com>;tag=" + dialog_->local_tag());
    EXPECT_EQ(text.header("To"), "<sip:peer@example.com>");
    EXPECT_EQ(text.header("Call-ID"), dialog_->call_id());
    EXPECT_EQ(text.header("Contact"), "<sip:node@127.0.0.1:" + std::to_string(port_) + ">");
    EXPECT_EQ(text.header("Content-Type"), "application/sdp");
    EXPECT_EQ(text.header("Content-Length"), "5");
    EXPECT_EQ(text.body(), "v=0\r\n");
    EXPECT_EQ(text.cseq(), dialog_->state().local_cseq);
    EXPECT_EQ(text.headers("Via").size(), 1u);
}

// RFC 3262 4, RFC 3261 12.1.2.
TEST_F(OutgoingCall, EarlyRequestGoesToWhoRingsAndLeavesTheDialogUndecided) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(183,
                            "early-tag",
                            peer_contact() + "Record-Route: <sip:" + peer_->host_port() +
                                ";lr>\r\nRequire: 100rel\r\nRSeq: 7\r\n"));
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].header("RSeq"), "7");
    EXPECT_EQ(responses_[0].require, std::vector<std::string>{"100rel"});
    const auto rack = "7 " + std::to_string(text.cseq()) + " INVITE";
    int status = 0;
    const auto prack = dialog_->send_early(
        responses_[0], {Method::Prack, {{"RAck", rack}}, {}}, [&](const sip::Response& response) {
            status = response.status;
        });
    const auto sent = peer_->receive_method("PRACK");
    EXPECT_EQ(sent.header("RAck"), rack);
    EXPECT_EQ(sent.cseq(), text.cseq() + 1);
    EXPECT_EQ(sent.tag("To"), "early-tag");
    EXPECT_EQ(sent.headers("Route").size(), 1u);
    peer_->send(sent.answer(200, ""));
    EXPECT_TRUE(run_until([&] { return status == 200; }));
    EXPECT_EQ(dialog_->state().remote_tag, "") << "another may answer";
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(2));
    EXPECT_EQ(dialog_->state().remote_tag, "peer-tag");
}

TEST_F(OutgoingCall, OurTagEndsWithWhatItsOwnerSaysAndBeginsAtRandom) {
    auto values = to_peer();
    values.tag_mark = "-mark";
    invite(values);
    const auto one = peer_->receive_method("INVITE").tag("From");
    EXPECT_EQ(one, dialog_->local_tag());
    EXPECT_EQ(one.substr(one.size() - 5), "-mark");
    invite(values);
    const auto other = peer_->receive_method("INVITE").tag("From");
    EXPECT_EQ(other.substr(other.size() - 5), "-mark");
    EXPECT_NE(one, other);
}

TEST_F(OutgoingCall, RingingAnswerAndAckMakeADialog) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(100, ""));
    peer_->send(text.answer(180, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].status, 180) << "100 is the transaction's own";
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(2));
    EXPECT_EQ(responses_[1].status, 200);
    dialog_->ack(responses_[1].cseq, {"application/sdp", "v=1\r\n"});
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.cseq(), text.cseq());
    EXPECT_EQ(ack.tag("To"), "peer-tag");
    EXPECT_EQ(ack.body(), "v=1\r\n");
    EXPECT_NE(ack.header("Via"), text.header("Via")) << "a branch of its own";
    const auto state = dialog_->state();
    EXPECT_EQ(state.remote_tag, "peer-tag");
    EXPECT_EQ(state.remote_target, "sip:peer@" + peer_->host_port());
    EXPECT_EQ(state.next_hop, "");
}

TEST_F(OutgoingCall, ARepeated2xxGetsTheSameAckAgain) {
    const auto ack = connect();
    transaction_.reset();
    peer_->send(answer_);
    EXPECT_EQ(peer_->receive_method("ACK").text(), ack.text());
    EXPECT_EQ(responses_.size(), 1u);
}

TEST_F(OutgoingCall, A2xxRepeatedBeforeOurAckIsNotToldTwice) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(1));
    // The INVITE may have been repeated before the first answer.
    for (auto more = peer_->receive(std::chrono::milliseconds(50)); !more.empty();
         more = peer_->receive(std::chrono::milliseconds(50)))
        EXPECT_EQ(more.method(), "INVITE") << "no ACK, no BYE";
    EXPECT_EQ(responses_.size(), 1u);
}

TEST_F(OutgoingCall, ASecondForksAnswerGetsAckAndBye) {
    connect();
    peer_->send(invite_text_.answer(200, "fork-tag", peer_contact()));
    const auto ack = peer_->receive_method("ACK");
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(ack.tag("To"), "fork-tag");
    EXPECT_EQ(bye.tag("To"), "fork-tag");
    EXPECT_GT(bye.cseq(), ack.cseq());
    EXPECT_EQ(bye.header("Max-Forwards"), "70");
    peer_->send(bye.answer(200, ""));
    EXPECT_EQ(dialog_->state().remote_tag, "peer-tag");
}

TEST_F(OutgoingCall, ALate2xxAfterTheOwnerForgotGetsAckAndBye) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(180, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(1));
    transaction_.reset();
    dialog_.reset();
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    EXPECT_EQ(peer_->receive_method("ACK").tag("To"), "peer-tag");
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(bye.tag("To"), "peer-tag");
    EXPECT_EQ(peer_->receive_method("BYE").text(), bye.text()) << "repeated until answered";
    EXPECT_EQ(responses_.size(), 1u);
}

TEST_F(OutgoingCall, ARefusalAfterTheOwnerForgotIsStillAcknowledged) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    transaction_.reset();
    peer_->send(text.answer(486, "peer-tag"));
    EXPECT_EQ(peer_->receive_method("ACK").header("Via"), text.header("Via"));
    EXPECT_TRUE(responses_.empty());
}

TEST_F(OutgoingCall, AStrange2xxOfAnotherProcessIsTheOwnersAffair) {
    peer_->send(strange_answer());
    const auto next = peer_->receive(std::chrono::milliseconds(60));
    EXPECT_TRUE(next.empty() || next.method() == "INVITE") << next.text();
    EXPECT_TRUE(responses_.empty());
    ASSERT_EQ(listener_.answers.size(), 1u);
    EXPECT_EQ(listener_.answers[0].to.tag(), "peer-tag");
}

TEST_F(OutgoingCall, AStrange2xxThatIsRefusedGetsAckAndByeAlongItsRecordedRoute) {
    const auto hop = peer_->host_port();
    peer_->send(
        strange_answer("Record-Route: <sip:far.example.com;lr>\r\n"
                       "Record-Route: <sip:" +
                       hop + ";lr>\r\n"));
    ASSERT_TRUE(run_until([&] { return !listener_.answers.empty(); }));
    endpoint_->refuse(listener_.answers[0], "Q.850;cause=41");
    const std::vector<std::string> route{"<sip:" + hop + ";lr>", "<sip:far.example.com;lr>"};
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.first_line(), "ACK sip:peer@" + hop + " SIP/2.0");
    EXPECT_EQ(ack.headers("Route"), route);
    EXPECT_EQ(ack.cseq(), listener_.answers[0].cseq);
    const auto bye = peer_->receive_method("BYE");
    EXPECT_EQ(bye.header("Reason"), "Q.850;cause=41");
    EXPECT_EQ(bye.headers("Route"), route);
    EXPECT_EQ(bye.tag("From"), listener_.answers[0].from.tag());
    EXPECT_EQ(bye.tag("To"), "peer-tag");
    EXPECT_EQ(bye.cseq(), ack.cseq() + 1);
    peer_->send(bye.answer(200, ""));
}

TEST_F(OutgoingCall, A2xxToTheFormerProcessIsAcknowledgedByTheOwnerAndThenByItself) {
    const auto answer = strange_answer();
    model::DialogState state = dialog_->state();
    state.local_tag = SipText(answer).tag("From");
    state.local = SipText(answer).header("From");
    state.remote_tag = "peer-tag";
    state.remote = SipText(answer).header("To");
    state.local_cseq += 1000;
    const auto rehydrated = endpoint_->rehydrate(state);
    int told = 0;
    rehydrated->on_answer([&](const sip::Response& again) {
        ++told;
        rehydrated->ack(again.cseq, {});
    });
    peer_->send(answer);
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.cseq(), SipText(answer).cseq());
    peer_->send(answer);
    EXPECT_EQ(peer_->receive_method("ACK").text(), ack.text());
    EXPECT_EQ(told, 1);
    EXPECT_TRUE(listener_.answers.empty());
}

TEST_F(OutgoingCall, CancelGoesOutAfterAProvisionalWithItsReason) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    transaction_->cancel("SIP;cause=200;text=\"Call completed elsewhere\"");
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(10)).method() != "CANCEL");
    peer_->send(text.answer(180, "peer-tag", peer_contact()));
    const auto cancel = peer_->receive_method("CANCEL");
    EXPECT_EQ(cancel.header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
    EXPECT_EQ(cancel.header("Via"), text.header("Via"));
    EXPECT_EQ(cancel.cseq(), text.cseq());
    peer_->send(cancel.answer(200, "peer-tag"));
    peer_->send(text.answer(487, "peer-tag"));
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.header("CSeq"), std::to_string(text.cseq()) + " ACK");
    ASSERT_FALSE(responses_.empty());
    EXPECT_EQ(responses_.back().status, 487);
}

TEST_F(OutgoingCall, AnAnswerThatCrossesTheCancelIsTold) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(180, "peer-tag", peer_contact()));
    ASSERT_TRUE(have_responses(1));
    transaction_->cancel({});
    const auto cancel = peer_->receive_method("CANCEL");
    peer_->send(text.answer(200, "peer-tag", peer_contact()));
    peer_->send(cancel.answer(481, "peer-tag"));
    ASSERT_TRUE(have_responses(2));
    EXPECT_EQ(responses_.back().status, 200);
}

TEST_F(OutgoingCall, ARefusalIsToldAndAcknowledged) {
    invite();
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(486, "peer-tag", "Retry-After: 5\r\nX-Why: busy\r\n"));
    EXPECT_EQ(peer_->receive_method("ACK").tag("To"), "peer-tag");
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].status, 486);
    EXPECT_EQ(responses_[0].phrase, "Answer");
    EXPECT_EQ(responses_[0].header("X-Why"), "busy");
    EXPECT_EQ(responses_[0].header("Retry-After"), "5");
    EXPECT_EQ(responses_[0].call_id, dialog_->call_id());
}

TEST_F(OutgoingCall, SilenceIsTimeout408) {
    invite();
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].status, 408);
    EXPECT_EQ(responses_[0].cseq, dialog_->state().local_cseq);
}

TEST_F(OutgoingCall, ATransportFailureIs503) {
    auto values = to_peer();
    values.target = "sip:peer@127.0.0.1:1;transport=tcp";
    invite(values);
    ASSERT_TRUE(responses_.empty()) << "never from within send()";
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].status, 503);
}

TEST_F(OutgoingCall, AnUnreadableTargetIs503FromTheLoop) {
    auto values = to_peer();
    values.target = "no uri at all";
    invite(values);
    ASSERT_TRUE(responses_.empty());
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(responses_[0].status, 503);
}

TEST_F(OutgoingCall, TheTransactionMayBeDestroyedInItsCallback) {
    dialog_ = endpoint_->start(to_peer());
    bool told = false;
    transaction_ = dialog_->send({Method::Options, {}, {}}, [&](const sip::Response&) {
        transaction_.reset();
        dialog_.reset();
        told = true;
    });
    peer_->send(peer_->receive_method("OPTIONS").answer(200, "peer-tag"));
    EXPECT_TRUE(run_until([&] { return told; }));
}

TEST_F(OutgoingCall, GivenRoutesAreVisitedFirst) {
    auto values = to_peer();
    values.target = "sip:peer@192.0.2.1";
    values.route = {"sip:" + peer_->host_port() + ";lr", "<sip:second.example.com;lr>"};
    invite(values);
    const auto text = peer_->receive_method("INVITE");
    EXPECT_EQ(text.first_line(), "INVITE sip:peer@192.0.2.1 SIP/2.0");
    EXPECT_EQ(text.headers("Route"),
              (std::vector<std::string>{"<sip:" + peer_->host_port() + ";lr>",
                                        "<sip:second.example.com;lr>"}));
}

TEST_F(OutgoingCall, APeerBehindNatIsReachedWhereItAnsweredFrom) {
    auto values = to_peer();
    values.target = "sip:peer@10.9.9.9:5060";
    values.route = {"<sip:" + peer_->host_port() + ";lr>"};
    invite(values);
    const auto text = peer_->receive_method("INVITE");
    peer_->send(text.answer(200, "peer-tag", "Contact: <sip:peer@10.9.9.9:5060>\r\n"));
    ASSERT_TRUE(have_responses(1));
    EXPECT_EQ(dialog_->state().next_hop, "sip:" + peer_->host_port());
    dialog_->ack(responses_[0].cseq, {});
    const auto ack = peer_->receive_method("ACK");
    EXPECT_EQ(ack.first_line(), "ACK sip:peer@10.9.9.9:5060 SIP/2.0");
    EXPECT_TRUE(ack.headers("Route").empty());
}

TEST_F(OutgoingCall, OurContactNamesTheTransportOfTheNextHop) {
    auto values = to_peer();
    values.next_hop = "sip:" + peer_->host_port() + ";transport=tcp";
    EXPECT_EQ(endpoint_->start(values)->state().local_contact, endpoint_->contact({}, "tcp"));
    EXPECT_EQ(endpoint_->start(to_peer())->state().local_contact, endpoint_->contact({}, "udp"));
}

// RFC 3261 19.1.1.
TEST_F(OutgoingCall, HeadersOfAContactStayOutOfTheRequestUri) {
    auto values = to_peer();
    values.target += "?Subject=project%20x&Priority=urgent";
    invite(values);
    EXPECT_EQ(peer_->receive_method("INVITE").first_line(),
              "INVITE sip:peer@" + peer_->host_port() + " SIP/2.0");
}

TEST_F(OutgoingCall, ARequestOutsideOfDialogsIsSentAndAnswered) {
    auto values = to_peer();
    values.call_id = "options-1";
    int status = 0;
    const auto first = endpoint_->send(
        values, {Method::Options, {}, {}}, [&](const sip::Response& r) { status = r.status; });
    const auto text = peer_->receive_method("OPTIONS");
    EXPECT_EQ(text.header("Call-ID"), "options-1");
    peer_->send(text.answer(200, "x"));
    EXPECT_TRUE(run_until([&] { return status == 200; }));
    const auto second = endpoint_->send(values, {Method::Options, {}, {}}, [](const auto&) {});
    EXPECT_GT(peer_->receive_method("OPTIONS").cseq(), text.cseq());
}

}  // namespace sofia::test
