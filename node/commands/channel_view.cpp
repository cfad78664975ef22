#include "commands/channel_view.hpp"

#include <array>

#include "call/events.hpp"
#include "commands/date_text.hpp"

namespace sofia::commands {
namespace {

using namespace std::string_view_literals;

// clang-format off
constexpr std::array kChannelColumns{
    "uuid"sv, "direction"sv, "created"sv, "created_epoch"sv, "name"sv,
    "state"sv, "cid_name"sv, "cid_num"sv, "ip_addr"sv, "dest"sv,
    "application"sv, "application_data"sv, "dialplan"sv, "context"sv,
    "read_codec"sv, "read_rate"sv, "read_bit_rate"sv, "write_codec"sv,
    "write_rate"sv, "write_bit_rate"sv, "secure"sv, "hostname"sv,
    "presence_id"sv, "presence_data"sv, "accountcode"sv, "callstate"sv,
    "callee_name"sv, "callee_num"sv, "callee_direction"sv, "call_uuid"sv,
    "sent_callee_name"sv, "sent_callee_num"sv, "initial_cid_name"sv,
    "initial_cid_num"sv, "initial_ip_addr"sv, "initial_dest"sv,
    "initial_dialplan"sv, "initial_context"sv};

constexpr std::array kCallColumns{
    "uuid"sv, "direction"sv, "created"sv, "created_epoch"sv, "name"sv,
    "state"sv, "cid_name"sv, "cid_num"sv, "ip_addr"sv, "dest"sv,
    "presence_id"sv, "presence_data"sv, "accountcode"sv, "callstate"sv,
    "callee_name"sv, "callee_num"sv, "callee_direction"sv, "call_uuid"sv,
    "hostname"sv, "sent_callee_name"sv, "sent_callee_num"sv,
    "b_uuid"sv, "b_direction"sv, "b_created"sv, "b_created_epoch"sv,
    "b_name"sv, "b_state"sv, "b_cid_name"sv, "b_cid_num"sv,
    "b_ip_addr"sv, "b_dest"sv, "b_presence_id"sv, "b_presence_data"sv,
    "b_accountcode"sv, "b_callstate"sv, "b_callee_name"sv, "b_callee_num"sv,
    "b_callee_direction"sv, "b_sent_callee_name"sv, "b_sent_callee_num"sv,
    "call_created_epoch"sv};
// clang-format on

/// What the other system calls the two states of a channel: its place in the machine, and what a
/// person would say of it.
struct StateWords {
    const char* state;
    const char* call_state;
};

StateWords words_of(const call::Leg& leg, bool bridged) {
    using call::LegState;
    switch (leg.state()) {
        case LegState::New:
        case LegState::Trying:
            return {leg.outbound ? "CS_CONSUME_MEDIA" : "CS_EXECUTE", "DOWN"};
        case LegState::Ringing:
            return {leg.outbound ? "CS_CONSUME_MEDIA" : "CS_EXECUTE", "RINGING"};
        case LegState::Answering:
            return {"CS_EXECUTE", "RINGING"};
        case LegState::Answered:
            // Media goes past the node, which the other system shows as a leg at rest.
            return {bridged ? "CS_HIBERNATE" : "CS_EXECUTE", leg.holds ? "HELD" : "ACTIVE"};
        case LegState::Ending:
        case LegState::Ended:
            break;
    }
    return {"CS_HANGUP", "HANGUP"};
}

}  // namespace

std::span<const std::string_view> channel_columns() noexcept {
    return kChannelColumns;
}

std::span<const std::string_view> call_columns() noexcept {
    return kCallColumns;
}

Record channel_record(const std::string& call_uuid,
                      const call::Leg& leg,
                      const call::Leg* partner,
                      const ChannelPlace& place) {
    const bool calls_out = leg.side() == call::Side::A;
    const auto [state, call_state] = words_of(leg, partner != nullptr);
    Record record{
        {"uuid", leg.uuid().str()},
        {"direction", leg.outbound ? "outbound" : "inbound"},
        {"created", local_date(leg.created)},
        {"created_epoch", epoch_seconds(leg.created)},
        {"name", call::channel_name(leg)},
        {"state", state},
        {"cid_name", leg.caller_id_name},
        {"cid_num", leg.caller_id_number},
        {"ip_addr", leg.peer.ip},
        {"dest", leg.destination},
        {"dialplan", "XML"},
        {"context", place.context},
        {"hostname", place.hostname},
        {"presence_id", std::string(leg.variables.get("presence_id"))},
        {"presence_data", std::string(leg.variables.get("presence_data"))},
        {"accountcode", std::string(leg.variables.get("accountcode"))},
        {"callstate", call_state},
        {"call_uuid", call_uuid},
        {"initial_cid_name", leg.caller_id_name},
        {"initial_cid_num", leg.caller_id_number},
        {"initial_ip_addr", leg.peer.ip},
        {"initial_dest", leg.destination},
        {"initial_dialplan", "XML"},
        {"initial_context", place.context},
    };
    if (partner == nullptr)
        return record;
    record["application"] = "signal_bridge";
    record["application_data"] = partner->uuid().str();
    record["callee_name"] = "Outbound Call";
    record["callee_num"] = leg.destination;
    record["callee_direction"] = "SEND";
    record["sent_callee_name"] = calls_out ? "Outbound Call" : leg.caller_id_name;
    record["sent_callee_num"] = calls_out ? leg.destination : leg.caller_id_number;
    return record;
}

Record call_record(const std::string& call_uuid,
                   const call::Leg& a,
                   const call::Leg* b,
                   const ChannelPlace& place) {
    auto record = channel_record(call_uuid, a, b, place);
    if (b == nullptr)
        return record;
    for (const auto& [name, value] : channel_record(call_uuid, *b, &a, place))
        record["b_" + name] = value;
    record["call_created_epoch"] =
        epoch_seconds(b->answered == base::WallTime{} ? b->created : b->answered);
    return record;
}

}  // namespace sofia::commands
