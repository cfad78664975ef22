#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "commands/handlers.hpp"
#include "sip/digest_hash.hpp"

namespace sofia::commands {
namespace {

constexpr std::size_t kLongestDate = 1024;

std::optional<double> number_of(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return text.empty() || *end != '\0' ? std::nullopt : std::optional(number);
}

/// Without the quotes around it.
std::string unquoted(std::string_view text) {
    text = base::trim(text);
    if (text.size() > 1 && (text.front() == '\'' || text.front() == '"') &&
        text.front() == text.back())
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

int compared(const std::string& left, const std::string& right) {
    const auto a = number_of(left);
    const auto b = number_of(right);
    if (a && b)
        return *a < *b ? -1 : *a > *b ? 1 : 0;
    return left.compare(right);
}

/// Nothing when there is no comparison in it.
std::optional<bool> holds(std::string_view condition) {
    // Two letters before one.
    constexpr std::array<std::string_view, 6> kOperators{"==", "!=", "<=", ">=", "<", ">"};
    for (const auto op : kOperators) {
        const auto at = condition.find(op);
        if (at == std::string_view::npos)
            continue;
        const int order =
            compared(unquoted(condition.substr(0, at)), unquoted(condition.substr(at + op.size())));
        return op == "=="   ? order == 0
               : op == "!=" ? order != 0
               : op == "<=" ? order <= 0
               : op == ">=" ? order >= 0
               : op == "<"  ? order < 0
                            : order > 0;
    }
    return std::nullopt;
}

}  // namespace

void strftime(Context& context, Arguments words, const Reply& reply) {
    std::string format(base::trim(words.line()));
    auto seconds = std::chrono::system_clock::to_time_t(context.clock.wall());
    if (const auto bar = format.find('|'); bar != std::string::npos)
        if (const auto given = base::to_number(base::trim(format.substr(0, bar)))) {
            seconds = static_cast<std::time_t>(*given);
            format.erase(0, bar + 1);
        }
    if (format.empty())
        format = "%Y-%m-%d %T";
    std::tm local{};
    std::array<char, kLongestDate> text{};
    if (localtime_r(&seconds, &local) == nullptr)
        return reply("-ERR no such time\n");
    reply({text.data(), std::strftime(text.data(), text.size(), format.c_str(), &local)});
}

void cond(Context&, Arguments words, const Reply& reply) {
    const auto& line = words.line();
    const auto question = line.find('?');
    const auto colon = line.find(':', question == std::string::npos ? question : question + 1);
    const auto is_so =
        question == std::string::npos ? std::nullopt : holds(line.substr(0, question));
    if (!is_so || colon == std::string::npos)
        return reply("-USAGE: <expr> ? <true val> : <false val>\n");
    reply(unquoted(*is_so ? line.substr(question + 1, colon - question - 1)
                          : line.substr(colon + 1)));
}

void module_exists(Context&, Arguments words, const Reply& reply) {
    // Those whose work this node does.
    constexpr std::array<std::string_view, 7> kModules{"mod_sofia",
                                                       "mod_commands",
                                                       "mod_console",
                                                       "mod_dialplan_xml",
                                                       "mod_dptools",
                                                       "mod_event_socket",
                                                       "mod_logfile"};
    const auto name = words.take();
    for (const auto known : kModules)
        if (name == known)
            return reply("true");
    reply("false");
}

void url_encode(Context&, Arguments words, const Reply& reply) {
    reply(base::url_encode(words.line()));
}

void url_decode(Context&, Arguments words, const Reply& reply) {
    reply(base::url_decode(words.line()));
}

void md5(Context&, Arguments words, const Reply& reply) {
    reply(sip::hash_joined(sip::DigestAlgorithm::Md5, {words.line()}));
}

void group_call(Context& context, Arguments words, const Reply& reply) {
    std::string name(words.take());
    if (name.empty())
        return reply("-USAGE: <group>[@<domain>][+A|+F|+E]\n");
    std::string_view separator = ",";
    if (const auto plus = name.rfind('+'); plus != std::string::npos) {
        const auto how = name.substr(plus + 1);
        separator = how == "F" ? "|" : how == "E" ? ":_:" : ",";
        name.resize(plus);
    }
    const auto& settings = context.services.settings;
    const auto at = name.rfind('@');
    const auto domain = at == std::string::npos ? settings.default_domain : name.substr(at + 1);
    std::string text;
    if (settings.directory)
        for (const auto& user : settings.directory->group(name.substr(0, at), domain))
            text.append(text.empty() ? "" : separator).append("user/" + user + '@' + domain);
    reply(text.empty() ? "error/NO_ROUTE_DESTINATION" : text);
}

}  // namespace sofia::commands
