#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"
#include "config/words.hpp"
#include "dialplan/pattern.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfilePings;
using model::ProfileRegistrar;
using enum Effect;
using base::Result;

constexpr auto kRegistrar = &Profile::registrar;
constexpr auto kPings = &Profile::pings;
// Longer lifetimes than a month are slips of the keyboard.
constexpr long long kMonth = 31LL * 24 * 60 * 60;

Result<void> set_multiple(const Parameter&, const Given& given, Profile& profile) {
    using Multiple = ProfileRegistrar::Multiple;
    const auto value = base::lower(base::trim(given.value));
    warn_unless_word(given, {"contact", "call-id"});
    if (value == "call-id")
        profile.registrar.multiple_registrations = Multiple::CallId;
    else if (value == "contact" || base::is_true(value))
        profile.registrar.multiple_registrations = Multiple::Contact;
    else
        profile.registrar.multiple_registrations = Multiple::None;
    return {};
}

Result<void> set_nat_pings(const Parameter&, const Given& given, Profile& profile) {
    using Nat = ProfilePings::Nat;
    const auto value = base::trim(given.value);
    warn_unless_word(given, {"udp-only"});
    profile.pings.nat = base::iequals(value, "udp-only") ? Nat::UdpOnly
                        : base::is_true(value)           ? Nat::Yes
                                                         : Nat::No;
    return {};
}

Result<void> set_algorithms(const Parameter&, const Given& given, Profile& profile) {
    std::vector<std::string> algorithms;
    for (const auto& name : base::split(given.value, ',')) {
        const std::string_view known = base::iequals(name, "MD5")           ? "MD5"
                                       : base::iequals(name, "SHA-256")     ? "SHA-256"
                                       : base::iequals(name, "SHA-512-256") ? "SHA-512-256"
                                                                            : "";
        if (known.empty())
            return base::fail(base::ErrorKind::Invalid,
                              "a list of MD5, SHA-256 and SHA-512-256, separated by commas");
        algorithms.emplace_back(known);
    }
    if (algorithms.empty())
        return base::fail(base::ErrorKind::Invalid, "at least one of MD5, SHA-256 and SHA-512-256");
    profile.registrar.algorithms = std::move(algorithms);
    return {};
}

Result<void> set_user_agent_filter(const Parameter&, const Given& given, Profile& profile) {
    if (const auto pattern = dialplan::Pattern::compile(given.value); !pattern)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("a regular expression; {}", pattern.error().text));
    profile.registrar.user_agent_filter = given.value;
    return {};
}

// Read by the registrar from the parameters as written.
Result<void> keep(const Parameter&, const Given&, Profile&) {
    return {};
}

Result<void> set_force_rport(const Parameter&, const Given& given, Profile& profile) {
    using ServerRport = model::ProfileStack::ServerRport;
    const auto value = base::lower(base::trim(given.value));
    warn_unless_word(given, {"safe", "disabled", "client-only", "server-only"});
    auto& stack = profile.stack;
    stack.client_rport = value != "disabled" && value != "server-only";
    // "safe" is for makes of phones that cannot bear it unasked; who asks is told.
    stack.server_rport = value == "disabled" || value == "client-only" ? ServerRport::Never
                         : value != "safe" && base::is_true(value)     ? ServerRport::Always
                                                                       : ServerRport::Asked;
    return {};
}

bool keep_force_rport(const Profile& running, Profile& next) {
    constexpr auto kStack = &Profile::stack;
    const bool differs = keep_field<kStack, &model::ProfileStack::client_rport>(running, next);
    return keep_field<kStack, &model::ProfileStack::server_rport>(running, next) || differs;
}

