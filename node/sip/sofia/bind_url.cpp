#include "sip/sofia/bind_url.hpp"

#include <string_view>

namespace sofia::sip::nta {

namespace {

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool is_behind_nat(const model::ProfileAddress& address) {
    return !address.ext_sip_ip.empty() && address.ext_sip_ip != address.sip_ip;
}

std::string parameters(const model::ProfileAddress& address) {
    std::string text;
    if (is_behind_nat(address))
        text += ";maddr=" + bracketed(address.sip_ip);
    text += ';';
    text += address.bind_params.empty() ? "transport=udp,tcp" : address.bind_params;
    return text;
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
    return "sip:" + bracketed(host) + ":" + port + parameters(address);
}

std::string shown_url(const model::ProfileAddress& address, std::uint16_t bound_port) {
    const auto host = address.sip_domain.empty()
                          ? public_host_port(address, bound_port)
                          : address.sip_domain + ":" + std::to_string(bound_port);
    return "sip:" + address.contact_user + "@" + host;
}

std::string shown_bind_url(const model::ProfileAddress& address, std::uint16_t bound_port) {
    return shown_url(address, bound_port) + parameters(address);
}

}  // namespace sofia::sip::nta
