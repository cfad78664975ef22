#include "commands/json_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

void append(std::string& text, const nlohmann::ordered_json& value, std::size_t depth) {
    if (!value.is_object()) {
        text += compact_json(value);
        return;
    }
    text += '{';
    const char* separator = "\n";
    for (const auto& [name, member] : value.items()) {
        text += separator;
        text.append(depth + 1, '\t').append(compact_json(name)).append(":\t");
        append(text, member, depth + 1);
        separator = ",\n";
    }
    if (!value.empty())
        text.append("\n").append(depth, '\t');
    text += '}';
}

bool is_plain(char letter) {
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
}

}  // namespace

std::string tabbed_json(const nlohmann::ordered_json& value) {
    std::string text;
    append(text, value, 0);
    return text;
}

std::string compact_json(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void append_json_string(std::string& text, std::string_view value) {
    if (std::all_of(value.begin(), value.end(), is_plain))
        text.append("\"").append(value).append("\"");
    else
        text += compact_json(value);
}

}  // namespace sofia::commands
