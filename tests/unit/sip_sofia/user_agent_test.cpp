#include "unit/sip_sofia/endpoint_fixture.hpp"

namespace sofia::test {

using sip::Method;
using sip::Reply;

/// An endpoint whose profile has a name of its own.
class UserAgent : public EndpointTest {
  protected:
    model::Profile profile() const override {
        auto profile = EndpointTest::profile();
        profile.calls.user_agent_string = "Switch 7";
        return profile;
    }

    static std::string agent(const SipText& message) { return message.header("User-Agent"); }
    SipText answer_to(const std::string& text) {
        peer_->send(text);
        return peer_->receive();
    }
    std::string options(const std::string& call_id) {
        return peer_->request("OPTIONS", node_uri(), 1, caller_headers(call_id));
    }
    SipText asked(std::vector<sip::Header> headers = {}) {
        const auto transaction =
            endpoint_->send(to_peer(), {Method::Options, std::move(headers), {}}, [](auto&) {});
        return peer_->receive_method("OPTIONS");
    }
};

TEST_F(UserAgent, IsInEachAnswerAlsoWhereNobodyWasAsked) {
    EXPECT_EQ(agent(answer_to(peer_->request("CANCEL", node_uri(), 1, caller_headers("c")))),
              "Switch 7");
    listener_.hook = [](sip::ServerTransaction& request) { request.respond(Reply::of(486)); };
    const auto refused =
        answer_to(peer_->request("INVITE", node_uri(), 1, caller_headers("call-1")));
    EXPECT_EQ(refused.status(), 486);
    EXPECT_EQ(agent(refused), "Switch 7");
    const auto busy = answer_to(options("o"));
    EXPECT_EQ(busy.status(), 486);
    EXPECT_EQ(agent(busy), "Switch 7");
    listener_.hook = nullptr;
    const auto trying =
        answer_to(peer_->request("INVITE", node_uri(), 1, caller_headers("call-2")));
    EXPECT_EQ(trying.status(), 100);
    EXPECT_EQ(agent(trying), "Switch 7");
}

TEST_F(UserAgent, IsInEachRequestAndOnceWhereOneBringsItsOwn) {
    const auto dialog = endpoint_->start(to_peer());
    bool rings = false;
    const auto invite =
        dialog->send({Method::Invite, {}, {}}, [&](const sip::Response&) { rings = true; });
    const auto sent = peer_->receive_method("INVITE");
    EXPECT_EQ(agent(sent), "Switch 7");
    peer_->send(sent.answer(180, "peer-tag"));
    ASSERT_TRUE(run_until([&] { return rings; }));
    invite->cancel({});
    EXPECT_EQ(agent(peer_->receive_method("CANCEL")), "Switch 7");
    EXPECT_EQ(asked({{"User-Agent", "Ping 1"}}).headers("User-Agent"),
              std::vector<std::string>{"Ping 1"});
}

TEST_F(UserAgent, IsAnotherFromWhenItIsSaidAndCanBeNone) {
    endpoint_->set_user_agent("Switch 8");
    EXPECT_EQ(agent(asked()), "Switch 8");
    endpoint_->set_user_agent({});
    EXPECT_TRUE(asked().headers("User-Agent").empty());
}

class UnnamedProfile : public UserAgent {
  protected:
    model::Profile profile() const override {
        auto profile = EndpointTest::profile();
        profile.calls.user_agent_string = "_undef_";
        return profile;
    }
};

TEST_F(UnnamedProfile, SaysNothingOfItself) {
    const auto refused = answer_to(peer_->request("CANCEL", node_uri(), 1, caller_headers("c")));
    EXPECT_EQ(refused.status(), 481);
    EXPECT_TRUE(refused.headers("User-Agent").empty());
    EXPECT_TRUE(asked().headers("User-Agent").empty());
}

}  // namespace sofia::test
