#include "sofia/typed_line.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace sofia::client {
namespace {

constexpr std::array<std::string_view, 3> kQuitWords{"/bye", "/exit", "/quit"};
constexpr std::array<std::string_view, 6> kProtocolWords{
    "/event", "/filter", "/log", "/nixevent", "/noevents", "/nolog"};

/// Whole lines that the node understands, word by word; <x> stands for a word that only the user
/// knows.
constexpr std::string_view kGrammar[] = {
    "/bye",
    "/event json ALL",
    "/event plain ALL",
    "/event xml ALL",
    "/exit",
    "/filter delete all",
    "/help",
    "/log debug",
    "/log info",
    "/log warning",
    "/nixevent ALL",
    "/noevents",
    "/nolog",
    "/quit",
    "hupall",
    "originate",
    "reloadacl",
    "reloadxml",
    "show calls",
    "show channels",
    "show registrations",
    "shutdown restart",
    "sofia global siptrace off",
    "sofia global siptrace on",
    "sofia global watchdog off",
    "sofia global watchdog on",
    "sofia help",
    "sofia jsonstatus",
    "sofia loglevel all",
    "sofia profile <name> check_sync",
    "sofia profile <name> flush_inbound_reg",
    "sofia profile <name> killgw",
    "sofia profile <name> register all",
    "sofia profile <name> rescan",
    "sofia profile <name> restart",
    "sofia profile <name> siptrace off",
    "sofia profile <name> siptrace on",
    "sofia profile <name> start",
    "sofia profile <name> stop",
    "sofia profile <name> unregister all",
    "sofia profile <name> watchdog off",
    "sofia profile <name> watchdog on",
    "sofia recover flush",
    "sofia recover reinvite",
    "sofia status gateway",
    "sofia status profile <name> reg",
    "sofia status profile <name> user",
    "sofia tracelevel",
    "sofia xmlstatus gateway",
    "sofia xmlstatus profile <name> reg",
    "sofia_contact",
    "sofia_count_reg",
    "status",
    "uuid_kill",
    "version",
};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Whether a grammar line begins with these complete words.
bool follows(const std::vector<std::string>& grammar, const std::vector<std::string>& typed) {
    return grammar.size() > typed.size() &&
           std::equal(typed.begin(), typed.end(), grammar.begin(), [](auto& word, auto& rule) {
               return rule.starts_with('<') || base::iequals(word, rule);
           });
}

}  // namespace

TypedLine read_typed_line(std::string_view line) {
    line = base::trim(line);
    if (line.empty())
        return {};
    const auto word = base::lower(line.substr(0, line.find_first_of(" \t")));
    if (contains(kQuitWords, word) || line == "...")
        return {TypedLine::Kind::Quit, ""};
    if (word == "/help")
        return {TypedLine::Kind::Help, ""};
    if (contains(kProtocolWords, word))
        return {TypedLine::Kind::Protocol, std::string(line.substr(1))};
    if (word.starts_with('/'))
        return {TypedLine::Kind::Unknown, word};
    return {TypedLine::Kind::Api, std::string(line)};
}

std::vector<std::string> completions(std::string_view line) {
    auto typed = base::split(line, ' ');
    std::string begun;
    if (!line.empty() && line.back() != ' ' && !typed.empty()) {
        begun = base::lower(typed.back());
        typed.pop_back();
    }
    std::vector<std::string> words;
    for (const auto rule : kGrammar) {
        const auto grammar = base::split(rule, ' ');
        if (!follows(grammar, typed))
            continue;
        const auto& next = grammar[typed.size()];
        if (!next.starts_with('<') && next.starts_with(begun))
            words.push_back(next);
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

std::string console_help() {
    return R"(/event [plain|json|xml] NAME...   show events; ALL, or CUSTOM SUBCLASS...
/nixevent NAME...                 show these no longer
/noevents                         show no events
/filter HEADER VALUE              show only events with this; /filter delete HEADER
/log [LEVEL], /nolog              show the log up to a level, or not at all
/exit, /quit, /bye                leave
Everything else is run by the node; try: sofia help
)";
}

}  // namespace sofia::client
