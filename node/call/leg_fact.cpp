#include "call/leg_fact.hpp"

#include <algorithm>
#include <array>

#include "call/events.hpp"

namespace sofia::call {
namespace {

/// What a row reads: the leg, whom it is in a call with, its dialog as it stands.
struct Known {
    const Company& company;
    const Leg& leg;
    model::DialogState dialog;
};

Known known_of(const Company& company, const Leg& leg) {
    return {company, leg, leg.dialog ? leg.dialog->state() : model::DialogState{}};
}

/// The partner's id, or its name, once both have answered.
std::string partner(const Known& known, std::string (*read)(const Leg& partner)) {
    return known.company.is_bridged ? read(*known.company.partner) : std::string();
}

std::string partner_uuid(const Known& known) {
    return partner(known, [](const Leg& leg) { return leg.uuid().str(); });
}

std::string only_outbound(const Leg& leg, std::string value) {
    return leg.outbound ? std::move(value) : std::string();
}

std::string number(int value) {
    return value == 0 ? std::string() : std::to_string(value);
}

/// The address that our Contact names: the one that the peer sees.
std::string our_address(const Known& known) {
    const auto contact = sip::NameAddr::parse(known.dialog.local_contact);
    const auto uri = contact ? sip::Uri::parse(contact->uri) : std::nullopt;
    return uri ? uri->host : std::string();
}

/// Who the caller is for watchers; of a leg that we call its dial string says so.
std::string presence_id(const Known& known) {
    const auto user = known.leg.variables.get("sip_from_user");
    const auto host = known.leg.variables.get("sip_from_host");
    if (known.leg.outbound || user.empty() || host.empty())
        return {};
    return std::string(user).append("@").append(host);
}

struct Row {
    std::string_view name;
    std::string (*read)(const Known& known);
};

constexpr std::array<Row, 24> kRows{{
    {"direction", [](const Known& known) { return only_outbound(known.leg, "outbound"); }},
    {"call_uuid", [](const Known& known) { return std::string(known.company.call_uuid); }},
    {"channel_name", [](const Known& known) { return channel_name(known.leg); }},
    {"presence_id", presence_id},
    {"signal_bond", partner_uuid},
    {"bridge_uuid", partner_uuid},
    {"last_bridge_to", partner_uuid},
    {"bridge_channel", [](const Known& known) { return partner(known, channel_name); }},
    {"originator",
     [](const Known& known) {
         const auto* by = known.leg.outbound ? known.company.partner : nullptr;
         return by == nullptr ? std::string() : by->uuid().str();
     }},
    {"endpoint_disposition",
     [](const Known& known) {
         const auto& leg = known.leg;
         if (leg.answered != base::WallTime{})
             return std::string("ANSWER");
         if (leg.early_media != base::WallTime{})
             return std::string("EARLY MEDIA");
         return std::string(leg.outbound ? "" : "RECEIVED");
     }},
    {"sofia_profile_name", [](const Known& known) { return known.leg.profile(); }},
    {"recovery_profile_name", [](const Known& known) { return known.leg.profile(); }},
    {"sip_profile_name",
     [](const Known& known) { return only_outbound(known.leg, known.leg.profile()); }},
    {"sip_call_id", [](const Known& known) { return known.dialog.call_id; }},
    {"sip_from_tag",
     [](const Known& known) {
         return known.leg.outbound ? known.dialog.local_tag : known.dialog.remote_tag;
     }},
    {"sip_to_tag",
     [](const Known& known) {
         return known.leg.outbound ? known.dialog.remote_tag : known.dialog.local_tag;
     }},
    {"sip_local_network_addr", our_address},
    {"sip_outgoing_contact_uri",
     [](const Known& known) { return only_outbound(known.leg, known.dialog.local_contact); }},
    {"sip_hangup_disposition",
     [](const Known& known) { return std::string(known.leg.end.disposition); }},
    {"sip_term_status", [](const Known& known) { return number(known.leg.end.status); }},
    {"proto_specific_hangup_cause",
     [](const Known& known) {
         const auto status = number(known.leg.end.status);
         return status.empty() ? status : "sip:" + status;
     }},
    {"sip_invite_failure_status",
     [](const Known& known) { return number(known.leg.end.failure_status); }},
    {"sip_invite_failure_phrase", [](const Known& known) { return known.leg.end.failure_phrase; }},
    {"sip_reason", [](const Known& known) { return known.leg.end.reason; }},
}};

}  // namespace

std::optional<std::string> leg_fact(const Call& call, const Leg& leg, std::string_view name) {
    const auto row =
        std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.name == name; });
    if (row == kRows.end())
        return std::nullopt;
    const auto company = company_of(call, leg);
    auto value = row->read(known_of(company, leg));
    return value.empty() ? std::nullopt : std::optional(std::move(value));
}

void each_leg_fact(const Company& company, const Leg& leg, const SeeFact& see) {
    const auto known = known_of(company, leg);
    for (const auto& row : kRows)
        if (!leg.variables.has(row.name))
            if (auto value = row.read(known); !value.empty())
                see(row.name, std::move(value));
}

}  // namespace sofia::call
