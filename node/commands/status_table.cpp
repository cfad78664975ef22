#include <array>
#include <set>
#include <string_view>

#include "commands/fixed_table.hpp"
#include "commands/profile_view.hpp"
#include "commands/xml_text.hpp"

namespace sofia::commands {
namespace {

using Align = Column::Align;

constexpr std::array kColumns{
    Column{25, Align::Right}, Column{7, Align::Right, "\t  "}, Column{40, Align::Right}, Column{}};

}  // namespace

std::string status_table(const std::vector<StatusRow>& rows) {
    FixedTable table(kColumns);
    table.row({"Name", "Type", "Data", "State"}).rule();
    for (const auto& row : rows)
        table.row({row.name, row.type, row.data, row.state + row.retry});
    // By name: a profile has a row for each of its transports.
    const auto count = [&](std::string_view type) {
        std::set<std::string_view> names;
        for (const auto& row : rows)
            if (row.type == type)
                names.insert(row.name);
        return names.size();
    };
    table.rule().line(counted(count("profile"), "profile") + ' ' +
                      counted(count("alias"), "alias", "es"));
    return table.text();
}

std::string status_xml(const std::vector<StatusRow>& rows) {
    XmlText text;
    text.declaration().open(0, "profiles");
    for (const auto& row : rows) {
        const bool is_gateway = row.type == "gateway";
        text.open(0, row.type)
            .element(0, "name", is_gateway ? row.name.substr(row.name.find("::") + 2) : row.name)
            .element(0, "type", row.type)
            .element(0, "data", row.data)
            .element(0, "state", row.state)
            .close(0, row.type);
        // Where scripts of the other system look for it.
        if (is_gateway)
            text.line(row.retry);
    }
    return text.close(0, "profiles").text();
}

}  // namespace sofia::commands
