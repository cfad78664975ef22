#include "call/binding_target.hpp"

#include "registrar/way_to_phone.hpp"
#include "sip/uri.hpp"

namespace sofia::call {

Target target_of(const model::Registration& binding) {
    Target target;
    target.profile = binding.key.profile;
    target.uri = binding.key.contact_uri;
    target.to_uri = "sip:" + binding.key.user + "@" + binding.key.host;
    target.transport = binding.network_proto;
    target.destination = binding.key.user;
    target.user_agent = binding.user_agent;
    if (!binding.path.empty())
        target.route = sip::split_list(binding.path);
    target.next_hop = registrar::next_hop_to(binding);
    return target;
}

}  // namespace sofia::call
