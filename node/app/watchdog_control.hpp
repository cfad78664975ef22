#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/profile.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"
#include "store/worker.hpp"
#include "watchdog/thread_probe.hpp"
#include "watchdog/transport_probe.hpp"
#include "watchdog/watch_thread.hpp"
#include "watchdog/watchdog.hpp"

namespace sofia::app {

/// Decides what the watchdog looks after: what configuration and operators say of the running
/// profiles while the node is active, nothing otherwise. Thread: SIP.
class WatchdogControl {
  public:
    /// What it works with; outlives it.
    struct Rooms {
        sip::Loop& loop;
        sip::ProfileTable& profiles;
        store::Worker& worker;
    };

    explicit WatchdogControl(Rooms rooms);

    /// Begins to look. The SIP loop must run from now on. `healthy` is called on the watchdog's
    /// thread about once a second while the node's threads turn, in any role; may be empty, and
    /// must not block.
    void begin(std::function<void()> healthy);

    /// The node is active and its profiles are open: they are watched as they say.
    void watch();
    /// The node is on standby, fenced or leaving: nobody is shot, and what operators said is
    /// forgotten.
    void rest();
    /// Profiles have been started, stopped or given new settings. One whose `watchdog-enabled` has
    /// changed does what it says now.
    void profiles_changed();
    /// An operator switches a profile on or off, all of them when `profile` is empty. The clocks
    /// begin anew. On a standby it counts from the promotion on.
    void switch_to(const std::string& profile, bool on);

    /// "on: internal, external", "off" or "off: the node is on standby", for status output.
    std::string words() const;
    /// Whether any profile is watched now.
    bool is_on() const { return !watched_.empty(); }

  private:
    using Settings = std::shared_ptr<const model::Profile>;

    bool is_switched_on(const model::Profile& profile);
    void plan();
    void warn_of_no_limits(const std::vector<Settings>& watched) const;

    Rooms rooms_;
    watchdog::ThreadProbe threads_;
    std::vector<std::unique_ptr<watchdog::TransportProbe>> transports_;
    bool is_active_ = false;
    /// What operators said of all profiles, and of one.
    std::optional<bool> said_of_all_;
    std::map<std::string, bool> said_;
    /// `watchdog-enabled` of each profile as last seen.
    std::map<std::string, bool> configured_;
    std::vector<std::string> watched_;
    std::function<void()> healthy_;
    watchdog::Watchdog watchdog_;
    // Last member: the thread uses the watchdog.
    std::optional<watchdog::WatchThread> thread_;
};

}  // namespace sofia::app
