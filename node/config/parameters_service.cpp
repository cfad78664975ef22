#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"
#include "config/words.hpp"
#include "sip/capture.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileCalls;
using model::ProfileWatchdog;
using enum Effect;

constexpr auto kWatchdog = &Profile::watchdog;
constexpr std::string_view kNoIdentity = "no caller's identity is signed or verified";
constexpr std::string_view kOwnTransactions =
    "the node's transactions are its own: one that fails must not keep others from commit";
constexpr long long kDay_ms = 24LL * 60 * 60 * 1000;

// Read into the configuration as a whole; here it is only looked at.
base::Result<void> check_capture_server(const Parameter&, const Given& given, Profile&) {
    if (const auto server = sip::CaptureServer::parse(given.value);
        !server && !base::trim(given.value).empty())
        return tl::unexpected(server.error());
    return {};
}

// The value may hold a password, so it is not repeated.
base::Result<void> tell_of_our_database(const Parameter&, const Given& given, Profile&) {
    if (!base::trim(given.value).empty())
        given.warnings.add_once(
            "database of a profile",
            given.place,
            fmt::format("{}: parameter '{}' names a database that is not opened; bindings and "
                        "calls are kept in the node's own, which --db or db= in node.conf names",
                        given.owner,
                        given.name));
    return {};
}

// The ways to stop that the other system tells apart are one here: no call is up yet.
base::Result<void> set_shutdown_on_fail(const Parameter&, const Given& given, Profile& profile) {
    const std::initializer_list<std::string_view> ways{"elegant", "asap", "reincarnate-now"};
    const auto value = base::trim(given.value);
    warn_unless_word(given, ways);
    profile.shutdown_on_fail =
        base::is_true(value) ||
        std::any_of(ways.begin(), ways.end(), [&](auto way) { return base::iequals(value, way); });
    return {};
}

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
    special("shutdown-on-fail",
            Shape::Text,
            "false",
            OnRestart,
            "the node stops when the profile cannot start: true, as are elegant, asap and "
            "reincarnate-now; false",
            set_shutdown_on_fail,
            keep_field<&Profile::shutdown_on_fail>),
    flag<&Profile::standby>("profile-standby",
                            "false",
                            OnRestart,
                            "begins in standby: 503 System Paused to new requests"),
    flag<&Profile::sip_capture>(
        "sip-capture", "false", OnRescan, "copies of SIP messages go to capture-server"),
    special("odbc-dsn",
            Shape::Text,
            "",
            OnRescan,
            "not opened: the node has one database, which --db names",
            tell_of_our_database),
    special("dbname",
            Shape::Text,
            "",
            OnRescan,
            "not opened: the node has one database, which --db names",
            tell_of_our_database),
    ignored("db-pre-trans-execute", kOwnTransactions),
    ignored("db-post-trans-execute", kOwnTransactions),
    ignored("db-inner-pre-trans-execute", kOwnTransactions),
    ignored("db-inner-post-trans-execute", kOwnTransactions),
    ignored("db-spin-up-wait-ms"),
    ignored("debug"),
};

// global_settings. What both levels know stands in the profile's table.
constexpr std::array kGlobalRows{
    special("capture-server",
            Shape::Text,
            "",
            OnRescan,
            "global: udp:IP:PORT[;hep=3][;capture_id=N] of a HEP collector such as HOMER",
            check_capture_server),
    flag<&Profile::registrar, &model::ProfileRegistrar::deny_fetch>(
        "reg-deny-binding-fetch-and-no-lookup",
        "false",
        OnRescan,
        "global: REGISTER without Contact gets 400, and a 200 lists only what its request had"),
    flag<&Profile::address, &model::ProfileAddress::auto_restart>(
        "auto-restart",
        "true",
        OnRescan,
        "global and profile: a profile on the machine's own address is opened anew where the "
        "machine has got another one"),
    flag<&Profile::address, &model::ProfileAddress::needs_external>(
        "abort-on-empty-external-ip",
        "false",
        OnRestart,
        "global: a profile whose ext-sip-ip is a STUN server or a host without address stays "
        "closed"),
    ignored("rewrite-multicasted-fs-path",
            "nodes share bindings by their database, not by multicast"),
    rejected("stir-shaken-as-key", "", kNoIdentity),
    rejected("stir-shaken-as-url", "", kNoIdentity),
    rejected("stir-shaken-vs-ca-dir", "", kNoIdentity),
    rejected("stir-shaken-vs-cert-path-check", "", kNoIdentity),
    rejected("stir-shaken-vs-require-date", "", kNoIdentity),
    ignored("debug-presence"),
    ignored("debug-sla"),
    ignored("log-level"),
    ignored("max-reg-threads"),
    ignored("tracelevel"),
};

