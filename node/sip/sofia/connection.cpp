#include "sip/sofia/connection.hpp"

#include "sip/uri.hpp"

namespace sofia::sip::nta {

bool is_reachable(nta_agent_t* agent, const std::string& uri) {
    const auto parsed = Uri::parse(uri);
    if (!parsed)
        return false;
    const auto transport = find_param(parsed->params, "transport");
    if (!transport || *transport == "udp")
        return true;
    const std::string protocol(*transport);
    const auto port = std::to_string(parsed->port);
    const auto host =
        parsed->host.find(':') == std::string::npos ? parsed->host : "[" + parsed->host + "]";
    tp_name_t name{};
    name.tpn_proto = protocol.c_str();
    name.tpn_canon = host.c_str();
    name.tpn_host = host.c_str();
    name.tpn_port = port.c_str();
    const auto* const connection = tport_by_name(nta_agent_tports(agent), &name);
    return connection != nullptr && tport_is_secondary(connection) != 0 &&
           tport_is_shutdown(connection) == 0;
}

}  // namespace sofia::sip::nta
