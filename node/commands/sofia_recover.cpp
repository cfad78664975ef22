#include "commands/fsctl.hpp"
#include "commands/handlers.hpp"
#include "commands/profile_verbs.hpp"
#include "commands/recovery_text.hpp"
#include "commands/role_guard.hpp"

namespace sofia::commands {
namespace {

void announce(Context& context, std::size_t recovered) {
    model::Event event;
    event.name = "CUSTOM";
    event.subclass = "sofia::recovery_recovered";
    event.add("recovered_calls", std::to_string(recovered));
    context.bus.publish(std::move(event));
}

/// Whether there is no word left; a reply is given when there is one, because a mistyped `flush`
/// must not recover and a mistyped anything must not flush.
bool is_complete(const Arguments& words, const Reply& reply) {
    if (words.left() == 0)
        return true;
    reply("-ERR expected [flush]\n");
    return false;
}

/// Whoever recovers wants to serve (behaviour-spec 1.9): standby is over, of one profile or all.
void end_standby(Context& context, const std::string& only) {
    for (auto* profile : context.profiles.all())
        if (only.empty() || profile->settings->name == only)
            profile->standby = false;
}

void flush(Context& context, const std::string& profile, const Reply& reply) {
    context.recovery.flush(profile, [reply](base::Result<std::size_t> discarded) {
        reply(discarded ? flush_text(*discarded) : error_text(discarded.error()));
    });
}

}  // namespace

void sofia_recover(Context& context, Arguments words, const Reply& reply) {
    if (!is_active(context, "recovers calls", reply))
        return;
    const bool discard = words.take_if("flush");
    if (!is_complete(words, reply))
        return;
    end_standby(context, "");
    if (discard)
        return flush(context, "", reply);
    context.recovery.recover("", [&context, reply](base::Result<recovery::Report> report) {
        if (!report)
            return reply(error_text(report.error()));
        announce(context, report->recovered);
        reply(recovery_text(*report, "call"));
    });
}

void fsctl_recover(Context& context, Arguments words, const Reply& reply) {
    if (!is_active(context, "recovers calls", reply))
        return;
    auto parts = base::split(words.take(), ':');
    const bool discard = !parts.empty() && base::iequals(parts.front(), "flush");
    if (discard)
        parts.erase(parts.begin());
    const bool is_ours = parts.empty() || base::iequals(parts.front(), "sofia");
    if (words.left() > 0 || !is_ours || parts.size() > 2)
        return reply("-ERR expected [flush:][sofia[:<profile>]] or flush\n");
    const auto* only = parts.size() < 2 ? nullptr : context.profiles.find(parts[1]);
    if (parts.size() == 2 && only == nullptr)
        return reply("-ERR no such profile [" + parts[1] + "]\n");
    const auto profile = only == nullptr ? "" : only->settings->name;
    end_standby(context, profile);
    if (discard)
        return context.recovery.flush(profile, [reply](base::Result<std::size_t> discarded) {
            reply(discarded ? "+OK flushed\n" + std::to_string(*discarded) + " call(s) discarded\n"
                            : error_text(discarded.error()));
        });
    context.recovery.recover(profile, [reply](base::Result<recovery::Report> report) {
        reply(report ? recovery_sum_text(*report) : error_text(report.error()));
    });
}

void profile_recover(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply) {
    if (!is_active(context, "recovers calls", reply))
        return;
    const bool discard = words.take_if("flush");
    if (!is_complete(words, reply))
        return;
    end_standby(context, profile);
    if (discard)
        return flush(context, profile, reply);
    context.recovery.recover(profile, [reply](base::Result<recovery::Report> report) {
        reply(report ? recovery_text(*report, "session") : error_text(report.error()));
    });
}

}  // namespace sofia::commands
