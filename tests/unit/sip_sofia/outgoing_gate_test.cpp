#include "unit/sip_sofia/endpoint_fixture.hpp"

// A process that stands still between taking a request and answering it, and may not act when it
// goes on (ADR 0008).
namespace sofia::test {

using sip::Reply;
using std::chrono::milliseconds;

class OutgoingGate : public EndpointTest {
  protected:
    /// A request whose answer is written when the node may not act any more.
    std::string request_before_the_pause() {
        listener_.hook = [this](sip::ServerTransaction& transaction) {
            may_act_ = false;
            transaction.respond(Reply::of(200));
            listener_.hook = nullptr;
        };
        loop_.ask_before_acting([this] { return may_act_; });
        auto request = peer_->request("MESSAGE", node_uri(), 1, caller_headers());
        peer_->send(request);
        EXPECT_TRUE(run_until([&] { return !may_act_; }));
        EXPECT_TRUE(peer_->receive(milliseconds(100)).empty()) << "another node may have answered";
        return request;
    }

    bool may_act_ = true;
};

TEST_F(OutgoingGate, KeepsTheAnswerThatWasBeingWritten) {
    const auto request = request_before_the_pause();
    may_act_ = true;
    EXPECT_TRUE(peer_->receive(milliseconds(100)).empty()) << "as if the network had lost it";
    peer_->send(request);
    EXPECT_EQ(peer_->receive().status(), 200) << "a repetition is answered (RFC 3261 17.2.2)";
}

TEST_F(OutgoingGate, IsOpenOnceTheLoopIsGone) {
    {
        sip::nta::OutgoingGate closed([] { return false; });
        EXPECT_FALSE(sip::nta::OutgoingGate::is_open());
    }
    EXPECT_TRUE(sip::nta::OutgoingGate::is_open());
}

class OutgoingGateOverTcp : public OutgoingGate {
  protected:
    void SetUp() override {
        transport_ = "tcp";
        OutgoingGate::SetUp();
    }
};

TEST_F(OutgoingGateOverTcp, LetsTheAnswerOutWhenTheNodeMayActAgain) {
    request_before_the_pause();
    may_act_ = true;
    EXPECT_EQ(peer_->receive().status(), 200) << "a stream loses nothing";
}

}  // namespace sofia::test
