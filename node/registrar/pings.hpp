#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "model/registration.hpp"
#include "registrar/registrar.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::registrar {

/// What pings work with; everything outlives them.
struct PingParts {
    sip::Loop& loop;
    const base::Clock& clock;
    bus::Bus& bus;
    sip::ProfileTable& profiles;
    Registrar& registrar;
    metrics::Registry& metrics;
};

/// Asks registered phones with OPTIONS whether they are there (RFC 3261 11), which also keeps the
/// bindings of their NAT boxes open. Which ones and how often the profile says; what is found out
/// is in Registrar::reach(), and each change is told by sofia::sip_user_state. New bindings are
/// found by a walk over the table, a few at a time, so that a REGISTER does nothing for this. The
/// questions are spread over the interval and bounded in number. Silent while the registrar is
/// not active. Thread: SIP.
class Pings {
  public:
    explicit Pings(PingParts parts);
    Pings(const Pings&) = delete;
    Pings& operator=(const Pings&) = delete;

    /// Forgets everything in silence, also what waits for an answer: the node steps down.
    void forget();
    /// How many phones have been asked and may still answer.
    std::size_t asking() const noexcept { return asking_; }

  private:
    /// What is planned for one binding.
    struct Plan {
        base::SteadyTime due{};
        base::SteadyTime asked{};
        /// Registration::refreshed at the last question.
        base::WallTime refreshed{};
        std::unique_ptr<sip::ClientTransaction> question;
    };
    using Plans = std::map<model::RegistrationKey, Plan>;

    void turn();
    std::chrono::milliseconds until_next_turn() const;
    bool somebody_is_asked() const;
    void look_at_some();
    void look_at(const model::Registration& binding);
    void ask_those_due();
    void take_up(Plans::iterator planned, base::SteadyTime now);
    void ask(Plans::iterator planned,
             const model::Registration& binding,
             sip::RunningProfile& profile);
    void answered(const model::RegistrationKey& key, const sip::Response& response);
    void put_off(Plans::iterator planned, base::SteadyTime until);
    void close(Plan& plan);
    void drop(Plans::iterator planned);
    bool is_wanted(const model::Registration& binding, const sip::RunningProfile& profile) const;

    PingParts parts_;
    std::mt19937 random_{std::random_device{}()};
    Plans plans_;
    std::set<std::pair<base::SteadyTime, const model::RegistrationKey*>> due_;
    /// Where the walk over the table has come to.
    std::optional<model::RegistrationKey> seen_;
    std::size_t asking_ = 0;
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::registrar
