#pragma once

#include <span>
#include <string>
#include <string_view>

#include "call/leg.hpp"
#include "commands/listing.hpp"

namespace sofia::commands {

/// Where a leg is shown to run: what the node and its configuration add to the leg itself.
struct ChannelPlace {
    /// The node's name.
    std::string_view hostname;
    /// Dialplan context of the caller's leg.
    std::string_view context;
};

/// Columns of `show channels` (behaviour-spec 8.3).
std::span<const std::string_view> channel_columns() noexcept;
/// Columns of `show calls`: the caller's leg, the callee's with names that begin with b_, and
/// when the bridge was made.
std::span<const std::string_view> call_columns() noexcept;

/// Makes `record` one row of `show channels`; `partner` is nullptr while nobody has answered.
void fill_channel(Record& record,
                  const std::string& call_uuid,
                  const call::Leg& leg,
                  const call::Leg* partner,
                  const ChannelPlace& place);
/// Makes `record` one row of `show calls`: the caller's leg, the callee's and the time of the
/// answer; the last two are missing while `b` is nullptr.
void fill_call(Record& record,
               const std::string& call_uuid,
               const call::Leg& a,
               const call::Leg* b,
               const ChannelPlace& place);

}  // namespace sofia::commands
