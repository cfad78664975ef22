// What the node does when its role or its address changes: cluster::Role and AddressWatch decide,
// this carries it out.

#include <algorithm>
#include <utility>

#include "app/node.hpp"
#include "base/log.hpp"
#include "commands/waits_for_bindings.hpp"

namespace sofia::app {
namespace {

/// Time that clients have to read the last events after fencing.
constexpr std::chrono::milliseconds kLastWords{200};
/// How long a demotion waits for the database; the lease runs out by itself then.
constexpr std::chrono::milliseconds kGiveBackTime{2000};
constexpr std::chrono::milliseconds kLoadAgain{500};

}  // namespace

cluster::Role::Wiring Node::role_wiring() {
    return {[this](bool force, cluster::Role::OnGrant done) {
                worker_.take_epoch(force, std::move(done));
            },
            [this](const store::EpochGrant& grant, cluster::Role::OnOpened opened) {
                activate(grant, std::move(opened));
            },
            [this](base::Task given_back) { deactivate(std::move(given_back)); },
            [this] { fenced(); }};
}

void Node::start_in_role() {
    announce();
    if (options_.role == config::RoleOption::Standby)
        return tell_ready();
    role_.promote(
        false,
        cluster::Patience::UntilActive,
        [this](const base::Result<cluster::Promotion>& outcome) { started_active(outcome); });
}

void Node::started_active(const base::Result<cluster::Promotion>& outcome) {
    announce();
    if (outcome || outcome.error().kind == base::ErrorKind::Stale)
        return tell_ready();  // Demoted meanwhile: it serves as a standby. Fenced: it leaves
                              // anyway.
    LOG_ERROR(Area::App, "no profile could be started, leaving");
    leave(ExitCode::Failed);
}

void Node::tell_ready() {
    if (ready_)
        std::exchange(ready_, nullptr)();
}

void Node::activate(const store::EpochGrant& grant, cluster::Role::OnOpened opened) {
    worker_.set_epoch(grant.epoch);
    bus_.set_node_headers({{"Node-Cluster", options_.cluster.str()},
                           {"Node-Name", options_.node_name.str()},
                           {"Node-Epoch", std::to_string(base::number(grant.epoch))}});
    // Dialogs go on as soon as the sockets are open; what needs the bindings waits for them.
    lease_watch_.begin();
    is_silent_ = false;
    waiting_room_.open();
    load_gateways(grant);
    load_registrations(grant);
    profile_control_.allow(true);
    follow_machine();
    opening_.begin([this, opened = std::move(opened)](const base::Result<std::string>& note) {
        if (note)
            watchdog_.watch();
        opened(note);
    });
}

void Node::load_registrations(const store::EpochGrant& grant) {
    worker_.load_registrations(
        [this, grant](base::Result<std::vector<model::Registration>> loaded_rows) {
            if (!waiting_room_.is_open() || !is_under(grant))
                return;
            if (loaded_rows) {
                loaded(std::move(*loaded_rows), grant.secret);
                // Whether a user is there is told by the bindings.
                return load_presence(grant);
            }
            // Without the bindings calls would go astray.
            LOG_WARN(Area::App,
                     "registrations not loaded, asking again, {} request(s) get 503: {}",
                     waiting_room_.size(),
                     loaded_rows.error().text);
            waiting_room_.send_away();
            retry_ = loop_->after(kLoadAgain, [this, grant] { load_registrations(grant); });
        });
}

bool Node::is_under(const store::EpochGrant& grant) const {
    return worker_.lease().value_or(store::Worker::HeldLease{}).epoch == grant.epoch;
}

void Node::load_gateways(const store::EpochGrant& grant) {
    worker_.load_gateways(
        [this, grant](base::Result<std::vector<model::GatewayRegistration>> rows) {
            // Silent meanwhile, or active anew and then asking for itself.
            if (is_silent_ || !is_under(grant))
                return;
            if (rows)
                return gateways_.promote(std::move(*rows));
            LOG_WARN(Area::App,
                     "registrations at gateways not loaded, asking again, no gateway is up: {}",
                     rows.error().text);
            gateways_retry_ = loop_->after(kLoadAgain, [this, grant] { load_gateways(grant); });
        });
}

void Node::load_presence(const store::EpochGrant& grant) {
    worker_.load_presence([this, grant](base::Result<store::Worker::PresenceRows> rows) {
        if (is_silent_ || !is_under(grant))
            return;
        if (rows)
            return presence_.promote(std::move(rows->subscriptions),
                                     std::move(rows->publications),
                                     std::move(rows->mailboxes));
        LOG_WARN(Area::App,
                 "subscriptions not loaded, asking again, nobody is notified: {}",
                 rows.error().text);
        presence_retry_ = loop_->after(kLoadAgain, [this, grant] { load_presence(grant); });
    });
}

void Node::loaded(std::vector<model::Registration> registrations, const std::string& secret) {
    LOG_INFO(Area::App,
             "node={} cluster={} epoch={} registrations={} waiting={}",
             options_.node_name.str(),
             options_.cluster.str(),
             base::number(role_.epoch()),
             registrations.size(),
             waiting_room_.size());
    registrar_.promote(secret, std::move(registrations));
    waiting_room_.close();
    for (const auto& command : std::exchange(waiting_commands_, {}))
        command();
}

void Node::fall_silent() {
    // Sockets first: what follows may end transactions, which would answer.
    profiles_.shut_all();
    is_silent_ = true;
    gateways_.demote();
    gateways_retry_.reset();
    presence_retry_.reset();
    presence_.demote();
    watchdog_.rest();
    lease_watch_.end();
    profile_control_.allow(false);
    opening_.abandon();
    retry_.reset();
    waiting_room_.clear();
    pings_.forget();
    lazy_.abandon();
    recovery_.abandon();
    calls_.abandon({});
}

void Node::deactivate(base::Task given_back) {
    fall_silent();
    registrar_.demote();
    profiles_.stop_all();
    announce();
    bus_.set_node_headers(
        {{"Node-Cluster", options_.cluster.str()}, {"Node-Name", options_.node_name.str()}});
    for (const auto& command : std::exchange(waiting_commands_, {}))
        command();
    // Whichever comes first; the timer is ours, so a late answer of the database finds no task.
    auto once = std::make_shared<base::Task>(std::move(given_back));
    const auto tell = [once] {
        if (const auto task = std::exchange(*once, nullptr))
            task();
    };
    giving_back_ = loop_->after(kGiveBackTime, [once, tell] {
        if (!*once)
            return;
        LOG_WARN(Area::Cluster, "the lease could not be given back in time, it runs out by itself");
        tell();
    });
    worker_.retire(tell);
}

void Node::fenced() {
    fall_silent();
    registrar_.fence();
    bus_.publish(
        {"CUSTOM", "sofia::fenced", {{"epoch", std::to_string(base::number(role_.epoch()))}}, {}});
    exit_code_ = ExitCode::Fenced;
    leaving_ = loop_->after(kLastWords, [this] { leave(ExitCode::Fenced); });
}

void Node::lease_lost() {
    fall_silent();
    registrar_.fence();
    leave(ExitCode::LeaseLost);
}

void Node::run_command(const std::string& line, std::function<void(std::string)> reply) {
    if (waiting_room_.is_open() && commands::waits_for_bindings(line))
        waiting_commands_.emplace_back(
            [this, line, reply = std::move(reply)] { commands_.run(line, reply); });
    else
        commands_.run(line, std::move(reply));
}

void Node::promote(const std::string& cluster, bool force, cluster::Role::OnPromoted done) {
    const auto told = [this, done](const base::Result<cluster::Promotion>& end) {
        announce();
        done(end);
    };
    const auto before = options_.cluster;
    const base::ClusterName wanted(cluster);
    if (cluster.empty() || wanted == before)
        return role_.promote(force, cluster::Patience::Once, told);
    if (role_.state() != cluster::RoleState::Standby)
        return done(base::fail(base::ErrorKind::Invalid,
                               std::string("this node is ") +
                                   std::string(cluster::to_string(role_.state())) + " in cluster " +
                                   before.str() + ": demote it first"));
    // At once: a standby has nobody who could wait for it.
    auto loaded = config::load(options_.conf, config::probe_host(), cluster);
    if (!loaded)
        return done(tl::unexpected(loaded.error()));
    // What it goes back to when it is not promoted.
    config::Loaded old{configuration_, {}, config_digest_, {}};
    if (const auto joined = join(wanted, std::move(*loaded)); !joined)
        return done(tl::unexpected(joined.error()));
    role_.promote(force,
                  cluster::Patience::Once,
                  [this, before, old, told](const base::Result<cluster::Promotion>& end) {
                      if (!end && role_.state() == cluster::RoleState::Standby)
                          if (const auto back = join(before, old); !back)
                              LOG_WARN(Area::Cluster, "{}", back.error().text);
                      told(end);
                  });
}

base::Result<void> Node::join(const base::ClusterName& cluster, config::Loaded loaded) {
    if (!worker_.use_cluster(cluster))
        return base::fail(
            base::ErrorKind::Unavailable,
            "the lease of cluster " + options_.cluster.str() + " is not given back yet");
    LOG_INFO(Area::Cluster,
             "a spare of cluster {} turns to cluster {}",
             options_.cluster.str(),
             cluster.str());
    role_.turn_to_another_cluster();
    options_.cluster = cluster;
    context_.facts.cluster = cluster.str();
    reader_.read_anew();
    configuration_ = std::move(loaded.configuration);
    config_digest_ = std::move(loaded.digest);
    apply_configuration();
    return {};
}

void Node::follow_machine() {
    const auto& profiles = configuration_->profiles;
    const auto machine = config::probe_host();
    // While it was a standby nobody looked.
    if (std::none_of(profiles.begin(), profiles.end(), [&](const auto& one) {
            return has_lost_address(one.address, machine) && has_way_out(one.address);
        }))
        return;
    // At once: the sockets that are opened next need the address, and until then there is no SIP to
    // hold up.
    if (const auto read = read_at_once(); !read)
        LOG_WARN(Area::Config, "the machine's address has changed: {}", read.error().text);
}

AddressWatch::Node Node::address_watch_node() {
    return {[this](auto done) { reader_.read(std::move(done)); },
            [this](const std::string& name) { return profile_control_.configured(name); },
            [this](const std::string& name) {
                profile_control_.move(name, [name](const base::Result<void>& opened) {
                    if (!opened)
                        LOG_ERROR(Area::Sip, "profile={} not open: {}", name, opened.error().text);
                });
            },
            [this](const std::string& former, const std::string& now) {
                if (!bus_.wants("TRAP"))
                    return;
                const std::string family = now.find(':') == std::string::npos ? "v4" : "v6";
                model::Event event{"TRAP", {}, {}, {}};
                event.add("condition", "network-address-change")
                    .add("network-address-previous-" + family, former)
                    .add("network-address-change-" + family, now);
                bus_.publish(std::move(event));
            }};
}

}  // namespace sofia::app
