#include "app/node.hpp"

#include <algorithm>
#include <utility>

#include "app/fault.hpp"
#include "app/identity.hpp"
#include "base/log.hpp"
#include "base/uuid.hpp"
#include "call/binding_target.hpp"
#include "call/identify.hpp"
#include "commands/register_commands.hpp"
#include "model/acl_entry.hpp"
#include "registrar/domain_names.hpp"
#include "registrar/outbound.hpp"
#include "registrar/way_to_phone.hpp"
#include "sip/sofia/factory.hpp"

namespace sofia::app {
namespace {

/// Time that calls have to end after `shutdown`.
constexpr std::chrono::milliseconds kHangupTime{3000};
constexpr std::chrono::milliseconds kPoll{50};

/// How often at most a commit begins: under load it costs an answer half of this on average, and
/// saves the database most of its transactions (measured by tools/bench).
constexpr std::chrono::milliseconds kGather{10};

/// One sweep serves all profiles, as often as the most impatient one wants.
registrar::RegistrarOptions registrar_options(const config::Configuration& configuration) {
    registrar::RegistrarOptions options;
    for (const auto& profile : configuration.profiles)
        options.sweep_period = std::min<std::chrono::milliseconds>(options.sweep_period,
                                                                   profile.registrar.sweep_period);
    return options;
}

store::WorkerOptions worker_options(const config::Options& options) {
    store::WorkerOptions worker;
    worker.cluster = options.cluster;
    worker.node = options.node_name;
    worker.commit_timeout = options.db_commit_timeout;
    worker.transaction_timeout = options.db_commit_timeout;
    worker.lease = options.cluster_lease;
    worker.gather = kGather;
    return worker;
}

}  // namespace

Node::Node(const config::Options& options, config::Loaded loaded, store::Opener opener)
    : options_(options),
      configuration_(std::move(loaded.configuration)),
      config_digest_(std::move(loaded.digest)),
      core_uuid_(base::process_uuid()),
      started_(base::system_clock().steady()),
      loop_(sip::make_loop()),
      reader_(
          *loop_,
          [this] { return next_read(); },
          [this](config::Loaded read) { use(std::move(read)); }),
      bus_(identity_of(options_, *configuration_, core_uuid_), base::system_clock()),
      worker_(worker_options(options_), std::move(opener), *loop_, metrics_),
      call_writes_(worker_),
      call_rows_(worker_),
      profiles_(
          sip::endpoint_factory(*loop_),
          [this](const std::string& profile) {
              return std::make_unique<Dispatcher>(
                  Dispatcher::Rooms{
                      services_, registrar_, presence_, lazy_, waiting_room_, lease_watch_},
                  profile);
          },
          base::system_clock()),
      gateway_writes_(worker_),
      surroundings_{bus_,
                    [this](const std::string& list, const std::string& ip) {
                        return services_.settings.acl->check(list, ip).allowed;
                    },
                    [this] { return options_.cluster.str(); }},
      gateways_(*loop_, base::system_clock(), profiles_, gateway_writes_, surroundings_),
      call_presence_(calls_, profiles_),
      calls_(*loop_),
      challenged_(*loop_, base::system_clock(), bus_),
      services_{*loop_,
                base::system_clock(),
                bus_,
                call_writes_,
                profiles_,
                calls_,
                metrics_,
                {},
                {},
                {},
                &gateways_,
                &call_presence_,
                {},
                {},
                &challenged_},
      registration_writes_(worker_),
      registrar_(registrar_options(*configuration_),
                 *loop_,
                 base::system_clock(),
                 bus_,
                 registration_writes_,
                 metrics_),
      presence_writes_(worker_),
      presence_(presence_rooms()),
      pings_({*loop_, base::system_clock(), bus_, profiles_, registrar_, metrics_}),
      connection_watch_(*loop_, profiles_, registrar_),
      prober_(services_, {.calls_per_second = options_.probe_rate}),
      recovery_(services_, call_rows_, prober_),
      lazy_(services_, call_rows_, prober_),
      profile_control_(services_, profiles_, gateways_),
      address_watch_(*loop_, profiles_, address_watch_node()),
      watchdog_({*loop_, profiles_, worker_}),
      opening_(*loop_, base::system_clock(), profile_control_),
      lease_watch_(*loop_,
                   sip::held_loop(*loop_),
                   base::system_clock(),
                   worker_,
                   options_.cluster_lease,
                   options_.on_lease_lost,
                   [this] { lease_lost(); }),
      role_(*loop_, role_wiring()),
      context_(make_context()) {
    services_.locate =
        [this](const std::string& profile, const std::string& user, const std::string& host) {
            std::vector<call::Target> targets;
            for (const auto* binding :
                 registrar::contacts_under_any_name(registrar_, profiles_, profile, user, host))
                if (is_within_reach(*binding))
                    targets.push_back(call::target_of(*binding));
            return targets;
        };
    services_.api = [this](const std::string& name, const std::string& arguments) {
        return commands_.run_at_once(name + " " + arguments);
    };
    services_.refuse_sender =
        [this](const model::Profile& profile, const sip::Request& request, std::string_view user) {
            return call::refuse_sender(registrar_, profile, request, user);
        };
    worker_.on_stale(sip::held_loop(*loop_).control(),
                     [this](base::Epoch stale) { role_.fence(stale); });
    profile_control_.on_change([this] {
        watchdog_.profiles_changed();
        presence_.on_profiles();
    });
    call_presence_.tell(&presence_);
    registrar_.on_change(
        [this](const model::RegistrationKey& key, registrar::BindingChange change) {
            presence_.on_binding(key, change);
        });
    commands::register_commands(commands_, context_);
    apply_configuration();
}

Node::~Node() {
    // Clients first: their commands reach into everything below.
    event_socket_.reset();
    profiles_.shut_all();
    calls_.abandon({});
    call_presence_.tell(nullptr);
    registrar_.on_change({});
}

presence::Rooms Node::presence_rooms() {
    return {*loop_,
            base::system_clock(),
            bus_,
            presence_writes_,
            profiles_,
            registrar_,
            metrics_,
            [this](const auto& visit) { call_presence_.visit(visit); },
            [this](std::string_view user, std::string_view host) {
                return services_.settings.directory->find(user, host) != nullptr;
            },
            [this](const model::Profile& profile, const sip::Address& source) {
                const std::uint16_t port = profile.registrar.use_port_for_acl ? source.port : 0;
                const auto& lists = profile.calls.apply_inbound_acl;
                return model::lets_in(*services_.settings.acl, lists, source.ip, port);
            }};
}

bool Node::is_within_reach(const model::Registration& binding) {
    const auto* running = profiles_.find(binding.key.profile);
    return running == nullptr || !registrar::is_flow_on_connection(binding, *running->settings) ||
           running->endpoint->has_connection(registrar::next_hop_to(binding));
}

void Node::apply_configuration() {
    const auto& configuration = *configuration_;
    auto& settings = services_.settings;
    settings.dialplan = {configuration_, &configuration.dialplan};
    settings.directory = {configuration_, &configuration.directory};
    settings.acl = {configuration_, &configuration.acl};
    settings.globals = configuration.globals;
    const auto domain = configuration.globals.find("domain");
    settings.default_domain =
        domain == configuration.globals.end() ? std::string{} : domain->second;
    const auto& limits = configuration.switch_options;
    const auto& intake = settings.intake;
    settings.max_sessions = intake.max_sessions.value_or(limits.max_sessions);
    settings.sessions_per_second = intake.sessions_per_second.value_or(limits.sessions_per_second);
    accounts_.use(settings.directory, settings.default_domain);
    registrar_.use(settings.directory, settings.acl);
    registrar_.sweep_every(registrar_options(configuration).sweep_period);
    sip::set_capture_server(configuration.capture_server);
    profile_control_.configure(configuration_);
}

ExitCode Node::run(std::function<void()> ready, std::function<void()> healthy) {
    ready_ = std::move(ready);
    watchdog_.begin(std::move(healthy));
    loop_->post([this] {
        bus_.publish(model::Event{"STARTUP", {}, {}, {}}.add("Event-Info", "System Ready"));
        start_in_role();
    });
    loop_->run();
    return exit_code_;
}

void Node::shutdown(bool keep_calls) {
    if (std::exchange(stopping_, true))
        return;
    LOG_INFO(Area::App,
             "shutting down, calls={} {}",
             calls_.size(),
             keep_calls ? "kept for recovery" : "are hung up");
    bus_.publish(model::Event{"SHUTDOWN", {}, {}, {}}.add("Event-Info", "System Shutting Down"));
    if (keep_calls) {
        leave(ExitCode::Ok);
        return;
    }
    for (auto* profile : profiles_.all())
        profile->stopping = true;
    calls_.hangup_all({}, model::cause::kSystemShutdown, "shutdown");
    gateways_.leave({});
    auto polls = std::make_shared<int>(kHangupTime / kPoll);
    leaving_ = loop_->every(kPoll, [this, polls] {
        if ((calls_.size() == 0 && gateways_.is_quiet({})) || --*polls == 0)
            leave(ExitCode::Ok);
    });
}

void Node::leave(ExitCode code) {
    watchdog_.rest();
    exit_code_ = code;
    // What the stack still wants to repeat is not sent while the loop ends.
    profiles_.shut_all();
    loop_->stop();
}

void Node::stop() {
    sip::held_loop(*loop_).control().post([this] { shutdown(true); });
}

commands::Context Node::make_context() {
    commands::Control control;
    control.reload = [this](auto done) { reader_.read(std::move(done)); };
    control.configured = [this](const std::string& name) {
        return profile_control_.configured(name);
    };
    control.publications = [this](const std::string& user, const std::string& host) {
        std::vector<model::Publication> rows;
        for (const auto* profile : profiles_.all()) {
            const auto whom = presence::resource_of(*profile->settings, user, host);
            if (!whom || !rows.empty())
                continue;
            for (const auto* row : presence_.publications_of(*whom))
                rows.push_back(*row);
        }
        std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
            return left.published > right.published;
        });
        return rows;
    };
    control.start_profile = [this](const std::string& name) {
        return profile_control_.start(name);
    };
    control.stop_profile = [this](const std::string& name, bool again, auto done) {
        profile_control_.stop(name, again, std::move(done));
    };
    control.rescan_profile = [this](const std::string& name) {
        return profile_control_.rescan(name);
    };
    control.shutdown = [this](bool keep_calls) { shutdown(keep_calls); };
    control.watchdog = [this](const std::string& profile, bool on) {
        watchdog_.switch_to(profile, on);
    };
    control.stack_log_level = sip::stack_log_level;
    control.trace_level = sip::set_trace_level;
    control.dig = [this](const sip::DigQuestion& question, sip::OnDug done) {
        sip::dig(*loop_, question, std::move(done));
    };
    if (options_.debug_hooks)
        control.block = [this](const std::string& thread, std::chrono::milliseconds time) {
            return block_thread(*loop_, worker_, thread, time);
        };
    control.ha = ha_control();
    commands::NodeFacts facts;
    facts.version = PROJECT_VERSION;
    facts.core_uuid = core_uuid_;
    facts.node = options_.node_name.str();
    facts.cluster = options_.cluster.str();
    facts.hostname = host_name();
    facts.role = [this] { return std::string(cluster::to_string(role_.state())); };
    facts.epoch = [this] { return base::number(role_.epoch()); };
    facts.started = started_;
    facts.database = options_.db.redacted();
    return {base::system_clock(),
            profiles_,
            calls_,
            services_,
            registrar_,
            recovery_,
            bus_,
            metrics_,
            std::move(control),
            std::move(facts)};
}

}  // namespace sofia::app
