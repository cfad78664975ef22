#define PCRE2_CODE_UNIT_WIDTH 8

#include "event_socket/filters.hpp"

#include <algorithm>

#include <pcre2.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::event_socket {

class Pattern {
  public:
    static base::Result<std::unique_ptr<Pattern>> compile(std::string_view text, bool ignore_case) {
        int error = 0;
        std::size_t offset = 0;
        auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()),
                                   text.size(),
                                   ignore_case ? PCRE2_CASELESS : 0,
                                   &error,
                                   &offset,
                                   nullptr);
        if (code == nullptr)
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("pattern '{}': wrong at {}", text, offset));
        return std::unique_ptr<Pattern>(new Pattern(code));
    }
    ~Pattern() {
        pcre2_match_data_free(matches_);
        pcre2_match_context_free(context_);
        pcre2_code_free(code_);
    }
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    /// A match that costs too much counts as none.
    bool found_in(std::string_view text) const {
        return pcre2_match(code_,
                           reinterpret_cast<PCRE2_SPTR>(text.data()),
                           text.size(),
                           0,
                           0,
                           matches_,
                           context_) >= 0;
    }

  private:
    explicit Pattern(pcre2_code* code) : code_(code) {
        // A client's evil pattern must not hold up the IO thread: about a millisecond an event.
        pcre2_set_match_limit(context_, 20000);
    }

    pcre2_code* code_;
    pcre2_match_context* context_ = pcre2_match_context_create(nullptr);
    pcre2_match_data* matches_ = pcre2_match_data_create(1, nullptr);
};

Filters::Filters() = default;
Filters::~Filters() = default;
Filters::Filters(Filters&&) noexcept = default;
Filters& Filters::operator=(Filters&&) noexcept = default;

base::Result<void> Filters::add(std::string header, std::string value) {
    Filter filter{std::move(header), std::move(value), true, "", nullptr};
    std::string_view text = filter.value;
    for (; text.starts_with('+') || text.starts_with('-'); text.remove_prefix(1))
        filter.wanted = text.front() == '+';
    if (text.starts_with('/')) {
        const auto end = text.rfind('/');
        const auto flags = text.substr(end + 1);
        if (end == 0 || (!flags.empty() && flags != "i"))
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("filter '{}': expected /pattern/ or /pattern/i", text));
        auto pattern = Pattern::compile(text.substr(1, end - 1), !flags.empty());
        if (!pattern)
            return tl::unexpected(pattern.error());
        filter.pattern = std::move(*pattern);
    } else {
        filter.text = text;
    }
    filters_.push_back(std::move(filter));
    return {};
}

void Filters::remove(std::string_view header, std::string_view value) {
    std::erase_if(filters_, [&](const Filter& filter) {
        return base::iequals(filter.header, header) && (value.empty() || filter.value == value);
    });
}

void Filters::clear() {
    filters_.clear();
}

bool Filters::pass(const RenderedEvent& event) const {
    bool any_wanted = false;
    bool match = false;
    for (const auto& filter : filters_) {
        any_wanted = any_wanted || filter.wanted;
        if (filter.wanted && match)
            continue;
        const auto value = event.header(filter.header);
        if (!value || !matches(filter, *value))
            continue;
        if (!filter.wanted)
            return false;
        match = true;
    }
    return match || !any_wanted;
}

bool Filters::matches(const Filter& filter, std::string_view value) {
    return filter.pattern ? filter.pattern->found_in(value) : base::iequals(value, filter.text);
}

}  // namespace sofia::event_socket
