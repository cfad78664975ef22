#pragma once

#include <string_view>

#include "call/call.hpp"
#include "commands/context.hpp"

namespace sofia::commands {

/// A leg with its call; nullptrs when there is none. What clients call a channel. Thread: SIP.
struct Channel {
    call::Call* call = nullptr;
    const call::Leg* leg = nullptr;
};

/// The leg with this id: a caller's, a callee's, or one that rings. The id of a call is not one.
Channel find_channel(const Context& context, std::string_view uuid);

}  // namespace sofia::commands
