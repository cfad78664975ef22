#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "presence/presence.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_endpoint.hpp"
#include "support/fake_loop.hpp"

namespace sofia::presence {

/// Keeps rows; commits them at once, when the test says so, or never.
class Rows final : public PresenceWriter {
  public:
    explicit Rows(sip::Loop& loop) : loop_(loop) {}

    void put(model::Subscription row, Done done) override {
        carry_out(std::move(done), [this, row] { subscriptions[row.key] = row; });
    }
    void put(model::Publication row, Done done) override {
        carry_out(std::move(done), [this, row] { publications[row.key] = row; });
    }
    void put(model::Mailbox row, Done done) override {
        carry_out(std::move(done), [this, row] { mailboxes[row.key] = row; });
    }
    void remove(const model::SubscriptionKey& key, Done done) override {
        carry_out(std::move(done), [this, key] { subscriptions.erase(key); });
    }
    void remove(const model::PublicationKey& key, Done done) override {
        carry_out(std::move(done), [this, key] { publications.erase(key); });
    }
    /// Commits what waits.
    void commit() {
        for (auto& task : std::exchange(waiting_, {}))
            task();
    }

    std::map<model::SubscriptionKey, model::Subscription> subscriptions;
    std::map<model::PublicationKey, model::Publication> publications;
    std::map<model::MailboxKey, model::Mailbox> mailboxes;
    bool fails = false;
    bool waits = false;

  private:
    void carry_out(Done done, base::Task work) {
        auto task = [this, done = std::move(done), work = std::move(work)] {
            if (fails)
                return done(base::fail(base::ErrorKind::Timeout, "scripted"));
            work();
            done({});
        };
        if (waits)
            waiting_.push_back(std::move(task));
        else
            loop_.post(std::move(task));
    }

    sip::Loop& loop_;
    std::deque<base::Task> waiting_;
};

class NoRegistrations final : public registrar::RegistrationWriter {
  public:
    void write_registrations(std::vector<model::Registration>,
                             std::vector<model::RegistrationKey>,
                             std::function<void(base::Result<void>)> done) override {
        done({});
    }
};

/// Presence of a node with the profile `internal`, which asks nobody for digest. The test is all
/// phones; 1001 and 1002 are in the directory, bindings are what promote() was given.
class PresenceTest : public testing::Test {
  protected:
    class Listener final : public sip::EndpointListener {
      public:
        explicit Listener(PresenceTest& test) : test_(test) {}
        void on_request(std::unique_ptr<sip::ServerTransaction> transaction) override {
            test_.presence_.on_request("internal", std::move(transaction));
        }
        void on_answer(const sip::Response&) override {}

      private:
        PresenceTest& test_;
    };

    PresenceTest() {
        events_ = bus_.subscribe(loop_, 1000, [this](std::shared_ptr<const bus::Published> told) {
            told_.push_back(told->event);
        });
        registrar_.use(std::make_shared<model::Directory>(), std::make_shared<model::AclLists>());
        registrar_.on_change(
            [this](const auto& key, auto change) { presence_.on_binding(key, change); });
        settings_.name = "internal";
        settings_.address.sip_ip = "192.0.2.1";
        settings_.presence.manage = true;
        settings_.presence.auth_subscriptions = false;
        settings_.presence.auth_messages = false;
        configure();
    }

    /// The running profile gets the present settings.
    void configure() {
        auto settings = std::make_shared<model::Profile>(settings_);
        if (profiles_.find("internal") == nullptr)
            EXPECT_TRUE(profiles_.start(settings));
        else
            profiles_.reconfigure(settings);
    }
    void register_phones(std::vector<std::pair<std::string, std::string>> contacts) {
        std::vector<model::Registration> bindings;
        for (auto& [user, contact] : contacts) {
            model::Registration binding;
            binding.key = {"internal", user, "example.com", contact};
            binding.network_ip = "198.51.100.7";
            binding.network_port = 5060;
            binding.network_proto = "udp";
            binding.expires = clock_.wall() + std::chrono::hours(1);
            bindings.push_back(std::move(binding));
        }
        registrar_.promote(std::string(64, 'a'), std::move(bindings));
    }
    /// As the node does when it is active; with what the database has.
    void promote() {
        std::vector<model::Subscription> subscriptions;
        for (const auto& [key, row] : rows_.subscriptions)
            subscriptions.push_back(row);
        std::vector<model::Publication> publications;
        for (const auto& [key, row] : rows_.publications)
            publications.push_back(row);
        std::vector<model::Mailbox> mailboxes;
        for (const auto& [key, row] : rows_.mailboxes)
            mailboxes.push_back(row);
        presence_.promote(subscriptions, publications, mailboxes);
        loop_.drain();
    }
    /// The next process, with the same rows.
    void take_over() {
        presence_.demote();
        profiles_.stop("internal");
        loop_.drain();
        configure();
        promote();
    }

