#include "call/events.hpp"

#include <string>

#include <fmt/format.h>

#include "call/call.hpp"
#include "call/codec_facts.hpp"
#include "call/leg_fact.hpp"

namespace sofia::call {
namespace {

std::string microseconds(base::WallTime time) {
    return std::to_string(base::to_epoch_ms(time) * 1000);
}

std::string_view direction(const Leg& leg) {
    return leg.outbound ? "outbound" : "inbound";
}

std::string_view call_state(const Leg& leg) {
    switch (leg.state()) {
        case LegState::Ringing:
            return "RINGING";
        case LegState::Answered:
            return leg.holds ? "HELD" : "ACTIVE";
        case LegState::Ending:
        case LegState::Ended:
            return "HANGUP";
        default:
            return "DOWN";
    }
}

void add_caller(model::Event& event, const std::string& prefix, const Leg& leg) {
    event.add(prefix + "Direction", std::string(direction(leg)));
    event.add(prefix + "Caller-ID-Name", leg.caller_id_name);
    event.add(prefix + "Caller-ID-Number", leg.caller_id_number);
    event.add(prefix + "Network-Addr", leg.peer.ip);
    event.add(prefix + "Destination-Number", leg.destination);
    event.add(prefix + "Unique-ID", leg.uuid().str());
    event.add(prefix + "Source", "mod_sofia");
    event.add(prefix + "Channel-Name", channel_name(leg));
    event.add(prefix + "Channel-Created-Time", microseconds(leg.created));
    event.add(prefix + "Channel-Answered-Time", microseconds(leg.answered));
}

}  // namespace

std::string channel_name(const Leg& leg) {
    return "sofia/" + leg.profile() + "/" +
           (leg.outbound ? leg.destination : leg.caller_id_number + "@" + leg.peer.ip);
}

model::Event channel_event(std::string_view name,
                           const Call& call,
                           const Leg& leg,
                           const model::HangupCause& cause,
                           base::WallTime now) {
    model::Event event;
    event.name = name;
    const bool hangup = name.starts_with("CHANNEL_HANGUP") || name == "CHANNEL_DESTROY";
    event.add("Channel-State",
              hangup         ? (name == "CHANNEL_HANGUP" ? "CS_HANGUP" : "CS_REPORTING")
              : call.is_up() ? "CS_EXCHANGE_MEDIA"
                             : "CS_EXECUTE");
    event.add("Channel-Call-State", std::string(call_state(leg)));
    event.add("Channel-Name", channel_name(leg));
    event.add("Unique-ID", leg.uuid().str());
    event.add("Call-Direction", std::string(direction(leg)));
    event.add("Presence-Call-Direction", std::string(direction(leg)));
    event.add("Channel-Call-UUID", call.uuid().str());
    event.add("Answer-State",
              hangup                              ? "hangup"
              : leg.state() == LegState::Answered ? "answered"
              : leg.state() == LegState::Ringing  ? "early"
                                                  : "ringing");
    if (hangup)
        event.add("Hangup-Cause", std::string(cause.name));
    add_caller(event, "Caller-", leg);
    if (const auto* b = call.b()) {
        const auto& partner = &leg == b ? call.a() : *b;
        event.add("Other-Type", leg.side() == Side::A ? "originatee" : "originator");
        add_caller(event, "Other-Leg-", partner);
        if (name == "CHANNEL_BRIDGE" || name == "CHANNEL_UNBRIDGE") {
            event.add("Bridge-A-Unique-ID", call.a().uuid().str());
            event.add("Bridge-B-Unique-ID", b->uuid().str());
        }
    }
    event.add("variable_uuid", leg.uuid().str());
    each_leg_fact(call, leg, [&](std::string_view fact, std::string value) {
        event.add(fmt::format("variable_{}", fact), std::move(value));
    });
    for (const auto& [variable, value] : leg.variables.all())
        event.add("variable_" + variable, value);
    for (const auto* variable : {"rtp_use_codec_name", "rtp_use_codec_rate", "rtp_use_codec_ptime"})
        if (auto value = codec_fact(leg, variable))
            event.add(fmt::format("variable_{}", variable), std::move(*value));
    if (hangup) {
        const auto seconds = [](base::Milliseconds duration) {
            return std::to_string(duration.count() / 1000);
        };
        event.add("variable_hangup_cause", std::string(cause.name));
        event.add("variable_hangup_cause_q850", std::to_string(cause.q850));
        if (leg.end.status != 0)
            event.add("variable_sip_term_cause", std::to_string(cause.q850));
        event.add("variable_duration", seconds(now - leg.created));
        event.add("variable_billsec",
                  leg.answered == base::WallTime{} ? "0" : seconds(now - leg.answered));
    }
    return event;
}

}  // namespace sofia::call
