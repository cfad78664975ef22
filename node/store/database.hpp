#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/call_piece.hpp"
#include "model/gateway_registration.hpp"
#include "model/presence.hpp"
#include "model/registration.hpp"
#include "model/subscription.hpp"
#include "model/tracked_call.hpp"

namespace sofia::store {

/// Writes that become durable together. A key stands in it once.
struct Batch {
    base::ClusterName cluster{};
    base::NodeName owner{};
    base::Epoch epoch{0};
    std::vector<model::TrackedCall> put_calls{};
    std::vector<base::CallUuid> remove_calls{};
    std::vector<model::Registration> put_registrations{};
    std::vector<model::RegistrationKey> remove_registrations{};
    std::vector<model::GatewayRegistration> put_gateways{};
    std::vector<model::GatewayKey> remove_gateways{};
    std::vector<model::Subscription> put_subscriptions{};
    std::vector<model::SubscriptionKey> remove_subscriptions{};
    std::vector<model::Publication> put_publications{};
    std::vector<model::PublicationKey> remove_publications{};
    std::vector<model::Mailbox> put_mailboxes{};

    bool empty() const noexcept {
        return put_calls.empty() && remove_calls.empty() && put_registrations.empty() &&
               remove_registrations.empty() && put_gateways.empty() && remove_gateways.empty() &&
               put_subscriptions.empty() && remove_subscriptions.empty() &&
               put_publications.empty() && remove_publications.empty() && put_mailboxes.empty();
    }
};

/// What a promotion gives.
struct EpochGrant {
    base::Epoch epoch{0};
    /// Key of the cluster's nonces and other MACs, made once per cluster and kept in the database;
    /// 32 bytes in hex.
    std::string secret;
    /// Who held the previous epoch, empty when nobody.
    base::NodeName previous_owner;
};

/// A node's word that it is there: a row of cluster_nodes.
struct NodeSign {
    base::ClusterName cluster{};
    base::NodeName node{};
    /// "ACTIVE", "STANDBY" and so on.
    std::string role{};
    base::Epoch epoch{0};
    /// By the database's clock.
    base::WallTime seen{};
    /// Of the configuration files, equal on nodes that have the same.
    std::string config_digest{};
    /// Of the program.
    std::string version{};

