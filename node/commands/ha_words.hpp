#pragma once

#include <optional>
#include <string>

#include "commands/arguments.hpp"

namespace sofia::commands {

/// The words after `sofia ha <verb>`, in any order.
struct HaWords {
    bool json = false;
    bool force = false;
    /// Empty when none was given.
    std::string cluster;
};

/// Reads them. Nothing for a word that the verb does not take: a mistyped --force must not become
/// the name of a cluster.
std::optional<HaWords> parse_ha_words(Arguments words, bool takes_cluster_and_force);

}  // namespace sofia::commands
