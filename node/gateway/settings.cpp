#include "gateway/settings.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "base/text.hpp"
#include "base/uuid.hpp"
#include "sip/uri.hpp"

namespace sofia::gateway {
namespace {

/// The other system's name for a gateway that has none.
constexpr std::string_view kNobody = "FreeSWITCH";

class Reader {
  public:
    explicit Reader(const std::map<std::string, std::string>& params) : params_(params) {}

    /// The value; the fallback when it is absent or empty.
    std::string text(const std::string& name, std::string fallback = {}) const {
        const auto found = params_.find(name);
        return found == params_.end() || found->second.empty() ? fallback : found->second;
    }
    bool flag(const std::string& name, bool fallback) const {
        const auto found = params_.find(name);
        return found == params_.end() || found->second.empty() ? fallback
                                                               : base::is_true(found->second);
    }
    int number(const std::string& name, int fallback) const {
        return static_cast<int>(base::to_number(text(name)).value_or(fallback));
    }
    seconds time(const std::string& name, seconds fallback) const {
        return seconds(number(name, static_cast<int>(fallback.count())));
    }

  private:
    const std::map<std::string, std::string>& params_;
};

std::string as_uri(const std::string& text) {
    const bool has_scheme = text.starts_with("sip:") || text.starts_with("sips:");
    return text.empty() || has_scheme ? text : "sip:" + text;
}

/// A hop on the way, with the transport on which the gateway is reached.
std::string as_hop(const std::string& text, const std::string& transport) {
    auto uri = as_uri(text);
    if (!uri.empty() && transport != "udp" && uri.find("transport=") == std::string::npos)
        uri += ";transport=" + transport;
    return uri;
}

std::string host_of(const std::string& uri) {
    const auto parsed = sip::Uri::parse(uri);
    return parsed ? parsed->host_port() : uri;
}

std::string aor(const std::string& user, const std::string& host, const std::string& transport) {
    auto uri = "sip:" + (user.empty() || user == "_undef_" ? "" : user + "@") + host;
    return transport == "udp" ? uri : uri + ";transport=" + transport;
}

}  // namespace

Settings read_settings(const model::GatewaySettings& gateway, const model::Profile& profile) {
    const Reader read(gateway.params);
    Settings settings;
    settings.name = gateway.name;
    settings.profile = profile.name;
    settings.registers = read.flag("register", true);
    settings.username = read.text("username", std::string(kNobody));
    settings.password = read.text("password");
    settings.auth_username = read.text("auth-username", settings.username);
    settings.scheme = read.text("scheme", "Digest");
    settings.realm = read.text("realm", read.text("proxy", gateway.name));
    settings.proxy = as_uri(read.text("proxy", settings.realm));
    settings.transport = read.text("register-transport", "udp");
    settings.target = settings.proxy.find("transport=") == std::string::npos
                          ? settings.proxy + ";transport=" + settings.transport
                          : settings.proxy;
    settings.register_proxy = as_hop(read.text("register-proxy"), settings.transport);
    settings.outbound_proxy = as_hop(read.text("outbound-proxy"), settings.transport);
    // The two words that take the caller's domain have no meaning outside of a call.
    const auto domain = read.text("from-domain");
    if (base::iequals(domain, "auto-aleg-full"))
        settings.caller_from = Settings::CallerFrom::Full;
    else if (base::iequals(domain, "auto-aleg-domain"))
        settings.caller_from = Settings::CallerFrom::Domain;
    settings.from_domain = domain.empty() || domain.starts_with("auto-aleg")
                               ? host_of(as_uri(settings.realm))
                               : domain;
    settings.from_uri =
        aor(read.text("from-user", settings.username), settings.from_domain, settings.transport);
    settings.to_uri = aor(settings.username, settings.from_domain, settings.transport);
    settings.distinct_to = read.flag("distinct-to", false);
    settings.extension = read.text("extension", settings.username);
    settings.extension_in_contact = read.flag("extension-in-contact", false);
    settings.context = read.text("context", profile.calls.context);
    settings.contact_params = read.text("contact-params");
    settings.contact_host = read.text("contact-host");
    settings.contact_in_ping = read.flag("contact-in-ping", false);
    settings.caller_id_in_from = read.flag("caller-id-in-from", false);
    settings.destination_prefix = read.text("destination-prefix");
    settings.cid_type = read.text("cid-type");
    settings.auth_acl = read.text("gw-auth-acl");
    settings.ping_user_agent = read.text("ping-user-agent");
    settings.ping_monitoring = read.flag("ping-monitoring", false);
    settings.expires = read.time("expire-seconds", settings.expires);
    settings.retry = read.time("retry-seconds", read.time("retry_seconds", settings.retry));
    settings.retry_unanswered = read.time("908-retry-seconds", seconds(0));
    settings.timeout = read.time("timeout-seconds", settings.timeout);
    settings.ping = read.time("ping", seconds(0));
    if (settings.ping.count() > 0) {
        settings.ping_max = std::max(read.number("ping-max", 1), 1);
        settings.ping_min = std::clamp(read.number("ping-min", 1), 1, settings.ping_max);
    }
    if (read.flag("rfc-5626", false))
        settings.reg_id = read.text("reg-id", "1");
    settings.inbound_variables = gateway.inbound_variables;
    settings.outbound_variables = gateway.outbound_variables;
    return settings;
}

std::string contact_of(const Settings& settings, std::string_view profile_contact) {
    sip::Uri uri;
    if (const auto ours = sip::NameAddr::parse(profile_contact))
        uri = sip::Uri::parse(ours->uri).value_or(uri);
    uri.user = settings.extension_in_contact ? settings.extension : "gw+" + settings.name;
    uri.params.clear();
    if (!settings.contact_host.empty() && settings.contact_host != "sip-ip")
        uri.host = settings.contact_host;
    for (const auto& param : base::split(settings.contact_params, ';')) {
        const auto equals = std::min(param.find('='), param.size());
        uri.params.push_back(
            {param.substr(0, equals), equals < param.size() ? param.substr(equals + 1) : ""});
    }
    uri.params.push_back({"transport", settings.transport});
    uri.params.push_back({"gw", settings.name});
    return "<" + uri.str() + ">";
}

std::string register_contact_of(const Settings& settings,
                                const std::string& contact,
                                std::string_view cluster) {
    if (settings.reg_id.empty())
        return contact;
    const auto name = fmt::format("{}/{}/{}", cluster, settings.profile, settings.name);
    return fmt::format("{};+sip.instance=\"<urn:uuid:{}>\";reg-id={}",
                       contact,
                       base::name_uuid(name),
                       settings.reg_id);
}

bool same_registration(const Settings& left, const Settings& right) {
    const auto identity = [](const Settings& s) {
        return std::tie(s.registers,
                        s.profile,
                        s.username,
                        s.password,
                        s.auth_username,
                        s.target,
                        s.register_proxy,
                        s.from_uri,
                        s.to_uri,
                        s.distinct_to,
                        s.contact_params,
                        s.reg_id,
                        s.contact_host);
    };
    const auto contact_user = [](const Settings& s) {
        return s.extension_in_contact ? s.extension : s.name;
    };
    return identity(left) == identity(right) && contact_user(left) == contact_user(right);
}

}  // namespace sofia::gateway
