#include "event_socket/rights.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::event_socket {
namespace {

/// The words of a value, which may have commas between them.
std::vector<std::string> words_of(std::string_view value) {
    std::string text(value);
    std::replace(text.begin(), text.end(), ',', ' ');
    return base::words(text);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

Rights Rights::everything() {
    return read("ALL", "all", "true");
}

Rights Rights::read(std::string_view events, std::string_view api, std::string_view log) {
    Rights rights;
    const auto names = words_of(events);
    if (rights.events_.add(joined(names)) > 0)
        rights.events_text_ = base::iequals(names.front(), "all") ? "all" : joined(names);
    const auto commands = words_of(api);
    if (commands.size() == 1 && base::iequals(commands.front(), "all")) {
        rights.all_commands_ = true;
        rights.api_text_ = "all";
    } else if (!commands.empty() && !base::iequals(commands.front(), "none")) {
        for (const auto& command : commands)
            rights.commands_.insert(base::lower(command));
        rights.api_text_ = joined(commands);
    }
    rights.log_ = base::is_true(log);
    return rights;
}

bool Rights::may_run(std::string_view line) const {
    line = base::trim(line);
    return all_commands_ ||
           commands_.contains(base::lower(line.substr(0, line.find_first_of(" \t"))));
}

}  // namespace sofia::event_socket