constexpr std::array kRows{
    text<kRegistrar, &ProfileRegistrar::challenge_realm>(
        "challenge-realm", "auto_to", OnRescan, "realm: auto_to, auto_from or a literal"),
    text<kRegistrar, &ProfileRegistrar::force_register_domain>(
        "force-register-domain", "", OnRescan, "directory domain of every REGISTER"),
    text<kRegistrar, &ProfileRegistrar::force_register_db_domain>(
        "force-register-db-domain", "", OnRescan, "host that bindings are stored under"),
    text<kRegistrar, &ProfileRegistrar::force_subscription_domain>(
        "force-subscription-domain", "", OnRescan, "host that subscriptions are stored under"),
    special("multiple-registrations",
            Shape::Text,
            "false",
            OnRescan,
            "bindings a user may have: false (one), true or contact, call-id",
            set_multiple),
    number<kRegistrar, &ProfileRegistrar::max_registrations_per_extension>(
        "max-registrations-per-extension",
        "0",
        OnRescan,
        "bindings a user may have; 0: any number",
        0,
        1'000'000),
    flag<kRegistrar, &ProfileRegistrar::accept_blind_reg>(
        "accept-blind-reg", "false", OnRescan, "REGISTER without digest"),
    flag<kRegistrar, &ProfileRegistrar::accept_blind_auth>(
        "accept-blind-auth", "false", OnRescan, "any credentials are right"),
    flag<kRegistrar, &ProfileRegistrar::enforce_blind_auth>(
        "enforce-blind-auth-result",
        "false",
        OnRescan,
        "with accept-blind-auth: credentials are checked all the same, and wrong ones are refused"),
    flag<kRegistrar, &ProfileRegistrar::blind_auth_403>(
        "blind-auth-reply-403",
        "false",
        OnRescan,
        "with enforce-blind-auth-result: credentials whose nonce cannot be used get 403 in place "
        "of "
        "a new challenge"),
    flag<kRegistrar, &ProfileRegistrar::disable_register>(
        "disable-register", "false", OnRescan, "REGISTER gets 403"),
    flag<kRegistrar, &ProfileRegistrar::force_matching_username>(
        "inbound-reg-force-matching-username",
        "false",
        OnRescan,
        "the address-of-record must be the digest user"),
    flag<kRegistrar, &ProfileRegistrar::log_auth_failures>(
        "log-auth-failures",
        "true",
        OnRescan,
        "a warning for each refused authentication, as fail2ban's filters read it; where it is "
        "written down as true, for each challenge as well; on unless turned off, because without "
        "it nobody sees a password being guessed"),
    special("rfc8760-auth-algorithms",
            Shape::Text,
            "MD5",
            OnRescan,
            "digest algorithms offered, in order: MD5, SHA-256, SHA-512-256",
            set_algorithms),
    number<kRegistrar, &ProfileRegistrar::nonce_ttl>(
        "nonce-ttl", "60", OnRescan, "life of a nonce", 60, 24 * 60 * 60),
    number<kRegistrar, &ProfileRegistrar::force_expires>(
        "sip-force-expires", "0", OnRescan, "lifetime of every binding; 0: as asked", 0, kMonth),
    number<kRegistrar, &ProfileRegistrar::force_expires_min>(
        "sip-force-expires-min", "0", OnRescan, "least of a random lifetime", 0, kMonth),
    number<kRegistrar, &ProfileRegistrar::force_expires_max>(
        "sip-force-expires-max", "0", OnRescan, "most of a random lifetime", 0, kMonth),
    number<kRegistrar, &ProfileRegistrar::default_expires>(
        "sip-expires-default", "300", OnRescan, "lifetime when the phone names none", 1, kMonth),
    number<kRegistrar, &ProfileRegistrar::min_expires>(
        "sip-expires-min", "0", OnRescan, "a shorter request gets 423; 0: never", 0, kMonth),
    number<kRegistrar, &ProfileRegistrar::max_expires>(
        "sip-expires-max",
        "86400",
        OnRescan,
        "a longer request is cut to this; a day, so that the binding of a phone that went away "
        "without a word ends",
        1,
        kMonth),
    number<kRegistrar, &ProfileRegistrar::late_margin>(
        "sip-expires-late-margin", "60", OnRescan, "grace after the end of a binding", 0, kMonth),
    number<kRegistrar, &ProfileRegistrar::sweep_period>("registration-thread-frequency",
                                                        "30",
                                                        OnRescan,
                                                        "pause between looks for ended bindings",
                                                        1,
                                                        24 * 60 * 60),
    special("user-agent-filter",
            Shape::Text,
            "",
            OnRescan,
            "regular expression that the User-Agent of a REGISTER must match",
            set_user_agent_filter),
    acl_list<kRegistrar, &ProfileRegistrar::apply_register_acl>(
        "apply-register-acl", "sources that may register, without digest; all lists must agree"),
    acl_list<kRegistrar, &ProfileRegistrar::apply_nat_acl>(
        "apply-nat-acl", "sources that are behind NAT when their Contact is private"),
    special("aggressive-nat-detection",
            Shape::Flag,
            "false",
            OnRescan,
            "Via, Contact and source are compared to find NAT",
            keep),
    number<kRegistrar, &ProfileRegistrar::max_deviation>(
        "sip-expires-max-deviation",
        "0",
        OnRescan,
        "random time by which a granted lifetime is shortened at most, and by half of it at most",
        0,
        kMonth),
    number<kRegistrar, &ProfileRegistrar::max_auth_validity>(
        "max-auth-validity",
        "0",
        OnRescan,
        "uses of a nonce after which the phone gets a new one; 0: any number",
        0,
        1'000'000'000),
    flag<kRegistrar, &ProfileRegistrar::auth_require_user>(
        "auth-require-user",
        "false",
        OnRescan,
        "an access list's user@domain that the directory does not have gets 480"),
    flag<kRegistrar, &ProfileRegistrar::use_port_for_acl>(
        "use-port-for-acl-check",
        "false",
        OnRescan,
        "access lists of REGISTER and INVITE look at the source's port as well"),
    flag<&Profile::calls, &model::ProfileCalls::auth_calls_acl_only>(
        "auth-calls-acl-only",
        "false",
        OnRescan,
        "INVITE from outside apply-inbound-acl gets 403 also when auth-calls is on"),
    flag<&Profile::calls, &model::ProfileCalls::options_503_on_busy>(
        "sip-options-respond-503-on-busy",
        "false",
        OnRescan,
        "OPTIONS gets 503 as well while no call is taken"),
    special("NDLB-force-rport",
            Shape::Text,
            "false",
            OnRestart,
            "answers go to the source's port: true unasked, safe and false when asked; disabled, "
            "client-only, server-only",
            set_force_rport,
            keep_force_rport),
    flag<kRegistrar, &ProfileRegistrar::received_in_nat_contact>(
        "NDLB-received-in-nat-reg-contact",
        "false",
        OnRescan,
        "the stored contact of a phone behind NAT names its source in received"),
    special("nat-options-ping",
            Shape::Text,
            "false",
            OnRescan,
            "OPTIONS to phones behind NAT: true, udp-only, false",
            set_nat_pings),
    flag<kPings, &ProfilePings::all>(
        "all-reg-options-ping", "false", OnRescan, "OPTIONS to all registered phones"),
    flag<kPings, &ProfilePings::unregister_on_fail>("unregister-on-options-fail",
                                                    "false",
                                                    OnRescan,
                                                    "an OPTIONS without answer ends the binding"),
    number<kPings, &ProfilePings::max>("sip-user-ping-max",
                                       "3",
                                       OnRescan,
                                       "answers that are counted; a failure takes one away",
                                       1,
                                       1000),
    number<kPings, &ProfilePings::min>(
        "sip-user-ping-min", "1", OnRescan, "a smaller count makes a phone unreachable", 1, 1000),
    number<kPings, &ProfilePings::interval>("ping-mean-interval",
                                            "30",
                                            OnRescan,
                                            "mean time between two OPTIONS to a phone",
                                            1,
                                            24 * 60 * 60),
    number<kPings, &ProfilePings::period>(
        "ping-thread-frequency", "1", OnRescan, "time in which due OPTIONS are sent", 1, 60 * 60),
    flag<kRegistrar, &ProfileRegistrar::unregister_on_close>(
        "tcp-unreg-on-socket-close",
        "false",
        OnRescan,
        "the binding of a phone on TCP or TLS ends when its connection is closed"),
    flag<kRegistrar, &ProfileRegistrar::outbound>(
        "enable-rfc-5626",
        "false",
        OnRescan,
        "SIP Outbound: a phone that registers with reg-id is reached over its flow"),
    flag<kRegistrar, &ProfileRegistrar::broken_auth_hash>(
        "NDLB-broken-auth-hash",
        "false",
        OnRescan,
        "credentials that were computed for INVITE are good for the call's other requests"),
    flag<kRegistrar, &ProfileRegistrar::expires_in_answer>(
        "NDLB-expires-in-register-response",
        "false",
        OnRescan,
        "the 200 to REGISTER has Expires as well"),
    flag<kRegistrar, &ProfileRegistrar::tcp_is_nat>(
        "tcp-always-nat", "false", OnRescan, "phones on TCP are behind NAT whatever they say"),
    flag<kRegistrar, &ProfileRegistrar::tls_is_nat>(
        "tls-always-nat", "false", OnRescan, "phones on TLS are behind NAT whatever they say"),
    ignored("inbound-reg-in-new-thread",
            "REGISTER waits for nothing but its commit, off the SIP thread"),
    rejected("manage-shared-appearance", "false", "there are no shared lines"),
    rejected("pnp-provision-url", "", "phones are not told where their settings are"),
    // read_profile.cpp warns where it would matter: when an external address is set.
    ignored("local-network-acl"),
};

}  // namespace

std::span<const Parameter> registrar_parameters() {
    return kRows;
}

}  // namespace sofia::config
