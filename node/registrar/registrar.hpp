#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"
#include "model/profile.hpp"
#include "model/registration.hpp"
#include "registrar/authenticator.hpp"
#include "registrar/commit_line.hpp"
#include "registrar/door.hpp"
#include "registrar/location_table.hpp"
#include "registrar/reach.hpp"
#include "registrar/registration_writer.hpp"
#include "registrar/removals.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"

namespace sofia::registrar {

/// What the registrar is told at start.
struct RegistrarOptions {
    /// How often ended bindings are removed; the smallest registration-thread-frequency of the
    /// profiles.
    std::chrono::milliseconds sweep_period{30000};
    /// Most REGISTERs that wait for one address-of-record.
    std::size_t line_limit = 16;
    /// Least Retry-After of a 503.
    std::chrono::seconds retry_after{5};
    /// Most nonces whose counts are remembered.
    std::size_t nonce_limit = 1'000'000;
};

/// Answers REGISTER (RFC 3261 section 10) and knows where users are. One for the whole node: the
/// profiles share the location table, the nonces and the sweep. On standby it refuses with
/// 503; once fenced it answers nothing. Thread: SIP.
class Registrar {
  public:
    /// All references outlive the registrar. On standby until promote().
    Registrar(RegistrarOptions options,
              sip::Loop& loop,
              const base::Clock& clock,
              bus::Bus& bus,
              RegistrationWriter& writer,
              metrics::Registry& metrics);
    Registrar(const Registrar&) = delete;
    Registrar& operator=(const Registrar&) = delete;

    /// Looks so often for bindings that have expired, from now on (registration-thread-frequency).
    void sweep_every(std::chrono::milliseconds period);
    /// Sets the directory and the access lists, at start and at each reload. Neither may be null.
    void use(std::shared_ptr<const model::Directory> directory,
             std::shared_ptr<const model::AclLists> acls);
    /// Becomes active with the cluster's secret (EpochGrant::secret) and its bindings: nonces of
    /// the node before us are good, and their counts are known, so replay is refused here too.
    void promote(std::string_view secret, std::vector<model::Registration> bindings);
    /// Answers nothing from now on, because another node is active: what waits, and what still
    /// comes, is kept without an answer until the registrar is promoted again or destroyed; shut
    /// the endpoints before that, for ending an unanswered transaction sends 500. Called by itself
    /// when a write comes back Stale.
    void fence();
    /// Goes back to standby in silence: forgets the bindings, which stay in the database, and those
    /// who wait for an answer. Shut the endpoints before, for ending an unanswered transaction
    /// sends 500. Can be promoted again.
    void demote();
    /// Whether it has been promoted and not been fenced.
    bool is_active() const noexcept { return authenticator_.has_value() && !fenced_; }

    /// Answers one REGISTER that came in on `profile`, at once or when its change is durable.
    void on_register(std::shared_ptr<const model::Profile> profile,
                     std::unique_ptr<sip::ServerTransaction> transaction);
    /// The verdict on another request by digest; nothing on standby.
    std::optional<Verdict> authenticate(const sip::Request& request,
                                        ChallengeBy by,
                                        const model::Profile& profile);

    /// Where a user is: live bindings, best first. An empty profile or "*" means every profile.
    LocationTable::Bindings contacts_for(std::string_view profile,
                                         std::string_view user,
                                         std::string_view host) const;
    /// What `sofia_count_reg` says: live bindings of user@host on a profile; an empty user counts
    /// those of the host.
    std::size_t count(std::string_view profile, std::string_view user, std::string_view host) const;
    /// Removes a binding as if its time were over, unless its phone is just registering.
    void end(const model::RegistrationKey& key, Removals::Why why = Removals::Why::Over) {
        removals_.end(key, why);
    }
    /// Which phones are there, as far as Pings has found out.
    const ReachTable& reach() const noexcept { return reach_; }
    ReachTable& reach() noexcept { return reach_; }
    /// Whether any user of the directory has force_ping, and whether this binding's user has.
    bool has_forced_pings() const noexcept { return has_forced_pings_; }
    bool is_ping_forced(const model::Registration& binding) const;
    /// Sets what is called after each change of a binding that is durable; not for what promote()
    /// and demote() do.
    void on_change(std::function<void(const model::RegistrationKey&, BindingChange)> callback) {
        table_.on_change(std::move(callback));
    }
    /// Every binding, for listings.
    const LocationTable& locations() const noexcept { return table_; }
    /// See Removals::flush().
    void flush(std::string_view profile, std::string_view filter, Removals::OnFlushed done) {
        removals_.flush(profile, filter, std::move(done));
    }

  private:
    /// Lets a request in, or answers it and gives nothing.
    std::optional<Admitted> admit(std::shared_ptr<const model::Profile> profile,
                                  std::unique_ptr<sip::ServerTransaction> transaction);
    bool admit_by_digest(Admitted& request);
    void refuse(sip::ServerTransaction& transaction,
                const model::Profile& profile,
                const Refusal& refusal);
    void set_user(Admitted& request, const model::DirectoryUser* user);

    // Constant after construction
    const RegistrarOptions options_;
    const base::Clock& clock_;
    bus::Bus& bus_;
    metrics::Registry& metrics_;
    // SIP thread only
    std::shared_ptr<const model::Directory> directory_;
    std::shared_ptr<const model::AclLists> acls_;
    std::optional<Authenticator> authenticator_;
    UserAgentFilter agents_;
    LocationTable table_;
    ReachTable reach_;
    UncertainRows uncertain_;
    CommitLine line_;
    Removals removals_;
    bool fenced_ = false;
    bool has_forced_pings_ = false;
    std::vector<std::unique_ptr<sip::ServerTransaction>> unanswered_;
    sip::Loop& loop_;
    std::chrono::milliseconds sweep_period_{0};
    std::unique_ptr<sip::Timer> sweep_timer_;
};

}  // namespace sofia::registrar
