#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/host.hpp"
#include "model/profile.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::app {

/// Whether a profile with auto-restart listens where nobody finds it any more: on an address that
/// was the machine's own and is not on the machine now, or on loopback, for want of another. An
/// address that somebody wrote down, as that of a cluster, is left alone. Pure.
bool has_lost_address(const model::ProfileAddress& bound, const config::Host& machine);
/// Whether it is to be opened anew with these settings, which were read after that: their address
/// is another one, and on the machine. Pure.
bool moves_to(const model::ProfileAddress& next,
              const model::ProfileAddress& bound,
              const config::Host& machine);

/// Whether the machine has a way to the world in the address's family: while it has none, what
/// addresses are left, perhaps those of other networks, are no place to go.
bool has_way_out(const model::ProfileAddress& bound);

/// Looks every few seconds whether the machine has got another address, and has the profiles that
/// lived on the old one opened anew (auto-restart). No profile on it, no look: a standby has none.
/// Thread: SIP.
class AddressWatch {
  public:
    struct Node {
        /// Reads the configuration again, with the machine as it is now; calls back later.
        std::function<void(std::function<void(base::Result<void>)> done)> reload;
        /// A profile as configured; nullptr when there is none.
        std::function<std::shared_ptr<const model::Profile>(const std::string& name)> configured;
        /// Closes a running profile and opens it as configured; calls that are up go on.
        std::function<void(const std::string& name)> move;
        /// Tells clients of the event socket: old and new address.
        std::function<void(const std::string& former, const std::string& now)> tell;
    };

    /// All outlive it.
    AddressWatch(sip::Loop& loop, sip::ProfileTable& profiles, Node node);
    AddressWatch(const AddressWatch&) = delete;
    AddressWatch& operator=(const AddressWatch&) = delete;

  private:
    void look();
    /// The profiles that have lost their address and may be moved.
    std::vector<std::shared_ptr<const model::Profile>> lost_on(const config::Host& machine) const;
    /// Whether the machine has other addresses than when this was asked last.
    bool is_another(const config::Host& machine);
    bool goes(const model::Profile& profile, const config::Host& machine) const;
    /// The configuration was read for the machine's addresses.
    void look_again(const base::Result<void>& read);
    void move(const model::Profile& profile);

    sip::ProfileTable& profiles_;
    const Node node_;
    std::string addresses_;
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::app
