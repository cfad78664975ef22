#include "commands/on_off.hpp"
#include "commands/profile_verbs.hpp"

namespace sofia::commands {
namespace {

std::string usage(std::string_view verb) {
    return "Usage: sofia profile <name> " + std::string(verb) + " <on/off>\n";
}

/// The same sentence for every switch: scripts of the other system look for it.
std::string confirmation(bool on, const std::string& profile) {
    return (on ? "Enabled sip debugging on " : "Disabled sip debugging on ") + profile;
}

}  // namespace

std::optional<bool> on_off(std::string_view word) noexcept {
    if (base::iequals(word, "on"))
        return true;
    if (base::iequals(word, "off"))
        return false;
    return std::nullopt;
}

void profile_siptrace(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply) {
    const auto on = on_off(words.take());
    if (!on)
        return reply(usage("siptrace"));
    context.profiles.find(profile)->endpoint->trace(*on);
    reply(confirmation(*on, profile));
}

void profile_capture(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply) {
    const auto on = on_off(words.take());
    if (!on)
        return reply(usage("capture"));
    context.profiles.find(profile)->endpoint->capture(*on);
    reply((*on ? "Enabled sip capturing on " : "Disabled sip capturing on ") + profile);
}

void profile_watchdog(Context& context,
                      const std::string& profile,
                      Arguments words,
                      const Reply& reply) {
    const auto on = on_off(words.take());
    if (!on)
        return reply(usage("watchdog"));
    if (!context.control.watchdog)
        return reply(unsupported("sofia profile watchdog"));
    context.control.watchdog(profile, *on);
    reply(confirmation(*on, profile));
}

}  // namespace sofia::commands
