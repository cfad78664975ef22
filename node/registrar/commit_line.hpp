#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "model/acl.hpp"
#include "model/profile.hpp"
#include "registrar/admission.hpp"
#include "registrar/aor.hpp"
#include "registrar/bindings.hpp"
#include "registrar/events.hpp"
#include "registrar/location_table.hpp"
#include "registrar/registration_writer.hpp"
#include "registrar/uncertain_rows.hpp"
#include "sip/endpoint.hpp"

namespace sofia::registrar {

/// A REGISTER that was let in, with all that is needed to finish it later, whatever is reloaded
/// meanwhile.
struct Admitted {
    std::shared_ptr<const model::Profile> profile;
    std::shared_ptr<const model::AclLists> acls;
    std::unique_ptr<sip::ServerTransaction> transaction;
    Aor aor;
    Admission admission;
    /// For events; empty when nobody listens.
    UserHeaders user_headers;
};

/// What the line works with; everything outlives it.
struct LineParts {
    const base::Clock& clock;
    bus::Bus& bus;
    RegistrationWriter& writer;
    LocationTable& table;
    UncertainRows& uncertain;
    metrics::Registry& metrics;
    /// Called after a commit that was made with a nonce: it stays good until then.
    std::function<void(const std::string& nonce_hash, base::WallTime until)> keep_nonce;
    /// Called when a write came back Stale: another node is active.
    std::function<void()> on_stale;
};

/// Carries REGISTERs from admission to their answer: plan, write, and only after the commit change
/// the table, publish the event and send the 200.
///
/// The requests of one address-of-record stand in line: the next is planned when the one before has
/// been committed or has failed, so a plan always sees what the database holds. When a write fails,
/// all who wait for the same address-of-record get the same 503, so that waits do not
/// add up. Requests of different addresses do not wait for each other. Thread: SIP.
class CommitLine {
  public:
    /// \param limit most requests that wait for one address-of-record; more get 503.
    /// \param retry_after least Retry-After of a 503; up to as much again is added at random, so
    /// that phones do not come back all at once.
    CommitLine(LineParts parts, std::size_t limit, std::chrono::seconds retry_after);

    /// Takes a request; its answer follows when its turn and its commit have come.
    void enter(Admitted request);
    /// Whether a write for this address-of-record (folded) is under way.
    bool is_busy(const Aor& folded) const { return lines_.contains(folded); }
    /// Gives up all that wait without an answer: their transactions are handed out and must be kept
    /// until the sockets are shut, because ending them would send 500.
    std::vector<std::unique_ptr<sip::ServerTransaction>> abandon();
    /// Sends 503 with Retry-After.
    void answer_unavailable(sip::ServerTransaction& transaction);

  private:
    struct Waiting {
        Admitted request;
        /// Set while its write is under way.
        Plan plan;
    };
    using Line = std::deque<Waiting>;

    /// Plans from the front until a write is under way or the line is empty.
    void advance(const Aor& folded);
    void write(const Aor& folded, const Plan& plan);
    void on_written(const Aor& folded, base::Result<void> result);
    void apply(Waiting& done);
    void fail_all(const Aor& folded, const base::Error& error);

    LineParts parts_;
    std::size_t limit_;
    std::chrono::seconds retry_after_;
    std::unordered_map<Aor, Line, AorHash> lines_;
    metrics::Counter& accepted_;
    metrics::Counter& refused_;
    metrics::Counter& not_stored_;
    metrics::Gauge& bindings_;
    std::minstd_rand random_{std::random_device{}()};
    /// Completions hold it weakly and do nothing when the line is gone or was abandoned meanwhile.
    std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace sofia::registrar
