#include "dialplan/pattern.hpp"

#include <cctype>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sofia::dialplan {
namespace {

// Enough for every sane number pattern; a runaway one is given up after about a millisecond.
constexpr std::uint32_t kMatchLimit = 100'000;
// More groups than anyone writes; groups beyond are not captured.
constexpr std::uint32_t kMaxPairs = 32;

struct Source {
    std::string regex;
    std::uint32_t flags = 0;
};

base::Result<Source> from_delimited(std::string_view expression) {
    const auto end = expression.rfind('/');
    if (end == 0)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("'{}' has no closing '/'", expression));
    Source source{std::string(expression.substr(1, end - 1)), 0};
    for (const char flag : expression.substr(end + 1)) {
        switch (flag) {
            case 'i':
                source.flags |= PCRE2_CASELESS;
                break;
            case 'm':
                source.flags |= PCRE2_MULTILINE;
                break;
            case 's':
                source.flags |= PCRE2_DOTALL;
                break;
            case 'x':
                source.flags |= PCRE2_EXTENDED;
                break;
            case 'U':
                source.flags |= PCRE2_UNGREEDY;
                break;
            default:
                return base::fail(
                    base::ErrorKind::Invalid,
                    fmt::format(
                        "'{}' has the flag '{}'; expected i, m, s, x or U", expression, flag));
        }
    }
    return source;
}

Source from_asterisk(std::string_view pattern) {
    Source source{"^", 0};
    bool in_set = false;
    for (const char c : pattern) {
        if (in_set) {
            source.regex += c;
            in_set = c != ']';
        } else if (c == '[') {
            source.regex += c;
            in_set = true;
        } else if (c == 'N') {
            source.regex += "[2-9]";
        } else if (c == 'X') {
            source.regex += "[0-9]";
        } else if (c == 'Z') {
            source.regex += "[1-9]";
        } else if (c == '.' || c == '!') {
            source.regex += ".*";
        } else if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            source.regex += c;
        } else {
            source.regex += '\\';
            source.regex += c;
        }
    }
    source.regex += '$';
    return source;
}

base::Result<Source> source_of(std::string_view expression) {
    if (expression.starts_with('/'))
        return from_delimited(expression);
    if (expression.starts_with('_'))
        return from_asterisk(expression.substr(1));
    return Source{std::string(expression), 0};
}

// What a match needs beside the code. One per thread: PCRE2 forbids sharing it, and making it for
// each match would cost more than the match.
struct MatchSpace {
    pcre2_match_data* data = pcre2_match_data_create(kMaxPairs, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);

    MatchSpace() {
        if (context != nullptr)
            pcre2_set_match_limit(context, kMatchLimit);
    }
    ~MatchSpace() {
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
    }
    MatchSpace(const MatchSpace&) = delete;
    MatchSpace& operator=(const MatchSpace&) = delete;
};

void copy_captures(const MatchSpace& space,
                   int pairs,
                   std::string_view subject,
                   std::vector<std::string>& captures) {
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(space.data);
    captures.clear();
    for (int i = 0; i < pairs; ++i) {
        const auto from = ends[2 * i];
        const auto to = ends[2 * i + 1];
        // \K in a lookahead can put the end before the start.
        const bool took_part = from != PCRE2_UNSET && from <= to;
        captures.emplace_back(took_part ? subject.substr(from, to - from) : std::string_view{});
    }
}

}  // namespace

base::Result<Pattern> Pattern::compile(std::string_view expression) {
    Pattern pattern;
    pattern.text_ = expression;
    if (pattern.is_template())
        return pattern;
    const auto source = source_of(expression);
    if (!source)
        return tl::unexpected(source.error());
    int error = 0;
    PCRE2_SIZE where = 0;
    auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source->regex.data()),
                               source->regex.size(),
                               source->flags,
                               &error,
                               &where,
                               nullptr);
    if (code == nullptr) {
        PCRE2_UCHAR message[128] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("'{}' is not a regular expression: {} at character {}",
                                      expression,
                                      reinterpret_cast<const char*>(message),
                                      where + 1));
    }
    // Where the machine has no JIT the interpreter does the same work, slower.
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    pattern.code_ = std::shared_ptr<const void>(code, [](const void* owned) {
        pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(owned)));
    });
    return pattern;
}

bool Pattern::is_template() const noexcept {
    return text_.find("${") != std::string::npos;
}

bool Pattern::has_group() const noexcept {
    return text_.find('(') != std::string::npos;
}

bool Pattern::match(std::string_view subject, std::vector<std::string>* captures) const {
    if (code_ == nullptr) {
        if (!text_.empty())
            return false;
        if (captures != nullptr)
            captures->assign(1, std::string{});
        return true;
    }
    thread_local const MatchSpace space;
    if (space.data == nullptr || space.context == nullptr)
        return false;
    const int pairs = pcre2_match(static_cast<const pcre2_code*>(code_.get()),
                                  reinterpret_cast<PCRE2_SPTR>(subject.data()),
                                  subject.size(),
                                  0,
                                  0,
                                  space.data,
                                  space.context);
    if (pairs < 0)
        return false;
    if (captures != nullptr)
        copy_captures(space, pairs == 0 ? static_cast<int>(kMaxPairs) : pairs, subject, *captures);
    return true;
}

}  // namespace sofia::dialplan
