#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "call/call_writer.hpp"
#include "call/leg_watch.hpp"
#include "call/settings.hpp"
#include "call/steered_call.hpp"
#include "call/target.hpp"
#include "gateway/gateways.hpp"
#include "metrics/registry.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::call {

class CallTable;
class Challenged;

/// What calls need of the node. Everything outlives the calls. Thread: SIP.
struct Services {
    sip::Loop& loop;
    const base::Clock& clock;
    bus::Bus& bus;
    CallWriter& writer;
    sip::ProfileTable& profiles;
    CallTable& table;
    metrics::Registry& metrics;
    Settings settings;
    /// Where a registered user can be reached: the live bindings of user@host on a profile (empty:
    /// on any), best first.
    std::function<std::vector<Target>(
        const std::string& profile, const std::string& user, const std::string& host)>
        locate;
    /// Runs a command of the node inside `${name(arguments)}`; empty text when it is unknown or
    /// does not answer at once.
    std::function<std::string(const std::string& name, const std::string& arguments)> api;
    /// The gateways of this node; nullptr where there are none.
    gateway::Gateways* gateways = nullptr;
    /// Who hears of the legs' states; nullptr: nobody.
    LegWatch* leg_watch = nullptr;
    /// With what a request within the call of a user who has authenticated is refused until it
    /// shows that he has sent it; nothing: he has (call/identify).
    std::function<std::optional<sip::Reply>(
        const model::Profile& profile, const sip::Request& request, std::string_view user)>
        refuse_sender;
    /// Brings the call that a former process left in the database into `table`, by one of its
    /// dialogs with our tag, and then says whether the table can be believed: false when that
    /// cannot be said here and now. At once for a tag that names no call or one that is here.
    /// Empty: what is not in the table is nowhere.
    std::function<void(const model::DialogKey& dialog, std::function<void(bool)> then)> bring;
    /// Which INVITEs were challenged and have not come back; nullptr: nobody asks.
    Challenged* challenged = nullptr;
    /// Connects a call to the servers that it names, one after the other (application `socket`).
    /// Empty where there is no event socket.
    std::function<std::unique_ptr<Helm>(SteeredCall call)> steer = {};
};

}  // namespace sofia::call
