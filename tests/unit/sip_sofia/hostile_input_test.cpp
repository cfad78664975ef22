#include <array>
#include <string_view>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Reply;

/// What comes from the network, or from a dialplan variable, and must not do harm.
class HostileInput : public EndpointTest {
  protected:
    /// Whether the node still answers a good request, after what came before it.
    bool is_alive() {
        peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("alive")));
        for (auto request = next_request(); request; request = next_request()) {
            if (request->request().call_id != "alive")
                continue;
            request->respond(Reply::of(200));
            return peer_->receive_status(200).header("Call-ID") == "alive";
        }
        return false;
    }
};

TEST_F(HostileInput, MalformedDatagramsDoNoHarm) {
    using namespace std::string_view_literals;
    const std::array garbage{
        ""sv,
        "\r\n\r\n"sv,
        "x"sv,
        "\0\0\0\0"sv,
        "INVITE"sv,
        "INVITE \r\n\r\n"sv,
        "INVITE sip:a SIP/2.0"sv,
        "INVITE sip:a SIP/2.0\r\n\r\n"sv,
        "INVITE sip:a SIP/3.0\r\nVia: SIP/2.0/UDP h\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: \r\nFrom: \r\nTo: \r\nCall-ID: \r\nCSeq: \r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=\r\nFrom: <\r\nTo: >\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: 1\r\nCSeq: 99999999999999 INVITE\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK2\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 2\r\nCSeq: 1 BYE\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK3\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 3\r\nCSeq: 1 INVITE\r\nContent-Length: 99999\r\n\r\nx"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK4\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 4\r\nCSeq: 1 INVITE\r\nContent-Length: -1\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK5\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 5\r\nCSeq: 1 INVITE\r\nContact: <<<>>>\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK6\r\nFrom: \"a <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 6\r\nCSeq: 1 INVITE\r\n\r\n"sv,
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP [::;branch=z9hG4bK7\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 7\r\nCSeq: 1 INVITE\r\n\r\n"sv,
        "\xff\xfe SIP/2.0\r\n\r\n"sv,
        "SIP/2.0 200 OK\r\n\r\n"sv,
        "SIP/2.0 999 ?\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"sv,
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"sv,
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a>;tag=\r\nTo: <sip:b>;tag=\r\nCall-ID: \r\nCSeq: 1 INVITE\r\nContact: *\r\n\r\n"sv,
        "REGISTER * SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK8\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 8\r\nCSeq: 1 REGISTER\r\nContact: *, <sip:x>\r\nExpires: x\r\n\r\n"sv,
        "ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: 9\r\nCSeq: 1 ACK\r\n\r\n"sv,
        "CANCEL sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: 9\r\nCSeq: 1 CANCEL\r\n\r\n"sv,
        "PRACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK9\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>;tag=2\r\nCall-ID: 9\r\nCSeq: 2 PRACK\r\nRAck: 1 1 INVITE\r\n\r\n"sv,
        "VERYLONGMETHODNAMEINDEED sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: a\r\nCSeq: 1 VERYLONGMETHODNAMEINDEED\r\n\r\n"sv,
        "OPTIONS sip:%00%0d%0a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKb\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: b\r\nCSeq: 1 OPTIONS\r\nRoute: <>\r\nRecord-Route: ,,,\r\n\r\n"sv,
    };
    for (const auto datagram : garbage)
        peer_->send(datagram);
    peer_->send("INVITE " + std::string(60000, 'a') + " SIP/2.0\r\n\r\n");
    EXPECT_TRUE(is_alive());
}

// RFC 3261 8.1.1.5, 21.4.1: whoever can be answered is told.
TEST_F(HostileInput, ARequestThatContradictsItselfGets400) {
    const auto with = [&](const std::string& from, const std::string& to) {
        auto text = peer_->request("INVITE", node_uri(), 1, caller_headers());
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (const auto& text : {with("1 INVITE", "1 OPTIONS"), with("CSeq: 1", "CSeq: one")}) {
        peer_->send(text);
        EXPECT_EQ(peer_->receive().status(), 400) << text;
    }
    EXPECT_TRUE(listener_.requests.empty());
}

// RFC 3261 18.3: the datagram ends before its body does.
TEST_F(HostileInput, ABodyThatIsCutOffGets400) {
    for (const auto* method : {"INVITE", "OPTIONS", "REGISTER", "BYE"}) {
        auto text = peer_->request(method, node_uri(), 1, caller_headers());
        const std::string whole = "Content-Length: 0";
        text.replace(text.find(whole), whole.size(), "Content-Length: 9");
        peer_->send(text + "12345678");
        EXPECT_EQ(peer_->receive().status(), 400) << method;
    }
    EXPECT_TRUE(listener_.requests.empty());
    EXPECT_TRUE(is_alive());
}

TEST_F(HostileInput, StunGetsNoAnswer) {
    using namespace std::string_view_literals;
    // A binding request (RFC 5389).
    peer_->send(
        "\x00\x01\x00\x00\x21\x12\xa4\x42"
        "abcdefghijkl"sv);
    peer_->send(
        "\x01\x01\x00\x00\x21\x12\xa4\x42"
        "abcdefghijkl"sv);
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(50)).empty());
    EXPECT_TRUE(is_alive());
}

