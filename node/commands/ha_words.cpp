#include "commands/ha_words.hpp"

namespace sofia::commands {

std::optional<HaWords> parse_ha_words(Arguments words, bool takes_cluster_and_force) {
    HaWords read;
    while (words.left() > 0) {
        if (words.take_if("--json")) {
            read.json = true;
        } else if (takes_cluster_and_force && words.take_if("--force")) {
            read.force = true;
        } else {
            const auto word = words.take();
            if (!takes_cluster_and_force || word.empty() || word.starts_with('-') ||
                !read.cluster.empty())
                return std::nullopt;
            read.cluster = word;
        }
    }
    return read;
}

}  // namespace sofia::commands
