#include "config/warnings.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::config {

std::string Warning::str() const {
    return fmt::format("{}:{}: {}", file, line, text);
}

void Warnings::add(const Place& place, std::string text) {
    list_.push_back(
        {place.file == nullptr ? std::string() : *place.file, place.line, std::move(text)});
}

void Warnings::add_once(std::string_view key, const Place& place, std::string text) {
    if (keys_.emplace(key).second)
        add(place, std::move(text));
}

void Warnings::leave_out(const std::string& error, std::string_view what) {
    left_out_.push_back(error);
    // The place of an error is the beginning of its text.
    const auto end = std::min(error.find(": "), error.size());
    const auto colon = error.rfind(':', end == 0 ? 0 : end - 1);
    const auto line = colon == std::string::npos
                          ? std::nullopt
                          : base::to_number(error.substr(colon + 1, end - colon - 1));
    const auto text = line ? error.substr(end + 2) : error;
    list_.push_back({line ? error.substr(0, colon) : std::string(),
                     static_cast<int>(line.value_or(0)),
                     fmt::format("{}; {} is left out", text, what)});
}

std::vector<Warning> Warnings::take() {
    return std::exchange(list_, {});
}

}  // namespace sofia::config