    sip::Request request(sip::Method method, const std::string& user) {
        sip::Request values;
        values.method = method;
        values.method_name = to_string(method);
        values.uri = "sip:" + user + "@example.com";
        values.to.uri = values.uri;
        values.from = {{}, "sip:1000@example.com", {{"tag", "theirs"}}};
        values.call_id = "call-" + std::to_string(++calls_);
        values.cseq = 1;
        values.source = {"198.51.100.9", 5060, "udp"};
        values.contacts.push_back({{{}, "sip:1000@198.51.100.9:5060", {}}, {}, 1000, false});
        return values;
    }
    sip::Request subscribe(const std::string& user, const std::string& event, int expires = 600) {
        auto values = request(sip::Method::Subscribe, user);
        values.headers.push_back({"Event", event});
        values.expires = static_cast<std::uint32_t>(expires);
        return values;
    }
    std::shared_ptr<test::PeerRequest> receive(const sip::Request& values) {
        auto sent = endpoint_->receive(values);
        loop_.drain();
        return sent;
    }
    /// The same within the dialog that an accepted request has made.
    sip::Request again(const test::PeerRequest& former, int expires) {
        auto values = former.request;
        values.to.params = {{"tag", former.local_tag}};
        values.cseq = ++cseq_;
        values.expires = static_cast<std::uint32_t>(expires);
        return values;
    }
    std::shared_ptr<test::NodeRequest> notify() { return endpoint_->last(sip::Method::Notify); }
    std::size_t notifies() { return endpoint_->all(sip::Method::Notify).size(); }
    void answer_notify(int status = 200) {
        notify()->answer(status);
        loop_.drain();
    }
    void leg(const std::string& id, DialogFact::State state, const std::string& user = "1001") {
        const LegNews news{{user, "example.com"}, id, {state, false, "sip:1000@example.com", {}}};
        if (state == DialogFact::State::Terminated)
            legs_.erase(id);
        else
            legs_[id] = news;
        presence_.on_leg(news);
        loop_.drain();
    }
    void pass(std::chrono::milliseconds time) { loop_.advance(time); }

    int calls_ = 0;
    std::uint32_t cseq_ = 100;
    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    test::Record record_;
    bus::Bus bus_{{}, clock_};
    std::vector<model::Event> told_;
    std::unique_ptr<bus::Subscription> events_;
    metrics::Registry metrics_;
    model::Profile settings_;
    test::FakeEndpoint* endpoint_ = nullptr;
    sip::ProfileTable profiles_{
        [this](const model::Profile& settings,
               sip::EndpointListener& listener) -> base::Result<std::unique_ptr<sip::Endpoint>> {
            auto endpoint = std::make_unique<test::FakeEndpoint>(settings, listener, record_);
            endpoint_ = endpoint.get();
            return endpoint;
        },
        [this](const std::string&) { return std::make_unique<Listener>(*this); },
        clock_};
    Rows rows_{loop_};
    NoRegistrations registrations_;
    registrar::Registrar registrar_{{}, loop_, clock_, bus_, registrations_, metrics_};
    /// What the calls of the node are.
    std::map<std::string, LegNews> legs_;
    int looks_at_legs_ = 0;
    Presence presence_{
        {loop_,
         clock_,
         bus_,
         rows_,
         profiles_,
         registrar_,
         metrics_,
         [this](const auto& visit) {
             ++looks_at_legs_;
             for (const auto& [id, news] : legs_)
                 visit(news);
         },
         [](std::string_view user, std::string_view) { return user == "1001" || user == "1002"; }}};
};

}  // namespace sofia::presence
