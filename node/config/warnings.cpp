#include "config/warnings.hpp"

#include <utility>

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

std::vector<Warning> Warnings::take() {
    return std::exchange(list_, {});
}

}  // namespace sofia::config
