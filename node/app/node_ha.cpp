// What a node tells people of itself and of the others in its cluster.

#include <algorithm>

#include <unistd.h>

#include "app/node.hpp"
#include "store/migrator.hpp"

namespace sofia::app {
namespace {

/// Where Pacemaker looks for `ocf:sofia:node`.
constexpr char kAgent[] = "/usr/lib/ocf/resource.d/sofia/node";

int wanted_schema() {
    return static_cast<int>(store::known_migrations(store::Dialect::Sqlite).size());
}

bool is_wildcard(const std::string& ip) {
    return ip == "0.0.0.0" || ip == "::";
}

}  // namespace

cluster::Signs::Wiring Node::signs_wiring() {
    return {[this] {
                return model::NodeSign{options_.node_name,
                                       std::string(cluster::to_string(role_.state())),
                                       role_.epoch(),
                                       configuration_->digest,
                                       PROJECT_VERSION};
            },
            [this](model::NodeSign ours, cluster::Signs::OnView done) {
                worker_.exchange_signs(std::move(ours), std::move(done));
            }};
}

commands::HaStatus Node::ha_status() const {
    const auto now = base::system_clock().steady();
    commands::HaStatus status;
    status.role = cluster::to_string(role_.state());
    status.cluster = options_.cluster.str();
    status.node = options_.node_name.str();
    status.epoch = base::number(role_.epoch());
    if (const auto lease = worker_.lease()) {
        const auto left = std::chrono::duration_cast<base::Milliseconds>(lease->until - now);
        status.lease_left = std::max(left, base::Milliseconds(0));
        status.lease_held = left.count() > 0;
    }
    status.config_digest = configuration_->digest;
    if (const auto heard = signs_.heard()) {
        status.lag = heard->lag;
        for (const auto& [sign, ago] : heard->others)
            status.peers.push_back(
                {sign.node.str(), sign.role, ago, sign.config_digest, sign.version});
    }
    const auto backlog = worker_.backlog();
    status.database = options_.db.redacted();
    status.connected = backlog.connected;
    status.writes = backlog.writes;
    status.oldest_write = backlog.oldest;
    status.calls = calls_.size();
    calls_.for_each([&](const call::Call& call) { status.would_be_lost += call.is_volatile(); });
    return status;
}

commands::CheckFacts Node::check_facts() {
    commands::CheckFacts facts;
    facts.status = ha_status();
    const auto here = config::probe_host().addresses;
    for (const auto& profile : configuration_->profiles) {
        const auto& ip = profile.address.sip_ip;
        const bool is_here =
            is_wildcard(ip) || ip.starts_with("127.") ||
            std::ranges::find(here, ip, &config::InterfaceAddress::address) != here.end();
        facts.addresses.push_back(
            {profile.name, ip, is_here, profiles_.find(profile.name) != nullptr});
    }
    facts.config_warnings = config_warnings_;
    if (const auto heard = signs_.heard()) {
        facts.signed_ago = heard->ago;
        facts.skew = heard->skew;
        facts.schema_version = heard->schema_version;
    }
    facts.wanted_schema = wanted_schema();
    facts.sign_period = options_.cluster_lease / kSignsInALease;
    facts.has_agent = access(kAgent, X_OK) == 0;
    facts.is_watched = watchdog_.is_on();
    facts.watchdog = watchdog_.words();
    return facts;
}

}  // namespace sofia::app
