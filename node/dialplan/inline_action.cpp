#include "dialplan/inline_action.hpp"

#include <utility>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

constexpr std::string_view kNoLocal = "nolocal:";
constexpr std::string_view kUndefined = "_undef_";

void add_assignment(std::vector<VariableChange>& changes,
                    VariableChange::Kind kind,
                    std::string_view assignment) {
    const auto equals = assignment.find('=');
    const auto name = base::trim(assignment.substr(0, equals));
    if (name.empty())
        return;
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : assignment.substr(equals + 1);
    if (value.empty() || value == kUndefined)
        changes.push_back({VariableChange::Kind::Unset, std::string(name), {}});
    else
        changes.push_back({kind, std::string(name), std::string(value)});
}

}  // namespace

bool runs_inline(std::string_view application) noexcept {
    return application == "set" || application == "multiset" || application == "export" ||
           application == "unset";
}

std::vector<VariableChange> inline_changes(std::string_view application, std::string_view data) {
    using Kind = VariableChange::Kind;
    std::vector<VariableChange> changes;
    if (application == "set") {
        add_assignment(changes, Kind::Set, data);
    } else if (application == "export") {
        const bool elsewhere = data.starts_with(kNoLocal);
        add_assignment(changes,
                       elsewhere ? Kind::ExportOnly : Kind::Export,
                       elsewhere ? data.substr(kNoLocal.size()) : data);
    } else if (application == "unset") {
        if (const auto name = base::trim(data); !name.empty())
            changes.push_back({Kind::Unset, std::string(name), {}});
    } else if (application == "multiset") {
        const bool own = data.size() > 3 && data.starts_with("^^");
        for (const auto& pair : base::split(own ? data.substr(3) : data, own ? data[2] : ' '))
            add_assignment(changes, Kind::Set, pair);
    }
    return changes;
}

}  // namespace sofia::dialplan
