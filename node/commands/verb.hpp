#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "commands/arguments.hpp"
#include "commands/context.hpp"
#include "commands/table.hpp"

namespace sofia::commands {

/// Carries out a command. `words` are those after its name; it replies once, now or later.
using Handler = void (*)(Context& context, Arguments words, const Reply& reply);

/// A word that names what to do. Without `run` it is a word of the other system that this version
/// does not have, which is said clearly instead of "unknown".
template <class Run>
struct Verb {
    std::string_view name;
    Run run = nullptr;
};

/// The verb with this name, in any case of letters; nullptr when there is none.
template <class Run, std::size_t N>
const Verb<Run>* find_verb(const std::array<Verb<Run>, N>& verbs, std::string_view name) {
    const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const auto& verb) {
        return base::iequals(verb.name, name);
    });
    return found == verbs.end() ? nullptr : &*found;
}

/// The answer about a leg that is not there.
inline constexpr auto kNoSuchChannel = "-ERR No such channel!\n";

/// "-ERR <what> is not supported in this version\n".
inline std::string unsupported(std::string_view what) {
    return "-ERR " + std::string(what) + " is not supported in this version\n";
}

/// "-ERR <why>\n".
inline std::string error_text(const base::Error& error) {
    return "-ERR " + error.text + '\n';
}

}  // namespace sofia::commands
