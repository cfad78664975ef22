#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "metrics/registry.hpp"
#include "presence/dialog_info.hpp"
#include "presence/presence_writer.hpp"
#include "presence/resource.hpp"
#include "registrar/registrar.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::presence {

/// A leg of a call as presence knows it: whose it is, and what watchers see of it.
struct LegNews {
    Resource user;
    /// The leg's id.
    std::string id;
    DialogFact fact;
};

/// What presence needs of the node. Everything outlives it. Thread: SIP.
struct Rooms {
    sip::Loop& loop;
    const base::Clock& clock;
    bus::Bus& bus;
    PresenceWriter& writer;
    sip::ProfileTable& profiles;
    registrar::Registrar& registrar;
    metrics::Registry& metrics;
    /// Visits the legs of all calls.
    std::function<void(const std::function<void(const LegNews&)>& visit)> legs;
    /// Whether the directory has a user.
    std::function<bool(std::string_view user, std::string_view host)> knows;
    /// Whether a profile lets a source in by its address alone (apply-inbound-acl); nobody when not
    /// given.
    std::function<bool(const model::Profile& profile, const sip::Address& source)> admits = {};
};

/// The live bindings of a user, on every profile, under each host that means its own.
std::vector<const model::Registration*> bindings_of(const Rooms& rooms, const Resource& user);
/// Whether the directory has this user under one of these hosts.
bool is_known(const Rooms& rooms, const Resource& user);

}  // namespace sofia::presence
