#include "sip/sofia/connection.hpp"

#include "sip/uri.hpp"

namespace sofia::sip::nta {
namespace {

/// The transport of a URI; empty for UDP.
std::string stream_of(const Uri& uri) {
    const auto transport = find_param(uri.params, "transport");
    return !transport || *transport == "udp" ? std::string() : std::string(*transport);
}

/// The living connection to a peer; nullptr when there is none.
tport_t* connection_to(nta_agent_t* agent, const Uri& uri, const std::string& protocol) {
    const auto port = std::to_string(uri.port);
    const auto host = uri.host.find(':') == std::string::npos ? uri.host : "[" + uri.host + "]";
    tp_name_t name{};
    name.tpn_proto = protocol.c_str();
    name.tpn_canon = host.c_str();
    name.tpn_host = host.c_str();
    name.tpn_port = port.c_str();
    auto* const found = tport_by_name(nta_agent_tports(agent), &name);
    const bool lives =
        found != nullptr && tport_is_secondary(found) != 0 && tport_is_shutdown(found) == 0;
    return lives ? found : nullptr;
}

}  // namespace

bool is_reachable(nta_agent_t* agent, const std::string& uri) {
    const auto parsed = Uri::parse(uri);
    if (!parsed)
        return false;
    const auto protocol = stream_of(*parsed);
    return protocol.empty() || connection_to(agent, *parsed, protocol) != nullptr;
}

bool is_next_hop(nta_agent_t* agent, const std::string& uri) {
    const auto parsed = Uri::parse(uri);
    if (!parsed)
        return false;
    const auto protocol = stream_of(*parsed);
    if (protocol.empty())
        return true;
    auto* const connection = connection_to(agent, *parsed, protocol);
    int is_reused = 1;
    if (connection != nullptr)
        tport_get_params(connection, TPTAG_REUSE_REF(is_reused), TAG_END());
    return connection != nullptr && is_reused != 0;
}

}  // namespace sofia::sip::nta
