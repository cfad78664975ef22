#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "registrar/commit_line.hpp"
#include "registrar/location_table.hpp"
#include "registrar/registration_writer.hpp"
#include "registrar/uncertain_rows.hpp"

namespace sofia::registrar {

/// What removals work with; everything outlives them.
struct RemovalParts {
    const base::Clock& clock;
    bus::Bus& bus;
    RegistrationWriter& writer;
    LocationTable& table;
    UncertainRows& uncertain;
    const CommitLine& line;
    metrics::Registry& metrics;
    /// Called when a write came back Stale: another node is active.
    std::function<void()> on_stale;
};

/// Removes bindings that no phone asked to remove: those that have ended, and those that an
/// operator flushes. As with REGISTER the table changes after the commit, and each removal gives
/// one event: sofia::expire, or of a phone whose connection is closed sofia::unregister with that
/// reason. Thread: SIP.
class Removals {
  public:
    /// Called once with how many bindings were removed, or with the error of the first write that
    /// failed; what was removed before it stays removed.
    using OnFlushed = std::function<void(base::Result<std::size_t>)>;

    explicit Removals(RemovalParts parts);

    /// Removes what has ended. An address-of-record with a REGISTER under way is left for the next
    /// time: its phone is just refreshing. A write that fails is left for the next time as well.
    void sweep();
    /// Why a binding ends: its time is over, or it is as if; its connection is closed.
    enum class Why { Over, Disconnected };
    /// Removes one binding as sweep() does with those that have ended.
    void end(const model::RegistrationKey& key, Why why);
    /// Removes the bindings of `profile` (empty: of every profile) that fit `filter`: empty for
    /// all, a Call-ID, user@host, @host, or a bare host (behaviour-spec 1.6).
    void flush(std::string_view profile, std::string_view filter, OnFlushed done);

  private:
    struct Flushing;
    void sweep_uncertain(base::WallTime now);
    /// Writes one group of removals and applies it after the commit.
    void remove(std::vector<model::RegistrationKey> keys,
                std::function<void(base::Result<std::size_t>)> done,
                Why why = Why::Over);
    std::size_t apply(const std::vector<model::RegistrationKey>& keys, Why why);
    void tell(const model::Registration& gone, Why why);

    RemovalParts parts_;
    /// See CommitLine::life_.
    std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace sofia::registrar
