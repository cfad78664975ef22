#include "sip/sofia/bind_url.hpp"

#include "base/text.hpp"

namespace sofia::sip::nta {

namespace {

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool is_behind_nat(const model::ProfileAddress& address) {
    return !address.ext_sip_ip.empty() && address.ext_sip_ip != address.sip_ip;
}

std::string maddr(const model::ProfileAddress& address) {
    return is_behind_nat(address) ? ";maddr=" + bracketed(address.sip_ip) : std::string();
}

}  // namespace

std::string public_host_port(const model::ProfileAddress& address, std::uint16_t bound_port) {
    const auto& host = is_behind_nat(address) ? address.ext_sip_ip : address.sip_ip;
    const auto port = address.ext_sip_port != 0 ? address.ext_sip_port : bound_port;
    return bracketed(host) + ":" + std::to_string(port);
}

std::string stack_bind_url(const model::ProfileAddress& address) {
    const auto& host = is_behind_nat(address) ? address.ext_sip_ip : address.sip_ip;
    const auto port = address.sip_port == 0 ? std::string("*") : std::to_string(address.sip_port);
    auto url = "sip:" + bracketed(host) + ":" + port + maddr(address);
    // The stack reads a list of transports from memory that it has left already
    // (nta_agent_add_tport of 1.12.11); UDP and TCP are what it binds when no transport is named.
    for (const auto& parameter : base::split(address.bind_params, ';'))
        if (parameter.find(',') == std::string::npos)
            url += ";" + parameter;
    return url;
}

std::string public_tls_host_port(const model::ProfileAddress& address) {
    const auto& host = is_behind_nat(address) ? address.ext_sip_ip : address.sip_ip;
    return bracketed(host) + ":" + std::to_string(address.tls.port);
}

std::string stack_tls_url(const model::ProfileAddress& address) {
    auto url = "sips:" + public_tls_host_port(address) + maddr(address) + ";transport=tls";
    for (const auto& parameter : base::split(address.tls.bind_params, ';'))
        if (!parameter.starts_with("transport="))
            url += ";" + parameter;
    return url;
}

std::string shown_tls_url(const model::ProfileAddress& address) {
    if (!address.tls.enabled)
        return {};
    const auto host = address.sip_domain.empty()
                          ? public_tls_host_port(address)
                          : address.sip_domain + ":" + std::to_string(address.tls.port);
    return "sip:" + address.contact_user + "@" + host;
}

std::string shown_tls_bind_url(const model::ProfileAddress& address) {
    if (!address.tls.enabled)
        return {};
    const auto& given = address.tls.bind_params;
    return "sips:" + shown_tls_url(address).substr(4) + maddr(address) + ";" +
           (given.empty() ? "transport=tls" : given);
}

std::string shown_url(const model::ProfileAddress& address, std::uint16_t bound_port) {
    const auto host = address.sip_domain.empty()
                          ? public_host_port(address, bound_port)
                          : address.sip_domain + ":" + std::to_string(bound_port);
    return "sip:" + address.contact_user + "@" + host;
}

std::string shown_bind_url(const model::ProfileAddress& address, std::uint16_t bound_port) {
    const auto& given = address.bind_params;
    return shown_url(address, bound_port) + maddr(address) + ";" +
           (given.empty() ? "transport=udp,tcp" : given);
}

}  // namespace sofia::sip::nta
