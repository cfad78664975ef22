#include "base/log.hpp"
#include "commands/gateway_text.hpp"
#include "commands/profile_verbs.hpp"
#include "commands/reload.hpp"

namespace sofia::commands {
namespace {

constexpr std::string_view kAll = "_all_";

void command(Context& context,
             const std::string& profile,
             Arguments words,
             bool registers,
             const Reply& reply) {
    if (words.left() == 0)
        return reply("No gateway name provided!\n");
    if (words.take_if("all")) {
        for (auto* gateway : gateways_of(context, profile))
            gateway->command(registers);
        return reply("+OK\n");
    }
    auto* gateway = find_gateway(context, words.take());
    if (gateway == nullptr)
        return reply("Invalid gateway!\n");
    const auto name = gateway->settings().name;
    if (gateway->command(registers))
        reply("+OK\n");
    else
        reply("-ERR NOREG gateway [" + name + "] can't be " +
              (registers ? "registered!\n" : "unregistered!\n"));
}

}  // namespace

void profile_register(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply) {
    command(context, profile, std::move(words), true, reply);
}

void profile_unregister(Context& context,
                        const std::string& profile,
                        Arguments words,
                        const Reply& reply) {
    command(context, profile, std::move(words), false, reply);
}

void profile_killgw(Context& context,
                    const std::string& profile,
                    Arguments words,
                    const Reply& reply) {
    if (words.left() == 0)
        return reply("-ERR missing gw name\n");
    if (words.take_if(kAll)) {
        context.services.gateways->leave(profile);
        return reply("+OK every gateway marked for deletion.\n");
    }
    reply(context.services.gateways->kill(words.take()) ? "+OK gateway marked for deletion.\n"
                                                        : "-ERR no such gateway.\n");
}

void profile_startgw(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply) {
    if (words.left() == 0)
        return reply("-ERR missing gw name\n");
    const std::string name(words.take());
    context.control.reload([&context, profile, name, reply](const base::Result<void>& reloaded) {
        const auto* running = context.profiles.find(profile);
        if (running == nullptr)
            return reply(invalid_profile(profile));
        auto text = reload_line(reloaded);
        if (!reloaded)
            return reply(text + "-ERR no gateway started\n");
        if (running->stopping)
            return reply(text + "-ERR profile " + profile + " is being stopped\n");
        const auto settings = context.control.configured(profile);
        const auto start = [&](const std::string& gateway) {
            const bool started = settings && context.services.gateways->start(*settings, gateway);
            text += started
                        ? "+OK start gateway " + gateway + " complete\n"
                        : "-ERR cannot add gateway " + gateway + " for profile " + profile + '\n';
        };
        if (name != kAll)
            start(name);
        else if (settings)
            for (const auto& gateway : settings->gateways)
                start(gateway.name);
        reply(std::move(text));
    });
}

void profile_gwlist(Context& context,
                    const std::string& profile,
                    Arguments words,
                    const Reply& reply) {
    const bool up = !words.take_if("down");
    std::string names;
    for (const auto* gateway : gateways_of(context, profile))
        if (gateway->is_up() == up)
            names += gateway->settings().name + ' ';
    reply(std::move(names));
}

}  // namespace sofia::commands
