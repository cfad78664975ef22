#include "commands/arguments.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::commands {

Arguments::Arguments(std::string_view line) : line_(line), words_(base::words(line)) {}

std::string_view Arguments::take() {
    return left() == 0 ? std::string_view{} : std::string_view{words_[next_++]};
}

bool Arguments::take_if(std::string_view keyword) {
    if (left() == 0 || !base::iequals(words_[next_], keyword))
        return false;
    ++next_;
    return true;
}

std::string_view Arguments::peek() const {
    return left() == 0 ? std::string_view{} : std::string_view{words_[next_]};
}

std::string_view Arguments::behind(int count) const noexcept {
    auto rest = base::trim(line_);
    for (; count > 0; --count)
        rest = base::trim(rest.substr(std::min(rest.find_first_of(" \t"), rest.size())));
    return rest;
}

}  // namespace sofia::commands
