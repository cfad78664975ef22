// sofiad: options, configuration, database, then one Node until it ends.

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>

#include "app/configuration_reader.hpp"
#include "app/database.hpp"
#include "app/node.hpp"
#include "app/process.hpp"
#include "app/service_manager.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "config/parameter_page.hpp"
#include "sip/sofia/factory.hpp"

namespace sofia::app {
namespace {

int complain(const std::string& text, ExitCode code) {
    std::fprintf(stderr, "sofiad: %s\n", text.c_str());
    return static_cast<int>(code);
}

constexpr std::chrono::seconds kPatienceForNames{5};

/// What needs no node and no configuration: --help, --version, --parameters. Nothing when a node is
/// wanted.
std::optional<int> answer_at_once(const config::Options& options) {
    if (options.show_help)
        std::puts(config::help_text().c_str());
    else if (options.show_version)
        std::puts("Sofia Node " PROJECT_VERSION);
    else if (options.show_parameters)
        std::fputs(config::parameter_page().c_str(), stdout);
    else
        return std::nullopt;
    return 0;
}

int serve(const config::Options& options, config::Loaded loaded) {
    const auto manager = ServiceManager::of_process();
    Signals signals;
    std::optional<Daemon> daemon;
    if (options.daemon)
        daemon = Daemon::detach();
    if (const auto opened = base::open_log(options.log_level, options.log_file); !opened)
        return complain(opened.error().text, ExitCode::Failed);
    for (const auto& warning : loaded.warnings)
        LOG_WARN(Area::Config, "{}:{}: {}", warning.file, warning.line, warning.text);
    if (!options.pid_file.empty())
        if (const auto written = write_pid_file(options.pid_file); !written)
            return complain(written.error().text, ExitCode::Failed);
    raise_file_limit();
    std::atomic<bool> stop{false};
    std::atomic<Node*> serving{nullptr};
    signals.listen([&stop, &serving, &manager](int signal) {
        auto* node = serving.load();
        if (signal != SIGHUP) {
            stop = true;
            manager.stopping();
        }
        if (node != nullptr)
            signal == SIGHUP ? node->reload() : node->stop();
    });
    if (const auto made = store::make_folder(options.db); !made)
        return complain(made.error().text, ExitCode::Failed);
    const auto opener = opener_for(options.db);
    if (const auto migrated = migrate_patiently(opener, options.db.redacted(), stop); !migrated)
        return complain(migrated.error().text, ExitCode::Failed);
    if (options.migrate_only)
        return 0;
    Node node(options, std::move(loaded), opener);
    if (const auto opened = node.open_event_socket(); !opened)
        return complain(opened.error().text, ExitCode::Failed);
    serving = &node;
    if (stop)
        node.stop();
    std::function<void()> healthy;
    if (manager.watchdog_limit())
        healthy = [&manager] { manager.alive(); };
    const auto code = node.run(
        [&daemon, &manager] {
            manager.ready();
            if (daemon)
                daemon->tell_ready();
        },
        healthy);
    signals.stop();
    manager.stopping();
    if (!options.pid_file.empty())
        remove_pid_file(options.pid_file);
    LOG_INFO(Area::App, "left with status {}", static_cast<int>(code));
    return static_cast<int>(code);
}

int run(int argc, char** argv) {
    auto parsed = config::parse_options(argc, argv);
    if (!parsed)
        return complain(parsed.error().text, ExitCode::BadOptions);
    if (const auto status = answer_at_once(*parsed))
        return *status;
    // Nobody is served yet who would have to wait.
    const auto host = config::probe_host(kPatienceForNames);
    auto loaded = config::load(parsed->conf, host, parsed->cluster.str());
    if (!loaded)
        return complain(loaded.error().text, ExitCode::Failed);
    config::settle(*parsed, *loaded->configuration, host);
    // The name may stand in the configuration itself, which may use it as $${switchname}.
    if (loaded->configuration->globals.at("switchname") != parsed->cluster.str())
        loaded = config::load(parsed->conf, host, parsed->cluster.str());
    if (!loaded)
        return complain(loaded.error().text, ExitCode::Failed);
    if (parsed->check_config) {
        for (const auto& warning : loaded->warnings)
            std::printf("%s:%d: %s\n", warning.file.c_str(), warning.line, warning.text.c_str());
        auto warnings = loaded->warnings.size();
        for (const auto& profile : loaded->configuration->profiles)
            if (const auto usable = sip::check_certificates(profile); !usable) {
                std::printf("profile '%s' cannot be opened: TLS: %s\n",
                            profile.name.c_str(),
                            usable.error().text.c_str());
                ++warnings;
            }
        std::printf("configuration is good: %zu profile(s), %zu warning(s)\n",
                    loaded->configuration->profiles.size(),
                    warnings);
        return 0;
    }
    return serve(*parsed, std::move(*loaded));
}

}  // namespace
}  // namespace sofia::app

int main(int argc, char** argv) {
    try {
        const int status = sofia::app::run(argc, argv);
        // What exit() takes down, a read that was left behind may use when its disk comes back.
        if (sofia::app::ConfigurationReader::has_left_one_behind())
            std::_Exit(status);
        return status;
    } catch (const std::exception& error) {
        return sofia::app::complain(error.what(), sofia::app::ExitCode::Failed);
    }
}
