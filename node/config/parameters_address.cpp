#include <array>

#include "config/checked_values.hpp"
#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"
#include "sip/uri.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileAddress;
using model::ProfileStack;
using model::ProfileTimers;
using enum Effect;
using base::Result;

constexpr auto kAddress = &Profile::address;
constexpr auto kTimers = &Profile::timers;
constexpr auto kStack = &Profile::stack;
constexpr std::string_view kNoWebSocket = "the SIP stack has no WebSockets";
constexpr std::string_view kHost = "host:";
constexpr std::string_view kStun = "stun:";
constexpr long long kDay_s = 24LL * 60 * 60;

Result<void> set_sip_ip(const Parameter&, const Given& given, Profile& profile) {
    auto address = read_listen_address(given);
    if (!address)
        return tl::unexpected(address.error());
    profile.address.sip_ip = std::move(*address);
    // A variable in its place is found by configuration.cpp.
    const auto value = base::trim(given.value);
    profile.address.follows_machine =
        value == "auto" || value == "0.0.0.0" || value == "::" || value.starts_with("interface:");
    return {};
}

// The media address follows the listen address unless it is written down.
bool keep_sip_ip(const Profile& running, Profile& next) {
    const auto& now = running.address;
    auto& then = next.address;
    if (now.sip_ip == then.sip_ip)
        return false;
    if (then.rtp_ip == std::vector{then.sip_ip})
        then.rtp_ip = now.rtp_ip;
    then.sip_ip = now.sip_ip;
    then.follows_machine = now.follows_machine;
    return true;
}

bool keep_ext_sip_ip(const Profile& running, Profile& next) {
    next.address.unread_external = running.address.unread_external;
    return keep_field<kAddress, &ProfileAddress::ext_sip_ip>(running, next);
}

Result<void> add_rtp_ip(const Parameter&, const Given& given, Profile& profile) {
    auto address = read_listen_address(given);
    if (!address)
        return tl::unexpected(address.error());
    profile.address.rtp_ip.push_back(std::move(*address));
    return {};
}

Result<void> set_sip_port(const Parameter&, const Given& given, Profile& profile) {
    const auto port = base::to_number(base::trim(given.value));
    if (base::trim(given.value) == "auto")
        profile.address.sip_port = 0;
    else if (!port || *port < 1 || *port > 65535)
        return base::fail(base::ErrorKind::Invalid, "a port from 1 to 65535 or 'auto'");
    else
        profile.address.sip_port = static_cast<std::uint16_t>(*port);
    return {};
}

// The address of `host:NAME`; empty with a warning when there is none.
std::string look_up(const Given& given, std::string_view name) {
    const auto& ask = given.host.look_up;
    const auto found = ask ? ask(std::string(base::trim(name)))
                           : base::fail(base::ErrorKind::Unavailable, "names are not looked up");
    if (!found)
        given.warnings.add(given.place,
                           fmt::format("{}: parameter '{}': '{}': {}; the profile's own address is "
                                       "shown",
                                       given.owner,
                                       given.name,
                                       base::trim(given.value),
                                       found.error().text));
    return found.value_or("");
}

// The address that peers are told. What would have to be asked of a NAT box or a STUN server is
// left out with a warning: the profile then shows its own address.
Result<void> read_external(const Given& given, std::string& address) {
    constexpr std::string_view kAutoNat = "autonat:";
    auto value = base::trim(given.value);
    if (value.starts_with(kAutoNat))
        value.remove_prefix(kAutoNat.size());
    if (value.empty() || value == "auto" || value == "auto-nat") {
        address.clear();
        return {};
    }
    if (value.starts_with(kHost)) {
        address = look_up(given, value.substr(kHost.size()));
        return {};
    }
    if (value.starts_with(kStun)) {
        given.warnings.add(given.place,
                           fmt::format("{}: parameter '{}': '{}' is not looked up; the profile's "
                                       "own address is shown (write the public address here)",
                                       given.owner,
                                       given.name,
                                       value));
        address.clear();
        return {};
    }
    if (!model::Network::parse(value) || value.find('/') != std::string_view::npos)
        return base::fail(base::ErrorKind::Invalid,
                          "an IPv4 or IPv6 address, 'auto', 'auto-nat', 'autonat:ADDRESS' or "
                          "'host:NAME'");
    address = value;
    return {};
}

Result<void> set_ext_sip_ip(const Parameter&, const Given& given, Profile& profile) {
    auto& address = profile.address;
    const auto value = base::trim(given.value);
    auto done = read_external(given, address.ext_sip_ip);
    const bool is_missing =
        address.ext_sip_ip.empty() && (value.starts_with(kStun) || value.starts_with(kHost));
    address.unread_external = is_missing ? value : std::string_view{};
    return done;
}

Result<void> add_alias(const Parameter&, const Given& given, Profile& profile) {
    const auto value = std::string(base::trim(given.value));
    const auto text = value.starts_with("sip:") ? value : "sip:" + value;
    const auto uri = sip::Uri::parse(text);
    if (!uri || uri->port == 0 || !model::Network::parse(uri->host) ||
        uri->host.find('/') != std::string::npos)
        return base::fail(base::ErrorKind::Invalid,
                          "an address and a port, as in 192.0.2.1:5070 or "
                          "sip:192.0.2.1:5070;transport=udp");
    profile.address.more_urls.push_back(text);
    return {};
}

Result<void> set_ext_rtp_ip(const Parameter&, const Given& given, Profile& profile) {
    return read_external(given, profile.address.ext_rtp_ip);
}

