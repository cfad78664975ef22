#include "commands/originate_words.hpp"

#include <string>
#include <vector>

#include "base/text.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage =
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]";
constexpr std::size_t kMostWords = 7;
constexpr std::chrono::seconds kLongestTimeout{3600};

/// Splits at blanks outside of quotes and brackets; the text of a word stays as typed, because a
/// dial string has its own reading of quotes.
std::vector<std::string> split_words(std::string_view line) {
    std::vector<std::string> words(1);
    int depth = 0;
    bool quoted = false;
    for (const char c : line) {
        if (c == '\'')
            quoted = !quoted;
        else if (!quoted && std::string_view("{[<(").find(c) != std::string_view::npos)
            ++depth;
        else if (!quoted && std::string_view("}]>)").find(c) != std::string_view::npos && depth > 0)
            --depth;
        if ((c == ' ' || c == '\t') && !quoted && depth == 0) {
            if (!words.back().empty())
                words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    if (words.back().empty())
        words.pop_back();
    return words;
}

/// A word without quotes around it; empty for `undef`.
std::string plain(std::string word) {
    if (word.size() >= 2 && word.front() == '\'' && word.back() == '\'')
        word = word.substr(1, word.size() - 2);
    return word == "undef" ? "" : word;
}

base::Result<void> read_destination(const std::string& word, call::Origination& result) {
    if (word[0] != '&') {
        result.extension = plain(word);
        return {};
    }
    const auto open = word.find('(');
    const auto application = word.substr(1, open - 1);
    if (application.empty())
        return base::fail(base::ErrorKind::Invalid, kUsage);
    if (!base::iequals(application, "bridge"))
        return base::fail(base::ErrorKind::Unsupported,
                          "application " + application + " is not supported in this version");
    if (open == std::string::npos || word.back() != ')')
        return base::fail(base::ErrorKind::Invalid, kUsage);
    result.second = word.substr(open + 1, word.size() - open - 2);
    if (base::trim(result.second).empty())
        return base::fail(base::ErrorKind::Invalid, kUsage);
    return {};
}

}  // namespace

base::Result<call::Origination> parse_originate(std::string_view line) {
    const auto words = split_words(line);
    if (words.size() < 2 || words.size() > kMostWords)
        return base::fail(base::ErrorKind::Invalid, kUsage);
    const auto word = [&](std::size_t index) {
        return index < words.size() ? plain(words[index]) : std::string{};
    };
    call::Origination result;
    result.first = words[0];
    if (const auto read = read_destination(words[1], result); !read)
        return tl::unexpected(read.error());
    if (const auto dialplan = word(2); !dialplan.empty() && !base::iequals(dialplan, "XML"))
        return base::fail(base::ErrorKind::Unsupported,
                          "dialplan " + dialplan + " is not supported in this version");
    result.context = word(3).empty() ? "default" : word(3);
    result.caller_id_name = word(4);
    result.caller_id_number = word(5);
    if (const auto timeout = word(6); !timeout.empty()) {
        const auto seconds = base::to_number(timeout);
        if (!seconds || *seconds <= 0 || *seconds > kLongestTimeout.count())
            return base::fail(base::ErrorKind::Invalid, kUsage);
        result.timeout = std::chrono::seconds(*seconds);
    }
    return result;
}

}  // namespace sofia::commands
