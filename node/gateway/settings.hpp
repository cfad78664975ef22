#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "model/profile.hpp"

namespace sofia::gateway {

using std::chrono::seconds;

/// A gateway's parameters with their defaults applied and the texts that follow from them
/// (behaviour-spec 3.1). A value.
struct Settings {
    std::string name;
    std::string profile;
    /// Whether it registers out.
    bool registers = true;
    std::string username;
    std::string password;
    std::string auth_username;
    std::string scheme;
    std::string realm;
    /// The URI of requests to the gateway itself, without transport: `sip:host:port`.
    std::string proxy;
    /// The Request-URI of REGISTER and OPTIONS: the proxy with its transport.
    std::string target;
    /// Where these two are sent instead, as URI; empty: to the target.
    std::string register_proxy;
    /// The first hop of calls, as URI; empty: none.
    std::string outbound_proxy;
    /// "udp", "tcp" or "tls".
    std::string transport = "udp";
    /// Who we are to it: the URI of From, and the one that status output calls To.
    std::string from_uri;
    std::string to_uri;
    /// Host of our identity.
    std::string from_domain;
    /// What calls have of their caller's From in place of ours: nothing, its host, all of it.
    enum class CallerFrom { No, Domain, Full } caller_from = CallerFrom::No;
    /// The number of our flow to it, with which it registers by RFC 5626; empty: it does not.
    std::string reg_id;
    bool distinct_to = false;
    /// What a call from it is for, in place of the number: "auto", "auto_to_user" or an extension.
    std::string extension;
    bool extension_in_contact = false;
    std::string context;
    std::string contact_params;
    std::string contact_host;
    bool contact_in_ping = false;
    bool caller_id_in_from = false;
    std::string destination_prefix;
    /// "rpid", "pid", "none"; empty: as the profile has it.
    std::string cid_type;
    std::string auth_acl;
    std::string ping_user_agent;
    bool ping_monitoring = false;
    seconds expires{3600};
    seconds retry{30};
    /// After a REGISTER that was never answered; 0: as after any other.
    seconds retry_unanswered{0};
    seconds timeout{60};
    /// 0: never.
    seconds ping{0};
    int ping_min = 0;
    int ping_max = 0;
    std::map<std::string, std::string> inbound_variables;
    std::map<std::string, std::string> outbound_variables;

    bool operator==(const Settings&) const = default;
};

/// Reads the parameters of a configured gateway. Pure.
Settings read_settings(const model::GatewaySettings& gateway, const model::Profile& profile);

/// Our Contact at the gateway, a name-addr, from the profile's Contact for any user:
/// `<sip:gw+NAME@ip:port;transport=udp;gw=NAME>`. Pure.
std::string contact_of(const Settings& settings, std::string_view profile_contact);

/// That Contact as REGISTER has it: with instance and number of the flow when the gateway registers
/// by RFC 5626 4.2. The instance is the same for each process that registers this gateway of the
/// cluster. Pure.
std::string register_contact_of(const Settings& settings,
                                const std::string& contact,
                                std::string_view cluster);

/// Whether two settings mean the same registration, so that one may go on where the other was.
bool same_registration(const Settings& left, const Settings& right);

}  // namespace sofia::gateway
