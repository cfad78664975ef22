#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/codec.hpp"
#include "model/profile_calls.hpp"
#include "model/profile_presence.hpp"

namespace sofia::model {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// SIP over TLS (RFC 3261 26.2.1; behaviour-spec 2.2).
struct ProfileTls {
    bool enabled = false;
    /// Nothing but TLS is bound.
    bool only = false;
    std::uint16_t port = 5061;
    /// Extra parameters of the bind URL.
    std::string bind_params;
    /// Folder with agent.pem (key and certificate chain) and cafile.pem, or one tls.pem for both.
    std::string cert_dir;
    std::string passphrase;
    /// Whose certificate is verified against cafile.pem: of those who connect, and of those whom we
    /// connect to; and whether its subject is compared as well.
    bool verify_in = false;
    bool verify_out = false;
    bool verify_subjects_in = false;
    bool verify_subjects_out = false;
    /// Subjects that may connect; empty: any.
    std::vector<std::string> subjects_in;
    std::uint16_t verify_depth = 2;
    bool verify_date = true;

    bool operator==(const ProfileTls&) const = default;
};

/// Where a profile listens and what it tells others about its address.
struct ProfileAddress {
    /// Listen address, a literal (IPv6 without brackets).
    std::string sip_ip;
    std::uint16_t sip_port = 5060;
    /// Advertised address; empty means sip_ip.
    std::string ext_sip_ip;
    std::uint16_t ext_sip_port = 0;
    /// Extra parameters of the bind URL, for example "transport=tcp"; empty: UDP and TCP.
    std::string bind_params;
    std::vector<std::string> rtp_ip;
    std::string ext_rtp_ip;
    /// Host used in our URL in place of the address.
    std::string sip_domain;
    /// User part of our Contact.
    std::string contact_user = "mod_sofia";
    /// More addresses that are bound, as URIs: "sip:192.0.2.1:5070;transport=udp".
    std::vector<std::string> more_urls;
    /// What ext-sip-ip says when it is nothing that is looked up, and whether the profile stays
    /// closed then.
    std::string unread_external;
    bool needs_external = false;
    /// sip_ip is the machine's own address, not one that was written down; and whether the profile
    /// is opened anew where the machine has got another.
    bool follows_machine = false;
    bool auto_restart = true;
    ProfileTls tls;

    bool operator==(const ProfileAddress&) const = default;
};

/// How the SIP stack deals with NAT, names and connections.
struct ProfileStack {
    /// rport (RFC 3581) in our own Via, and towards senders: never, when they ask for it, always.
    bool client_rport = true;
    enum class ServerRport { Never, Asked, Always } server_rport = ServerRport::Asked;
    /// Whether host names are looked up as SRV and NAPTR records (RFC 3263).
    bool use_srv = true;
    bool use_naptr = true;
    /// Connections (TCP, TLS): CRLF CRLF is sent so often on silent ones (RFC 5626 3.5.1), 0:
    /// never; one that leaves it unanswered for the second time is closed, 0: none is. The second
    /// does nothing without the first.
    milliseconds keepalive{0};
    milliseconds ping{0};
    /// The kernel looks after connections that were silent for so long; 0: not at all.
    seconds socket_keepalive{0};
    /// How often a profile that could not be opened is tried again, and the pause between.
    std::uint32_t bind_attempts = 2;
    seconds bind_attempt_interval{5};
    /// Requests to a peer that has connected go over its connection.
    bool reuse_connections = true;

    bool operator==(const ProfileStack&) const = default;
};

/// Timers of RFC 3261 section 17, appendix A.
struct ProfileTimers {
    milliseconds t1{500};
    milliseconds t1x64{32000};
    milliseconds t2{4000};
    milliseconds t4{4000};

