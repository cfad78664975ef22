#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace sofia::model {

/// What our tags in the dialogs of a call end with: `-`, the leg (`a` or `b`) and the call's UUID
/// in base32 (RFC 4648, lower case), 28 characters of RFC 3261's token. With it a request names the
/// row of its call. It is the same in each dialog of one leg and known to both peers: what makes a
/// tag unique and hard to guess (RFC 3261 19.3) is the random part that the endpoint puts before
/// it. Empty for an id that is no UUID in lower case. Source: ADR 0011.
std::string mark_of(const base::CallUuid& call, char leg);

/// The call whose mark a tag ends with; nothing for a tag that is not of our making. Whether the
/// call exists and has a dialog with this tag is for its row to say.
std::optional<base::CallUuid> call_of(std::string_view tag);

}  // namespace sofia::model
