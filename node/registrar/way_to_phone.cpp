#include "registrar/way_to_phone.hpp"

#include "sip/uri.hpp"

namespace sofia::registrar {

std::string next_hop_to(const model::Registration& binding) {
    const bool behind_nat = binding.status.find("NAT") != std::string::npos;
    if (!binding.path.empty() || (!behind_nat && binding.network_proto == "udp"))
        return {};
    sip::Uri source;
    source.host = binding.network_ip;
    source.port = binding.network_port;
    if (binding.network_proto != "udp")
        source.params.push_back({"transport", binding.network_proto});
    return source.str();
}

sip::NewDialog way_to_phone(const model::Registration& binding) {
    sip::NewDialog to;
    to.from.uri = to.to.uri = "sip:" + binding.key.user + "@" + binding.key.host;
    to.target = binding.key.contact_uri;
    if (!binding.path.empty())
        to.route = sip::split_list(binding.path);
    to.next_hop = next_hop_to(binding);
    return to;
}

}  // namespace sofia::registrar
