// The session of a server that steers a call: the node has connected to it (application `socket`).

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "event_socket/session.hpp"
#include "event_socket/session_words.hpp"

namespace sofia::event_socket {
namespace {

/// More loops of one order than anybody means.
constexpr long long kMostLoops = 1000;

}  // namespace

Session::Session(Control control, std::function<std::string()> make_uuid)
    : make_uuid_(std::move(make_uuid)),
      control_(std::move(control)),
      authenticated_(true),
      rights_(Rights::everything()) {}

std::string Session::notice(std::string_view why,
                            std::optional<std::chrono::seconds> linger) const {
    return control_ ? frames::control_notice(why, control_->leg, control_->channel_name, linger)
                    : frames::disconnect_notice(why, linger);
}

bool Session::is_for_full_control(Verb verb) const noexcept {
    static constexpr std::array<Verb, 8> kVerbs{&Session::api,
                                                &Session::bgapi,
                                                &Session::event,
                                                &Session::nixevent,
                                                &Session::noevents,
                                                &Session::log,
                                                &Session::nolog,
                                                &Session::sendevent};
    return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
}

Outcome Session::connect(const Command&) {
    if (!control_)
        return reply("-ERR command not found");
    Outcome outcome;
    outcome.frames = frames::channel_data(control_->data, control_->is_async, control_->is_full);
    return outcome;
}

/// The dialplan goes on behind the server in any case; the variable is what others look for.
Outcome Session::resume(const Command&) {
    if (!control_)
        return reply("-ERR command not found");
    return ask(fmt::format("uuid_setvar {} socket_resume true", control_->leg),
               [](std::string_view) { return frames::command_reply("+OK"); });
}

Outcome Session::getvar(const Command& command) {
    if (!control_)
        return reply("-ERR not controlling a session.");
    if (!is_word(command.arguments()))
        return reply("");
    return ask(fmt::format("uuid_getvar {} {}", control_->leg, command.arguments()),
               [](std::string_view output) {
                   const bool is_value = output != "_undef_" && output != "-ERR No such channel!\n";
                   return frames::command_reply(is_value ? output : std::string_view{});
               });
}

/// `myevents [ENCODING]`; an id is left out by who steers a call, or is his own.
Outcome Session::follow_own(const Command& command) {
    auto words = command.arguments();
    while (!words.empty()) {
        const auto [word, rest] = first_word(words);
        encoding_ = parse_encoding(word).value_or(encoding_);
        words = rest;
    }
    own_leg_ = control_->leg;
    subscriptions_.add("ALL");
    return reply("+OK Events Enabled");
}

Outcome Session::order(const Command& command) const {
    call::Order order;
    order.application = command.header("execute-app-name");
    if (!is_word(order.application))
        return reply("-ERR missing execute-app-name.");
    order.data = application_data(command);
    if (const auto uuid = command.header("Event-UUID"); is_word(uuid))
        order.uuid = uuid;
    order.loops = static_cast<int>(
        std::clamp(base::to_number(command.header("loops")).value_or(1), 1LL, kMostLoops));
    order.is_locked = base::is_true(command.header("event-lock"));
    order.waits = !control_->is_async && !base::is_true(command.header("async"));
    Outcome outcome;
    outcome.order = std::move(order);
    return outcome;
}

}  // namespace sofia::event_socket
