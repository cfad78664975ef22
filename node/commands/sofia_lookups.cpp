#include <algorithm>
#include <array>

#include "commands/gateway_text.hpp"
#include "commands/handlers.hpp"
#include "commands/lookup.hpp"
#include "commands/registration_text.hpp"
#include "registrar/domain_names.hpp"

namespace sofia::commands {
namespace {

registrar::LocationTable::Bindings live_bindings(Context& context, const Lookup& lookup) {
    const auto place = place_of(lookup, context);
    auto bindings = registrar::contacts_under_any_name(
        context.registrar, context.profiles, place.profile, lookup.user, place.domain);
    std::erase_if(bindings, [&](const auto* binding) {
        const auto agent = base::lower(binding->user_agent);
        return !std::all_of(
            lookup.user_agents.begin(), lookup.user_agents.end(), [&](const auto& part) {
                return agent.find(base::lower(part)) != std::string::npos;
            });
    });
    return bindings;
}

std::string agent_of(const model::Registration& binding) {
    return binding.user_agent.empty() ? "unknown" : binding.user_agent;
}

std::string or_unknown(const std::string& text) {
    return text.empty() ? "unknown" : text;
}

std::vector<model::Publication> publications(Context& context, const Lookup& lookup) {
    if (!context.control.publications)
        return {};
    return context.control.publications(lookup.user, place_of(lookup, context).domain);
}

/// What stands before each contact: the text as it was written, usually `[name=value]`; variables
/// without brackets get them.
std::string before_contact(const std::string& concat) {
    const bool is_bare = concat.find('=') != std::string::npos && concat.find_first_of("[{<") != 0;
    return is_bare ? '[' + concat + ']' : concat;
}

constexpr std::array<std::string_view, 4> kPresenceWords{"list", "status", "rpid", "user_agent"};

/// What `sofia_presence_data` says of a user who has published something.
std::string presence_text(const std::string& what,
                          const std::vector<model::Publication>& published) {
    if (base::iequals(what, "list")) {
        std::string text = "status|rpid|user_agent|network_ip|network_port\n";
        for (const auto& row : published)
            text += or_unknown(row.note) + '|' + or_unknown(row.activity) + '|' +
                    or_unknown(row.user_agent) + '|' + row.network_ip + '|' +
                    std::to_string(row.network_port) + '\n';
        return text + "+OK\n";
    }
    const auto& last = published.front();
    if (base::iequals(what, "status"))
        return or_unknown(last.note);
    if (base::iequals(what, "rpid"))
        return or_unknown(last.activity);
    return base::iequals(what, "user_agent") ? or_unknown(last.user_agent) : "unknown";
}

}  // namespace

void sofia_contact(Context& context, Arguments words, const Reply& reply) {
    const auto lookup = Lookup::parse(words.take());
    std::vector<std::string> contacts;
    for (const auto* binding : live_bindings(context, lookup)) {
        auto contact = dial_string(*binding);
        contact.insert(0, before_contact(lookup.concat));
        // Two profiles may lead to one phone; it is to ring once.
        if (std::find(contacts.begin(), contacts.end(), contact) == contacts.end())
            contacts.push_back(std::move(contact));
    }
    std::string text;
    for (const auto& contact : contacts)
        text += (text.empty() ? "" : ",") + contact;
    reply(text.empty() ? "error/user_not_registered" : text);
}

void sofia_count_reg(Context& context, Arguments words, const Reply& reply) {
    const std::string wanted(words.take());
    const auto lookup = Lookup::parse(wanted);
    const auto place = place_of(lookup, context);
    const bool names_place = !lookup.domain.empty() || !lookup.profile.empty();
    const bool names_anybody = !lookup.domain.empty() || !lookup.user.empty();
    if (!names_place || !names_anybody || !place.profile_found)
        return reply("-1");
    reply(std::to_string(registrar::count_under_any_name(
        context.registrar, context.profiles, place.profile, lookup.user, place.domain)));
}

void sofia_username_of(Context& context, Arguments words, const Reply& reply) {
    const auto bindings = live_bindings(context, Lookup::parse(words.take()));
    reply(bindings.empty() ? "" : bindings.front()->auth_user);
}

void sofia_gateway_data(Context& context, Arguments words, const Reply& reply) {
    if (words.left() < 3)
        return reply("-ERR Parameter missing\n");
    const auto* gateway = find_gateway(context, words.take());
    const std::string kind(words.take());
    const std::string name(words.take());
    if (gateway == nullptr)
        return reply("");
    const auto& settings = gateway->settings();
    for (const auto& [word, variables] : {std::pair{"ivar", &settings.inbound_variables},
                                          std::pair{"ovar", &settings.outbound_variables}}) {
        if (!base::iequals(kind, word) && !base::iequals(kind, "var"))
            continue;
        if (const auto found = variables->find(name); found != variables->end())
            return reply(found->second);
    }
    reply("");
}

void sofia_presence_data(Context& context, Arguments words, const Reply& reply) {
    const std::string what(words.take());
    const std::string whom(words.take());
    const bool is_known = std::any_of(kPresenceWords.begin(), kPresenceWords.end(), [&](auto word) {
        return base::iequals(what, word);
    });
    if (whom.empty() || !is_known)
        return reply("-ERR expected list|status|rpid|user_agent [<profile>/]<user>@<domain>\n");
    const auto lookup = Lookup::parse(whom);
    if (const auto published = publications(context, lookup); !published.empty())
        return reply(presence_text(what, published));
    const auto bindings = live_bindings(context, lookup);
    // Nothing is published: what a registration does not tell is unknown.
    if (base::iequals(what, "list")) {
        std::string text = "status|rpid|user_agent|network_ip|network_port\n";
        for (const auto* binding : bindings)
            text += "unknown|unknown|" + agent_of(*binding) + '|' + binding->network_ip + '|' +
                    std::to_string(binding->network_port) + '\n';
        return reply(text + "+OK\n");
    }
    const bool wants_agent = base::iequals(what, "user_agent") && !bindings.empty();
    reply(wants_agent ? agent_of(*bindings.front()) : "unknown");
}

}  // namespace sofia::commands
