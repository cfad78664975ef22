#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "call/image.hpp"
#include "call/services.hpp"
#include "cluster/bind_policy.hpp"
#include "config/configuration.hpp"
#include "gateway/gateways.hpp"
#include "sip/profile_table.hpp"

namespace sofia::app {

/// Why a profile is not opened whatever its address, in words; empty when it may be. Pure.
std::string refusal_to_open(const model::Profile& profile);

/// Starts, stops and changes profiles as the configuration says and operators ask. Thread: SIP.
class ProfileControl {
  public:
    using Done = std::function<void(base::Result<void>)>;

    ProfileControl(call::Services& services,
                   sip::ProfileTable& profiles,
                   gateway::Gateways& gateways)
        : services_(services), profiles_(profiles), gateways_(gateways) {}

    /// From now on profiles are started and rescanned with these settings; running ones keep
    /// theirs.
    void configure(std::shared_ptr<const config::Configuration> configuration) {
        configuration_ = std::move(configuration);
    }
    /// Called after each start, stop and rescan of a profile.
    void on_change(std::function<void()> callback) { changed_ = std::move(callback); }
    /// A profile as configured; nullptr when there is none of this name.
    std::shared_ptr<const model::Profile> configured(const std::string& name) const;
    /// What start_all() did.
    struct Started {
        /// Profiles that run now.
        std::size_t running = 0;
        std::vector<cluster::NotOpen> missing;
    };
    /// Starts every configured profile that does not run; one that fails does not stop the others,
    /// and is not tried again by itself.
    Started start_all();
    /// One that is being closed is opened again as soon as it is closed.
    /// Errors: NotFound (not configured), Exists (already running), Unavailable (the node is not
    /// active), Invalid (see refusal_to_open()), and those of opening the sockets: then it is tried
    /// again as bind-attempts says.
    base::Result<void> start(const std::string& name);
    /// A profile that could not be opened is tried again as its bind-attempts says; each try, and
    /// the end of them, is a line of the log.
    void try_again_later(const std::string& name);
    /// Whether profiles may be opened: only while the node is active or about to be. Switched off,
    /// a restart that is under way ends with the sockets closed.
    void allow(bool opening) { may_open_ = opening; }
    /// Tries to open the profile no more, if it could not be opened. Of a running one it hangs up
    /// the calls with MANAGER_REQUEST and unregisters its gateways, waits until both have ended (2
    /// s at most), closes the sockets, and opens them again with the present settings when `again`.
    /// Then calls that are up go on, unless the address is another one.
    void stop(const std::string& name, bool again, Done done);
    /// Closes a running profile and opens it as configured, at another address: calls that are up
    /// go on from there, and their peers are told its Contact.
    void move(const std::string& name, Done done);
    /// Gives a running profile its present settings without touching sockets and calls, and lets
    /// its gateways follow them. \return the parameters whose change needs a restart; the rest is
    /// applied. Errors: NotFound.
    base::Result<std::vector<std::string>> rescan(const std::string& name);

  private:
    /// What becomes of the calls that are up when a profile is closed.
    enum class Calls { End, Stay, Move };
    void close(const std::string& name, Calls calls, bool again, Done done);
    /// The calls' legs on a running profile get its Contact.
    void give_contact(const std::string& name, std::vector<call::CallImage>& calls);
    void wait_until_quiet(const std::string& name,
                          bool keeps_calls,
                          int polls_left,
                          std::function<void()> then);
    /// Rebuilds calls from their values, some in each turn of the loop.
    void go_on_with(std::shared_ptr<std::vector<call::CallImage>> calls, bool have_moved);

    call::Services& services_;
    sip::ProfileTable& profiles_;
    gateway::Gateways& gateways_;
    std::shared_ptr<const config::Configuration> configuration_;
    std::function<void()> changed_ = [] {};
    bool may_open_ = false;
    /// The further tries of a profile that could not be opened.
    struct Tries {
        std::uint32_t left = 0;
        std::unique_ptr<sip::Timer> timer;
    };
    base::Result<void> open(const std::string& name);
    void wait_for_try(const std::string& name, std::chrono::seconds pause);
    std::map<std::string, Tries> tries_;
    /// Profiles that somebody has started while they were being closed.
    std::set<std::string> wanted_again_;
    /// By profile: one stop at a time.
    std::map<std::string, std::unique_ptr<sip::Timer>> waits_;
};

}  // namespace sofia::app
