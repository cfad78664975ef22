#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Reply;

/// REGISTER and OPTIONS outside of dialogs.
class StatelessRequests : public EndpointTest {
  protected:
    std::string register_text(const std::string& more = {}) {
        return peer_->request("REGISTER", "sip:example.com", 1, caller_headers("reg-1", {}, more));
    }
};

TEST_F(StatelessRequests, TheOwnerSeesTheFieldsOfARegister) {
    auto headers =
        "Contact: \"Phone\" "
        "<sip:alice@10.0.0.1:5062;ob>;expires=60;q=0.7;+sip.instance=\"<urn:x>\"\r\n"
        "Expires: 3600\r\nPath: <sip:edge.example.com;lr>\r\n"
        "Authorization: Digest username=\"alice\", realm=\"r\"\r\n"
        "Proxy-Authorization: Digest username=\"bob\"\r\n";
    peer_->send(register_text(headers));
    const auto request = next_request();
    ASSERT_TRUE(request);
    const auto& seen = request->request();
    EXPECT_EQ(seen.method, Method::Register);
    ASSERT_EQ(seen.contacts.size(), 2u) << "the peer's own and the one of this test";
    const auto& contact = seen.contacts[1];
    EXPECT_EQ(contact.address.display, "Phone");
    EXPECT_EQ(contact.address.uri, "sip:alice@10.0.0.1:5062;ob");
    EXPECT_EQ(contact.expires, 60u);
    EXPECT_EQ(contact.q_thousandths, 700);
    EXPECT_EQ(sip::find_param(contact.address.params, "+sip.instance"), "\"<urn:x>\"");
    EXPECT_FALSE(seen.contacts[0].expires);
    EXPECT_EQ(seen.contacts[0].q_thousandths, 1000);
    EXPECT_EQ(seen.expires, 3600u);
    EXPECT_EQ(seen.path, std::vector<std::string>{"<sip:edge.example.com;lr>"});
    ASSERT_EQ(seen.authorization.size(), 1u);
    EXPECT_TRUE(seen.authorization[0].starts_with("Digest username=\"alice\""))
        << seen.authorization[0];
    EXPECT_EQ(seen.proxy_authorization.size(), 1u);
    EXPECT_TRUE(seen.headers.empty());
}

// RFC 3261 20.10: what is no number of seconds counts as not said.
TEST_F(StatelessRequests, ATimeOfAContactIsANumberThatFitsOrNone) {
    peer_->send(
        register_text("Contact: <sip:a@10.0.0.1>;expires=-1\r\n"
                      "Contact: <sip:b@10.0.0.1>;expires=soon\r\n"
                      "Contact: <sip:c@10.0.0.1>;expires=60x\r\n"
                      "Contact: <sip:d@10.0.0.1>;expires=99999999999\r\n"
                      "Contact: <sip:e@10.0.0.1>;expires=0\r\n"));
    const auto request = next_request();
    ASSERT_TRUE(request);
    const auto& contacts = request->request().contacts;
    ASSERT_EQ(contacts.size(), 6u);
    EXPECT_FALSE(contacts[1].expires);
    EXPECT_FALSE(contacts[2].expires);
    EXPECT_FALSE(contacts[3].expires);
    EXPECT_EQ(contacts[4].expires, 4294967295u);
    EXPECT_EQ(contacts[5].expires, 0u);
}

TEST_F(StatelessRequests, AStarContactIsSeen) {
    auto text = register_text("Expires: 0\r\n");
    const auto begin = text.find("Contact:");
    text.replace(begin, text.find("\r\n", begin) - begin, "Contact: *");
    peer_->send(text);
    const auto request = next_request();
    ASSERT_TRUE(request);
    ASSERT_EQ(request->request().contacts.size(), 1u);
    EXPECT_TRUE(request->request().contacts[0].is_star);
    EXPECT_EQ(request->request().expires, 0u);
}

TEST_F(StatelessRequests, ARepeatedRequestIsDroppedWhileItIsWorkedOn) {
    const auto text = register_text();
    peer_->send(text);
    const auto request = next_request();
    ASSERT_TRUE(request);
    peer_->send(text);
    EXPECT_TRUE(peer_->receive(std::chrono::milliseconds(40)).empty());
    EXPECT_TRUE(listener_.requests.empty());
    request->respond(Reply::of(200).add("Expires", "60"));
    EXPECT_EQ(peer_->receive().header("Expires"), "60");
}

TEST_F(StatelessRequests, ARepeatedRequestGetsTheAnswerGivenBefore) {
    const auto text = register_text();
    peer_->send(text);
    auto request = next_request();
    request->respond(Reply::of(401).add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\""));
    const auto answer = peer_->receive();
    EXPECT_EQ(answer.status(), 401);
    EXPECT_EQ(answer.tag("To"), request->local_tag());
    request.reset();
    peer_->send(text);
    EXPECT_EQ(peer_->receive().text(), answer.text());
    EXPECT_TRUE(listener_.requests.empty());
}

TEST_F(StatelessRequests, ADroppedRequestGets500) {
    peer_->send(register_text());
    next_request().reset();
    EXPECT_EQ(peer_->receive().status(), 500);
}

TEST_F(StatelessRequests, ANewBranchIsANewRequest) {
    peer_->send(register_text());
    peer_->send(register_text());
    EXPECT_TRUE(next_request());
    EXPECT_TRUE(next_request());
}

TEST_F(StatelessRequests, OptionsIsTheOwners) {
    auto text = peer_->request("OPTIONS", node_uri(), 1, caller_headers("opt-1"));
    text.replace(text.find("Max-Forwards: 70"), 16, "Max-Forwards: 0 ");
    peer_->send(text);
    const auto request = next_request();
    ASSERT_TRUE(request) << "RFC 3261 11: also with Max-Forwards 0";
    EXPECT_EQ(request->request().max_forwards, 0);
    request->respond(Reply::of(200).add("Allow", "INVITE, ACK"));
    EXPECT_EQ(peer_->receive().header("Allow"), "INVITE, ACK");
}

TEST_F(StatelessRequests, AViaThatDiffersFromThePacketsSourceIsSeen) {
    auto text = register_text();
    const auto via = "UDP " + peer_->host_port();
    text.replace(text.find(via), via.size(), "UDP 10.1.2.3:5060;rport");
    peer_->send(text);
    const auto request = next_request();
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->request().via_differs_from_source);
    EXPECT_EQ(request->request().via_host, "10.1.2.3:5060");
    request->respond(Reply::of(200));
    const auto answer = peer_->receive();
    EXPECT_NE(answer.header("Via").find("received=127.0.0.1"), std::string::npos);
    EXPECT_NE(answer.header("Via").find("rport=" + std::to_string(peer_->port())),
              std::string::npos);
}

}  // namespace sofia::test
