#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileCalls;
using model::ProfileWatchdog;
using enum Effect;

constexpr auto kWatchdog = &Profile::watchdog;
constexpr long long kDay_ms = 24LL * 60 * 60 * 1000;

constexpr std::array kRows{
    flag<&Profile::calls, &ProfileCalls::track_calls>(
        "track-calls", "false", OnRescan, "calls are kept in the database and can be recovered"),
    flag<kWatchdog, &ProfileWatchdog::enabled>(
        "watchdog-enabled", "false", OnRescan, "the watchdog looks after this profile"),
    number<kWatchdog, &ProfileWatchdog::step_timeout>("watchdog-step-timeout",
                                                      "0",
                                                      OnRescan,
                                                      "longest silence of the SIP loop; 0: any",
                                                      0,
                                                      kDay_ms),
    number<kWatchdog, &ProfileWatchdog::event_timeout>(
        "watchdog-event-timeout", "0", OnRescan, "longest wait of an event; 0: any", 0, kDay_ms),
    flag<&Profile::sip_trace>("sip-trace", "false", OnRestart, "SIP messages go to the log"),
    flag<&Profile::shutdown_on_fail>(
        "shutdown-on-fail", "false", OnRestart, "the node stops when the profile cannot start"),
    not_yet("profile-standby", "false"),
    not_yet("sip-capture", "false"),
    not_yet("odbc-dsn"),
    not_yet("dbname"),
    not_yet("db-pre-trans-execute"),
    not_yet("db-post-trans-execute"),
    not_yet("db-inner-pre-trans-execute"),
    not_yet("db-inner-post-trans-execute"),
    ignored("db-spin-up-wait-ms"),
    ignored("debug"),
};

// global_settings. What both levels know stands in the profile's table.
constexpr std::array kGlobalRows{
    not_yet("capture-server"),
    not_yet("reg-deny-binding-fetch-and-no-lookup", "false"),
    not_yet("rewrite-multicasted-fs-path"),
    not_yet("abort-on-empty-external-ip", "false"),
    not_yet("stir-shaken-as-key"),
    not_yet("stir-shaken-as-url"),
    not_yet("stir-shaken-vs-ca-dir"),
    not_yet("stir-shaken-vs-cert-path-check"),
    not_yet("stir-shaken-vs-require-date"),
    ignored("debug-presence"),
    ignored("debug-sla"),
    ignored("log-level"),
    ignored("max-reg-threads"),
    ignored("tracelevel"),
};

constexpr Parameter gateway(std::string_view name, std::string_view standard = "") {
    return {name, Support::Supported, Shape::Text, standard, OnRestart};
}

constexpr Parameter gateway_seconds(std::string_view name, std::string_view standard) {
    return {name, Support::Supported, Shape::Seconds, standard, OnRestart, "", 5, 31'536'000};
}

constexpr Parameter gateway_count(std::string_view name, std::string_view standard) {
    return {name, Support::Supported, Shape::Count, standard, OnRestart, "", 0, 1'000'000};
}

constexpr std::array kGatewayRows{
    gateway("username"),
    gateway("password"),
    gateway("auth-username"),
    gateway("realm"),
    gateway("proxy"),
    gateway("register-proxy"),
    gateway("outbound-proxy"),
    gateway("from-user"),
    gateway("from-domain"),
    gateway("extension"),
    gateway("extension-in-contact", "false"),
    gateway("context"),
    gateway("register", "true"),
    gateway("register-transport", "udp"),
    gateway_seconds("expire-seconds", "3600"),
    gateway_seconds("retry-seconds", "30"),
    gateway_seconds("retry_seconds", "30"),
    gateway_seconds("908-retry-seconds", ""),
    gateway_seconds("timeout-seconds", "60"),
    gateway("contact-params"),
    gateway("contact-host"),
    gateway("contact-in-ping", "false"),
    gateway("caller-id-in-from", "false"),
    gateway("destination-prefix"),
    gateway("distinct-to", "false"),
    gateway("scheme", "Digest"),
    gateway_seconds("ping", "0"),
    gateway_count("ping-max", "1"),
    gateway_count("ping-min", "1"),
    gateway("ping-user-agent"),
    gateway("ping-monitoring", "false"),
    gateway("rfc-5626", "false"),
    gateway("reg-id"),
    gateway("gw-auth-acl"),
    gateway("cid-type"),
};

}  // namespace

std::span<const Parameter> service_parameters() {
    return kRows;
}

std::span<const Parameter> global_parameters() {
    return kGlobalRows;
}

std::span<const Parameter> gateway_parameters() {
    return kGatewayRows;
}

}  // namespace sofia::config
