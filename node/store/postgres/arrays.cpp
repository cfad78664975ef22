#include "store/postgres/arrays.hpp"

#include <fmt/format.h>

#include "store/portable_text.hpp"

namespace sofia::store::postgres {
namespace {

void append_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const auto plain = std::min(text.find_first_of("\"\\"), text.size());
        out.append(text, 0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) {
            out.push_back('\\');
            out.push_back(text.front());
            text.remove_prefix(1);
        }
    }
    out.push_back('"');
}

}  // namespace

void ArrayLiteral::separate() {
    if (text_.size() > 1)
        text_.push_back(',');
}

void ArrayLiteral::add(std::string_view text) {
    separate();
    if (is_portable(text))
        append_quoted(text_, text);
    else
        append_quoted(text_, to_portable(text));
}

void ArrayLiteral::add(std::int64_t number) {
    separate();
    fmt::format_to(std::back_inserter(text_), "{}", number);
}

std::string ArrayLiteral::take() {
    text_.push_back('}');
    return std::exchange(text_, "{");
}

}  // namespace sofia::store::postgres
