#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Outgoing;
using sip::Reply;

/// The same short stories over each transport and address family.
class OverTransport : public EndpointTest,
                      public ::testing::WithParamInterface<std::pair<const char*, const char*>> {
  protected:
    model::Profile profile() const override {
        auto profile = EndpointTest::profile();
        profile.address.sip_ip = GetParam().second;
        return profile;
    }
    void SetUp() override {
        transport_ = GetParam().first;
        EndpointTest::SetUp();
    }
};

TEST_P(OverTransport, ACallIsAnsweredAndEnded) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto invite = next_request();
    ASSERT_TRUE(invite);
    EXPECT_EQ(invite->request().source.ip, GetParam().second);
    EXPECT_EQ(invite->request().source.transport, transport_);
    EXPECT_FALSE(invite->request().via_differs_from_source);
    const auto dialog = endpoint_->accept(*invite);
    bool acknowledged = false;
    invite->on_ack([&](const sip::Request* ack) { acknowledged = ack != nullptr; });
    invite->respond(Reply::of(200).add("Contact", endpoint_->contact("bob", transport_)));
    const auto answer = peer_->receive_status(200);
    peer_->send(peer_->request("ACK", node_uri(), 1, caller_headers("call-1", answer.tag("To"))));
    ASSERT_TRUE(run_until([&] { return acknowledged; }));

    int status = 0;
    const auto sent = dialog->send(
        {Method::Bye, {}, {}}, [&](const sip::Response& response) { status = response.status; });
    const auto bye = peer_->receive_method("BYE");
    EXPECT_NE(bye.header("Via").find(transport_ == "tcp" ? "/TCP" : "/UDP"), std::string::npos);
    peer_->send(bye.answer(200, ""));
    EXPECT_TRUE(run_until([&] { return status == 200; }));
}

/// What only transports with connections have.
class OverStream : public OverTransport {};

TEST_P(OverStream, APingOfLineEndsGetsItsPong) {
    peer_->send("\r\n\r\n");
    EXPECT_EQ(peer_->receive_bytes(), "\r\n") << "RFC 5626 3.5.1";
}

TEST_P(OverStream, APeerWhoseConnectionIsGoneIsReachedByItsContact) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto invite = next_request();
    ASSERT_TRUE(invite);
    const auto dialog = endpoint_->accept(*invite);
    EXPECT_NE(dialog->state().next_hop, "") << "its connection is used as long as it lives";
    invite->respond(Reply::of(200).add("Contact", endpoint_->contact("bob", transport_)));
    EXPECT_FALSE(peer_->receive_status(200).empty());
    peer_->disconnect();
    step();
    const auto sent = dialog->send({Method::Bye, {}, {}}, [](const sip::Response&) {});
    EXPECT_FALSE(peer_->receive_method("BYE").empty());
}

TEST_P(OverTransport, ACallOfOursIsAnsweredAndEnded) {
    const auto dialog = endpoint_->start(to_peer());
    std::vector<sip::Response> responses;
    Outgoing request{Method::Invite, {}, {}};
    request.headers.push_back({"Contact", endpoint_->contact("node", transport_)});
    SipPeer callee([this] { step(); }, GetParam().second, transport_);
    auto values = to_peer();
    values.target =
        "sip:callee@" + callee.host_port() + (transport_ == "tcp" ? ";transport=tcp" : "");
    const auto call = endpoint_->start(values);
    const auto sent = call->send(request, [&](const sip::Response& response) {
        responses.push_back(response);
        call->establish(response);
    });
    if (transport_ == "udp")
        callee.connect(GetParam().second, port_);
    const auto invite = callee.receive_method("INVITE");
    ASSERT_FALSE(invite.empty());
    callee.send(invite.answer(200,
                              "callee-tag",
                              "Contact: <sip:callee@" + callee.host_port() +
                                  (transport_ == "tcp" ? ";transport=tcp" : "") + ">\r\n"));
    ASSERT_TRUE(run_until([&] { return !responses.empty(); }));
    EXPECT_EQ(responses[0].status, 200);
    call->ack(responses[0].cseq, {});
    EXPECT_EQ(callee.receive_method("ACK").cseq(), invite.cseq());
    callee.send(callee.request("BYE", "sip:node@x", 1, callee_headers(invite, "callee-tag")));
    bool ended = false;
    call->on_request([&](std::unique_ptr<sip::ServerTransaction> bye) {
        bye->respond(Reply::of(200));
        ended = true;
    });
    EXPECT_EQ(callee.receive_status(200).header("CSeq"), "1 BYE");
    EXPECT_TRUE(ended);
}

