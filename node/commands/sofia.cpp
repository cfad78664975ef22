#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

constexpr std::array kVerbs{Verb<Handler>{"profile", sofia_profile},
                            Verb<Handler>{"status", sofia_status},
                            Verb<Handler>{"xmlstatus", sofia_xmlstatus},
                            Verb<Handler>{"jsonstatus", sofia_jsonstatus},
                            Verb<Handler>{"recover", sofia_recover},
                            Verb<Handler>{"global", sofia_global},
                            Verb<Handler>{"ha", sofia_ha},
                            Verb<Handler>{"loglevel", sofia_loglevel},
                            Verb<Handler>{"debug", sofia_debug},
                            Verb<Handler>{"tracelevel", sofia_tracelevel},
                            Verb<Handler>{"help", sofia_help}};

}  // namespace

void sofia(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        return sofia_help(context, std::move(words), reply);
    const std::string name(words.take());
    const auto* verb = find_verb(kVerbs, name);
    if (verb == nullptr)
        reply("Unknown Command [" + name + "]\n");
    else if (verb->run == nullptr)
        reply(unsupported("sofia " + name));
    else
        verb->run(context, std::move(words), reply);
}

}  // namespace sofia::commands
