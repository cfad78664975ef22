#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "commands/verb.hpp"

/// What `sofia profile P <verb>` can do with a profile, one function a verb. Thread: SIP.
namespace sofia::commands {

/// Carries out a verb on `profile`, the name of a running profile unless the verb says otherwise.
using ProfileHandler = void (*)(Context& context,
                                const std::string& profile,
                                Arguments words,
                                const Reply& reply);

/// The answer about a profile that does not run.
inline std::string invalid_profile(const std::string& profile) {
    return "Invalid Profile [" + profile + "]";
}

// profile_lifecycle.cpp
/// Reads the configuration again and opens the profile's sockets; the profile need not run.
void profile_start(Context& context,
                   const std::string& profile,
                   Arguments words,
                   const Reply& reply);
/// Hangs up the profile's calls and closes it. `wait`: replies when it is closed, at the latest
/// after 20 s.
void profile_stop(Context& context,
                  const std::string& profile,
                  Arguments words,
                  const Reply& reply);
/// The same, then opens it again with the settings of a fresh read.
void profile_restart(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply);
/// Restarts every running profile; says nothing.
void restart_all_profiles(Context& context, const Reply& reply);
/// Gives the profile the settings of a fresh read, without touching sockets and calls; names the
/// addresses that only a restart can change.
void profile_rescan(Context& context,
                    const std::string& profile,
                    Arguments words,
                    const Reply& reply);

// profile_gateways.cpp
/// `register G|all`: registers anew, at the next second.
void profile_register(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply);
/// `unregister G|all`: unregisters and stays down.
void profile_unregister(Context& context,
                        const std::string& profile,
                        Arguments words,
                        const Reply& reply);
/// `killgw G|_all_`: unregisters and forgets; calls that are up go on.
void profile_killgw(Context& context,
                    const std::string& profile,
                    Arguments words,
                    const Reply& reply);
/// `startgw G|_all_`: reads the configuration again and begins what of it is not there.
void profile_startgw(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply);
/// `gwlist [up|down]`: names of the gateways that calls may or may not use.
void profile_gwlist(Context& context,
                    const std::string& profile,
                    Arguments words,
                    const Reply& reply);

// profile_switches.cpp
/// `siptrace on|off`.
void profile_siptrace(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply);
/// `capture on|off`: copies of messages go to the capture server.
void profile_capture(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply);
/// `watchdog on|off`.
void profile_watchdog(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply);

// sofia_recover.cpp
/// `recover [flush]` for the calls of one profile.
void profile_recover(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply);

// flush_inbound_reg.cpp
/// `flush_inbound_reg [<call-id> | <[user]@domain>] [reboot]`: removes bindings of this profile.
void flush_inbound_reg(Context& context,
                       const std::string& profile,
                       Arguments words,
                       const Reply& reply);

/// `check_sync [<call-id> | <[user]@domain>]`: tells phones to fetch their configuration; unlike
/// the other system's, it keeps their bindings also when none is named.
void check_sync(Context& context, const std::string& profile, Arguments words, const Reply& reply);

/// Why a profile that has been up for `uptime` must not be stopped yet; nothing when it may be.
/// The other system needs ten seconds to settle, and scripts are written for its two lines.
std::optional<std::string> too_young_to_stop(const std::string& profile,
                                             std::chrono::steady_clock::duration uptime);

}  // namespace sofia::commands
