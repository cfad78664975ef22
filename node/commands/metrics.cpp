#include <string>

#include "commands/handlers.hpp"

namespace sofia::commands {

/// `metrics`: every counter, gauge and histogram of the node, one `name value` line each, in order
/// of name.
void metrics(Context& context, Arguments, const Reply& reply) {
    std::string text;
    for (const auto& [name, value] : context.metrics.values())
        text.append(name).append(" ").append(std::to_string(value)).append("\n");
    reply(text.empty() ? "no metrics yet\n" : std::move(text));
}

}  // namespace sofia::commands
