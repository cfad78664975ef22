#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sip/sofia/factory.hpp"
#include "sip/sofia/su_loop.hpp"
#include "unit/sip_sofia/sip_peer.hpp"

namespace sofia::test {

/// An owner that keeps what it is given for the test to look at.
class RecordingListener final : public sip::EndpointListener {
  public:
    void on_request(std::unique_ptr<sip::ServerTransaction> transaction) override {
        if (hook)
            hook(*transaction);
        requests.push_back(std::move(transaction));
    }

    void on_answer(const sip::Response& answer) override { answers.push_back(answer); }

    /// 2xx of INVITEs of other processes, oldest first.
    std::vector<sip::Response> answers;
    /// What came and was not taken out, oldest first.
    std::deque<std::unique_ptr<sip::ServerTransaction>> requests;
    /// Called for each request before it is kept.
    std::function<void(sip::ServerTransaction&)> hook;
};

/// One endpoint on a free port with the test as its owner and a peer's socket. Everything runs on
/// the test's thread: the loop is stepped while somebody waits.
class EndpointTest : public ::testing::Test {
  protected:
    void SetUp() override { open(profile()); }

    /// The profile that SetUp() opens; T1 is short so that repetitions come quickly.
    virtual model::Profile profile() const;
    /// Opens the endpoint and connects the peer to it.
    void open(const model::Profile& profile);
    /// Lets the loop work until `done` or a generous deadline.
    /// \return whether it is done.
    bool run_until(const std::function<bool()>& done);
    /// One turn of the loop, of 5 ms at most.
    void step();
    /// The next request that the owner was given, null when none comes.
    std::unique_ptr<sip::ServerTransaction> next_request();

    /// Headers From, To, Call-ID and Contact of the peer's requests.
    std::string caller_headers(const std::string& call_id = "call-1",
                               const std::string& to_tag = {},
                               const std::string& more = {});
    /// Headers of a request of the peer that answers our INVITE, within the dialog.
    std::string callee_headers(const SipText& invite,
                               const std::string& tag,
                               const std::string& more = {});
    /// The peer's Contact line.
    std::string peer_contact() const;
    /// Where a new dialog of ours goes: to the peer.
    sip::NewDialog to_peer() const;
    std::string node_uri() const;

    sip::nta::SuLoop loop_;
    RecordingListener listener_;
    std::unique_ptr<sip::Endpoint> endpoint_;
    std::unique_ptr<SipPeer> peer_;
    std::uint16_t port_ = 0;
    std::string transport_ = "udp";
};

}  // namespace sofia::test