    bool operator==(const NodeSign&) const = default;
};

/// The signs of all nodes of a cluster, in order of name, and the database's clock.
struct NodeSigns {
    base::WallTime now{};
    /// The last migration that was applied to the schema.
    int schema = 0;
    std::vector<NodeSign> nodes{};
};

/// The tracked calls. Thread: the one that owns the connection.
class CallStore {
  public:
    virtual ~CallStore() = default;
    /// Sets owner and epoch of every call of the range whose epoch is smaller, commits, and returns
    /// all calls of the range that are of that owner and epoch now, in order of id. Repeating it
    /// with the same epoch gives the same rows. Errors: Stale when the cluster's epoch is larger,
    /// Unavailable, InDoubt (repeat it).
    virtual base::Result<model::CallPiece> claim(const base::ClusterName& cluster,
                                                 const base::NodeName& owner,
                                                 base::Epoch epoch,
                                                 const model::CallRange& range) = 0;
    /// The same for the call of this id, if it has this dialog as its leg a or b; nothing when
    /// there is none. Errors: the same.
    virtual base::Result<std::optional<model::TrackedCall>> claim_one(
        const base::ClusterName& cluster,
        const base::NodeName& owner,
        base::Epoch epoch,
        const base::CallUuid& call,
        const model::DialogKey& dialog) = 0;
    /// Deletes calls of the cluster with an epoch smaller than `epoch`. \return how many. Errors:
    /// the same.
    virtual base::Result<std::size_t> flush(const base::ClusterName& cluster,
                                            base::Epoch epoch,
                                            const std::string& profile) = 0;
    /// How many calls the cluster has.
    virtual base::Result<std::size_t> count(const base::ClusterName& cluster) = 0;
};

/// The bindings. Thread: the one that owns the connection.
class RegistrationStore {
  public:
    virtual ~RegistrationStore() = default;
    /// All bindings of the cluster, also expired ones, in no order.
    virtual base::Result<std::vector<model::Registration>> load(
        const base::ClusterName& cluster) = 0;
};

/// Our own registrations at gateways. Thread: the one that owns the connection.
class GatewayStore {
  public:
    virtual ~GatewayStore() = default;
    /// Those of the cluster, also of gateways that are configured no more, in no order.
    virtual base::Result<std::vector<model::GatewayRegistration>> load_gateways(
        const base::ClusterName& cluster) = 0;
};

/// Subscriptions, publications and mailboxes. Thread: the one that owns the connection.
class PresenceStore {
  public:
    virtual ~PresenceStore() = default;
    /// Those of the cluster, ended ones too, in no order.
    virtual base::Result<std::vector<model::Subscription>> load_subscriptions(
        const base::ClusterName& cluster) = 0;
    virtual base::Result<std::vector<model::Publication>> load_publications(
        const base::ClusterName& cluster) = 0;
    virtual base::Result<std::vector<model::Mailbox>> load_mailboxes(
        const base::ClusterName& cluster) = 0;
};

/// Who is active in which cluster. Thread: the one that owns the connection.
class ClusterStore {
  public:
    virtual ~ClusterStore() = default;
    /// Raises the cluster's epoch by one for `owner` in one transaction, and makes the secret when
    /// there is none. A lease that has not ended at `now` and belongs to another node refuses it
    /// with Exists unless `force`. The lease then runs until `lease_until`.
    virtual base::Result<EpochGrant> take_epoch(const base::ClusterName& cluster,
                                                const base::NodeName& owner,
                                                base::WallTime now,
                                                base::WallTime lease_until,
                                                bool force) = 0;
    /// Prolongs the lease. Errors: Stale when the cluster's epoch is not `epoch` any more.
    virtual base::Result<void> renew_lease(const base::ClusterName& cluster,
                                           base::Epoch epoch,
                                           base::WallTime lease_until) = 0;
    /// Looks whether the cluster's epoch is `epoch`, and writes nothing. Errors: Stale when not.
    virtual base::Result<void> look(const base::ClusterName& cluster, base::Epoch epoch) = 0;
};

/// Which nodes are there. Thread: the one that owns the connection.
class NodeStore {
  public:
    virtual ~NodeStore() = default;
    /// Writes a node's sign with the database's time, without waiting for a disk where the database
    /// offers that, and gives the signs of all nodes of its cluster. Nothing else is locked.
    virtual base::Result<NodeSigns> exchange(const NodeSign& sign) = 0;
};

/// One connection to a database with its stores. The connection and all that it returns belong to
/// one thread, except interrupt(). A failed connection is thrown away and a new one is opened.
class Database {
  public:
    virtual ~Database() = default;
    virtual CallStore& calls() = 0;
    virtual RegistrationStore& registrations() = 0;
    virtual GatewayStore& gateways() = 0;
    virtual PresenceStore& presence() = 0;
    virtual ClusterStore& cluster() = 0;
    virtual NodeStore& nodes() = 0;

    /// Commits all writes of the batch or none. The cluster's epoch is checked in the same
    /// transaction: when it is larger than the batch's, nothing is written and the answer is Stale.
    /// A row with a larger epoch, or the same epoch and a larger sequence, stays as it is.
    /// Repeating a batch is harmless. Errors: Stale, Unavailable (nothing written), InDoubt (repeat
    /// it), Invalid (a value that the database refuses).
    virtual base::Result<void> commit(const Batch& batch) = 0;
    /// Brings the schema up to date in one transaction, see migrator.hpp. \return how many
    /// migrations were applied. Errors: Unsupported when the schema is newer than this program or
    /// an applied migration is not ours, Unavailable.
    virtual base::Result<int> migrate() = 0;
    /// Whether the connection answers.
    virtual base::Result<void> ping() = 0;
    /// Ends whatever call is under way, which then returns Unavailable or InDoubt. Thread: any; the
    /// only function that may be called from another thread.
    virtual void interrupt() noexcept = 0;
};

/// Makes a new connection. Errors: Unavailable, Invalid (a DSN that cannot be read; the password is
/// never in the text).
using Opener = std::function<base::Result<std::unique_ptr<Database>>()>;

}  // namespace sofia::store
