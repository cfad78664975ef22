#include "commands/status_source.hpp"

#include <algorithm>
#include <utility>

#include "commands/gateway_text.hpp"

namespace sofia::commands {
namespace {

/// Whether it listens on UDP or TCP, and not on TLS alone.
bool has_plain_transport(const model::Profile& settings) {
    return !settings.address.tls.enabled || !settings.address.tls.only;
}

}  // namespace

ProfileView view_of(Context& context, const std::string& name_or_alias) {
    const auto& running = *context.profiles.find(name_or_alias);
    ProfileView view;
    view.settings = running.settings;
    if (name_or_alias != running.settings->name)
        view.alias = name_or_alias;
    if (has_plain_transport(*running.settings)) {
        view.url = running.endpoint->url();
        view.bind_url = running.endpoint->bind_url();
    }
    view.tls_url = running.endpoint->tls_url();
    view.tls_bind_url = running.endpoint->tls_bind_url();
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
        call.for_each_leg(
            [&](const call::Leg& leg) { legs[leg.profile()] += leg.told.end ? 0U : 1U; });
    });
    context.calls.for_each_originated([&](const call::Leg& leg) { ++legs[leg.profile()]; });
    for (const auto* running : context.profiles.all()) {
        const auto& name = running->settings->name;
        const auto state = "RUNNING (" + std::to_string(legs[name]) + ')';
        if (has_plain_transport(*running->settings))
            rows.push_back({name, "profile", running->endpoint->url(), state, {}, legs[name]});
        if (const auto& tls = running->endpoint->tls_url(); !tls.empty())
            rows.push_back({name, "profile", tls, state + " (TLS)", {}, legs[name], true});
    }
    for (const auto& [alias, name] : context.profiles.aliases())
        rows.push_back({alias, "alias", name, "ALIASED"});
    std::stable_sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
        return left.name < right.name;
    });
    std::vector<StatusRow> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto name = rows[i].name;
        // Behind the last of a profile's rows: its TLS transport has one of its own.
        const bool is_last = i + 1 == rows.size() || rows[i + 1].name != name;
        const bool has_gateways = rows[i].type == "profile" && is_last;
        all.push_back(std::move(rows[i]));
        if (has_gateways)
            for (const auto* gateway : gateways_of(context, name))
                all.push_back(status_row(*gateway, context.clock.steady()));
    }
    return all;
}

}  // namespace sofia::commands
