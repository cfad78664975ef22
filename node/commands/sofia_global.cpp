#include "commands/handlers.hpp"
#include "commands/on_off.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage =
    "-ERR Usage: siptrace <on|off>|capture <on|off>|watchdog <on|off>|debug <sla|presence|none";

using Switch = void (*)(Context& context, bool on);

constexpr std::array kSwitches{
    Verb<Switch>{"siptrace",
                 [](Context& context, bool on) {
                     for (auto* profile : context.profiles.all())
                         profile->endpoint->trace(on);
                 }},
    Verb<Switch>{"capture",
                 [](Context& context, bool on) {
                     for (auto* profile : context.profiles.all())
                         profile->endpoint->capture(on);
                 }},
    Verb<Switch>{"watchdog", [](Context& context, bool on) { context.control.watchdog("", on); }},
    Verb<Switch>{"standby", [](Context& context, bool on) {
                     for (auto* profile : context.profiles.all())
                         profile->standby = on;
                 }}};

/// Presence and shared lines have no trace of their own; the words are kept and told.
void debug(Context& context, std::string_view asked, const Reply& reply) {
    auto& words = context.trace;
    const auto what = base::lower(asked);
    std::string text;
    const auto asks = [&](std::string_view word) {
        const bool found = what.find(word) != std::string::npos;
        if (found)
            text.append("+OK Debugging ").append(word).append("\n");
        return found;
    };
    if (asks("presence"))
        words.debug_presence = true;
    if (asks("sla"))
        words.debug_sla = true;
    if (asks("none"))
        words.debug_presence = words.debug_sla = false;
    if (text.empty())
        return reply(kUsage);
    const auto on_off = [](bool on) { return on ? "on" : "off"; };
    reply(text + "+OK Debugging summary: presence: " + on_off(words.debug_presence) +
          " sla: " + on_off(words.debug_sla) + "\n");
}

}  // namespace

void sofia_global(Context& context, Arguments words, const Reply& reply) {
    const auto first = words.take();
    if (base::iequals(first, "debug") && words.left() > 0)
        return debug(context, words.take(), reply);
    const auto* found = find_verb(kSwitches, first);
    if (found == nullptr)
        return reply(kUsage);
    const std::string name(found->name);
    if (name == "watchdog" && !context.control.watchdog)
        return reply(unsupported("sofia global " + name));
    const auto on = on_off(words.take());
    if (!on)
        return reply(kUsage);
    found->run(context, *on);
    reply("+OK Global " + name + (*on ? " on" : " off"));
}

}  // namespace sofia::commands
