#include "commands/phone_reboot.hpp"
#include "commands/profile_verbs.hpp"

namespace sofia::commands {
namespace {

std::string confirmation(bool reboot, bool all) {
    return std::string(reboot ? "+OK rebooting" : "+OK flushing") + " all registrations" +
           (all ? "\n" : " matching specified call_id\n");
}

void send(Context& context, const std::string& profile, const std::vector<PhoneNotify>& notifies) {
    auto* running = context.profiles.find(profile);
    if (running == nullptr)  // Stopped while the database was at work.
        return;
    for (const auto& [to, request] : notifies)
        context.unwatched.send(*running->endpoint, to, request);
}

}  // namespace

void flush_inbound_reg(Context& context,
                       const std::string& profile,
                       Arguments words,
                       const Reply& reply) {
    std::string which;
    bool reboot = words.take_if("reboot");
    bool all = true;
    if (!reboot) {
        all = words.left() == 0;
        which = words.take();
        reboot = words.take_if("reboot");
    }
    if (words.left() > 0)
        return reply("-ERR expected [<call_id> | <[user]@domain>] [reboot]\n");
    if (which.empty() && !all)  // "": a script's variable that is empty names nobody.
        return reply(confirmation(reboot, all));
    // Phones are told only when their bindings are gone for good, but found while they are there.
    auto notifies = reboot ? reboot_notifies(context, profile, which) : std::vector<PhoneNotify>{};
    context.registrar.flush(profile,
                            which,
                            [&context, profile, reply, reboot, all, notifies = std::move(notifies)](
                                base::Result<std::size_t> removed) {
                                if (!removed)
                                    return reply(error_text(removed.error()));
                                send(context, profile, notifies);
                                reply(confirmation(reboot, all));
                            });
}

void check_sync(Context& context, const std::string& profile, Arguments words, const Reply& reply) {
    const bool all = words.left() == 0;
    const std::string which(words.take());
    if (words.left() > 0)
        return reply("-ERR expected [<call_id> | <[user]@domain>]\n");
    if (all || !which.empty())
        send(context, profile, reboot_notifies(context, profile, which));
    reply(all ? "+OK syncing all registrations\n"
              : "+OK syncing all registrations matching specified call_id\n");
}

}  // namespace sofia::commands
