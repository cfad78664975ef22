#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "gateway/gateway.hpp"
#include "model/gateway_registration.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::gateway {

/// The gateways of the running profiles. They exist on an active node only: before promote() and
/// after demote() there is none, and nothing is sent. Thread: SIP.
class Gateways {
  public:
    /// Everything outlives it.
    Gateways(sip::Loop& loop,
             const base::Clock& clock,
             sip::ProfileTable& profiles,
             GatewayWriter& writer,
             const Surroundings& surroundings);
    Gateways(const Gateways&) = delete;
    Gateways& operator=(const Gateways&) = delete;

    /// The node is active: the gateways of the running profiles begin, with the registrations that
    /// the database has.
    void promote(std::vector<model::GatewayRegistration> rows);
    /// Forgets them all without a word.
    void demote();

    /// Brings the gateways of a running profile in line with its settings: new ones begin, those
    /// that are not there any more leave, a changed one is replaced, or changed in place when its
    /// registration stays what it is; the others are not touched.
    void follow(const model::Profile& profile);
    /// Makes one gateway of a profile begin, unless it is there. \return false when the settings
    /// have none of this name.
    bool start(const model::Profile& profile, std::string_view name);
    /// All gateways of a profile that stops, or of every profile when empty, leave.
    void leave(std::string_view profile);
    /// Removes one: it unregisters and is forgotten. \return false when there is none.
    bool kill(std::string_view name);
    /// Whether nobody of a profile (empty: of any) is leaving.
    bool is_quiet(std::string_view profile) const;

    /// By name, or by `profile::name`; nullptr when there is none.
    Gateway* find(std::string_view name) const;
    /// The gateway whose Contact a Request-URI is: its user is `gw+NAME`, or it has the parameter
    /// `gw=NAME`; nullptr when it is none's.
    Gateway* called_by(std::string_view request_uri) const;
    /// All of a profile (empty: of any), in order of name.
    std::vector<Gateway*> all(std::string_view profile = {}) const;

  private:
    void tick();
    void add(const model::Profile& profile, const model::GatewaySettings& settings);
    void dismiss(std::shared_ptr<Gateway> gateway);
    void sweep();
    bool is_waited_for(const Gateway& gateway) const;
    void tell(std::string_view subclass, const Settings& settings) const;

    struct Leaver {
        std::shared_ptr<Gateway> gateway;
        base::SteadyTime until;
    };

    sip::Loop& loop_;
    GatewayRooms rooms_;
    bool active_ = false;
    std::map<model::GatewayKey, model::GatewayRegistration> rows_;
    std::map<std::string, std::shared_ptr<Gateway>, std::less<>> gateways_;
    /// Gateways that unregister. One that has come in the place of another waits until it is gone:
    /// the registrar would otherwise take the Contact of both away.
    std::vector<Leaver> leavers_;
    /// Runs while there are gateways.
    std::unique_ptr<sip::Timer> timer_;
    std::unique_ptr<sip::Timer> first_tick_;
};

}  // namespace sofia::gateway
