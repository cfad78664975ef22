#include "scripted_database.hpp"

#include <utility>

namespace sofia::test {

using base::ErrorKind;
using base::Result;

/// One connection; it belongs to one thread, except interrupt().
class ScriptedDatabase::Connection final : public store::Database,
                                           private store::CallStore,
                                           private store::RegistrationStore,
                                           private store::GatewayStore,
                                           private store::PresenceStore,
                                           private store::ClusterStore,
                                           private store::NodeStore {
  public:
    Connection(ScriptedDatabase& script, std::unique_ptr<store::Database> real, int number)
        : script_(script), real_(std::move(real)), number_(number) {}

    store::CallStore& calls() override { return *this; }
    store::RegistrationStore& registrations() override { return *this; }
    store::GatewayStore& gateways() override { return *this; }
    store::PresenceStore& presence() override { return *this; }
    store::ClusterStore& cluster() override { return *this; }
    store::NodeStore& nodes() override { return *this; }

    Result<void> commit(const store::Batch& batch) override {
        {
            const std::scoped_lock lock(script_.mutex_);
            script_.batches_.push_back(batch);
            script_.carriers_.push_back(number_);
            script_.changed_.notify_all();
        }
        return play<void>(script_.commits_, [&] { return real_->commit(batch); });
    }
    Result<int> migrate() override { return real_->migrate(); }
    Result<void> ping() override { return {}; }
    void interrupt() noexcept override {
        const std::scoped_lock lock(script_.mutex_);
        is_cut_ = true;
        script_.changed_.notify_all();
    }

  private:
    template <class T, class Work>
    Result<T> play(Steps& steps, Work work) {
        switch (next(steps)) {
            case Step::Unavailable:
                return base::fail(ErrorKind::Unavailable, "scripted failure");
            case Step::InDoubt:
                static_cast<void>(work());
                return base::fail(ErrorKind::InDoubt, "scripted doubt");
            case Step::Hang:
                wait_until([&] { return is_cut_; });
                return base::fail(ErrorKind::Unavailable, "cut");
            case Step::HangThenWork:
                wait_until([&] { return script_.is_released_; });
                return work();
            case Step::Work:
                break;
        }
        return work();
    }

    Step next(Steps& steps) {
        const std::scoped_lock lock(script_.mutex_);
        if (steps.empty())
            return Step::Work;
        const auto step = steps.front();
        steps.pop_front();
        return step;
    }

    template <class Condition>
    void wait_until(Condition condition) {
        std::unique_lock lock(script_.mutex_);
        script_.changed_.wait(lock, condition);
    }

    Result<model::CallPiece> claim(const base::ClusterName& cluster,
                                   const base::NodeName& owner,
                                   base::Epoch epoch,
                                   const model::CallRange& range) override {
        return play<model::CallPiece>(
            script_.questions_, [&] { return real_->calls().claim(cluster, owner, epoch, range); });
    }
    Result<std::optional<model::TrackedCall>> claim_one(const base::ClusterName& cluster,
                                                        const base::NodeName& owner,
                                                        base::Epoch epoch,
                                                        const base::CallUuid& call,
                                                        const model::DialogKey& dialog) override {
        return play<std::optional<model::TrackedCall>>(script_.questions_, [&] {
            return real_->calls().claim_one(cluster, owner, epoch, call, dialog);
        });
    }
    Result<std::size_t> flush(const base::ClusterName& cluster,
                              base::Epoch epoch,
                              const std::string& profile) override {
        return play<std::size_t>(script_.questions_,
                                 [&] { return real_->calls().flush(cluster, epoch, profile); });
    }
    Result<std::size_t> count(const base::ClusterName& cluster) override {
        return real_->calls().count(cluster);
    }
    Result<std::vector<model::Registration>> load(const base::ClusterName& cluster) override {
        return play<std::vector<model::Registration>>(
            script_.questions_, [&] { return real_->registrations().load(cluster); });
    }
    Result<std::vector<model::GatewayRegistration>> load_gateways(
        const base::ClusterName& cluster) override {
        return play<std::vector<model::GatewayRegistration>>(
            script_.questions_, [&] { return real_->gateways().load_gateways(cluster); });
    }
    Result<std::vector<model::Subscription>> load_subscriptions(
        const base::ClusterName& cluster) override {
        return play<std::vector<model::Subscription>>(
            script_.questions_, [&] { return real_->presence().load_subscriptions(cluster); });
    }
    Result<std::vector<model::Publication>> load_publications(
        const base::ClusterName& cluster) override {
        return real_->presence().load_publications(cluster);
    }
    Result<std::vector<model::Mailbox>> load_mailboxes(const base::ClusterName& cluster) override {
        return real_->presence().load_mailboxes(cluster);
    }
    Result<store::EpochGrant> take_epoch(const base::ClusterName& cluster,
                                         const base::NodeName& owner,
                                         base::WallTime now,
                                         base::WallTime lease_until,
                                         bool force) override {
        return play<store::EpochGrant>(script_.questions_, [&] {
            return real_->cluster().take_epoch(cluster, owner, now, lease_until, force);
        });
    }
    Result<void> renew_lease(const base::ClusterName& cluster,
                             base::Epoch epoch,
                             base::WallTime lease_until) override {
        const auto result = play<void>(script_.renewals_, [&] {
            return real_->cluster().renew_lease(cluster, epoch, lease_until);
        });
        const std::scoped_lock lock(script_.mutex_);
        script_.renewals_done_ += result ? 1 : 0;
        script_.changed_.notify_all();
        return result;
    }

    Result<void> look(const base::ClusterName& cluster, base::Epoch epoch) override {
        return real_->cluster().look(cluster, epoch);
    }
    Result<store::NodeSigns> exchange(const store::NodeSign& sign) override {
        return real_->nodes().exchange(sign);
    }

    ScriptedDatabase& script_;
    std::unique_ptr<store::Database> real_;
    const int number_;
    // Guarded by the script's mutex.
    bool is_cut_ = false;
};

store::Opener ScriptedDatabase::opener() {
    return [this]() -> Result<std::unique_ptr<store::Database>> {
        const std::scoped_lock lock(mutex_);
        if (refused_connections_ > 0) {
            --refused_connections_;
            return base::fail(ErrorKind::Unavailable, "scripted refusal");
        }
        ++connections_;
        return std::make_unique<Connection>(*this, std::move(*memory_()), connections_);
    };
}

}  // namespace sofia::test
