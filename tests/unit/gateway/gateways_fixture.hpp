#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/gateways.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_endpoint.hpp"
#include "support/fake_loop.hpp"

namespace sofia::gateway {

/// Keeps rows; commits them at once or when the test says so.
class Rows final : public GatewayWriter {
  public:
    explicit Rows(sip::Loop& loop) : loop_(loop) {}

    void put(model::GatewayRegistration row,
             std::function<void(base::Result<void>)> done) override {
        ++writes;
        loop_.post([this, row = std::move(row), done = std::move(done)] {
            if (fails)
                return done(base::fail(base::ErrorKind::Timeout, "scripted"));
            rows[row.key.gateway] = row;
            done({});
        });
    }
    void remove(const model::GatewayKey& key) override {
        loop_.post([this, key] { rows.erase(key.gateway); });
    }

    std::map<std::string, model::GatewayRegistration> rows;
    int writes = 0;
    bool fails = false;

  private:
    sip::Loop& loop_;
};

class NoListener final : public sip::EndpointListener {
  public:
    void on_request(std::unique_ptr<sip::ServerTransaction> transaction) override {
        transaction->respond(sip::Reply::of(481));
    }
    void on_answer(const sip::Response&) override {}
};

/// Profile `external` on 192.0.2.1:5080 with a registrar at 198.51.100.7.
class GatewaysTest : public testing::Test {
  protected:
    using Params = std::map<std::string, std::string>;

    GatewaysTest() {
        events_ = bus_.subscribe(loop_, 1000, [this](std::shared_ptr<const bus::Published> told) {
            const auto& event = told->event;
            auto line = event.subclass.substr(7);
            for (const auto& [name, value] : event.headers)
                line += " " + name + "=" + value;
            told_.push_back(line);
        });
        configure({{"trunk", registering()}});
    }

    static Params registering() {
        return {{"username", "u"}, {"password", "p"}, {"proxy", "198.51.100.7"}};
    }
    static Params silent() { return {{"register", "false"}, {"proxy", "198.51.100.7"}}; }

    /// The profile's settings; a running profile follows them.
    void configure(const std::map<std::string, Params>& gateways) {
        auto profile = std::make_shared<model::Profile>();
        profile->name = "external";
        profile->address.sip_ip = "192.0.2.1";
        profile->address.sip_port = 5080;
        profile->calls.context = "public";
        for (const auto& [name, params] : gateways)
            profile->gateways.push_back({name, params, {}, {}});
        settings_ = profile;
        if (profiles_.find("external") == nullptr)
            EXPECT_TRUE(profiles_.start(profile));
        else
            profiles_.reconfigure(profile);
        gateways_.follow(*profile);
        loop_.drain();
    }

    void promote(std::vector<model::GatewayRegistration> rows = {}) {
        gateways_.promote(std::move(rows));
        loop_.advance(std::chrono::milliseconds(0));
    }
    void pass(std::chrono::milliseconds time) { loop_.advance(time); }

    std::shared_ptr<test::NodeRequest> last(sip::Method method = sip::Method::Register) {
        return endpoint_->last(method);
    }
    std::size_t registers() { return endpoint_->all(sip::Method::Register).size(); }

    void challenge(int status = 401, const std::string& nonce = "1") {
        sip::Response response;
        response.status = status;
        response.headers.push_back({status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
                                    "Digest realm=\"r\", nonce=\"" + nonce + "\", qop=\"auth\""});
        last()->answer(response);
        loop_.drain();
    }
    void accept(int expires = 600) {
        sip::Response response;
        response.status = 200;
        response.headers.push_back({"Expires", std::to_string(expires)});
        response.contacts.push_back({});
        last()->answer(response);
        loop_.drain();
    }
    void refuse(int status, std::vector<sip::Header> headers = {}) {
        sip::Response response;
        response.status = status;
        response.headers = std::move(headers);
        last()->answer(response);
        loop_.drain();
    }
    std::string state(std::string_view name = "trunk") {
        const auto* gateway = gateways_.find(name);
        if (gateway == nullptr)
            return "none";
        return std::string(to_string(gateway->standing().state)) +
               (gateway->is_up() ? " UP" : " DOWN");
    }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    test::Record record_;
    bus::Bus bus_{{}, clock_};
    std::vector<std::string> told_;
    std::unique_ptr<bus::Subscription> events_;
    test::FakeEndpoint* endpoint_ = nullptr;
    sip::ProfileTable profiles_{
        [this](const model::Profile& settings,
               sip::EndpointListener& listener) -> base::Result<std::unique_ptr<sip::Endpoint>> {
            auto endpoint = std::make_unique<test::FakeEndpoint>(settings, listener, record_);
            endpoint_ = endpoint.get();
            return endpoint;
        },
        [](const std::string&) { return std::make_unique<NoListener>(); },
        clock_};
    Rows rows_{loop_};
    Surroundings surroundings_{bus_, {}, [] { return std::string("prod"); }};
    Gateways gateways_{loop_, clock_, profiles_, rows_, surroundings_};
    std::shared_ptr<const model::Profile> settings_;
};

}  // namespace sofia::gateway
