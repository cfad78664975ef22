#include "call/events.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "call/call.hpp"
#include "call/channel_words.hpp"
#include "call/codec_facts.hpp"
#include "call/leg_fact.hpp"
#include "call/leg_times.hpp"
#include "sip/uri.hpp"

namespace sofia::call {
namespace {

/// What the other system calls a callee whose name is not known.
constexpr std::string_view kOutbound = "Outbound Call";

constexpr int kLastOfQ850 = 127;

bool is_end(std::string_view event) {
    return event.starts_with("CHANNEL_HANGUP") || event == "CHANNEL_DESTROY";
}

std::string microseconds(base::WallTime time) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    return std::to_string(us.count());
}

std::string_view direction(const Leg& leg) {
    return leg.outbound ? "outbound" : "inbound";
}

/// The leg whose dialplan made this one.
const Leg& caller_of(const Leg& leg, const Leg* partner) {
    return leg.outbound && partner != nullptr ? *partner : leg;
}

base::WallTime bridged_at(const Company& company, const Leg& leg) {
    return company.is_bridged ? std::max(leg.answered, company.partner->answered)
                              : base::WallTime{};
}

void add_caller(model::Event& event,
                const std::string& prefix,
                const Leg& leg,
                const Leg* partner,
                base::WallTime bridged,
                base::WallTime ended) {
    const auto add_if_set = [&](const char* name, std::string_view value) {
        if (!value.empty())
            event.add(prefix + name, std::string(value));
    };
    const auto& caller = caller_of(leg, partner);
    const auto* callee = leg.outbound ? &leg : partner;
    event.add(prefix + "Direction", std::string(direction(leg)));
    event.add(prefix + "Logical-Direction", std::string(direction(leg)));
    add_if_set("Username", caller.variables.get("sip_from_user"));
    event.add(prefix + "Dialplan", "XML");
    event.add(prefix + "Caller-ID-Name", leg.caller_id_name);
    event.add(prefix + "Caller-ID-Number", leg.caller_id_number);
    add_if_set("Orig-Caller-ID-Name", leg.caller_id_name);
    add_if_set("Orig-Caller-ID-Number", leg.caller_id_number);
    if (callee != nullptr) {
        const auto name = callee->variables.get("callee_id_name");
        add_if_set("Callee-ID-Name", name.empty() ? kOutbound : name);
        add_if_set("Callee-ID-Number", callee->destination);
    }
    event.add(prefix + "Network-Addr", leg.peer.ip);
    add_if_set("ANI", leg.caller_id_number);
    event.add(prefix + "Destination-Number", leg.destination);
    event.add(prefix + "Unique-ID", leg.uuid().str());
    event.add(prefix + "Source", "mod_sofia");
    add_if_set("Context", caller.variables.get("context"));
    event.add(prefix + "Channel-Name", channel_name(leg));
    event.add(prefix + "Profile-Index", "1");
    event.add(prefix + "Profile-Created-Time", microseconds(leg.created));
    event.add(prefix + "Channel-Created-Time", microseconds(leg.created));
    event.add(prefix + "Channel-Answered-Time", microseconds(leg.answered));
    event.add(prefix + "Channel-Progress-Time", microseconds(leg.rang));
    event.add(prefix + "Channel-Progress-Media-Time", microseconds(leg.early_media));
    event.add(prefix + "Channel-Hangup-Time", microseconds(ended));
    event.add(prefix + "Channel-Bridged-Time", microseconds(bridged));
}

void add_codec(model::Event& event, const Leg& leg) {
    const auto codec = codec_of(leg);
    if (codec.name.empty())
        return;
    for (const auto* way : {"Read", "Write"}) {
        event.add(fmt::format("Channel-{}-Codec-Name", way), codec.name);
        event.add(fmt::format("Channel-{}-Codec-Rate", way), std::to_string(codec.rate));
        if (codec.bit_rate != 0)
            event.add(fmt::format("Channel-{}-Codec-Bit-Rate", way),
                      std::to_string(codec.bit_rate));
    }
}

void add_variables(model::Event& event, const Company& company, const Leg& leg) {
    event.add("variable_uuid", leg.uuid().str());
    each_leg_fact(company, leg, [&](std::string_view fact, std::string value) {
        event.add(fmt::format("variable_{}", fact), std::move(value));
    });
    for (const auto& [variable, value] : leg.variables.all())
        event.add("variable_" + variable, value);
    for (const auto* variable : {"rtp_use_codec_name", "rtp_use_codec_rate", "rtp_use_codec_ptime"})
        if (auto value = codec_fact(leg, variable))
            event.add(fmt::format("variable_{}", variable), std::move(*value));
}

/// What those who write call records read.
void add_record(model::Event& event,
                const Company& company,
                const Leg& leg,
                const model::HangupCause& cause,
                base::WallTime end) {
    event.add("variable_hangup_cause", std::string(cause.name));
    // Causes of our own have no number there.
    event.add(
        "variable_hangup_cause_q850",
        std::to_string(cause.q850 > kLastOfQ850 ? model::cause::kNormalClearing.q850 : cause.q850));
    if (leg.end.status != 0)
        event.add("variable_sip_term_cause", std::to_string(cause.q850));
    event.add("variable_caller_id",
              fmt::format("\"{}\" <{}>", leg.caller_id_name, leg.caller_id_number));
    const auto last = leg.variables.get("current_application");
    if (!last.empty()) {
        event.add("variable_last_app", std::string(last));
        event.add("variable_last_arg", std::string(leg.variables.get("current_application_data")));
    }
    each_leg_time(
        leg, bridged_at(company, leg), end, [&](std::string_view name, std::string value) {
            event.add(fmt::format("variable_{}", name), std::move(value));
        });
}

}  // namespace