TEST_P(OverTransport, ARegisterIsAnswered) {
    peer_->send(peer_->request("REGISTER", "sip:example.com", 1, caller_headers("reg")));
    const auto request = next_request();
    ASSERT_TRUE(request);
    request->respond(Reply::of(200));
    EXPECT_EQ(peer_->receive().status(), 200);
}

INSTANTIATE_TEST_SUITE_P(Loopback,
                         OverTransport,
                         ::testing::Values(std::pair{"udp", "127.0.0.1"},
                                           std::pair{"tcp", "127.0.0.1"},
                                           std::pair{"udp", "::1"},
                                           std::pair{"tcp", "::1"}));

INSTANTIATE_TEST_SUITE_P(Loopback,
                         OverStream,
                         ::testing::Values(std::pair{"tcp", "127.0.0.1"}, std::pair{"tcp", "::1"}));

/// Sockets themselves.
class Sockets : public EndpointTest {};

TEST_F(Sockets, APortThatIsTakenIsUnavailableByName) {
    auto second = profile();
    second.address.sip_port = port_;
    const auto opened = sip::open_endpoint(loop_, second, listener_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, base::ErrorKind::Unavailable);
    EXPECT_NE(opened.error().text.find("127.0.0.1:" + std::to_string(port_)), std::string::npos)
        << opened.error().text;
}

TEST_F(Sockets, AnAddressThatIsNotHereIsUnavailable) {
    auto second = profile();
    second.address.sip_ip = "192.0.2.1";
    const auto opened = sip::open_endpoint(loop_, second, listener_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, base::ErrorKind::Unavailable);
}

TEST_F(Sockets, WhoseSocketIsTakenIsToldWhichAndWhy) {
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
        const int taken = socket(AF_INET, type, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* const name = reinterpret_cast<sockaddr*>(&address);
        ASSERT_EQ(bind(taken, name, size), 0);
        if (type == SOCK_STREAM) {
            ASSERT_EQ(listen(taken, 1), 0);
        }
        ASSERT_EQ(getsockname(taken, name, &size), 0);
        auto second = profile();
        second.address.sip_port = ntohs(address.sin_port);
        const auto opened = sip::open_endpoint(loop_, second, listener_);
        close(taken);
        ASSERT_FALSE(opened);
        EXPECT_NE(opened.error().text.find(type == SOCK_DGRAM ? "Address already in use (UDP)"
                                                              : "Address already in use (TCP)"),
                  std::string::npos)
            << opened.error().text;
    }
}

TEST_F(Sockets, ANameInPlaceOfAnAddressIsInvalid) {
    auto second = profile();
    second.address.sip_ip = "localhost";
    const auto opened = sip::open_endpoint(loop_, second, listener_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, base::ErrorKind::Invalid);
}

TEST_F(Sockets, TheUrlsAreThoseThatUsersKnow) {
    const auto host = "sip:mod_sofia@127.0.0.1:" + std::to_string(port_);
    EXPECT_EQ(endpoint_->url(), host);
    EXPECT_EQ(endpoint_->bind_url(), host + ";transport=udp,tcp");
    EXPECT_EQ(endpoint_->contact("1000", "udp"),
              "<sip:1000@127.0.0.1:" + std::to_string(port_) + ">");
    EXPECT_EQ(endpoint_->contact("", "tcp"),
              "<sip:mod_sofia@127.0.0.1:" + std::to_string(port_) + ";transport=tcp>");
}

