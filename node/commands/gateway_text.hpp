#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/context.hpp"
#include "commands/profile_view.hpp"
#include "gateway/gateway.hpp"

#include <nlohmann/json_fwd.hpp>

namespace sofia::commands {

/// The gateways of a profile, of all when empty, in order of name.
std::vector<gateway::Gateway*> gateways_of(Context& context, std::string_view profile = {});
/// One by its name or `profile::name`; nullptr when there is none.
gateway::Gateway* find_gateway(Context& context, std::string_view name);

/// Its row in `sofia status`.
StatusRow status_row(const gateway::Gateway& gateway, base::SteadyTime now);
/// `sofia status gateway`: all as a table with calls and pings (behaviour-spec 1.2).
std::string gateway_table(const std::vector<gateway::Gateway*>& gateways, base::SteadyTime now);
/// `sofia status gateway G` (behaviour-spec 1.3).
std::string gateway_text(const gateway::Gateway& gateway, const base::Clock& clock);
/// Its element in `sofia xmlstatus gateway`, indented by two (behaviour-spec 1.4).
std::string gateway_xml(const gateway::Gateway& gateway, const base::Clock& clock);
/// Its object in `sofia jsonstatus`.
nlohmann::ordered_json gateway_json(const gateway::Gateway& gateway, base::SteadyTime now);

}  // namespace sofia::commands
