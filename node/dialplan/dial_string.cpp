#include "dialplan/dial_string.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "dialplan/dial_destination.hpp"

namespace sofia::dialplan {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr int kMaxLegs = 128;
constexpr std::string_view kEnterpriseSeparator = ":_:";

// What `own` does not say is taken from `outer`.
Variables merged(Variables own, const Variables& outer) {
    own.insert(outer.begin(), outer.end());
    return own;
}

/// Reads a dial string from left to right; `at_` is where it has come to.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    base::Result<DialString> read() {
        DialString dial;
        Variables enterprise;
        if (auto read = read_blocks('<', '>', "enterprise", enterprise); !read)
            return tl::unexpected(read.error());
        do {
            auto originate = read_originate(enterprise);
            if (!originate)
                return tl::unexpected(originate.error());
            dial.originates.push_back(std::move(*originate));
        } while (skip(kEnterpriseSeparator));
        return dial;
    }

  private:
    base::Result<Originate> read_originate(const Variables& enterprise) {
        Originate originate;
        Variables global;
        if (auto read = read_blocks('{', '}', "global", global); !read)
            return tl::unexpected(read.error());
        originate.variables = merged(std::move(global), enterprise);
        do {
            DialGroup group;
            do {
                auto leg = read_leg(originate.variables);
                if (!leg)
                    return tl::unexpected(leg.error());
                group.push_back(std::move(*leg));
            } while (skip(","));
            originate.groups.push_back(std::move(group));
        } while (skip("|"));
        return originate;
    }

    base::Result<DialLeg> read_leg(const Variables& originate) {
        DialLeg leg;
        Variables own;
        if (auto read = read_blocks('[', ']', "leg", own); !read)
            return tl::unexpected(read.error());
        leg.variables = merged(std::move(own), originate);
        if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '<'))
            return fail_at(at_, "expected '[' for the variables of one leg");
        const auto start = at_;
        if (++legs_ > kMaxLegs)
            return fail_at(start, fmt::format("expected at most {} legs", kMaxLegs));
        if (auto read = read_destination(base::trim(take_destination()), leg); !read)
            return fail_at(start, read.error().text);
        return leg;
    }

    // The text up to the next separator, backslashes resolved.
    std::string take_destination() {
        std::string taken;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == ',' || c == '|' || text_.substr(at_).starts_with(kEnterpriseSeparator))
                break;
            if (c == '\\' && at_ + 1 < text_.size())
                ++at_;
            taken.push_back(text_[at_]);
        }
        return taken;
    }

    base::Result<void> read_blocks(char open, char close, std::string_view what, Variables& into) {
        skip_blanks();
        while (at_ < text_.size() && text_[at_] == open) {
            const auto start = at_;
            const auto end = end_of_block(open, close);
            if (!end)
                return fail_at(start,
                               fmt::format("expected '{}' after the {} variables", close, what));
            if (auto read = read_pairs(start + 1, *end, into); !read)
                return read;
            at_ = *end + 1;
            skip_blanks();
        }
        return {};
    }

    // Where the block that begins at `at_` is closed.
    std::optional<std::size_t> end_of_block(char open, char close) const {
        int depth = 0;
        for (std::size_t i = at_; i < text_.size(); ++i) {
            const char c = text_[i];
            if (c == '\\')
                ++i;
            else if (opens_quote(i))
                i = std::min(text_.find('\'', i + 1), text_.size());
            else if (c == open)
                ++depth;
            else if (c == close && --depth == 0)
                return i;
        }
        return std::nullopt;
    }

    // Only a quote at the start of a value quotes, so that an apostrophe is a letter elsewhere.
    bool opens_quote(std::size_t position) const noexcept {
        return text_[position] == '\'' && position > 0 && text_[position - 1] == '=';
    }

    base::Result<void> read_pairs(std::size_t from, std::size_t end, Variables& into) {
        char separator = ',';
        if (end - from > 2 && text_.substr(from, 2) == "^^") {
            separator = text_[from + 2];
            from += 3;
        }
        for (; from < end; ++from) {
            const auto start = from;
            const auto pair = take_pair(from, end, separator);
            const auto name = base::trim(pair.name);
            if (name.empty() && pair.value)
                return fail_at(start, "expected the name of a variable before '='");
            if (!name.empty())
                into[std::string(name)] = pair.value.value_or("true");
        }
        return {};
    }

    struct Pair {
        std::string name;
        std::optional<std::string> value;
    };

    // Reads `name=value` up to the separator, to which `from` is moved.
    Pair take_pair(std::size_t& from, std::size_t end, char separator) const {
        Pair pair;
        bool quoted = false;
        for (; from < end && (quoted || text_[from] != separator); ++from) {
            if (quoted ? text_[from] == '\'' : opens_quote(from)) {
                quoted = !quoted;
                continue;
            }
            if (text_[from] == '=' && !pair.value) {
                pair.value.emplace();
                continue;
            }
            if (text_[from] == '\\' && from + 1 < end)
                ++from;
            (pair.value ? *pair.value : pair.name).push_back(text_[from]);
        }
        return pair;
    }

    bool skip(std::string_view separator) {
        if (!text_.substr(at_).starts_with(separator))
            return false;
        at_ += separator.size();
        return true;
    }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
            ++at_;
    }

    static tl::unexpected<base::Error> fail_at(std::size_t position, std::string_view text) {
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("column {}: {}", position + 1, text));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int legs_ = 0;
};

}  // namespace

base::Result<DialString> parse_dial_string(std::string_view text) {
    return Reader(text).read();
}

}  // namespace sofia::dialplan