TEST_F(Sockets, AnExternalAddressIsShownAndTheRealOneBound) {
    auto external = profile();
    external.address.ext_sip_ip = "203.0.113.9";
    open(external);
    const auto port = std::to_string(port_);
    EXPECT_EQ(endpoint_->url(), "sip:mod_sofia@203.0.113.9:" + port);
    EXPECT_EQ(endpoint_->bind_url(),
              "sip:mod_sofia@203.0.113.9:" + port + ";maddr=127.0.0.1;transport=udp,tcp");
    peer_->send(peer_->request("OPTIONS", "sip:203.0.113.9", 1, caller_headers("opt")));
    EXPECT_TRUE(next_request());
    const auto dialog = endpoint_->start(to_peer());
    const auto sent = dialog->send({Method::Options, {}, {}}, [](const sip::Response&) {});
    EXPECT_NE(peer_->receive_method("OPTIONS").header("Via").find("203.0.113.9"),
              std::string::npos);
}

TEST_F(Sockets, ABoundTransportIsTheOnlyOne) {
    auto tcp_only = profile();
    tcp_only.address.bind_params = "transport=tcp";
    transport_ = "tcp";
    open(tcp_only);
    peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("opt")));
    EXPECT_TRUE(next_request());
    SipPeer udp([this] { step(); });
    udp.connect("127.0.0.1", port_);
    udp.send(udp.request("OPTIONS", node_uri(), 1, caller_headers("opt-2")));
    EXPECT_TRUE(udp.receive(std::chrono::milliseconds(40)).empty());
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(Sockets, ShutAnswersNothingMoreAndKeepsTheDialogsAsValues) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto invite = next_request();
    const auto dialog = endpoint_->accept(*invite);
    EXPECT_EQ(peer_->receive().status(), 100);
    const auto outgoing = endpoint_->start(to_peer());
    auto sent = outgoing->send({Method::Invite, {}, {}}, [](const sip::Response&) {});
    EXPECT_FALSE(peer_->receive_method("INVITE").empty());

    endpoint_->shut();
    invite->respond(Reply::of(200));
    dialog->ack(1, {});
    const auto bye = dialog->send({Method::Bye, {}, {}}, [](const sip::Response&) {});
    sent->cancel("too late");
    sent.reset();
    EXPECT_EQ(dialog->state().call_id, "call-1");
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(60)).empty());
    // The port is free again.
    auto same = profile();
    same.address.sip_port = port_;
    EXPECT_TRUE(sip::open_endpoint(loop_, same, listener_));
}

TEST_F(Sockets, ShutWithinACallbackIsSafe) {
    listener_.hook = [this](sip::ServerTransaction& request) {
        endpoint_->shut();
        request.respond(Reply::of(200));
    };
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    EXPECT_TRUE(next_request());
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(60)).empty());
}

TEST_F(Sockets, DialogsAndTransactionsMayOutliveTheEndpoint) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    auto invite = next_request();
    auto dialog = endpoint_->accept(*invite);
    invite->respond(Reply::of(200));
    endpoint_.reset();
    dialog.reset();
    invite.reset();
    EXPECT_FALSE(endpoint_);
}

TEST_F(Sockets, ThePortOfAKilledNodeIsBoundAgainAtOnce) {
    // A killed node leaves its connections to the kernel; the next one binds the same port.
    const auto free_port = port_;
    endpoint_.reset();
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto killed = profile();
        killed.address.sip_port = free_port;
        sip::nta::SuLoop loop;
        const auto opened = sip::open_endpoint(loop, killed, listener_);
        const char ok = opened ? 'y' : 'n';
        if (write(ready[1], &ok, 1) != 1)
            _exit(1);
        loop.run();
        _exit(0);
    }
    char ok = 'n';
    ASSERT_EQ(read(ready[0], &ok, 1), 1);
    ASSERT_EQ(ok, 'y');
    SipPeer connected([] {}, "127.0.0.1", "tcp");
    connected.connect("127.0.0.1", free_port);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    auto again = profile();
    again.address.sip_port = free_port;
    const auto opened = sip::open_endpoint(loop_, again, listener_);
    EXPECT_TRUE(opened) << opened.error().text;
}

}  // namespace sofia::test
