#include "commands/reload.hpp"

#include "commands/handlers.hpp"

namespace sofia::commands {

std::string reload_result(const base::Result<void>& reloaded) {
    return '[' + (reloaded ? "Success" : reloaded.error().text) + ']';
}

std::string reload_line(const base::Result<void>& reloaded) {
    return "Reload XML " + reload_result(reloaded) + '\n';
}

void reloadxml(Context& context, Arguments, const Reply& reply) {
    context.control.reload([&context, reply](const base::Result<void>& reloaded) {
        if (reloaded)
            context.services.bus.publish({"RELOADXML", {}, {}, {}});
        reply("+OK " + reload_result(reloaded) + '\n');
    });
}

void reloadacl(Context& context, Arguments, const Reply& reply) {
    context.control.reload([reply](const base::Result<void>& reloaded) {
        reply(reloaded ? "+OK acl reloaded\n" : error_text(reloaded.error()));
    });
}

}  // namespace sofia::commands
