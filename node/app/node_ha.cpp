// What the node knows of itself and its neighbours for `sofia ha`.

#include <algorithm>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/node.hpp"
#include "commands/ha_findings.hpp"
#include "store/migrator.hpp"

namespace sofia::app {
namespace {

constexpr auto kAgent = "/usr/lib/ocf/resource.d/sofia/node";

base::Milliseconds ms(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<base::Milliseconds>(time);
}

/// Whether a socket can be bound to a literal address of this machine.
bool is_here(const std::string& ip) {
    sockaddr_in6 six{};
    sockaddr_in four{};
    six.sin6_family = AF_INET6;
    four.sin_family = AF_INET;
    const bool is_six = inet_pton(AF_INET6, ip.c_str(), &six.sin6_addr) == 1;
    if (!is_six && inet_pton(AF_INET, ip.c_str(), &four.sin_addr) != 1)
        return false;
    const int socket = ::socket(is_six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool is_bound =
        socket >= 0 &&
        (is_six ? bind(socket, reinterpret_cast<sockaddr*>(&six), sizeof six)
                : bind(socket, reinterpret_cast<sockaddr*>(&four), sizeof four)) == 0;
    if (socket >= 0)
        close(socket);
    return is_bound;
}

}  // namespace

void Node::announce() {
    store::NodeSign sign;
    sign.role = cluster::to_string(role_.state());
    sign.config_digest = config_digest_;
    sign.version = PROJECT_VERSION;
    worker_.announce(std::move(sign));
}

commands::HaControl Node::ha_control() {
    commands::HaControl ha;
    ha.status = [this] { return ha_status(); };
    ha.facts = [this] { return ha_facts(); };
    ha.promote = [this](const std::string& cluster, bool force, cluster::Role::OnPromoted done) {
        promote(cluster, force, std::move(done));
    };
    ha.demote = [this](cluster::Role::OnDemoted done) { role_.demote(std::move(done)); };
    return ha;
}

commands::HaStatus Node::ha_status() const {
    const auto now = base::system_clock().steady();
    commands::HaStatus status;
    status.role = cluster::to_string(role_.state());
    status.cluster = options_.cluster.str();
    status.node = options_.node_name.str();
    status.epoch = base::number(role_.epoch());
    if (const auto lease = worker_.lease()) {
        const auto left = ms(lease->until - now);
        status.lease_left = std::max(left, base::Milliseconds(0));
        status.lease_held = left.count() > 0;
    }
    const auto backlog = worker_.backlog();
    status.database = options_.db.redacted();
    status.connected = backlog.connected;
    status.writes = backlog.writes;
    status.oldest_write = backlog.oldest;
    status.calls = calls_.size();
    calls_.for_each([&](const call::Call& call) { status.would_be_lost += call.is_volatile(); });
    status.config_digest = config_digest_;
    const auto around = worker_.neighbourhood();
    if (!around)
        return status;
    status.lag = around->took;
    for (const auto& sign : around->signs.nodes)
        if (sign.node != options_.node_name)
            status.peers.push_back({sign.node.str(),
                                    sign.role,
                                    around->signs.now - sign.seen + ms(now - around->asked_steady),
                                    sign.config_digest,
                                    sign.version});
    return status;
}

commands::HaFacts Node::ha_facts() const {
    commands::HaFacts facts;
    facts.status = ha_status();
    for (const auto& profile : configuration_->profiles)
        facts.addresses.push_back(
            {profile.name, profile.address.sip_ip, is_here(profile.address.sip_ip)});
    const auto on_disk =
        config::load_again(options_.conf, config::probe_host(), options_.cluster.str());
    if (on_disk)
        facts.disk_digest = on_disk->digest;
    else
        facts.config_error = on_disk.error().text;
    const auto known = store::known_migrations(store::Dialect::Sqlite);
    facts.known_schema = known.empty() ? 0 : known.back().version;
    facts.lease = options_.cluster_lease;
    if (const auto around = worker_.neighbourhood()) {
        facts.schema = around->signs.schema;
        facts.clock_ahead = around->clock_ahead;
        facts.last_sign = ms(base::system_clock().steady() - around->asked_steady);
    }
    facts.agent = kAgent;
    facts.has_agent = access(kAgent, X_OK) == 0;
    facts.watchdog = watchdog_.is_on();
    return facts;
}

}  // namespace sofia::app