Result<void> set_disable_srv(const Parameter&, const Given& given, Profile& profile) {
    profile.stack.use_srv = !base::is_true(given.value);
    return {};
}

Result<void> set_disable_naptr(const Parameter&, const Given& given, Profile& profile) {
    profile.stack.use_naptr = !base::is_true(given.value);
    return {};
}

constexpr std::array kRows{
    special("sip-ip",
            Shape::Address,
            "auto",
            OnRestart,
            "listen address: literal, auto, interface:NAME",
            set_sip_ip,
            keep_sip_ip),
    special("sip-port",
            Shape::Port,
            "5060",
            OnRestart,
            "listen port; auto: any free",
            set_sip_port,
            keep_field<kAddress, &ProfileAddress::sip_port>),
    special("ext-sip-ip",
            Shape::Address,
            "",
            OnRestart,
            "address told to peers in place of sip-ip; host:NAME is looked up when the "
            "configuration is read",
            set_ext_sip_ip,
            keep_ext_sip_ip),
    number<kAddress, &ProfileAddress::ext_sip_port>(
        "ext-sip-port", "0", OnRestart, "port told to peers; 0: sip-port", 0, 65535),
    text<kAddress, &ProfileAddress::bind_params>(
        "bind-params", "", OnRestart, "parameters of the bind URL; transport=udp,tcp when none"),
    special("rtp-ip",
            Shape::Address,
            "auto",
            OnRescan,
            "media address; may be given several times",
            add_rtp_ip),
    special("ext-rtp-ip",
            Shape::Address,
            "",
            OnRescan,
            "media address told to peers in place of rtp-ip; host:NAME as above",
            set_ext_rtp_ip),
    special("sip-domain",
            Shape::Text,
            "",
            OnRestart,
            "host of the profile's URL in place of the address",
            set_sip_domain,
            keep_field<kAddress, &ProfileAddress::sip_domain>),
    special("contact-user",
            Shape::Text,
            "mod_sofia",
            OnRestart,
            "user of the profile's Contact",
            set_contact_user,
            keep_field<kAddress, &ProfileAddress::contact_user>),
    number<kTimers, &ProfileTimers::t1>(
        "timer-T1", "500", OnRestart, "SIP timer T1 (RFC 3261 17)", 1, 60'000),
    number<kTimers, &ProfileTimers::t1x64>(
        "timer-T1X64", "32000", OnRestart, "64 times T1: end of a transaction", 64, 600'000),
    number<kTimers, &ProfileTimers::t2>(
        "timer-T2", "4000", OnRestart, "SIP timer T2: longest pause of retransmission", 1, 60'000),
    number<kTimers, &ProfileTimers::t4>(
        "timer-T4", "4000", OnRestart, "SIP timer T4: life of a message in the network", 1, 60'000),
    number<kStack, &ProfileStack::keepalive>(
        "tcp-keepalive",
        "0",
        OnRestart,
        "CRLF CRLF is sent so often on connections that are silent; 0: never",
        0,
        3'600'000),
    number<kStack, &ProfileStack::ping>("tcp-pingpong",
                                        "0",
                                        OnRestart,
                                        "a connection that leaves a CRLF CRLF of tcp-keepalive "
                                        "unanswered for so long is closed; 0: none is",
                                        0,
                                        3'600'000),
    ignored("tcp-ping2pong", "a phone's CRLF CRLF is always answered (RFC 5626 4.4.1)"),
    special("alias",
            Shape::Address,
            "",
            OnRestart,
            "one more address and port that are bound; may be given several times; calls over it "
            "are told the profile's own address as Contact",
            add_alias,
            keep_field<kAddress, &ProfileAddress::more_urls>),
    number<kStack, &ProfileStack::bind_attempts>(
        "bind-attempts",
        "2",
        OnRestart,
        "how often a profile whose address is not free is tried again, beside others that are "
        "open; a node with none open ends after 5 seconds",
        0,
        1'000'000),
    number<kStack, &ProfileStack::bind_attempt_interval>(
        "bind-attempt-interval", "5", OnRestart, "pause between these tries", 1, kDay_s),
    number<kStack, &ProfileStack::socket_keepalive>(
        "socket-tcp-keepalive",
        "0",
        OnRestart,
        "the kernel asks after peers that have connected and are silent for so long; 0: never",
        0,
        kDay_s),
    ignored("keepalive-method", "calls are looked after by session timers, not by messages"),
    flag<kStack, &ProfileStack::reuse_connections>(
        "reuse-connections",
        "true",
        OnRestart,
        "requests to a phone that has connected go over its connection; false: over one that is "
        "opened to its Contact, which a phone behind NAT cannot take"),
    rejected("ws-binding", "", kNoWebSocket),
    rejected("wss-binding", "", kNoWebSocket),
    special("disable-srv",
            Shape::Flag,
            "false",
            OnRestart,
            "host names are not looked up as SRV records",
            set_disable_srv,
            keep_field<kStack, &ProfileStack::use_srv>),
    special("disable-naptr",
            Shape::Flag,
            "false",
            OnRestart,
            "host names are not looked up as NAPTR records",
            set_disable_naptr,
            keep_field<kStack, &ProfileStack::use_naptr>),
    rejected("disable-srv503", "false", "the SIP stack has no such switch"),
};

}  // namespace

std::span<const Parameter> address_parameters() {
    return kRows;
}

}  // namespace sofia::config
