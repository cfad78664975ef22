#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "call/image.hpp"
#include "model/tracked_call.hpp"

namespace sofia::recovery {

/// What is to become of one claimed row.
enum class Action {
    Rehydrate,  ///< rebuild both dialogs and go on
    Finish,     ///< one side had hung up: rebuild and send BYE to what is left
    Skip,       ///< nothing to do, the row stays
    Keep,       ///< cannot be rebuilt here and now; the row stays for a node or version that can
};

/// The name of an action as reports print it.
std::string_view to_string(Action action) noexcept;

/// The reason of a row whose call this process has: nothing is missing there.
inline constexpr std::string_view kAlreadyLive = "already live";

/// The decision on one row with its reason in words.
struct Step {
    base::CallUuid uuid;
    Action action = Action::Skip;
    std::string reason;
    /// The call as a value, for Rehydrate and Finish.
    call::CallImage image;
};

/// What the decision depends on besides the rows.
struct Situation {
    /// Whether the call lives in this process already.
    std::function<bool(const base::CallUuid&)> is_live;
    /// Whether the profile runs here.
    std::function<bool(const std::string&)> is_running;
};

/// Decides for every claimed row, in the order given (oldest answer first). No row is ever dropped
/// for a reason that may pass: a damaged or newer snapshot, or a profile that does not run, leaves
/// the row where it is. Pure.
std::vector<Step> plan(std::span<const model::TrackedCall> rows, const Situation& situation);

}  // namespace sofia::recovery
