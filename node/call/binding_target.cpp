#include "call/binding_target.hpp"

#include "sip/uri.hpp"

namespace sofia::call {

Target target_of(const model::Registration& binding) {
    Target target;
    target.profile = binding.key.profile;
    target.uri = binding.key.contact_uri;
    target.to_uri = "sip:" + binding.key.user + "@" + binding.key.host;
    target.transport = binding.network_proto;
    target.destination = binding.key.user;
    if (!binding.path.empty()) {
        target.route = sip::split_list(binding.path);
        return target;
    }
    const bool behind_nat = binding.status.find("NAT") != std::string::npos;
    if (behind_nat || binding.network_proto != "udp") {
        sip::Uri source;
        source.host = binding.network_ip;
        source.port = binding.network_port;
        if (binding.network_proto != "udp")
            source.params.push_back({"transport", binding.network_proto});
        target.next_hop = source.str();
    }
    return target;
}

}  // namespace sofia::call
