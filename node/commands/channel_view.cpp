#include "commands/channel_view.hpp"

#include <array>

#include "call/channel_words.hpp"
#include "call/codec_facts.hpp"
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

/// What the other system calls a callee whose name is not known.
constexpr auto kOutbound = "Outbound Call"sv;

/// Sets the columns of a leg, with names that begin with `prefix`.
void set_leg(Record& record,
             std::string_view prefix,
             const std::string& call_uuid,
             const call::Leg& leg,
             const call::Leg* partner,
             const ChannelPlace& place) {
    const auto words = call::words_of(leg, partner != nullptr);
    const auto set = [&](std::string_view column, std::string_view value) {
        record.set(prefix, column, value);
    };
    set("uuid", leg.uuid().str());
    set("direction", leg.outbound ? "outbound" : "inbound");
    set("created", local_date(leg.created));
    set("created_epoch", epoch_seconds(leg.created));
    set("name", call::channel_name(leg));
    set("state", words.state);
    set("cid_name", leg.caller_id_name);
    set("cid_num", leg.caller_id_number);
    set("ip_addr", leg.peer.ip);
    set("dest", leg.destination);
    if (partner != nullptr) {
        set("application", "signal_bridge");
        set("application_data", partner->uuid().str());
    }
    set("dialplan", "XML");
    set("context", place.context);
    set("hostname", place.hostname);
    set("presence_id", leg.variables.get("presence_id"));
    set("presence_data", leg.variables.get("presence_data"));
    set("accountcode", leg.variables.get("accountcode"));
    set("callstate", words.call_state);
    if (partner != nullptr) {
        const bool calls_out = leg.side() == call::Side::A;
        set("callee_name", kOutbound);
        set("callee_num", leg.destination);
        set("callee_direction", "SEND");
        set("sent_callee_name", calls_out ? kOutbound : std::string_view(leg.caller_id_name));
        set("sent_callee_num", calls_out ? leg.destination : leg.caller_id_number);
    }
    set("call_uuid", call_uuid);
    set("initial_cid_name", leg.caller_id_name);
    set("initial_cid_num", leg.caller_id_number);
    set("initial_ip_addr", leg.peer.ip);
    set("initial_dest", leg.destination);
    set("initial_dialplan", "XML");
    set("initial_context", place.context);
}

/// The phones send what they settled: the same in both directions.
void set_codec(Record& record, const call::Leg& leg) {
    const auto codec = call::codec_of(leg);
    if (codec.name.empty())
        return;
    const auto rate = std::to_string(codec.rate);
    const auto bit_rate = codec.bit_rate == 0 ? std::string() : std::to_string(codec.bit_rate);
    for (const auto* prefix : {"read_", "write_"}) {
        record.set(prefix, "codec", codec.name);
        record.set(prefix, "rate", rate);
        record.set(prefix, "bit_rate", bit_rate);
    }
}

}  // namespace

std::span<const std::string_view> channel_columns() noexcept {
    return kChannelColumns;
}

std::span<const std::string_view> call_columns() noexcept {
    return kCallColumns;
}

void fill_channel(Record& record,
                  const std::string& call_uuid,
                  const call::Leg& leg,
                  const call::Leg* partner,
                  const ChannelPlace& place) {
    record.clear();
    set_leg(record, "", call_uuid, leg, partner, place);
    set_codec(record, leg);
}

void fill_call(Record& record,
               const std::string& call_uuid,
               const call::Leg& a,
               const call::Leg* b,
               const ChannelPlace& place) {
    record.clear();
    set_leg(record, "", call_uuid, a, b, place);
    if (b == nullptr)
        return;
    set_leg(record, "b_", call_uuid, *b, &a, place);
    record.set("call_created_epoch",
               epoch_seconds(b->answered == base::WallTime{} ? b->created : b->answered));
}

}  // namespace sofia::commands