TEST_F(HostileInput, AHeaderWithALineBreakIsNotSent) {
    peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("opt-1")));
    const auto request = next_request();
    ASSERT_TRUE(request);
    Reply reply = Reply::of(200, "OK\r\nX-Phrase: evil");
    reply.add("X-Good", "1");
    reply.add("X-Bad", "1\r\nX-Evil: 1");
    reply.add("X-Bad\r\nX-Evil2", "1");
    reply.add("X-Null", std::string("a\0b", 3));
    reply.add("Via", "SIP/2.0/UDP evil.example.com");
    reply.add("call-id", "other");
    reply.add("", "nameless");
    reply.add("X-Last", "2");
    request->respond(reply);
    const auto answer = peer_->receive();
    EXPECT_EQ(answer.first_line(), "SIP/2.0 200 OK");
    EXPECT_EQ(answer.header("X-Good"), "1");
    EXPECT_EQ(answer.header("X-Last"), "2");
    EXPECT_EQ(answer.headers("Via").size(), 1u);
    EXPECT_EQ(answer.header("Call-ID"), "opt-1");
    for (const auto* name : {"X-Bad", "X-Evil", "X-Evil2", "X-Null", "X-Phrase"})
        EXPECT_EQ(answer.header(name), "") << name;
}

TEST_F(HostileInput, AHeaderThatTheStackCannotReadIsLeftOut) {
    peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("opt-1")));
    const auto request = next_request();
    request->respond(Reply::of(200).add("Contact", "<<<>>>").add("X-Last", "2"));
    const auto answer = peer_->receive();
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(answer.header("X-Last"), "2");
    EXPECT_EQ(answer.text().find("<<<"), std::string::npos);
}

TEST_F(HostileInput, ABodyTypeWithALineBreakIsNotSent) {
    peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("opt-1")));
    const auto request = next_request();
    Reply reply = Reply::of(200);
    reply.body = {"text/plain\r\nX-Evil: 1", "body"};
    request->respond(reply);
    const auto answer = peer_->receive();
    EXPECT_EQ(answer.header("X-Evil"), "");
    EXPECT_EQ(answer.body(), "body");
}

TEST_F(HostileInput, AnOwnerThatThrowsCostsOneRequestOnly) {
    listener_.hook = [](sip::ServerTransaction&) { throw std::runtime_error("owner's failure"); };
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers("boom")));
    EXPECT_EQ(peer_->receive_status(500).status(), 500);
    peer_->send(peer_->request("OPTIONS", node_uri(), 1, caller_headers("boom-2")));
    EXPECT_EQ(peer_->receive_status(500).status(), 500);
    listener_.hook = nullptr;
    EXPECT_TRUE(is_alive());
}

}  // namespace sofia::test
