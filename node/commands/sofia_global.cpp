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
    Verb<Switch>{"watchdog", [](Context& context, bool on) { context.control.watchdog("", on); }},
    Verb<Switch>{"capture"},
    Verb<Switch>{"standby"},
    Verb<Switch>{"debug"}};

}  // namespace

void sofia_global(Context& context, Arguments words, const Reply& reply) {
    const auto* found = find_verb(kSwitches, words.take());
    if (found == nullptr)
        return reply(kUsage);
    const std::string name(found->name);
    if (found->run == nullptr || (name == "watchdog" && !context.control.watchdog))
        return reply(unsupported("sofia global " + name));
    const auto on = on_off(words.take());
    if (!on)
        return reply(kUsage);
    found->run(context, *on);
    reply("+OK Global " + name + (*on ? " on" : " off"));
}

}  // namespace sofia::commands
