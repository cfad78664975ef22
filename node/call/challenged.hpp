#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "sip/loop.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// INVITEs that were challenged and whose sender has not come back with credentials: who looks for
/// a way to call for nothing leaves many. One that has not come back 32 s later (64 * T1, when the
/// transaction of the challenge is over at the latest, RFC 3261 17.2.1) is published as
/// `sofia::wrong_call_state` with from_user, network_ip and network_port. Remembers nothing while
/// nobody listens to that, and never more than `kMost`; what is older then is forgotten.
/// Thread: SIP.
class Challenged {
  public:
    static constexpr std::size_t kMost = 1000;

    /// All of them outlive it.
    Challenged(sip::Loop& loop, const base::Clock& clock, bus::Bus& bus)
        : loop_(loop), clock_(clock), bus_(bus) {}

    /// This INVITE has just been challenged, perhaps not for the first time.
    void note(const sip::Request& invite);
    /// An INVITE with this Call-ID was let in, or refused for good.
    void settle(const std::string& call_id) { waiting_.erase(call_id); }
    /// How many are remembered.
    std::size_t size() const noexcept { return invites_.size(); }

  private:
    struct Invite {
        std::string call_id;
        std::string from_user;
        sip::Address source;
        base::SteadyTime due{};
    };
    void await_first();
    void tell_due();

    sip::Loop& loop_;
    const base::Clock& clock_;
    bus::Bus& bus_;
    /// In the order in which they are due; those that are not in `waiting_` are settled.
    std::deque<Invite> invites_;
    std::unordered_set<std::string> waiting_;
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::call