bool is_custom(std::string_view event) noexcept {
    return event.starts_with("sofia::");
}

std::string channel_name(const Leg& leg) {
    if (const auto name = leg.variables.get("channel_name"); !name.empty())
        return std::string(name);
    const auto host = leg.variables.get("sip_from_host");
    const auto port = leg.variables.get("sip_from_port");
    auto name = fmt::format("sofia/{}/", leg.profile());
    if (leg.outbound || host.empty())
        return name + (leg.outbound ? leg.destination : leg.caller_id_number + "@" + leg.peer.ip);
    if (const auto user = leg.variables.get("sip_from_user"); !user.empty())
        name += fmt::format("{}@", user);
    name += host;
    return port.empty() ? name : name + fmt::format(":{}", port);
}

void name_called(Leg& leg, const Target& target) {
    leg.destination = target.destination;
    auto called = target.trunk ? std::nullopt : sip::Uri::parse(target.uri);
    auto what = target.destination;
    if (called) {
        called->params.clear();
        called->headers.clear();
        what = called->str();
        what.erase(0, what.find(':') + 1);
    }
    leg.variables.set("channel_name", fmt::format("sofia/{}/{}", leg.profile(), what));
}

model::Event channel_event(std::string_view name,
                           const Company& company,
                           const Leg& leg,
                           const model::HangupCause& cause,
                           base::WallTime now) {
    const auto words = words_in(name, leg, company.is_bridged);
    const auto* partner = company.partner;
    model::Event event;
    event.name = is_custom(name) ? "CUSTOM" : name;
    if (is_custom(name))
        event.subclass = name;
    event.headers.reserve(96 + leg.variables.all().size());
    event.add("Channel-State", std::string(words.state));
    event.add("Channel-Call-State", std::string(words.call_state));
    event.add("Channel-State-Number", std::to_string(words.state_number));
    event.add("Channel-Call-State-Number", std::to_string(words.call_state_number));
    event.add("Channel-Name", channel_name(leg));
    event.add("Unique-ID", leg.uuid().str());
    event.add("Call-Direction", std::string(direction(leg)));
    event.add("Presence-Call-Direction", std::string(direction(leg)));
    event.add("Channel-HIT-Dialplan", leg.outbound ? "false" : "true");
    if (const auto presence = leg.variables.get("presence_id"); !presence.empty())
        event.add("Channel-Presence-ID", std::string(presence));
    event.add("Channel-Call-UUID", std::string(company.call_uuid));
    event.add("Answer-State", std::string(words.answer_state));
    if (is_end(name))
        event.add("Hangup-Cause", std::string(cause.name));
    add_codec(event, leg);
    const auto bridged = bridged_at(company, leg);
    const auto ended = is_end(name) && leg.end.at == base::WallTime{} ? now : leg.end.at;
    add_caller(event, "Caller-", leg, partner, bridged, ended);
    if (partner != nullptr) {
        event.add("Other-Type", leg.side() == Side::A ? "originatee" : "originator");
        add_caller(event, "Other-Leg-", *partner, &leg, bridged, partner->end.at);
        if (name == "CHANNEL_BRIDGE" || name == "CHANNEL_UNBRIDGE") {
            const bool is_a = leg.side() == Side::A;
            event.add("Bridge-A-Unique-ID", (is_a ? leg : *partner).uuid().str());
            event.add("Bridge-B-Unique-ID", (is_a ? *partner : leg).uuid().str());
        }
    }
    add_variables(event, company, leg);
    if (is_end(name))
        add_record(event, company, leg, cause, ended);
    return event;
}

}  // namespace sofia::call
