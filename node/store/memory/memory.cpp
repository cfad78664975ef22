#include "store/memory/memory.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

#include "base/uuid.hpp"
#include "store/memory/tables.hpp"
#include "store/migrator.hpp"

namespace sofia::store::memory {
namespace {

constexpr int kSecretBytes = 32;

/// One connection: locks the shared tables for each call.
class MemoryDatabase final : public Database,
                             private CallStore,
                             private RegistrationStore,
                             private GatewayStore,
                             private PresenceStore,
                             private ClusterStore,
                             private NodeStore {
  public:
    explicit MemoryDatabase(std::shared_ptr<Tables> tables) : tables_(std::move(tables)) {}

    CallStore& calls() override { return *this; }
    RegistrationStore& registrations() override { return *this; }
    GatewayStore& gateways() override { return *this; }
    PresenceStore& presence() override { return *this; }
    ClusterStore& cluster() override { return *this; }
    NodeStore& nodes() override { return *this; }

    base::Result<void> commit(const Batch& batch) override {
        const std::scoped_lock lock(tables_->mutex);
        return memory::commit(*tables_, batch);
    }
    base::Result<int> migrate() override { return 0; }
    base::Result<void> ping() override { return {}; }
    void interrupt() noexcept override {}

  private:
    base::Result<model::CallPiece> claim(const base::ClusterName& cluster,
                                         const base::NodeName& owner,
                                         base::Epoch epoch,
                                         const model::CallRange& range) override {
        const std::scoped_lock lock(tables_->mutex);
        if (const auto current = check_epoch(*tables_, cluster, epoch); !current)
            return tl::unexpected(current.error());
        std::vector<model::TrackedCall> ours;
        for (auto next = tables_->calls.upper_bound({cluster, range.after});
             next != tables_->calls.end() && next->first.first == cluster &&
             ours.size() < range.limit;
             ++next) {
            auto& call = next->second;
            if (!range.profile.empty() && call.profile != range.profile)
                continue;
            take_over(call, owner, epoch);
            if (call.owner == owner && call.epoch == epoch)
                ours.push_back(call);
        }
        return model::piece_of(std::move(ours), range);
    }

    base::Result<std::optional<model::TrackedCall>> claim_one(
        const base::ClusterName& cluster,
        const base::NodeName& owner,
        base::Epoch epoch,
        const base::CallUuid& uuid,
        const model::DialogKey& dialog) override {
        const std::scoped_lock lock(tables_->mutex);
        if (const auto current = check_epoch(*tables_, cluster, epoch); !current)
            return tl::unexpected(current.error());
        const auto found = tables_->calls.find({cluster, uuid});
        if (found == tables_->calls.end())
            return std::nullopt;
        auto& call = found->second;
        if (call.a != dialog && call.b != dialog)
            return std::nullopt;
        take_over(call, owner, epoch);
        if (call.owner == owner && call.epoch == epoch)
            return call;
        return std::nullopt;
    }

    base::Result<std::size_t> flush(const base::ClusterName& cluster,
                                    base::Epoch epoch,
                                    const std::string& profile) override {
        const std::scoped_lock lock(tables_->mutex);
        if (const auto current = check_epoch(*tables_, cluster, epoch); !current)
            return tl::unexpected(current.error());
        return std::erase_if(tables_->calls, [&](const auto& item) {
            return item.first.first == cluster && item.second.epoch < epoch &&
                   (profile.empty() || item.second.profile == profile);
        });
    }

    base::Result<std::size_t> count(const base::ClusterName& cluster) override {
        const std::scoped_lock lock(tables_->mutex);
        return static_cast<std::size_t>(std::ranges::count_if(
            tables_->calls, [&](const auto& item) { return item.first.first == cluster; }));
    }

    base::Result<std::vector<model::Registration>> load(const base::ClusterName& cluster) override {
        const std::scoped_lock lock(tables_->mutex);
        std::vector<model::Registration> bindings;
        for (const auto& [key, binding] : tables_->registrations)
            if (key.first == cluster)
                bindings.push_back(binding);
        return bindings;
    }

    base::Result<std::vector<model::GatewayRegistration>> load_gateways(
        const base::ClusterName& cluster) override {
        const std::scoped_lock lock(tables_->mutex);
        std::vector<model::GatewayRegistration> registrations;
        for (const auto& [key, registration] : tables_->gateways)
            if (key.first == cluster)
                registrations.push_back(registration);
        return registrations;
    }

    base::Result<std::vector<model::Subscription>> load_subscriptions(
        const base::ClusterName& cluster) override {
        return rows_of(tables_->subscriptions, cluster);
    }

    base::Result<std::vector<model::Publication>> load_publications(
        const base::ClusterName& cluster) override {
        return rows_of(tables_->publications, cluster);
    }

    base::Result<std::vector<model::Mailbox>> load_mailboxes(
        const base::ClusterName& cluster) override {
        return rows_of(tables_->mailboxes, cluster);
    }

    template <class Map>
    std::vector<typename Map::mapped_type> rows_of(const Map& map,
                                                   const base::ClusterName& cluster) const {
        const std::scoped_lock lock(tables_->mutex);
        std::vector<typename Map::mapped_type> rows;
        for (const auto& [key, row] : map)
            if (key.first == cluster)
                rows.push_back(row);
        return rows;
    }

    base::Result<EpochGrant> take_epoch(const base::ClusterName& cluster,
                                        const base::NodeName& owner,
                                        base::WallTime now,
                                        base::WallTime lease_until,
                                        bool force) override {
        const std::scoped_lock lock(tables_->mutex);
        auto& row = tables_->clusters[cluster];
        if (row.secret.empty())
            row.secret = base::make_token(kSecretBytes);
        auto grant = decide_promotion(cluster, row, owner, now, force);
        if (grant) {
            row.epoch = grant->epoch;
            row.owner = owner;
            row.lease_until = lease_until;
        }
        return grant;
    }

    base::Result<void> renew_lease(const base::ClusterName& cluster,
                                   base::Epoch epoch,
                                   base::WallTime lease_until) override {
        const std::scoped_lock lock(tables_->mutex);
        const auto found = tables_->clusters.find(cluster);
        if (found == tables_->clusters.end() || found->second.epoch != epoch)
            return tl::unexpected(lost_lease(cluster, epoch));
        found->second.lease_until = lease_until;
        return {};
    }

    base::Result<void> look(const base::ClusterName& cluster, base::Epoch epoch) override {
        const std::scoped_lock lock(tables_->mutex);
        const auto found = tables_->clusters.find(cluster);
        if (found == tables_->clusters.end() || found->second.epoch != epoch)
            return tl::unexpected(lost_lease(cluster, epoch));
        return {};
    }

    base::Result<NodeSigns> exchange(const NodeSign& sign) override {
        const std::scoped_lock lock(tables_->mutex);
        NodeSigns signs{
            base::system_clock().wall(), known_migrations(Dialect::Sqlite).back().version, {}};
        auto& ours = tables_->signs[{sign.cluster, sign.node}];
        ours = sign;
        ours.seen = signs.now;
        for (const auto& [key, other] : tables_->signs)
            if (key.first == sign.cluster)
                signs.nodes.push_back(other);
        return signs;
    }

    /// The new owner counts its writes from one, so the sequence starts again.
    static void take_over(model::TrackedCall& call,
                          const base::NodeName& owner,
                          base::Epoch epoch) {
        if (call.epoch >= epoch)
            return;
        call.owner = owner;
        call.epoch = epoch;
        call.sequence = 0;
    }

    std::shared_ptr<Tables> tables_;
};

}  // namespace

Opener opener() {
    return [tables = std::make_shared<Tables>()]() -> base::Result<std::unique_ptr<Database>> {
        return std::make_unique<MemoryDatabase>(tables);
    };
}

}  // namespace sofia::store::memory
