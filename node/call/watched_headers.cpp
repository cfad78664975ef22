#include "call/watched_headers.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "call/call.hpp"

namespace sofia::call {

std::vector<sip::Header> watched_headers(const Variables& variables,
                                         const sip::MessageHead& message) {
    std::vector<sip::Header> found;
    if (!variables.has(kWatchedHeaders))
        return found;
    const auto names = base::split(variables.get(kWatchedHeaders), ',');
    const auto take = [&](const std::string& name, const std::string& value) {
        const bool is_watched =
            !value.empty() && std::any_of(names.begin(), names.end(), [&](const auto& watched) {
                return base::iequals(base::trim(watched), name);
            });
        if (is_watched)
            found.push_back({name, value});
    };
    for (const auto& [name, value] : message.headers)
        take(name, value);
    take("User-Agent", message.user_agent);
    take("Reason", message.reason);
    return found;
}

void Call::tell_watched(const Leg& leg, const sip::MessageHead& message) const {
    for (const auto& [name, value] : watched_headers(leg.variables, message))
        fire("sofia::notify_watched_header",
             leg,
             cause_,
             {{"Header-Name", name}, {"Header-Value", value}});
}

}  // namespace sofia::call
