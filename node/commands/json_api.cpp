#include "commands/handlers.hpp"
#include "commands/json_text.hpp"
#include "commands/status_json.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kUsage =
    "-USAGE: json {\"command\": \"sofia.status|sofia.status.info\"[, \"format\": \"pretty\"]}\n";

std::string text_in(const Json& question, const char* name) {
    const auto found = question.find(name);
    return found != question.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

void json(Context& context, Arguments words, const Reply& reply) {
    auto said = Json::parse(words.line(), nullptr, false);
    if (!said.is_object())
        return reply(kUsage);
    const auto command = base::lower(text_in(said, "command"));
    if (command != "sofia.status" && command != "sofia.status.info")
        return reply("-ERR json command [" + text_in(said, "command") +
                     "] is not supported in this version\n");
    // The question comes back with its answer: who sent an id with it finds that again.
    said["status"] = "success";
    said["response"] = status_json(context, command == "sofia.status.info");
    const bool pretty = base::iequals(text_in(said, "format"), "pretty");
    reply((pretty ? tabbed_json(said) : compact_json(said)) + '\n');
}

}  // namespace sofia::commands
