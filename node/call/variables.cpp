#include "call/variables.hpp"

#include <algorithm>

namespace sofia::call {
namespace {

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

auto find_entry(auto& entries, std::string_view name) noexcept {
    return std::find_if(
        entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
}

}  // namespace

std::string_view Variables::get(std::string_view name) const noexcept {
    const auto found = find_entry(entries_, name);
    return found == entries_.end() ? std::string_view{} : std::string_view{found->second};
}

bool Variables::has(std::string_view name) const noexcept {
    return find_entry(entries_, name) != entries_.end();
}

void Variables::set_repeated(std::string_view name, std::string value) {
    set(name, std::move(value));
    if (has(name) && !is_repeated(name))
        repeated_.emplace_back(name);
}

bool Variables::is_repeated(std::string_view name) const noexcept {
    return std::find(repeated_.begin(), repeated_.end(), name) != repeated_.end();
}

void Variables::set(std::string_view name, std::string value) {
    std::replace_if(
        value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; }, ' ');
    // Names stand in header lines and events as values do.
    if (std::any_of(name.begin(), name.end(), is_control))
        return;
    const auto found = find_entry(entries_, name);
    if (value.empty()) {
        if (found != entries_.end())
            entries_.erase(found);
    } else if (found != entries_.end()) {
        found->second = std::move(value);
    } else {
        entries_.emplace_back(std::string(name), std::move(value));
    }
}

}  // namespace sofia::call
