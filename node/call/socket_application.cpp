#include "call/socket_application.hpp"

#include <memory>
#include <utility>

#include "base/log.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/facts.hpp"
#include "call/steering.hpp"

namespace sofia::call {
namespace {

model::Event channel_data(const Services& services, const Call& call, const Leg& leg) {
    auto data =
        channel_event("CHANNEL_DATA", company_of(call, leg), leg, {}, services.clock.wall());
    each_seldom_fact(call, leg, services, [&](std::string_view name, std::string value) {
        data.add("variable_" + std::string(name), std::move(value));
    });
    return data;
}

std::string words_for(const base::Result<void>& done) {
    return done ? "+OK" : "-ERR " + done.error().text;
}

/// The server of a leg has gone: a dialplan that waits for its orders goes on.
void on_left(Services& services,
             const std::string& leg,
             const std::shared_ptr<Steering>& steering) {
    if (!steering)
        return;
    steering->server_left();
    auto* call = services.table.find_leg(leg);
    auto* script = call != nullptr ? call->script() : nullptr;
    if (script != nullptr && script->is_steered_by(*steering) && script->awaits_order())
        call->go_on();
}

}  // namespace

Flow socket(Services& services, Call& call, Script& script, const std::string& data) {
    auto words = dialplan::parse_socket_words(data);
    if (!words || !services.steer) {
        LOG_WARN(Area::Dialplan,
                 "call={} socket '{}' skipped: {}",
                 call.uuid().str(),
                 data,
                 words ? "this node has no event socket" : words.error().text);
        return Flow::Continue;
    }
    auto& leg = call.party();
    leg.variables.set("socket_host", words->servers.front().host);
    const auto steering = std::make_shared<Steering>(words->is_async);
    SteeredCall steered;
    steered.leg = leg.uuid().str();
    steered.channel_name = channel_name(leg);
    steered.words = std::move(*words);
    steered.data = channel_data(services, call, leg);
    // Held weakly: what comes when the leg has gone finds nothing. Only the SIP thread looks.
    const std::weak_ptr<Steering> weak = steering;
    steered.execute = [&services, weak, leg_uuid = steered.leg](
                          Order order, std::function<void(std::string)> reply) {
        services.loop.post([&services, weak, leg_uuid, order = std::move(order), reply] {
            steer(services, leg_uuid, weak.lock(), order, [reply](const base::Result<void>& done) {
                reply(words_for(done));
            });
        });
    };
    steered.left = [&services, weak, leg_uuid = steered.leg] {
        services.loop.post(
            [&services, weak, leg_uuid] { on_left(services, leg_uuid, weak.lock()); });
    };
    steering->take(services.steer(std::move(steered)));
    if (!steering->has_server())
        return Flow::Continue;
    leg.steering = steering;
    script.follow(steering);
    return Flow::Wait;
}

}  // namespace sofia::call
