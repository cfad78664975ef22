// The commands of a session that are about one leg of a call.

#include <algorithm>

#include <fmt/format.h>

#include "event_socket/session.hpp"
#include "event_socket/session_words.hpp"

namespace sofia::event_socket {
namespace {

/// The longest id or cause that is passed on.
constexpr std::size_t kLongestWord = 255;

/// Whether a text of a client can stand as one word in a command line.
bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= kLongestWord &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return c > ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\';
           });
}

std::string invalid_session(std::string_view uuid) {
    return frames::command_reply(fmt::format("-ERR invalid session id [{}]", uuid));
}

bool is_true(std::string_view output) {
    return base::trim(output) == "true";
}

Outcome ask(std::string line, std::function<std::string(std::string_view output)> answer) {
    Outcome outcome;
    outcome.question = Question{std::move(line), std::move(answer)};
    return outcome;
}

/// The answer to sendmsg that follows from that of a command about a leg.
Outcome command_of_leg(std::string line, const std::string& uuid) {
    return ask(std::move(line), [uuid](std::string_view output) {
        output = base::trim(output);
        if (output.starts_with("+OK"))
            return frames::command_reply("+OK");
        if (output == "-ERR No such channel!")
            return invalid_session(uuid);
        return frames::command_reply(output.empty() ? "-ERR no reply" : output);
    });
}

Outcome hang_up(const std::string& uuid, std::string_view cause) {
    if (!cause.empty() && !is_word(cause))
        return reply(fmt::format("-ERR unknown cause {}", cause));
    return command_of_leg(fmt::format("uuid_kill {} {}", uuid, cause), uuid);
}

/// The argument stands in a header, or is the body of the message.
Outcome execute(const std::string& uuid, const Command& command) {
    const auto application = command.header("execute-app-name");
    if (!is_word(application))
        return reply("-ERR missing execute-app-name.");
    auto data = std::string(command.header("execute-app-arg"));
    if (data.empty())
        data = command.body;
    // A command is one line.
    std::replace_if(
        data.begin(), data.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    const auto event = command.header("Event-UUID");
    const auto id = is_word(event) ? fmt::format("id={} ", event) : std::string();
    return command_of_leg(fmt::format("uuid_execute {} {}{} {}", uuid, id, application, data),
                          uuid);
}

}  // namespace

/// Media pass between the phones, so that `nomedia` has nothing to do; what else a client may ask
/// for needs media, which the node has not.
Outcome Session::sendmsg(const Command& command) {
    if (!rights_.may_run(command.verb()))
        return reply("-ERR permission denied");
    const std::string uuid(command.arguments());
    if (!is_word(uuid))
        return reply(fmt::format("-ERR invalid session id [{}]", uuid));
    const std::string what(command.header("call-command"));
    if (base::iequals(what, "hangup"))
        return hang_up(uuid, command.header("hangup-cause"));
    if (base::iequals(what, "execute"))
        return execute(uuid, command);
    return ask("uuid_exists " + uuid, [uuid, what](std::string_view output) {
        if (!is_true(output))
            return invalid_session(uuid);
        if (what.empty())
            return frames::command_reply("-ERR missing call-command.");
        if (base::iequals(what, "nomedia"))
            return frames::command_reply("+OK");
        return frames::command_reply(
            fmt::format("-ERR call-command {} is not supported in this version", what));
    });
}

/// Clients write the encoding before or behind the id.
Outcome Session::myevents(const Command& command) {
    if (own_leg_)
        return reply("-ERR aready enabled.");
    auto [uuid, rest] = first_word(command.arguments());
    auto encoding = parse_encoding(uuid);
    if (encoding)
        uuid = rest;
    else if (!rest.empty() && !(encoding = parse_encoding(rest)))
        return reply("-ERR invalid uuid");
    if (!is_word(uuid))
        return reply("-ERR invalid uuid");
    return ask(fmt::format("uuid_exists {}", uuid),
               [this, uuid = std::string(uuid), encoding](std::string_view output) {
                   if (!is_true(output))
                       return frames::command_reply("-ERR invalid uuid");
                   own_leg_ = uuid;
                   encoding_ = encoding.value_or(encoding_);
                   subscriptions_.add("ALL");
                   return frames::command_reply("+OK Events Enabled");
               });
}

/// The events of the leg come to the client anyway, so that there is nothing to divert.
Outcome Session::divert_events(const Command& command) {
    const auto value = command.arguments();
    if (value.empty())
        return reply("-ERR missing value.");
    if (!own_leg_)
        return reply("-ERR not controlling a session.");
    return reply(base::is_true(value) ? "+OK events diverted" : "+OK events not diverted");
}

Outcome Session::getvar(const Command&) {
    return reply("-ERR not controlling a session.");
}

}  // namespace sofia::event_socket
