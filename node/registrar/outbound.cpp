#include "registrar/outbound.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sip/uri.hpp"

namespace sofia::registrar {
namespace {

bool names_outbound(const std::vector<std::string>& options) {
    return std::any_of(options.begin(), options.end(), [](const auto& option) {
        return base::iequals(option, "outbound");
    });
}

/// reg-id counts from 1 (RFC 5626 4.2).
bool is_reg_id(std::string_view text) {
    const auto number = base::to_number(text);
    return number && *number > 0;
}

bool keeps_flow(const std::string& path) {
    const auto hop = sip::NameAddr::parse(path);
    const auto uri = hop ? sip::Uri::parse(hop->uri) : std::nullopt;
    return uri && sip::find_param(uri->params, "ob").has_value();
}

}  // namespace

Outbound outbound_of(const sip::Request& request,
                     const sip::Contact& contact,
                     const model::Profile& profile) {
    const auto& params = contact.address.params;
    if (!profile.registrar.outbound || contact.is_star ||
        (!names_outbound(request.supported) && !names_outbound(request.require)) ||
        !sip::find_param(params, "+sip.instance") ||
        !is_reg_id(sip::find_param(params, "reg-id").value_or("")))
        return Outbound::NotAsked;
    // The proxy next to the phone has put its Path in first, so it stands last (RFC 3327 5.2).
    if (!request.path.empty() && !keeps_flow(request.path.back()))
        return Outbound::NoEdge;
    return Outbound::Flow;
}

bool is_flow_on_connection(const model::Registration& binding, const model::Profile& profile) {
    return profile.registrar.outbound && binding.network_proto != "udp" && binding.path.empty() &&
           !binding.instance_id.empty() && is_reg_id(binding.reg_id) &&
           binding.status.find("NAT") != std::string::npos;
}

}  // namespace sofia::registrar
