#include "commands/status_source.hpp"

#include <algorithm>

namespace sofia::commands {

ProfileView view_of(Context& context, const std::string& name_or_alias) {
    const auto& running = *context.profiles.find(name_or_alias);
    ProfileView view;
    view.settings = running.settings;
    if (name_or_alias != running.settings->name)
        view.alias = name_or_alias;
    view.url = running.endpoint->url();
    view.bind_url = running.endpoint->bind_url();
    view.database = context.facts.database;
    view.counters = running.counters;
    view.registrations = context.registrar.locations().count(running.settings->name);
    return view;
}

std::vector<StatusRow> status_rows(Context& context) {
    std::vector<StatusRow> rows;
    // What users of the other system know as calls in use are legs.
    std::map<std::string, std::size_t> legs;
    context.calls.for_each([&](const call::Call& call) {
        ++legs[call.a().profile()];
        if (call.b() != nullptr)
            ++legs[call.b()->profile()];
    });
    for (const auto* running : context.profiles.all())
        rows.push_back({running->settings->name,
                        "profile",
                        running->endpoint->url(),
                        "RUNNING (" + std::to_string(legs[running->settings->name]) + ')'});
    for (const auto& [alias, name] : context.profiles.aliases())
        rows.push_back({alias, "alias", name, "ALIASED"});
    std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
        return left.name < right.name;
    });
    return rows;
}

}  // namespace sofia::commands
