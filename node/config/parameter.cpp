#include "config/parameter.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/parameter_groups.hpp"
#include "config/words.hpp"

namespace sofia::config {

std::span<const std::span<const Parameter>> profile_parameters() {
    static const std::array kGroups{address_parameters(),
                                    tls_parameters(),
                                    call_parameters(),
                                    media_parameters(),
                                    registrar_parameters(),
                                    presence_parameters(),
                                    service_parameters(),
                                    global_parameters()};
    return kGroups;
}

const Parameter* find_profile_parameter(std::string_view name) noexcept {
    for (const auto group : profile_parameters())
        for (const auto& row : group)
            if (row.name == name)
                return &row;
    return nullptr;
}

bool asks_for_standard(const Parameter& row, std::string_view value) noexcept {
    value = base::trim(value);
    if (row.standard == "true" || row.standard == "false")
        return base::is_true(value) == (row.standard == "true");
    return base::iequals(value, row.standard);
}

std::string refusal(const Parameter& row, const Given& given) {
    // Without the value: it may hold a password.
    const auto why = row.why.empty() ? "it is not supported" : row.why;
    return fmt::format("{}: parameter '{}' changes nothing: {}", given.owner, given.name, why);
}

base::Result<void> apply(const Given& given, model::Profile& profile) {
    profile.params.insert_or_assign(std::string(given.name), std::string(given.value));
    const Parameter* row = find_profile_parameter(given.name);
    const auto once = once_a_file("parameter", given);
    if (row == nullptr) {
        given.warnings.add_once(
            once,
            given.place,
            fmt::format(
                "{}: parameter '{}' is unknown and changes nothing", given.owner, given.name));
        return {};
    }
    if (row->support == Support::Rejected && !asks_for_standard(*row, given.value))
        given.warnings.add_once(once, given.place, refusal(*row, given));
    if (row->support == Support::Supported && row->shape == Shape::Flag)
        warn_unless_word(given, {});
    if (row->set != nullptr)
        if (const auto done = row->set(*row, given, profile); !done)
            return impossible(given, done.error().text);
    return {};
}

std::vector<std::string> keep_until_restart(const model::Profile& running, model::Profile& next) {
    std::vector<std::string> names;
    for (const auto group : profile_parameters())
        for (const auto& row : group) {
            if (row.keep == nullptr || !row.keep(running, next))
                continue;
            names.emplace_back(row.name);
            const auto written = running.params.find(names.back());
            if (written == running.params.end())
                next.params.erase(names.back());
            else
                next.params.insert_or_assign(names.back(), written->second);
        }
    return names;
}

tl::unexpected<base::Error> impossible(const Given& given, std::string_view expected) {
    return fail_at(given.place,
                   fmt::format("{}: parameter '{}': '{}' is not possible; expected {}",
                               given.owner,
                               given.name,
                               given.value,
                               expected));
}

}  // namespace sofia::config
