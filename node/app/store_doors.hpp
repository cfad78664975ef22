#pragma once

#include <functional>
#include <string>
#include <utility>

#include "call/call_writer.hpp"
#include "gateway/gateway_writer.hpp"
#include "presence/presence_writer.hpp"
#include "recovery/call_source.hpp"
#include "registrar/registration_writer.hpp"
#include "store/worker.hpp"

namespace sofia::app {

/// The store worker as calls see it.
class CallWrites final : public call::CallWriter {
  public:
    explicit CallWrites(store::Worker& worker) : worker_(worker) {}
    void put(model::TrackedCall call, OnCommit done) override {
        worker_.put_call(std::move(call), std::move(done));
    }
    void remove(const base::CallUuid& uuid, OnCommit done) override {
        worker_.remove_call(uuid, std::move(done));
    }

  private:
    store::Worker& worker_;
};

/// The store worker as recovery sees it.
class CallRows final : public recovery::CallSource {
  public:
    explicit CallRows(store::Worker& worker) : worker_(worker) {}
    void claim(model::CallRange range,
               std::function<void(base::Result<model::CallPiece>)> done) override {
        worker_.claim_calls(std::move(range), std::move(done));
    }
    void claim_one(
        const base::CallUuid& call,
        const model::DialogKey& dialog,
        std::function<void(base::Result<std::optional<model::TrackedCall>>)> done) override {
        worker_.claim_call(call, dialog, std::move(done));
    }
    void flush(const std::string& profile,
               std::function<void(base::Result<std::size_t>)> done) override {
        worker_.flush_calls(profile, std::move(done));
    }

  private:
    store::Worker& worker_;
};

/// The store worker as gateways see it.
class GatewayWrites final : public gateway::GatewayWriter {
  public:
    explicit GatewayWrites(store::Worker& worker) : worker_(worker) {}
    void put(model::GatewayRegistration registration,
             std::function<void(base::Result<void>)> done) override {
        worker_.put_gateway(std::move(registration), std::move(done));
    }
    void remove(const model::GatewayKey& key) override {
        worker_.remove_gateway(key, [](const base::Result<void>&) {});
    }

  private:
    store::Worker& worker_;
};

/// The store worker as presence sees it.
class PresenceWrites final : public presence::PresenceWriter {
  public:
    explicit PresenceWrites(store::Worker& worker) : worker_(worker) {}
    void put(model::Subscription subscription, Done done) override {
        worker_.put_subscription(std::move(subscription), std::move(done));
    }
    void put(model::Publication publication, Done done) override {
        worker_.put_publication(std::move(publication), std::move(done));
    }
    void put(model::Mailbox mailbox, Done done) override {
        worker_.put_mailbox(std::move(mailbox), std::move(done));
    }
    void remove(const model::SubscriptionKey& key, Done done) override {
        worker_.remove_subscription(key, std::move(done));
    }
    void remove(const model::PublicationKey& key, Done done) override {
        worker_.remove_publication(key, std::move(done));
    }

  private:
    store::Worker& worker_;
};

/// The store worker as the registrar sees it.
class RegistrationWrites final : public registrar::RegistrationWriter {
  public:
    explicit RegistrationWrites(store::Worker& worker) : worker_(worker) {}
    void write_registrations(std::vector<model::Registration> put,
                             std::vector<model::RegistrationKey> remove,
                             std::function<void(base::Result<void>)> done) override {
        worker_.write_registrations(std::move(put), std::move(remove), std::move(done));
    }

  private:
    store::Worker& worker_;
};

}  // namespace sofia::app
