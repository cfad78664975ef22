#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/profile.hpp"
#include "sip/endpoint.hpp"

namespace sofia::sip {

/// Calls and failures of a profile since it was started, as status output shows them.
struct ProfileCounters {
    std::uint64_t calls_in = 0;
    std::uint64_t failed_calls_in = 0;
    std::uint64_t calls_out = 0;
    std::uint64_t failed_calls_out = 0;
    /// Calls that are up or in setup now.
    std::uint32_t in_use = 0;
    /// Callers' INVITEs that have no final answer yet.
    std::uint32_t proceeding = 0;
};

/// A profile that has its sockets open.
struct RunningProfile {
    std::shared_ptr<const model::Profile> settings;
    std::unique_ptr<EndpointListener> listener;
    /// Destroyed before the listener that it calls.
    std::unique_ptr<Endpoint> endpoint;
    ProfileCounters counters;
    base::SteadyTime started{};
    /// Set while the profile hangs up its calls; new ones are refused.
    bool stopping = false;
    /// Nothing new is taken and nobody is called (behaviour-spec 10.2).
    bool standby = false;
    /// New requests of the second that began at `second`.
    base::SteadyTime second{};
    std::uint32_t requests_in_second = 0;
};

/// The running profiles by name and alias. Thread: SIP.
class ProfileTable {
  public:
    /// Makes what a profile's endpoint reports to.
    using ListenerFactory =
        std::function<std::unique_ptr<EndpointListener>(const std::string& profile)>;

    ProfileTable(EndpointFactory open, ListenerFactory listeners, const base::Clock& clock);

    /// Opens the profile's sockets. Errors: Exists (already running), and those of the
    /// EndpointFactory.
    base::Result<void> start(std::shared_ptr<const model::Profile> settings);
    /// Closes the sockets and forgets the profile; its calls must have ended or be kept as values.
    void stop(const std::string& name);
    /// Closes every socket at once, without a word to anybody (fencing, RFC 3261 has no say here).
    void shut_all();
    /// shut_all(), and forgets the profiles, so that they can be started again.
    void stop_all();
    /// Replaces the settings of a running profile (rescan): sockets and addresses stay as they are.
    void reconfigure(std::shared_ptr<const model::Profile> settings);

    /// Finds by name or alias; nullptr when there is no such running profile.
    RunningProfile* find(std::string_view name_or_alias);
    /// The name behind an alias; the text itself when it is a name or unknown.
    std::string resolve(std::string_view name_or_alias) const;
    /// Running profiles in order of name.
    std::vector<RunningProfile*> all();
    /// Aliases and the names they stand for, in order of alias.
    const std::map<std::string, std::string, std::less<>>& aliases() const noexcept {
        return aliases_;
    }

  private:
    void add_aliases(const model::Profile& settings);

    EndpointFactory open_;
    ListenerFactory listeners_;
    const base::Clock& clock_;
    std::map<std::string, RunningProfile, std::less<>> running_;
    std::map<std::string, std::string, std::less<>> aliases_;
};

}  // namespace sofia::sip
