#include "commands/table.hpp"

#include <cstdlib>
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

std::vector<std::string> Table::names() const {
    std::vector<std::string> all;
    for (const auto& [name, command] : commands_)
        all.push_back(name);
    return all;
}

}  // namespace sofia::commands
