#include "commands/waits_for_bindings.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "commands/arguments.hpp"

namespace sofia::commands {
namespace {

constexpr std::array<std::string_view, 6> kNode{
    "status", "version", "metrics", "shutdown", "hostname", "fsctl"};
constexpr std::array<std::string_view, 4> kSofia{"ha", "recover", "global", "help"};

template <class Names>
bool is_one_of(const Names& names, std::string_view word) {
    return std::any_of(
        names.begin(), names.end(), [&](auto name) { return base::iequals(name, word); });
}

}  // namespace

bool is_for_a_held_node(std::string_view line) {
    Arguments words(line);
    const auto name = words.take();
    if (base::iequals(name, "sofia"))
        return base::iequals(words.take(), "ha");
    if (base::iequals(name, "fsctl"))
        return words.take_if("shutdown") && words.take_if("restart");
    return base::iequals(name, "shutdown") ? base::iequals(words.take(), "restart")
                                           : is_one_of(kNode, name);
}

bool waits_for_bindings(std::string_view line) {
    Arguments words(line);
    const auto name = words.take();
    if (base::iequals(name, "sofia"))
        return !is_one_of(kSofia, words.take());
    return !is_one_of(kNode, name);
}

}  // namespace sofia::commands
