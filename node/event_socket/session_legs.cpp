// The commands of a session that are about one leg of a call.

#include <algorithm>

#include <fmt/format.h>

#include "event_socket/session.hpp"
#include "event_socket/session_words.hpp"

namespace sofia::event_socket {
namespace {

std::string invalid_session(std::string_view uuid) {
    return frames::command_reply(fmt::format("-ERR invalid session id [{}]", uuid));
}

bool is_true(std::string_view output) {
    return base::trim(output) == "true";
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

Outcome execute(const std::string& uuid, const Command& command) {
    const auto application = command.header("execute-app-name");
    if (!is_word(application))
        return reply("-ERR missing execute-app-name.");
    const auto data = application_data(command);
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
    std::string uuid(command.arguments());
    if (uuid.empty())
        uuid = command.header("session-id");
    if (control_ && uuid.empty())
        uuid = control_->leg;
    const bool is_own = control_ && uuid == control_->leg;
    if (!is_word(uuid) || (control_ && !control_->is_full && !is_own))
        return reply(fmt::format("-ERR invalid session id [{}]", uuid));
    const std::string what(command.header("call-command"));
    if (base::iequals(what, "hangup"))
        return hang_up(uuid, command.header("hangup-cause"));
    if (base::iequals(what, "execute"))
        return is_own ? order(command) : execute(uuid, command);
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
    if (control_)
        return follow_own(command);
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
    if (!own_leg_ && !control_)
        return reply("-ERR not controlling a session.");
    return reply(base::is_true(value) ? "+OK events diverted" : "+OK events not diverted");
}

}  // namespace sofia::event_socket
