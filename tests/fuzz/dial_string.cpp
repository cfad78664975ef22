// What must hold for every text that somebody passes to bridge: no crash, no empty part, no control
// character where an address is made, and an error that names a column of the text.

#include "dialplan/dial_string.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "dialplan/expand.hpp"

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

bool is_clean(std::string_view text) {
    for (const unsigned char c : text)
        if (c < 0x20 || c == 0x7f)
            return false;
    return true;
}

void check_error(std::string_view error, std::size_t size) {
    constexpr std::string_view kColumn = "column ";
    require(error.substr(0, kColumn.size()) == kColumn);
    error.remove_prefix(kColumn.size());
    const auto column = sofia::base::to_number(error.substr(0, error.find(':')));
    require(column && *column >= 1 && static_cast<std::size_t>(*column) <= size + 1);
}

void check_leg(const sofia::dialplan::DialLeg& leg) {
    require(!leg.endpoint.empty());
    for (const auto* part : {&leg.user, &leg.host, &leg.route, &leg.to, &leg.transport})
        require(is_clean(*part));
    for (const auto& [name, value] : leg.params)
        require(!name.empty() && is_clean(name) && is_clean(value));
    for (const auto& [name, value] : leg.variables)
        require(!name.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const sofia::dialplan::Scope scope{
        [](std::string_view name) { return std::optional<std::string>(name); },
        [](std::string_view command, std::string_view) { return std::string(command); }};
    sofia::dialplan::expand(text, scope);

    const auto dial = sofia::dialplan::parse_dial_string(text);
    if (!dial) {
        check_error(dial.error().text, size);
        return 0;
    }
    std::size_t legs = 0;
    require(!dial->originates.empty());
    for (const auto& originate : dial->originates) {
        require(!originate.groups.empty());
        for (const auto& group : originate.groups) {
            require(!group.empty());
            for (const auto& leg : group)
                check_leg(leg);
            legs += group.size();
        }
    }
    require(legs <= 128);
    return 0;
}
