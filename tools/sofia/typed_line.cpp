#include "sofia/typed_line.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace sofia::client {
namespace {

constexpr std::array<std::string_view, 3> kQuitWords{"/bye", "/exit", "/quit"};
constexpr std::array<std::string_view, 6> kProtocolWords{
    "/event", "/filter", "/log", "/nixevent", "/noevents", "/nolog"};

/// Whole lines that the node understands, word by word. <profile>, <gateway> and <uuid> stand for
/// names that the node knows, <x> for a word that only the user knows.
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
    "fsctl max_sessions",
    "fsctl pause inbound",
    "fsctl pause outbound",
    "fsctl recover flush",
    "fsctl resume inbound",
    "fsctl resume outbound",
    "fsctl shutdown restart",
    "fsctl sps",
    "hupall",
    "originate",
    "reloadacl",
    "reloadxml",
    "show bridged_calls",
    "show calls",
    "show channels",
    "show registrations",
    "shutdown restart",
    "sofia global capture off",
    "sofia global capture on",
    "sofia global siptrace off",
    "sofia global siptrace on",
    "sofia global standby off",
    "sofia global standby on",
    "sofia global watchdog off",
    "sofia global watchdog on",
    "sofia ha check",
    "sofia ha demote",
    "sofia ha promote",
    "sofia ha status",
    "sofia help",
    "sofia jsonstatus",
    "sofia loglevel all",
    "sofia profile <profile> capture off",
    "sofia profile <profile> capture on",
    "sofia profile <profile> check_sync",
    "sofia profile <profile> flush_inbound_reg",
    "sofia profile <profile> gwlist down",
    "sofia profile <profile> gwlist up",
    "sofia profile <profile> killgw <gateway>",
    "sofia profile <profile> killgw _all_",
    "sofia profile <profile> recover flush",
    "sofia profile <profile> register <gateway>",
    "sofia profile <profile> register all",
    "sofia profile <profile> rescan",
    "sofia profile <profile> restart",
    "sofia profile <profile> siptrace off",
    "sofia profile <profile> siptrace on",
    "sofia profile <profile> start",
    "sofia profile <profile> startgw <gateway>",
    "sofia profile <profile> startgw _all_",
    "sofia profile <profile> stop wait",
    "sofia profile <profile> unregister <gateway>",
    "sofia profile <profile> unregister all",
    "sofia profile <profile> watchdog off",
    "sofia profile <profile> watchdog on",
    "sofia profile restart all",
    "sofia recover flush",
    "sofia status gateway <gateway>",
    "sofia status profile <profile> pres",
    "sofia status profile <profile> reg",
    "sofia status profile <profile> user",
    "sofia tracelevel",
    "sofia xmlstatus gateway <gateway>",
    "sofia xmlstatus profile <profile> pres",
    "sofia xmlstatus profile <profile> reg",
    "sofia xmlstatus profile <profile> user",
    "sofia_contact",
    "sofia_count_reg",
    "sofia_gateway_data <gateway> ivar",
    "sofia_gateway_data <gateway> ovar",
    "sofia_gateway_data <gateway> var",
    "status",
    "uuid_deflect <uuid>",
    "uuid_dump <uuid> json",
    "uuid_dump <uuid> plain",
    "uuid_dump <uuid> xml",
    "uuid_exists <uuid>",
    "uuid_getvar <uuid>",
    "uuid_kill <uuid>",
    "uuid_setvar <uuid>",
    "uuid_transfer <uuid> -bleg",
    "version short",
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

std::vector<std::string> completions(std::string_view line, const NamesOf& names_of) {
    auto typed = base::split(line, ' ');
    std::string begun;
    if (!line.empty() && line.back() != ' ' && !typed.empty()) {
        begun = typed.back();
        typed.pop_back();
    }
    std::set<std::string> words;
    std::set<std::string> kinds;
    for (const auto rule : kGrammar) {
        const auto grammar = base::split(rule, ' ');
        if (!follows(grammar, typed))
            continue;
        const auto& next = grammar[typed.size()];
        if (next.starts_with('<'))
            kinds.insert(next.substr(1, next.size() - 2));
        else if (next.starts_with(base::lower(begun)))
            words.insert(next);
    }
    // A profile's gateways: the profile is the word after `sofia profile`.
    const bool has_profile =
        typed.size() > 2 && base::iequals(typed[0], "sofia") && base::iequals(typed[1], "profile");
    for (const auto& kind : kinds)
        for (const auto& name : names_of(kind, has_profile ? typed[2] : ""))
            if (name.starts_with(begun))
                words.insert(name);
    return {words.begin(), words.end()};
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
