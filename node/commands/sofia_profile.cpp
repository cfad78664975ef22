#include "commands/handlers.hpp"
#include "commands/profile_verbs.hpp"

namespace sofia::commands {
namespace {

using ProfileVerb = Verb<ProfileHandler>;

constexpr std::array kVerbs{ProfileVerb{"stop", profile_stop},
                            ProfileVerb{"restart", profile_restart},
                            ProfileVerb{"rescan", profile_rescan},
                            ProfileVerb{"flush_inbound_reg", flush_inbound_reg},
                            ProfileVerb{"recover", profile_recover},
                            ProfileVerb{"siptrace", profile_siptrace},
                            ProfileVerb{"watchdog", profile_watchdog},
                            ProfileVerb{"capture", profile_capture},
                            ProfileVerb{"check_sync", check_sync},
                            ProfileVerb{"register", profile_register},
                            ProfileVerb{"unregister", profile_unregister},
                            ProfileVerb{"killgw", profile_killgw},
                            ProfileVerb{"startgw", profile_startgw},
                            ProfileVerb{"gwlist", profile_gwlist}};

}  // namespace

void sofia_profile(Context& context, Arguments words, const Reply& reply) {
    if (words.left() < 2)
        return reply("Invalid Args!\n");
    const std::string name(words.take());
    const std::string word(words.take());
    // A profile that is to be started does not run yet, so it is not looked up.
    if (base::iequals(word, "start"))
        return profile_start(context, name, std::move(words), reply);
    if (base::iequals(name, "restart") && base::iequals(word, "all"))
        return restart_all_profiles(context, reply);
    const auto* running = context.profiles.find(name);
    if (running == nullptr) {
        // One that could not be opened is perhaps tried again; no more, then.
        if (base::iequals(word, "stop"))
            context.control.stop_profile(name, false, [](const base::Result<void>&) {});
        return reply(invalid_profile(name));
    }
    const auto* verb = find_verb(kVerbs, word);
    if (verb == nullptr)
        reply("-ERR Unknown command!\n");
    else if (verb->run == nullptr)
        reply(unsupported("sofia profile " + word));
    else
        // A copy of the name: the verb may end what it is part of.
        verb->run(context, std::string(running->settings->name), std::move(words), reply);
}

}  // namespace sofia::commands