    bool operator==(const ProfileTimers&) const = default;
};

/// How REGISTER and digest behave (behaviour-spec 2.4 and 7).
struct ProfileRegistrar {
    /// "auto_to", "auto_from" or a literal realm.
    std::string challenge_realm = "auto_to";
    std::string force_register_domain;
    std::string force_register_db_domain;
    std::string force_subscription_domain;
    /// None: one binding a user; Contact: one a contact; CallId: one a Call-ID.
    enum class Multiple { None, Contact, CallId } multiple_registrations = Multiple::None;
    std::uint32_t max_registrations_per_extension = 0;
    bool accept_blind_reg = false;
    bool accept_blind_auth = false;
    /// With accept_blind_auth: wrong credentials are refused all the same; with 403 instead of a
    /// new challenge.
    bool enforce_blind_auth = false;
    bool blind_auth_403 = false;
    bool disable_register = false;
    bool force_matching_username = false;
    bool log_auth_failures = true;
    /// Algorithms offered, in order: "MD5", "SHA-256" (RFC 8760).
    std::vector<std::string> algorithms{"MD5"};
    seconds nonce_ttl{60};
    /// Exact lifetime forced on every binding; 0: what the phone asks for.
    seconds force_expires{0};
    seconds force_expires_min{0};
    seconds force_expires_max{0};
    /// Granted when the phone names none.
    seconds default_expires{300};
    /// A shorter request is refused with 423 (RFC 3261 10.2.8); 0: accept any.
    seconds min_expires{0};
    /// A longer request is cut to this.
    seconds max_expires{86400};
    seconds late_margin{60};
    seconds sweep_period{30};
    /// Regular expression that the User-Agent must match; empty: any.
    std::string user_agent_filter;
    std::vector<std::string> apply_register_acl;
    std::vector<std::string> apply_nat_acl;
    /// Access lists look at the source's port as well.
    bool use_port_for_acl = false;
    /// Who comes in by a list whose entry names a user must have that user in the directory.
    bool auth_require_user = false;
    /// Uses of a nonce after which it is stale; 0: any number.
    std::uint32_t max_auth_validity = 0;
    /// A granted lifetime is shortened by a random time up to this.
    seconds max_deviation{0};
    /// The stored contact of a phone behind NAT names its source in `received`.
    bool received_in_nat_contact = false;
    /// Phones on TCP, on TLS, are behind NAT whatever their Contact says.
    bool tcp_is_nat = false;
    bool tls_is_nat = false;
    /// The 200 to REGISTER has an Expires header too, for phones that read nothing else.
    bool expires_in_answer = false;
    /// A binding whose connection was closed ends.
    bool unregister_on_close = false;
    /// Credentials that were computed for INVITE are good for other methods within calls.
    bool broken_auth_hash = false;
    /// SIP Outbound (RFC 5626): a phone that asks for it is reached over its flow.
    bool outbound = false;
    /// REGISTER without Contact is refused, and a 200 lists only the contacts of its request.
    bool deny_fetch = false;

    bool operator==(const ProfileRegistrar&) const = default;
};

/// Which phones are asked with OPTIONS whether they are there, and how often (behaviour-spec 2.4).
struct ProfilePings {
    /// Bindings from behind NAT: not asked, all of them, or those over UDP.
    enum class Nat { No, Yes, UdpOnly } nat = Nat::No;
    /// All bindings.
    bool all = false;
    /// A binding whose phone does not answer ends.
    bool unregister_on_fail = false;
    /// A phone is reachable when its count is at least `min`; the count rises to `max`.
    std::uint32_t max = 3;
    std::uint32_t min = 1;
    /// Mean time between two questions to one phone.
    seconds interval{30};
    /// How often what is due is looked for.
    seconds period{1};

    bool operator==(const ProfilePings&) const = default;
};

/// What the watchdog is told (behaviour-spec 10.1).
struct ProfileWatchdog {
    bool enabled = false;
    milliseconds step_timeout{0};
    milliseconds event_timeout{0};

    bool operator==(const ProfileWatchdog&) const = default;
};

/// A gateway as configured (behaviour-spec 3).
struct GatewaySettings {
    std::string name;
    /// Parameters as written, by name.
    std::map<std::string, std::string> params;
    /// Variables set on calls in and on calls out.
    std::map<std::string, std::string> inbound_variables;
    std::map<std::string, std::string> outbound_variables;

    bool operator==(const GatewaySettings&) const = default;
};

/// A SIP profile as configured: validated, with defaults applied. A value; config/ builds it.
struct Profile {
    std::string name;
    /// The profile's `domain` attribute; empty when none.
    std::string domain;
    std::vector<std::string> aliases;
    ProfileAddress address;
    ProfileTimers timers;
    ProfileStack stack;
    ProfileRegistrar registrar;
    ProfilePings pings;
    ProfilePresence presence;
    ProfileCalls calls;
    ProfileMedia media;
    ProfileWatchdog watchdog;
    std::vector<GatewaySettings> gateways;
    bool sip_trace = false;
    /// Copies of SIP messages go to the capture server.
    bool sip_capture = false;
    /// It begins refusing new calls and registrations until it is told otherwise (behaviour-spec
    /// 10.2).
    bool standby = false;
    bool shutdown_on_fail = false;
    /// Every parameter as written, for status output and for what later versions will read.
    std::map<std::string, std::string> params;

    bool operator==(const Profile&) const = default;
};

}  // namespace sofia::model
