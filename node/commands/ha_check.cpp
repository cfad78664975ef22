#include <algorithm>

#include <fmt/format.h>

#include "commands/ha_doctor.hpp"
#include "commands/ha_words.hpp"
#include "commands/handlers.hpp"
#include "commands/json_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

std::size_t failures_of(const std::vector<Finding>& findings) {
    return static_cast<std::size_t>(
        std::ranges::count(findings, Finding::Level::Fail, &Finding::level));
}

std::string text_of(const std::vector<Finding>& findings) {
    const auto failures = failures_of(findings);
    auto text = failures == 0
                    ? fmt::format("+OK {} checks\n", findings.size())
                    : fmt::format("-ERR {} of {} checks failed\n", failures, findings.size());
    for (const auto& finding : findings)
        text += fmt::format(
            "{:<4}  {:<8}  {}\n", to_string(finding.level), finding.name, finding.words);
    return text;
}

std::string json_of(const std::vector<Finding>& findings) {
    using Json = nlohmann::ordered_json;
    auto checks = Json::array();
    for (const auto& finding : findings)
        checks.push_back({{"level", std::string(to_string(finding.level))},
                          {"name", finding.name},
                          {"words", finding.words}});
    return compact_json(Json{{"ok", failures_of(findings) == 0}, {"checks", checks}}) + '\n';
}

}  // namespace

void ha_check(Context& context, Arguments words, const Reply& reply) {
    const auto read = parse_ha_words(std::move(words), false);
    if (!read)
        return reply("-USAGE: sofia ha check [--json]\n");
    const auto findings = examine(context.control.ha.facts());
    reply(read->json ? json_of(findings) : text_of(findings));
}

}  // namespace sofia::commands
