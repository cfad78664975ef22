#include "commands/table.hpp"

#include <cstdlib>
#include <memory>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "commands/verb.hpp"

namespace sofia::commands {
namespace {

// Names come from dialplans, which may make them up.
constexpr std::size_t kMostMissed = 1000;

}  // namespace

void Table::add(std::string name, Command command) {
    if (!commands_.emplace(base::lower(name), std::move(command)).second)
        std::abort();
}

void Table::add_elsewhere(std::string name) {
    elsewhere_.insert(name);
    add(name, [name](std::string_view, const Reply& reply) { reply(unsupported(name)); });
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
    const auto name = base::lower(line.substr(0, line.find_first_of(" \t")));
    if (commands_.find(name) == commands_.end() || elsewhere_.count(name) > 0) {
        if (missed_.size() < kMostMissed && missed_.insert(name).second)
            LOG_WARN(Area::Dialplan, "${{{}(...)}} is empty: this node has no such command", name);
        return {};
    }
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
