#include "sofia/wording.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::client {
namespace {

constexpr std::array<std::string_view, 10> kSofiaVerbs{"status",
                                                       "xmlstatus",
                                                       "jsonstatus",
                                                       "profile",
                                                       "global",
                                                       "recover",
                                                       "ha",
                                                       "help",
                                                       "loglevel",
                                                       "tracelevel"};

/// How failing replies of `sofia` and of the core commands begin (behaviour-spec 1).
constexpr std::array<std::string_view, 9> kErrorWords{"-ERR",
                                                      "-USAGE",
                                                      "Usage: ",
                                                      "usage: ",
                                                      "Invalid ",
                                                      "Unknown Command [",
                                                      "Failure ",
                                                      "No gateway name provided!",
                                                      "{\"ok\":false"};

std::string_view first_line(std::string_view text) noexcept {
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::string line_of(const std::vector<std::string>& words) {
    std::string line;
    if (std::find(kSofiaVerbs.begin(), kSofiaVerbs.end(), base::lower(words.front())) !=
        kSofiaVerbs.end())
        line = "sofia";
    for (const auto& word : words)
        line += (line.empty() ? "" : " ") + word;
    return line;
}

base::Result<std::string> as_json(std::string_view line) {
    auto words = base::split(line, ' ');
    const auto word = [&](std::size_t place) {
        return place < words.size() ? base::lower(words[place]) : std::string();
    };
    if (word(0) == "show") {
        const bool has_format = std::any_of(
            words.begin(), words.end(), [](const auto& text) { return base::iequals(text, "as"); });
        if (!has_format)
            return std::string(base::trim(line)) + " as json";
    } else if (word(0) == "sofia" && word(1) == "status") {
        words[1] = "jsonstatus";
        return fmt::format("{}", fmt::join(words, " "));
    } else if (word(0) == "sofia" && word(1) == "jsonstatus") {
        return std::string(line);
    } else if (word(0) == "sofia" && word(1) == "ha") {
        return std::string(base::trim(line)) + " --json";
    }
    return base::fail(base::ErrorKind::Invalid, fmt::format("--json: '{}' has no JSON form", line));
}

bool is_failure(std::string_view reply) noexcept {
    auto line = first_line(reply);
    if (line.starts_with("Reload XML [") && line.size() < reply.size())
        line = first_line(reply.substr(line.size() + 1));
    // A list without members, such as the gateways that are down.
    if (line == "-ERR no reply")
        return false;
    // A profile that was started just now refuses to stop in a sentence of its own.
    if (line.starts_with("Profile ") && line.find(" must be up for at least ") != line.npos)
        return true;
    return std::any_of(kErrorWords.begin(), kErrorWords.end(), [&](std::string_view words) {
        return line.starts_with(words);
    });
}

bool is_failure(std::string_view line, std::string_view reply) {
    const auto words = base::split(base::lower(line), ' ');
    const bool asks =
        !words.empty() && words[0] == "sofia" && (words.size() == 1 || words[1] == "help");
    return is_failure(reply) || (reply.starts_with("USAGE:") && !asks);
}

}  // namespace sofia::client
