#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/parameter.hpp"

namespace sofia::config {

/// The number in a value within the limits of its row. A value below `least` is raised to it, with
/// a warning. Errors: what was expected.
base::Result<long long> read_number(const Parameter& row, const Given& given);

/// An address: a literal, `auto`, `0.0.0.0`, or `interface:[auto/|ipv4/|ipv6/]NAME`. Errors: what
/// was expected.
base::Result<std::string> read_listen_address(const Given& given);

/// Names of access lists separated by commas, each known; `none` gives none. Errors: what was
/// expected. Of a `list:pass:fail` entry the list is kept; contexts get a warning, because they
/// mean something for calls only.
base::Result<std::vector<std::string>> read_acl_names(const Given& given);

/// The same with the contexts of each entry, as model::read_acl_entry() takes them.
base::Result<std::vector<std::string>> read_acl_entries(const Given& given);

/// The place in a profile that a chain of member pointers leads to.
template <auto... Path>
auto& field_of(auto& profile) {
    return (profile.*....*Path);
}

/// Parameter::keep for one field.
template <auto... Path>
bool keep_field(const model::Profile& running, model::Profile& next) {
    const bool differs = field_of<Path...>(running) != field_of<Path...>(next);
    field_of<Path...>(next) = field_of<Path...>(running);
    return differs;
}

/// A row that takes effect on restart gets its Parameter::keep.
constexpr Parameter kept(Parameter row, decltype(Parameter::keep) keep) {
    if (row.effect == Effect::OnRestart)
        row.keep = keep;
    return row;
}

/// A row for a boolean; every word that does not mean true is false, with a warning unless it
/// means that.
template <auto... Path>
constexpr Parameter flag(std::string_view name,
                         std::string_view standard,
                         Effect effect,
                         std::string_view meaning) {
    return kept({name,
                 Support::Supported,
                 Shape::Flag,
                 standard,
                 effect,
                 meaning,
                 0,
                 1,
                 [](const Parameter&, const Given& given, model::Profile& profile) {
                     field_of<Path...>(profile) = base::is_true(given.value);
                     return base::Result<void>{};
                 }},
                keep_field<Path...>);
}

/// A row for a text that is taken as it is.
template <auto... Path>
constexpr Parameter text(std::string_view name,
                         std::string_view standard,
                         Effect effect,
                         std::string_view meaning) {
    return kept({name,
                 Support::Supported,
                 Shape::Text,
                 standard,
                 effect,
                 meaning,
                 0,
                 0,
                 [](const Parameter&, const Given& given, model::Profile& profile) {
                     field_of<Path...>(profile) = std::string(given.value);
                     return base::Result<void>{};
                 }},
                keep_field<Path...>);
}

/// The shape that a field's type means.
template <class Field>
constexpr Shape shape_of() {
    if constexpr (std::is_same_v<Field, std::chrono::seconds>)
        return Shape::Seconds;
    else if constexpr (std::is_same_v<Field, std::chrono::milliseconds>)
        return Shape::Milliseconds;
    else if constexpr (std::is_same_v<Field, std::uint16_t>)
        return Shape::Port;
    else
        return Shape::Count;
}

/// A row for a number or a duration; the unit is that of the field.
template <auto... Path>
constexpr Parameter number(std::string_view name,
                           std::string_view standard,
                           Effect effect,
                           std::string_view meaning,
                           long long least,
                           long long most) {
    using Field = std::remove_cvref_t<decltype(field_of<Path...>(std::declval<model::Profile&>()))>;
    return kept({name,
                 Support::Supported,
                 shape_of<Field>(),
                 standard,
                 effect,
                 meaning,
                 least,
                 most,
                 [](const Parameter& row, const Given& given, model::Profile& profile) {
                     const auto value = read_number(row, given);
                     if (!value)
                         return base::Result<void>(tl::unexpected(value.error()));
                     field_of<Path...>(profile) = static_cast<Field>(*value);
                     return base::Result<void>{};
                 }},
                keep_field<Path...>);
}

/// A row for access lists: may be given several times, `none` clears what came before.
template <auto... Path>
constexpr Parameter acl_list(std::string_view name, std::string_view meaning) {
    return {name,
            Support::Supported,
            Shape::AclList,
            "",
            Effect::OnRescan,
            meaning,
            0,
            0,
            [](const Parameter&, const Given& given, model::Profile& profile) {
                const auto names = read_acl_names(given);
                if (!names)
                    return base::Result<void>(tl::unexpected(names.error()));
                auto& lists = field_of<Path...>(profile);
                if (names->empty())
                    lists.clear();
                lists.insert(lists.end(), names->begin(), names->end());
                return base::Result<void>{};
            }};
}

/// A row for a parameter that has a reader of its own; `keep` where it takes effect on restart.
constexpr Parameter special(std::string_view name,
                            Shape shape,
                            std::string_view standard,
                            Effect effect,
                            std::string_view meaning,
                            decltype(Parameter::set) set,
                            decltype(Parameter::keep) keep = nullptr) {
    return kept({name, Support::Supported, shape, standard, effect, meaning, 0, 0, set}, keep);
}

/// A row for a parameter that would change nothing here, and `why`.
constexpr Parameter ignored(std::string_view name, std::string_view why = {}) {
    Parameter row{name, Support::Ignored};
    row.why = why;
    return row;
}

/// A row for a parameter that cannot be had, and `why`; `standard` is what the node does.
constexpr Parameter rejected(std::string_view name,
                             std::string_view standard,
                             std::string_view why) {
    Parameter row{name, Support::Rejected, Shape::Text, standard};
    row.why = why;
    return row;
}

}  // namespace sofia::config
