#include "call/transfer_application.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace sofia::call {
namespace {

/// How often a call goes through the dialplan, so that extensions that name each other end.
constexpr int kMostPasses = 32;

Flow lead_nowhere(Call& call, const std::string& destination) {
    call.give_up(model::cause::kExchangeRoutingError,
                 "transfer '" + destination + "' leads nowhere or in circles");
    return Flow::End;
}

}  // namespace

Flow transfer(Services& services, Call& call, Script& script, const std::string& data) {
    const auto words = base::words(data);
    return words.empty() ? lead_nowhere(call, data)
                         : transfer_to(services,
                                       call,
                                       script,
                                       words.front(),
                                       words.size() > 2 ? words[2] : std::string());
}

Flow transfer_to(Services& services,
                 Call& call,
                 Script& script,
                 const std::string& destination,
                 const std::string& context) {
    if (script.passes() >= kMostPasses)
        return lead_nowhere(call, destination);
    call.party().destination = destination;
    if (!context.empty())
        call.party().variables.set("context", context);
    auto actions = route_call(services, call, call.party().variables.get("context"));
    if (actions.empty()) {
        call.give_up(model::cause::kNoRouteDestination, "no extension matches " + destination);
        return Flow::End;
    }
    script.replace(std::move(actions));
    return Flow::Continue;
}

Flow execute_extension(Services& services, Call& call, Script& script, const std::string& data) {
    const auto words = base::words(data);
    if (words.empty() || script.passes() >= kMostPasses)
        return lead_nowhere(call, data);
    auto& destination = call.party().destination;
    const auto own = std::exchange(destination, words.front());
    auto actions = route_call(
        services,
        call,
        words.size() > 2 ? std::string_view(words[2]) : call.party().variables.get("context"));
    destination = own;
    if (actions.empty())
        LOG_WARN(Area::Dialplan,
                 "call={} execute_extension: no extension matches {}",
                 call.uuid().str(),
                 words.front());
    script.insert(std::move(actions));
    return Flow::Continue;
}

}  // namespace sofia::call
