#include "commands/channel.hpp"

#include "call/call_table.hpp"

namespace sofia::commands {

Channel find_channel(const Context& context, std::string_view uuid) {
    auto* call = uuid.empty() ? nullptr : context.calls.find_leg(uuid);
    const auto* leg = call == nullptr ? nullptr : call->leg_of(uuid);
    return leg == nullptr ? Channel{} : Channel{call, leg};
}

}  // namespace sofia::commands
