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

Outcome hang_up(const std::string& uuid, std::string_view cause) {
    if (!cause.empty() && !is_word(cause))
        return reply(fmt::format("-ERR unknown cause {}", cause));
    return ask(fmt::format("uuid_kill {} {}", uuid, cause), [uuid](std::string_view output) {
        output = base::trim(output);
        if (output.starts_with("+OK"))
            return frames::command_reply("+OK");
        if (output == "-ERR No such channel!")
            return invalid_session(uuid);
        return frames::command_reply(output.empty() ? "-ERR no reply" : output);
    });
}

}  // namespace

/// Hangs up; what else a client may ask for needs media or a parked call, which the node has not.
Outcome Session::sendmsg(const Command& command) {
    const std::string uuid(command.arguments());
    if (!is_word(uuid))
        return reply(fmt::format("-ERR invalid session id [{}]", uuid));
    const std::string what(command.header("call-command"));
    if (base::iequals(what, "hangup"))
        return hang_up(uuid, command.header("hangup-cause"));
    const std::string application(command.header("execute-app-name"));
    return ask("uuid_exists " + uuid, [uuid, what, application](std::string_view output) {
        if (!is_true(output))
            return invalid_session(uuid);
        if (what.empty())
            return frames::command_reply("-ERR missing call-command.");
        return frames::command_reply(
            fmt::format("-ERR call-command {}{}{} is not supported in this version",
                        what,
                        application.empty() ? "" : " ",
                        application));
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
