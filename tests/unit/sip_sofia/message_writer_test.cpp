#include <string>
#include <vector>

#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;

constexpr auto kSdp = "application/sdp";
constexpr auto kDescription = "v=0\r\no=phone 1 2 IN IP4 192.0.2.7\r\n";
constexpr auto kRenamed = "v=0\r\no=office 1 2 IN IP4 192.0.2.7\r\n";

/// Messages of an endpoint whose profile wants short names.
class ShortNames : public EndpointTest {
  protected:
    model::Profile profile() const override {
        auto profile = EndpointTest::profile();
        profile.calls.compact_headers = true;
        return profile;
    }
    static void expect(const SipText& text, const std::vector<std::string>& short_names) {
        for (const auto& name : short_names)
            EXPECT_EQ(text.headers(name).size(), 1U) << name << " in " << text.text();
        for (const auto* name :
             {"Via", "From", "To", "Call-ID", "Contact", "Content-Type", "Supported"})
            EXPECT_TRUE(text.headers(name).empty()) << name << " in " << text.text();
    }
};

class Messages : public EndpointTest {};

// Phones that are told to restart look for the type, and find nothing behind it.
TEST_F(Messages, MayNameATypeWithoutABody) {
    const auto dialog = endpoint_->start(to_peer());
    const auto sent = dialog->send({Method::Notify, {}, {"application/simple-message-summary", {}}},
                                   [](const sip::Response&) {});
    const auto notify = peer_->receive();
    EXPECT_EQ(notify.header("Content-Type"), "application/simple-message-summary");
    EXPECT_EQ(notify.header("Content-Length"), "0");
}

// RFC 3261 7.3.3, 20.
TEST_F(ShortNames, AreInRequests) {
    const auto dialog = endpoint_->start(to_peer());
    const auto sent =
        dialog->send({Method::Invite,
                      {{"Contact", endpoint_->contact("node", "udp")}, {"Supported", "timer"}},
                      {kSdp, kDescription}},
                     [](const sip::Response&) {});
    const auto invite = peer_->receive();
    expect(invite, {"v", "f", "t", "i", "m", "c", "l", "k"});
    EXPECT_EQ(invite.header("m"), "<sip:node@127.0.0.1:" + std::to_string(port_) + ">");
    EXPECT_EQ(invite.body(), kDescription);
}

TEST_F(ShortNames, AreInAnswers) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto request = next_request();
    ASSERT_TRUE(request);
    auto reply = sip::Reply::of(180);
    reply.add("Contact", endpoint_->contact("bob", "udp"));
    reply.add("Supported", "replaces, timer").add("Allow", "INVITE");
    reply.body = {kSdp, kDescription};
    request->respond(reply);
    auto answer = peer_->receive();
    if (answer.status() == 100)
        answer = peer_->receive();
    expect(answer, {"v", "f", "t", "i", "m", "c", "l", "k"});
    EXPECT_EQ(answer.header("k"), "replaces, timer");
    EXPECT_EQ(answer.header("Allow"), "INVITE");
}

TEST_F(ShortNames, LeaveEachOtherHeaderOnALineOfItsOwn) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto request = next_request();
    ASSERT_TRUE(request);
    auto reply = sip::Reply::of(401);
    for (const auto* name : {"X-One", "X-Two", "User-Agent", "WWW-Authenticate", "X-Two"})
        reply.add(name, std::string("Digest realm=\"") + name + "\", nonce=\"1\"");
    reply.add("WWW-Authenticate", "Digest realm=\"b\", nonce=\"2\"");
    request->respond(reply);
    const auto answer = peer_->receive_status(401);
    EXPECT_EQ(answer.headers("X-One").size(), 1U) << answer.text();
    EXPECT_EQ(answer.headers("X-Two").size(), 2U) << answer.text();
    EXPECT_EQ(answer.header("User-Agent"), "Digest realm=\"User-Agent\", nonce=\"1\"");
    // RFC 3261 7.3.1.
    EXPECT_EQ(answer.headers("WWW-Authenticate"),
              (std::vector<std::string>{"Digest realm=\"WWW-Authenticate\", nonce=\"1\"",
                                        "Digest realm=\"b\", nonce=\"2\""}));
}

/// Messages of an endpoint whose profile has a user name for descriptions.
class UserName : public EndpointTest {
  protected:
    model::Profile profile() const override {
        auto profile = EndpointTest::profile();
        profile.calls.sdp_username = "office";
        return profile;
    }
};

TEST_F(UserName, IsInTheDescriptionsOfRequests) {
    const auto dialog = endpoint_->start(to_peer());
    std::vector<sip::Response> answers;
    const auto invite = dialog->send({Method::Invite, {}, {kSdp, kDescription}},
                                     [&](const sip::Response& response) {
                                         if (response.status >= 200)
                                             dialog->establish(response);
                                         answers.push_back(response);
                                     });
    const auto invited = peer_->receive_method("INVITE");
    EXPECT_EQ(invited.body(), kRenamed);
    peer_->send(invited.answer(200, "peer-tag", peer_contact()));
    ASSERT_TRUE(run_until([&] { return !answers.empty(); }));
    dialog->ack(answers.back().cseq, {kSdp, kDescription});
    EXPECT_EQ(peer_->receive_method("ACK").body(), kRenamed);
    const auto info =
        dialog->send({Method::Info, {}, {"text/plain", kDescription}}, [](const sip::Response&) {});
    EXPECT_EQ(peer_->receive_method("INFO").body(), kDescription) << "that is no description";
}

TEST_F(UserName, IsInTheDescriptionsOfAnswers) {
    peer_->send(peer_->request("INVITE", node_uri(), 1, caller_headers()));
    const auto request = next_request();
    ASSERT_TRUE(request);
    auto reply = sip::Reply::of(200);
    reply.add("Contact", endpoint_->contact("bob", "udp"));
    reply.body = {kSdp, kDescription};
    request->respond(reply);
    EXPECT_EQ(peer_->receive_status(200).body(), kRenamed);
    EXPECT_EQ(peer_->receive_status(200).body(), kRenamed) << "repeated, as it has no ACK";
}

}  // namespace sofia::test
