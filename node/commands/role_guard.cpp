#include "commands/role_guard.hpp"

namespace sofia::commands {

bool is_active(const Context& context, std::string_view does, const Reply& reply) {
    const auto role = context.facts.role();
    if (role == "ACTIVE")
        return true;
    reply("-ERR role is " + role + ": only an active node " + std::string(does) + '\n');
    return false;
}

}  // namespace sofia::commands
