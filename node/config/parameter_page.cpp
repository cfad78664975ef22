#include "config/parameter_page.hpp"

#include <vector>

#include <fmt/format.h>

#include "config/parameter.hpp"

namespace sofia::config {
namespace {

constexpr std::string_view kHead =
    "# Parameters\n"
    "\n"
    "Written by `sofiad --parameters` from the tables that the node works by; a test compares "
    "them.\n"
    "\n"
    "- **supported**: does what is said. *rescan* says whether `sofia profile P rescan` applies a\n"
    "  change, or a restart of the profile is needed.\n"
    "- **ignored**: accepted in silence, because it would change nothing here.\n"
    "- **rejected**: warned about once in each file, with file and line and the reason, when it "
    "asks for\n"
    "  something else than what the node does in any case (the column *always*). It never stops "
    "the\n"
    "  node.\n"
    "\n"
    "A name that is in no table is warned about and changes nothing. A value that cannot be is an\n"
    "error with file, line, name and what was expected.\n"
    "\n"
    "True are `true`, `t`, `yes`, `on`, `enabled`, `active`, `allow` and numbers but 0, in small "
    "or\n"
    "large letters; false are `false`, `f`, `no`, `off`, `disabled`, `inactive`, `disallow`, "
    "`deny`,\n"
    "0 and nothing at all. Another word is false as well, with a warning.\n";

std::string_view unit_of(Shape shape) {
    switch (shape) {
        case Shape::Flag:
            return "true or false";
        case Shape::Count:
            return "number";
        case Shape::Port:
            return "port";
        case Shape::Seconds:
            return "seconds";
        case Shape::Milliseconds:
            return "milliseconds";
        case Shape::Address:
            return "address";
        case Shape::AclList:
            return "access list or CIDR";
        case Shape::Text:
            return "text";
    }
    return "";
}

std::string value_cell(std::string_view value) {
    return value.empty() ? "" : fmt::format("`{}`", value);
}

/// A name, its value's shape and bounds.
std::string unit_cell(const Parameter& row) {
    if (row.most == 0 || row.shape == Shape::Flag)
        return std::string(unit_of(row.shape));
    return fmt::format("{}, {} to {}", unit_of(row.shape), row.least, row.most);
}

using Rows = std::vector<const Parameter*>;

Rows profile_rows(Support support) {
    Rows rows;
    for (const auto group : profile_parameters())
        for (const auto& row : group)
            if (row.support == support)
                rows.push_back(&row);
    return rows;
}

std::string supported_table() {
    std::string text =
        "\n## Profiles: supported\n\n"
        "| parameter | default | value | rescan | what it does |\n|---|---|---|---|---|\n";
    for (const auto* row : profile_rows(Support::Supported))
        text += fmt::format("| `{}` | {} | {} | {} | {} |\n",
                            row->name,
                            value_cell(row->standard),
                            unit_cell(*row),
                            row->effect == Effect::OnRescan ? "yes" : "restart",
                            row->meaning);
    return text;
}

std::string rejected_table() {
    std::string text =
        "\n## Profiles and global settings: rejected\n\n| parameter | always | |\n|---|---|---|\n";
    for (const auto* row : profile_rows(Support::Rejected))
        text += fmt::format("| `{}` | {} | {} |\n", row->name, value_cell(row->standard), row->why);
    return text;
}

std::string ignored_list() {
    std::string text = "\n## Profiles and global settings: ignored\n\n";
    for (const auto* row : profile_rows(Support::Ignored))
        text += fmt::format("- `{}`{}{}\n", row->name, row->why.empty() ? "" : ": ", row->why);
    return text;
}

std::string gateway_table() {
    std::string text = "\n## Gateways\n\n| parameter | default | value | |\n|---|---|---|---|\n";
    for (const auto& row : gateway_parameters())
        text += fmt::format("| `{}` | {} | {} | {} |\n",
                            row.name,
                            value_cell(row.standard),
                            unit_cell(row),
                            row.support == Support::Supported ? row.meaning
                            : row.support == Support::Ignored ? "ignored"
                                                              : "rejected");
    return text;
}

}  // namespace

std::string parameter_page() {
    return std::string(kHead) + supported_table() + rejected_table() + ignored_list() +
           gateway_table();
}

}  // namespace sofia::config
