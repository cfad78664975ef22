#include "commands/gateway_text.hpp"
#include "commands/handlers.hpp"
#include "commands/json_text.hpp"
#include "commands/status_json.hpp"
#include "commands/status_source.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {

nlohmann::ordered_json status_json(Context& context, bool with_info) {
    auto profiles = nlohmann::ordered_json::object();
    for (const auto& row : status_rows(context)) {
        if (row.type == "gateway")
            continue;  // It stands in its profile's entry.
        auto& entry = profiles[row.name];
        if (!entry.is_null())
            continue;  // Its second row, that of TLS: the first one has told what is told.
        if (row.type == "alias") {
            entry["status"] = {{"type", "alias"}, {"data", row.data}, {"state", row.state}};
        } else {
            entry["status"] = {{"type", "profile"},
                               {"state", "RUNNING"},
                               {"in-use", row.in_use},
                               {"data", row.data}};
            if (row.is_tls)
                entry["status"]["transport"] = "tls";
            for (const auto* gateway : gateways_of(context, row.name))
                entry["gateways"][gateway->settings().name] =
                    gateway_json(*gateway, context.clock.steady());
        }
        if (with_info)
            entry["info"] = profile_json(view_of(context, row.name));
    }
    return {{"profiles", std::move(profiles)}};
}

void sofia_jsonstatus(Context& context, Arguments, const Reply& reply) {
    reply(tabbed_json(status_json(context, true)) + '\n');
}

}  // namespace sofia::commands
