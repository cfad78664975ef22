#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/pulse.hpp"
#include "model/profile.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::watchdog {

/// Where a profile reaches itself: its bound address, over UDP unless it has TCP alone. `port` is
/// the bound one. For example "sip:watchdog@[2001:db8::1]:5060;transport=tcp".
std::string own_target(const model::ProfileAddress& address, std::uint16_t port);

/// Keeps a profile's pulse going as long as its transport works: sends OPTIONS (RFC 3261 11)
/// through the profile's socket to the profile's own address and beats for each answer that came
/// over the network. Several are under way when answers are late. Thread: SIP.
class TransportProbe {
  public:
    /// `limit`: how long the watchdog lets the transport be silent; four questions are asked in
    /// that time. `loop` and `profiles` outlive the probe. A profile that is not there was
    /// stopped in order and is not missed.
    TransportProbe(sip::Loop& loop,
                   sip::ProfileTable& profiles,
                   std::string profile,
                   base::Milliseconds limit);

    std::shared_ptr<const base::Pulse> pulse() const noexcept { return pulse_; }

  private:
    void ask();
    void answered(std::uint64_t question, int status);

    sip::ProfileTable& profiles_;
    const std::string profile_;
    const std::shared_ptr<base::Pulse> pulse_ = std::make_shared<base::Pulse>();
    std::uint64_t next_question_ = 0;
    /// Questions without answer, oldest first.
    std::map<std::uint64_t, std::unique_ptr<sip::ClientTransaction>> asked_;
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::watchdog
