#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bus/bus.hpp"
#include "call/call_table.hpp"
#include "call/services.hpp"
#include "gateway/gateways.hpp"
#include "metrics/registry.hpp"
#include "registrar/registrar.hpp"
#include "sip/profile_table.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_endpoint.hpp"
#include "support/fake_loop.hpp"
#include "support/scripted_writer.hpp"

namespace sofia::test {

/// A description of one stream that can be told from others by its origin.
sip::Body sdp(const std::string& origin);
/// The same, sent by somebody who puts the other on hold.
sip::Body hold_sdp(const std::string& origin);

/// The profiles `internal` (callers) and `external` (callees), running without network, with a
/// scripted database, a directory of users 1001 and 1002 in example.com (group `sales`), and a
/// dialplan in which every number rings bob@198.51.100.7 through `external`.
///
/// Every member function that lets something happen ends with an empty loop. After each test all
/// calls are gone and the counters are at zero, or the test fails; a test that means to leave a
/// call says so with `leaves_a_call`.
class CallWorld : public testing::Test {
  protected:
    CallWorld();
    ~CallWorld() override;
    void TearDown() override;

    // --- configuration
    /// Replaces the dialplan: each number of context `default` leads to these actions.
    void dialplan(std::vector<dialplan::Action> actions);
    /// Adds an extension in front of the others of a context.
    void extension(const std::string& context,
                   const std::string& number,
                   std::vector<dialplan::Action> actions);
    /// Gives the profile `external` one gateway named `trunk`, which begins at once.
    void gateway(std::map<std::string, std::string> params,
                 std::map<std::string, std::string> inbound_variables = {},
                 std::map<std::string, std::string> outbound_variables = {});
    /// Changes the call settings of a running profile.
    void configure(const std::string& profile,
                   const std::function<void(model::ProfileCalls&)>& change);

    /// Changes the media settings of a running profile.
    void configure_media(const std::string& profile,
                         const std::function<void(model::ProfileMedia&)>& change);

    // --- the caller, on `internal`
    /// An INVITE of alice@example.com to this number, with a description of origin "alice".
    sip::Request invite(const std::string& number = "2000");
    /// Sends an INVITE and remembers it as the caller's.
    std::shared_ptr<PeerRequest> call(sip::Request invite);
    std::shared_ptr<PeerRequest> call() { return call(invite()); }
    /// Sends a request within the caller's dialog.
    std::shared_ptr<PeerRequest> from_caller(sip::Method method, sip::Body body = {});

    // --- the callee, on `external`
    /// The last INVITE that bob got.
    std::shared_ptr<NodeRequest> callee() const { return external().last(sip::Method::Invite); }
    /// Answers that INVITE; remembers its dialog as the callee's.
    void callee_answers(int status, sip::Body body = {});
    /// Sends a request within the callee's dialog.
    std::shared_ptr<PeerRequest> from_callee(sip::Method method, sip::Body body = {});

    /// The whole of it: INVITE, 200 with origin "bob", commit, ACK. The record begins anew after.
    void call_is_up();
    /// Both BYEs get their 200.
    void answer_byes();

    // --- the world
    void drain() { loop_.drain(); }
    void advance(std::chrono::milliseconds by) { loop_.advance(by); }
    FakeEndpoint& internal() const { return *endpoints_.at("internal"); }
    FakeEndpoint& external() const { return *endpoints_.at("external"); }
    const sip::ProfileCounters& counters(const std::string& profile);
    /// The only call. Requires: there is one.
    call::Call& only_call();
    /// Starts a profile; called by the constructor for both.
    void start_profile(const model::Profile& profile);
    /// What every request outside of known dialogs, but a first INVITE, leads to; 481 unless set.
    std::function<void(const std::string& profile, std::unique_ptr<sip::ServerTransaction>)>
        on_unknown_dialog;
    /// What a 2xx to an INVITE of another process leads to; nothing unless set.
    std::function<void(const std::string& profile, const sip::Response& answer)> on_unknown_answer;
    bool leaves_a_call = false;

    // Order: what is destroyed later is used by what is destroyed earlier.
    FakeClock clock_;
    FakeLoop loop_{clock_};
    Record record_;
    bus::Bus bus_{{}, clock_};
    metrics::Registry metrics_;
    ScriptedWriter writer_{loop_};
    /// Nobody registers in these tests: users are in `registered_`.
    class NoRegistrations final : public registrar::RegistrationWriter {
      public:
        void write_registrations(std::vector<model::Registration>,
                                 std::vector<model::RegistrationKey>,
                                 std::function<void(base::Result<void>)>) override {}
    };
    NoRegistrations registrations_;
    /// What gateways write is committed at once.
    class GatewayRows final : public gateway::GatewayWriter {
      public:
        explicit GatewayRows(sip::Loop& loop) : loop_(loop) {}
        void put(model::GatewayRegistration,
                 std::function<void(base::Result<void>)> done) override {
            loop_.post([done = std::move(done)] { done({}); });
        }
        void remove(const model::GatewayKey&) override {}

      private:
        sip::Loop& loop_;
    };
    GatewayRows gateway_rows_{loop_};
    gateway::Surroundings surroundings_{bus_, {}};
    std::map<std::string, FakeEndpoint*> endpoints_;
    sip::ProfileTable profiles_;
    gateway::Gateways gateways_{loop_, clock_, profiles_, gateway_rows_, surroundings_};
    call::CallTable table_{loop_};
    /// Contacts by user@host.
    std::map<std::string, std::vector<call::Target>> registered_;
    std::shared_ptr<model::Directory> directory_ = std::make_shared<model::Directory>();
    call::Services services_;
    registrar::Registrar registrar_;
    std::shared_ptr<PeerRequest> caller_;
    std::shared_ptr<NodeRequest> callee_;

  private:
    /// Receives what no dialog of a profile wants.
    class Door;

    std::uint32_t caller_cseq_ = 1;
    std::uint32_t callee_cseq_ = 0;
    int next_call_ = 1;
};

}  // namespace sofia::test
