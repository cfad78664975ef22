#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/accounts.hpp"
#include "app/address_watch.hpp"
#include "app/call_presence.hpp"
#include "app/configuration_reader.hpp"
#include "app/dispatcher.hpp"
#include "app/exit_code.hpp"
#include "app/lease_watch.hpp"
#include "app/opening.hpp"
#include "app/profile_control.hpp"
#include "app/store_doors.hpp"
#include "app/waiting_room.hpp"
#include "app/watchdog_control.hpp"
#include "bus/bus.hpp"
#include "call/call_table.hpp"
#include "call/challenged.hpp"
#include "cluster/role.hpp"
#include "commands/context.hpp"
#include "commands/table.hpp"
#include "config/configuration.hpp"
#include "config/options.hpp"
#include "event_socket/heartbeat.hpp"
#include "event_socket/server.hpp"
#include "gateway/gateways.hpp"
#include "metrics/registry.hpp"
#include "presence/presence.hpp"
#include "recovery/lazy.hpp"
#include "recovery/recovery.hpp"
#include "registrar/connection_watch.hpp"
#include "registrar/pings.hpp"
#include "registrar/registrar.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"
#include "store/worker.hpp"

namespace sofia::app {

/// One node: builds every room, wires them, and takes them down in reverse order. Thread: the SIP
/// thread is the one that calls run().
class Node {
  public:
    /// Wires the node; nothing listens yet. Throws std::runtime_error when the machine gives no
    /// event loop.
    Node(const config::Options& options, config::Loaded loaded, store::Opener opener);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Opens the event socket. Errors: Unavailable, Invalid.
    base::Result<void> open_event_socket();
    /// Serves until stop(), shutdown or fencing. `ready` is called once, when the node serves in
    /// its role; `healthy` about once a second on the watchdog's thread while the node's threads
    /// turn, and must not block.
    ExitCode run(std::function<void()> ready, std::function<void()> healthy);
    /// Ends run() in order, with tracked calls left up and recoverable. Thread: any.
    void stop();
    /// Reads the configuration again (SIGHUP). Thread: any.
    void reload();

  private:
    // Roles: node_roles.cpp.
    cluster::Role::Wiring role_wiring();
    void start_in_role();
    void started_active(const base::Result<cluster::Promotion>& outcome);
    void activate(const store::EpochGrant& grant, cluster::Role::OnOpened opened);
    void load_registrations(const store::EpochGrant& grant);
    void loaded(std::vector<model::Registration> registrations, const std::string& secret);
    void load_gateways(const store::EpochGrant& grant);
    void load_presence(const store::EpochGrant& grant);
    presence::Rooms presence_rooms();
    AddressWatch::Node address_watch_node();
    /// Reads the configuration again where the machine's address is another than it was then.
    void follow_machine();
    /// Whether a phone can be called: not when it was bound to a flow that is closed.
    bool is_within_reach(const model::Registration& binding);
    bool is_under(const store::EpochGrant& grant) const;
    void fall_silent();
    void deactivate(base::Task given_back);
    void fenced();
    void run_command(const std::string& line, std::function<void(std::string)> reply);
    void promote(const std::string& cluster, bool force, cluster::Role::OnPromoted done);
    base::Result<void> join(const base::ClusterName& cluster, config::Loaded loaded);
    void announce();
    void lease_lost();
    commands::HaControl ha_control();
    commands::HaFacts ha_facts() const;
    commands::HaStatus ha_status() const;
    void tell_ready();

    void shutdown(bool keep_calls);
    void leave(ExitCode code);
    // Reading again: node_configuration.cpp.
    /// What a read of the configuration takes with it to its thread.
    ConfigurationReader::Read next_read() const;
    /// Reads on the SIP thread.
    base::Result<void> read_at_once();
    void use(config::Loaded loaded);
    void apply_configuration();
    commands::Context make_context();
    event_socket::Vitals vitals() const;

    /// The cluster changes when a spare is promoted for another one.
    config::Options options_;
    std::shared_ptr<const config::Configuration> configuration_;
    std::string config_digest_;
    const std::string core_uuid_;
    const base::SteadyTime started_;
    // Order matters: what is below uses what is above, and is destroyed first.
    metrics::Registry metrics_;
    std::unique_ptr<sip::Loop> loop_;
    /// May wait a moment when it is destroyed: by then the worker has given back what it held.
    ConfigurationReader reader_;
    bus::Bus bus_;
    store::Worker worker_;
    CallWrites call_writes_;
    CallRows call_rows_;
    sip::ProfileTable profiles_;
    GatewayWrites gateway_writes_;
    gateway::Surroundings surroundings_;
    gateway::Gateways gateways_;
    CallPresence call_presence_;
    call::CallTable calls_;
    call::Challenged challenged_;
    call::Services services_;
    RegistrationWrites registration_writes_;
    registrar::Registrar registrar_;
    PresenceWrites presence_writes_;
    presence::Presence presence_;
    registrar::Pings pings_;
    registrar::ConnectionWatch connection_watch_;
    recovery::Prober prober_;
    recovery::Recovery recovery_;
    recovery::Lazy lazy_;
    ProfileControl profile_control_;
    AddressWatch address_watch_;
    WatchdogControl watchdog_;
    WaitingRoom waiting_room_;
    Opening opening_;
    LeaseWatch lease_watch_;
    cluster::Role role_;
    commands::Context context_;
    commands::Table commands_;
    Accounts accounts_;
    std::unique_ptr<event_socket::Heartbeat> heartbeat_;
    std::unique_ptr<event_socket::Server> event_socket_;
    std::unique_ptr<sip::Timer> retry_;
    std::unique_ptr<sip::Timer> gateways_retry_;
    std::unique_ptr<sip::Timer> presence_retry_;
    std::unique_ptr<sip::Timer> giving_back_;
    /// Commands that need the bindings, while those are loaded.
    std::vector<base::Task> waiting_commands_;
    std::unique_ptr<sip::Timer> leaving_;
    std::function<void()> ready_;
    ExitCode exit_code_ = ExitCode::Ok;
    bool stopping_ = false;
    /// Whether the node may send nothing: it is not active.
    bool is_silent_ = true;
};

}  // namespace sofia::app
