#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "commands/ha.hpp"

namespace sofia::commands {

/// One thing that the doctor looked at.
struct Finding {
    enum class Level {
        Ok,
        Warn,  ///< worth a look; the node can do its work
        Fail   ///< the node, or the pair, cannot do its work when it has to
    };
    Level level = Level::Ok;
    /// "address", "config", "schema", "clock", "database", "agent", "watchdog" or "peer".
    std::string name;
    /// What was found, and what is expected where it is not that.
    std::string words;
};

/// "ok", "warn" or "fail".
std::string_view to_string(Finding::Level level) noexcept;

/// Judges a node that is to carry its cluster, or carries it: one finding for each name, in the
/// order above. Pure.
std::vector<Finding> examine(const CheckFacts& facts);

}  // namespace sofia::commands
