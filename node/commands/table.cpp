#include "commands/table.hpp"

#include <cstdlib>
#include <memory>
#include <utility>

#include "base/text.hpp"

namespace sofia::commands {

void Table::add(std::string name, Command command) {
    if (!commands_.emplace(base::lower(name), std::move(command)).second)
        std::abort();
}

void Table::run(std::string_view line, Reply reply) const {
    line = base::trim(line);
    const auto name = line.substr(0, line.find_first_of(" \t"));
    const auto found = commands_.find(base::lower(name));
    if (found == commands_.end()) {
        reply("-ERR " + std::string(name) + " Command not found!\n");
        return;
    }
    found->second(base::trim(line.substr(name.size())), std::move(reply));
}

std::string Table::run_at_once(std::string_view line) const {
    // Shared with the reply, which may come when the caller has long returned.
    const auto output = std::make_shared<std::string>();
    run(line, [output](std::string text) { *output = std::move(text); });
    return *output;
}

std::vector<std::string> Table::names() const {
    std::vector<std::string> all;
    for (const auto& [name, command] : commands_)
        all.push_back(name);
    return all;
}

}  // namespace sofia::commands
