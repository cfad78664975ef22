#include "commands/fsctl.hpp"

#include <cstdint>
#include <limits>
#include <optional>

#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

void fsctl_shutdown(Context& context, Arguments words, const Reply& reply) {
    const bool keep_calls = words.take_if("restart");
    if (words.left() > 0)
        return reply(
            "-ERR fsctl shutdown " + std::string(words.take()) +
            " is not supported in this version; expected [restart]. To wait for the end of "
            "calls say fsctl pause, then fsctl shutdown when status counts none\n");
    // Answered first: the client is told before its connection goes.
    reply(keep_calls ? "+OK the node ends; its calls stay up and can be recovered\n"
                     : "+OK the node hangs up its calls and ends\n");
    context.control.shutdown(keep_calls);
}

/// `pause` and `resume` of calls in one direction or in both.
void pause(Context& context, Arguments& words, bool on, const Reply& reply) {
    const bool inbound = words.take_if("inbound");
    const bool outbound = !inbound && words.take_if("outbound");
    if (words.left() > 0)
        return reply("-ERR expected [inbound|outbound]\n");
    auto& intake = context.services.settings.intake;
    if (!outbound)
        intake.inbound_paused = on;
    if (!inbound)
        intake.outbound_paused = on;
    const auto* which = inbound ? "inbound" : outbound ? "outbound" : "inbound and outbound";
    reply(std::string(on ? "+OK paused: new " : "+OK resumed: new ") + which + " calls\n");
}

void fsctl_pause(Context& context, Arguments words, const Reply& reply) {
    pause(context, words, true, reply);
}

void fsctl_resume(Context& context, Arguments words, const Reply& reply) {
    pause(context, words, false, reply);
}

/// Shows a limit, or sets it first. It stays when the configuration is read again.
void limit(Arguments& words,
           std::string_view what,
           std::uint32_t& now,
           std::optional<std::uint32_t>& said,
           const Reply& reply) {
    if (words.left() > 0) {
        const auto number = base::to_number(words.take());
        if (!number || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max() ||
            words.left() > 0)
            return reply("-ERR expected a number, 0 for no limit\n");
        now = static_cast<std::uint32_t>(*number);
        said = now;
    }
    reply("+OK " + std::string(what) + ": " + std::to_string(now) + '\n');
}

void fsctl_max_sessions(Context& context, Arguments words, const Reply& reply) {
    auto& settings = context.services.settings;
    limit(words, "max sessions", settings.max_sessions, settings.intake.max_sessions, reply);
}

void fsctl_sps(Context& context, Arguments words, const Reply& reply) {
    auto& settings = context.services.settings;
    limit(words,
          "sessions per second",
          settings.sessions_per_second,
          settings.intake.sessions_per_second,
          reply);
}

constexpr std::array kVerbs{Verb<Handler>{"recover", fsctl_recover},
                            Verb<Handler>{"shutdown", fsctl_shutdown},
                            Verb<Handler>{"pause", fsctl_pause},
                            Verb<Handler>{"resume", fsctl_resume},
                            Verb<Handler>{"max_sessions", fsctl_max_sessions},
                            Verb<Handler>{"sps", fsctl_sps}};

}  // namespace

void fsctl(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        return reply(
            "-USAGE: fsctl recover [flush]|shutdown [restart]|pause [inbound|outbound]|"
            "resume [inbound|outbound]|max_sessions [<number>]|sps [<number>]\n");
    const std::string word(words.take());
    const auto* verb = find_verb(kVerbs, word);
    if (verb == nullptr)
        return reply(unsupported("fsctl " + word));
    verb->run(context, std::move(words), reply);
}

}  // namespace sofia::commands
