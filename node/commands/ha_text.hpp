#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "commands/ha.hpp"

namespace sofia::commands {

/// `sofia ha status`: one `name value` line each, one line for each peer.
std::string ha_status_text(const HaStatus& status);
/// The same as one JSON object.
std::string ha_status_json(const HaStatus& status);

/// How a promotion ended: "+OK active with epoch N", "+OK already active with epoch N" or "-ERR
/// <reason>".
std::string promotion_text(const base::Result<cluster::Promotion>& outcome);
/// How a demotion ended: "+OK standby", "+OK already standby" or "-ERR <reason>".
std::string demotion_text(const base::Result<bool>& was_standby);

/// A reply as {"ok":true,"text":"..."}, so that the client can tell success by its beginning.
std::string reply_json(std::string_view text);

}  // namespace sofia::commands
