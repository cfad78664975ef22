#include "sip/escape.hpp"

#include <fmt/core.h>

#include "sip/uri.hpp"

namespace sofia::sip {

std::string escape_user(std::string_view user) {
    constexpr std::string_view kAllowed = "-_.!~*'()&=+$,;?/%";
    std::string escaped;
    escaped.reserve(user.size());
    for (const char c : user) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || kAllowed.find(c) != std::string_view::npos;
        if (plain)
            escaped.push_back(c);
        else
            escaped.append(fmt::format("%{:02X}", static_cast<unsigned char>(c)));
    }
    return escaped;
}

std::string loose_route(std::string_view uri) {
    const auto parsed = Uri::parse(uri);
    const bool is_loose = parsed && find_param(parsed->params, "lr");
    return "<" + std::string(uri) + (is_loose ? ">" : ";lr>");
}

}  // namespace sofia::sip
