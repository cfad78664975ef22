#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "registrar/registrar.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_loop.hpp"
#include "unit/registrar/fakes.hpp"
#include "unit/registrar/phone.hpp"

namespace sofia::registrar::test {

/// A registrar with everything around it faked, active unless a test says otherwise, with the user
/// bob (password secret) in the domain example.com.
class RegistrarTest : public ::testing::Test {
  protected:
    RegistrarTest() {
        profile_.registrar.log_auth_failures = false;
        bob_.id = "bob";
        bob_.domain = "example.com";
        bob_.params["password"] = "secret";
        load_directory();
        registrar_.promote("cluster secret", {});
    }

    void load_directory() {
        auto directory = std::make_shared<model::Directory>();
        directory->add(bob_);
        registrar_.use(directory, std::make_shared<model::AclLists>(acls_));
    }
    /// Hands a request to the registrar as it is.
    std::shared_ptr<Outcome> send(const sip::Request& request) {
        auto outcome = std::make_shared<Outcome>();
        registrar_.on_register(std::make_shared<model::Profile>(profile_),
                               std::make_unique<FakeTransaction>(request, outcome));
        return outcome;
    }
    /// Sends a request as a phone does: with credentials, and once more when it is challenged.
    std::shared_ptr<Outcome> send_signed(sip::Request request) {
        if (phone_.nonce.empty())
            phone_.nonce =
                challenge_param(send(request)->values("WWW-Authenticate").at(0), "nonce");
        request.authorization = {phone_.credentials("REGISTER", request.uri)};
        return send(request);
    }
    /// Registers bob with this contact, commit included.
    std::shared_ptr<Outcome> register_bob(const std::string& uri) {
        auto request = register_request();
        request.contacts = {contact(uri)};
        request.cseq = ++cseq_;
        auto outcome = send_signed(request);
        writer_.finish_all();
        return outcome;
    }
    /// Begins to note events.
    void listen() {
        subscription_ = bus_.subscribe(
            loop_, 1000, [this](const auto& published) { events_.push_back(published->event); });
    }
    /// The events so far, by subclass.
    std::vector<std::string> told() {
        loop_.drain();
        std::vector<std::string> names;
        for (const auto& event : events_)
            names.push_back(event.subclass);
        return names;
    }
    std::vector<std::string> bound() {
        std::vector<std::string> uris;
        for (const auto* binding : registrar_.contacts_for("internal", "bob", "example.com"))
            uris.push_back(binding->key.contact_uri);
        return uris;
    }

    sofia::test::FakeClock clock_;
    sofia::test::FakeLoop loop_{clock_};
    bus::Bus bus_{{}, clock_};
    FakeWriter writer_;
    metrics::Registry metrics_;
    model::Profile profile_ = internal_profile();
    model::DirectoryUser bob_;
    model::AclLists acls_;
    Registrar registrar_{{}, loop_, clock_, bus_, writer_, metrics_};
    Phone phone_;
    std::uint32_t cseq_ = 0;
    std::vector<model::Event> events_;
    std::unique_ptr<bus::Subscription> subscription_;
};

using Texts = std::vector<std::string>;

}  // namespace sofia::registrar::test
