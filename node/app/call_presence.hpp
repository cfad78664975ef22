#pragma once

#include <functional>
#include <optional>

#include "call/call_table.hpp"
#include "call/leg_watch.hpp"
#include "presence/presence.hpp"
#include "sip/profile_table.hpp"

namespace sofia::app {

/// Tells presence of the legs of calls, which know nothing of it. A leg is its user's: variable
/// presence_id, else who called, as the directory or its From has it, or whom To names. Thread:
/// SIP.
class CallPresence final : public call::LegWatch {
  public:
    /// Both outlive it.
    CallPresence(const call::CallTable& calls, sip::ProfileTable& profiles)
        : calls_(calls), profiles_(profiles) {}

    /// Who is told from now on; nullptr: nobody.
    void tell(presence::Presence* presence) noexcept { presence_ = presence; }
    void on_state(const call::Leg& leg) noexcept override;
    /// Visits the legs of all calls, those that ring too.
    void visit(const std::function<void(const presence::LegNews&)>& visit) const;

  private:
    std::optional<presence::LegNews> news_of(const call::Leg& leg) const;

    const call::CallTable& calls_;
    sip::ProfileTable& profiles_;
    presence::Presence* presence_ = nullptr;
};

}  // namespace sofia::app
