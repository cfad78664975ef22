#include "dialplan/action_check.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/core.h>

#include "base/text.hpp"
#include "dialplan/dial_string.hpp"
#include "dialplan/socket_words.hpp"
#include "model/hangup_cause.hpp"

namespace sofia::dialplan {
namespace {

constexpr std::array<std::string_view, 22> kApplications{
    "answer",     "bridge",   "deflect",  "eval",       "execute_extension", "export",
    "hangup",     "info",     "limit",    "log",        "multiset",          "park",
    "pre_answer", "redirect", "respond",  "ring_ready", "sched_hangup",      "set",
    "sleep",      "socket",   "transfer", "unset"};

using Checked = std::optional<std::string>;

bool is_number_from(std::string_view text, long long least, long long most) {
    const auto number = base::to_number(base::trim(text));
    return number && *number >= least && *number <= most;
}

/// The endpoint that a bridge names first, where that can be seen; empty where it cannot.
std::string_view first_endpoint(std::string_view data) {
    data = base::trim(data);
    const auto name = data.substr(0, std::min(data.find('/'), data.size()));
    const bool is_word = name.size() < data.size() && name.find_first_of("{[<$") == name.npos;
    return is_word ? name : std::string_view{};
}

Checked check_endpoint(std::string_view data) {
    const auto name = first_endpoint(data);
    for (const auto known : {"", "sofia", "user", "group", "error"})
        if (name == known)
            return std::nullopt;
    return fmt::format("this node has no endpoint '{}'", name);
}

Checked check_bridge(std::string_view data) {
    if (auto unknown = check_endpoint(data))
        return unknown;
    const auto read = parse_dial_string(data);
    return read ? std::nullopt : Checked(read.error().text);
}

Checked check_hangup(std::string_view data) {
    const auto cause = base::trim(data);
    if (cause.empty() || model::find_cause(cause))
        return std::nullopt;
    return "expected the name or the number of a cause, for example USER_BUSY";
}

Checked check_respond(std::string_view data) {
    const auto status = data.substr(0, data.find(' '));
    if (is_number_from(status, 300, 699))
        return std::nullopt;
    return "expected a final status from 300 to 699";
}

Checked check_sleep(std::string_view data) {
    if (is_number_from(data, 0, std::numeric_limits<long long>::max()))
        return std::nullopt;
    return "expected milliseconds";
}

Checked check_socket(std::string_view data) {
    const auto read = parse_socket_words(data);
    return read ? std::nullopt : Checked(read.error().text);
}

Checked check_sched_hangup(std::string_view data) {
    const auto words = base::words(data);
    const auto time = words.empty() ? std::string_view{} : std::string_view(words[0]);
    if (!is_number_from(time.starts_with('+') ? time.substr(1) : time, 0, 99'999'999'999))
        return "expected +SECONDS, or a time in seconds since 1970";
    if (words.size() > 1 && !model::find_cause(words[1]))
        return fmt::format("'{}': expected the name or the number of a cause", words[1]);
    return std::nullopt;
}

Checked check_limit(std::string_view data) {
    const auto words = base::words(data);
    if (words.size() < 3)
        return "expected BACKEND REALM RESOURCE [MAX[/SECONDS] [DESTINATION [DIALPLAN [CONTEXT]]]]";
    if (words.size() == 3)
        return std::nullopt;
    const auto slash = std::min(words[3].find('/'), words[3].size());
    const auto most = std::string_view(words[3]).substr(0, slash);
    const auto window = std::string_view(words[3]).substr(std::min(slash + 1, words[3].size()));
    if (!is_number_from(most, -1, 1'000'000) ||
        (slash < words[3].size() && !is_number_from(window, 1, 86'400)))
        return fmt::format("'{}': expected MAX or MAX/SECONDS", words[3]);
    return std::nullopt;
}

Checked check_assignment(std::string_view data) {
    const auto equals = data.find('=');
    if (equals != std::string_view::npos && !base::trim(data.substr(0, equals)).empty())
        return std::nullopt;
    return "expected NAME=VALUE";
}

Checked check_name(std::string_view data) {
    return base::trim(data).empty() ? Checked("expected the name of a variable") : std::nullopt;
}

Checked check_destination(std::string_view data) {
    return base::words(data).empty() ? Checked("expected DESTINATION [DIALPLAN [CONTEXT]]")
                                     : std::nullopt;
}

Checked check_redirect(std::string_view data) {
    return base::trim(data).empty() ? Checked("expected a SIP URI, or several with commas between")
                                    : std::nullopt;
}

struct Row {
    std::string_view application;
    Checked (*check)(std::string_view data);
};

constexpr std::array<Row, 14> kChecks{{{"bridge", check_bridge},
                                       {"deflect", check_redirect},
                                       {"execute_extension", check_destination},
                                       {"export", check_assignment},
                                       {"hangup", check_hangup},
                                       {"limit", check_limit},
                                       {"redirect", check_redirect},
                                       {"respond", check_respond},
                                       {"sched_hangup", check_sched_hangup},
                                       {"set", check_assignment},
                                       {"sleep", check_sleep},
                                       {"socket", check_socket},
                                       {"transfer", check_destination},
                                       {"unset", check_name}}};

}  // namespace

std::span<const std::string_view> application_names() noexcept {
    return kApplications;
}

bool has_application(std::string_view name) noexcept {
    return std::find(kApplications.begin(), kApplications.end(), name) != kApplications.end();
}

std::optional<std::string> data_error(std::string_view application, std::string_view data) {
    if (data.find('$') != std::string_view::npos)
        return application == "bridge" ? check_endpoint(data) : std::nullopt;
    for (const auto& row : kChecks)
        if (row.application == application)
            return row.check(data);
    return std::nullopt;
}

}  // namespace sofia::dialplan