constexpr Parameter gateway(std::string_view name,
                            std::string_view standard,
                            std::string_view meaning) {
    return {name, Support::Supported, Shape::Text, standard, OnRescan, meaning};
}

constexpr Parameter gateway_flag(std::string_view name,
                                 std::string_view standard,
                                 std::string_view meaning) {
    return {name, Support::Supported, Shape::Flag, standard, OnRescan, meaning};
}

constexpr Parameter gateway_seconds(std::string_view name,
                                    std::string_view standard,
                                    std::string_view meaning) {
    return {name, Support::Supported, Shape::Seconds, standard, OnRescan, meaning, 5, 31'536'000};
}

constexpr Parameter gateway_count(std::string_view name,
                                  std::string_view standard,
                                  std::string_view meaning,
                                  long long least = 0) {
    return {name, Support::Supported, Shape::Count, standard, OnRescan, meaning, least, 1'000'000};
}

constexpr std::array kGatewayRows{
    gateway("username", "", "our account; required when it registers"),
    gateway("password", "", "its password; required when it registers"),
    gateway("auth-username", "", "name in digest; the username unless given"),
    gateway(
        "realm", "", "host of our identity; the proxy unless given, else the name of the gateway"),
    gateway("proxy", "", "host and port of the gateway; the realm unless given"),
    gateway("register-proxy", "", "where REGISTER and pings are sent instead"),
    gateway("outbound-proxy", "", "first hop of calls"),
    gateway("from-user", "", "user in From; the username unless given, `_undef_` for none"),
    gateway("from-domain",
            "",
            "host in From; the realm unless given; `auto-aleg-domain`: the caller's on calls; "
            "`auto-aleg-full`: all of the caller's From"),
    gateway("extension",
            "",
            "what a call from it is for: an extension, `auto` (the number called) or "
            "`auto_to_user`; the username unless given"),
    gateway_flag("extension-in-contact",
                 "false",
                 "the extension is our Contact's user, in place of `gw+NAME`"),
    gateway("context", "", "context of its calls; the profile's unless given"),
    gateway_flag("register", "true", "registers out"),
    gateway("register-transport", "udp", "udp, tcp, tls"),
    gateway_seconds("expire-seconds", "3600", "registration asked for; what is granted counts"),
    gateway_seconds(
        "retry-seconds", "30", "wait after a refusal, times the refusals in a row, 1800 at most"),
    gateway_seconds("retry_seconds", "30", "the same"),
    gateway_seconds("908-retry-seconds",
                    "",
                    "wait after a REGISTER without answer; as after a refusal unless given"),
    gateway_seconds("timeout-seconds", "60", "how long a REGISTER may take"),
    gateway("contact-params", "", "parameters of our Contact, separated by `;`"),
    gateway("contact-host", "", "host of our Contact"),
    gateway_flag("contact-in-ping", "false", "pings carry our Contact"),
    gateway_flag("caller-id-in-from", "false", "the caller's number is the user in From"),
    gateway("destination-prefix", "", "goes before each number called"),
    gateway_flag(
        "distinct-to", "false", "REGISTER's To has the username where From has the from-user"),
    ignored("scheme"),
    gateway_seconds("ping", "0", "OPTIONS so often; 0: never"),
    gateway_count("ping-max", "1", "answers counted at most"),
    gateway_count("ping-min", "1", "answers that make it up"),
    gateway("ping-user-agent", "", "User-Agent of pings"),
    gateway_flag("ping-monitoring", "false", "each ping is an event"),
    gateway_flag(
        "rfc-5626",
        "false",
        "REGISTER names instance and flow (RFC 5626 4.2); the instance is the gateway's in "
        "this cluster, whichever node registers it"),
    gateway_count("reg-id", "1", "number of the flow, with rfc-5626", 1),
    gateway("gw-auth-acl",
            "",
            "addresses, beside its own, whose challenges within a call are answered"),
    gateway("cid-type", "", "rpid, pid, none; the profile's caller-id-type unless given"),
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
