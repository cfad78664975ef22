// What the directory says of users and domains.

#include "commands/handlers.hpp"
#include "commands/registration_text.hpp"
#include "registrar/domain_names.hpp"

namespace sofia::commands {
namespace {

/// One line of list_users.
std::string row_of(Context& context, const model::DirectoryUser& user, const std::string& group) {
    std::string contact;
    for (const auto* binding : registrar::contacts_under_any_name(
             context.registrar, context.profiles, "", user.id, user.domain))
        contact += (contact.empty() ? "" : ",") + dial_string(*binding);
    if (contact.empty())
        contact = "error/user_not_registered";
    std::string text = user.id;
    for (const auto value : {user.variable("user_context"),
                             std::string_view(user.domain),
                             std::string_view(group),
                             std::string_view(contact),
                             user.variable("callgroup"),
                             user.variable("effective_caller_id_name"),
                             user.variable("effective_caller_id_number")})
        text.append("|").append(value);
    return text + '\n';
}

/// What the words `group G`, `domain D`, `user U`, `context C` leave of a list; empty: any.
struct Wanted {
    std::string group;
    std::string domain;
    std::string user;
    std::string context;

    std::string* field(std::string_view word) {
        if (base::iequals(word, "group"))
            return &group;
        if (base::iequals(word, "domain"))
            return &domain;
        if (base::iequals(word, "user"))
            return &user;
        return base::iequals(word, "context") ? &context : nullptr;
    }
};

std::string_view attribute_of(const model::DirectoryUser& user, std::string_view name) {
    if (name == "id")
        return user.id;
    if (name == "number-alias")
        return user.number_alias;
    return name == "cidr" ? std::string_view(user.cidr) : std::string_view();
}

}  // namespace

void list_users(Context& context, Arguments words, const Reply& reply) {
    Wanted wanted;
    while (words.left() > 0) {
        auto* field = wanted.field(words.take());
        if (field == nullptr || words.left() == 0)
            return reply(
                "-USAGE: [group <group>] [domain <domain>] [user <user>] [context <context>]\n");
        *field = words.take();
    }
    std::string text =
        "userid|context|domain|group|contact|callgroup|effective_caller_id_name|"
        "effective_caller_id_number\n";
    const auto& directory = context.services.settings.directory;
    for (const auto& domain : directory ? directory->domains() : std::vector<std::string>()) {
        if (!wanted.domain.empty() && !base::iequals(wanted.domain, domain))
            continue;
        for (const auto* user : directory->users_of(domain)) {
            if ((!wanted.user.empty() && wanted.user != user->id) ||
                (!wanted.context.empty() && wanted.context != user->variable("user_context")))
                continue;
            // A row for each group, as the files have it.
            auto groups = directory->groups_of(user->id, domain);
            if (groups.empty())
                groups.emplace_back();
            for (const auto& group : groups)
                if (wanted.group.empty() || wanted.group == group)
                    text += row_of(context, *user, group);
        }
    }
    reply(text + "\n+OK\n");
}

void user_data(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 3)
        return reply("-USAGE: <user>@<domain> attr|var|param <name>\n");
    const auto whom = words.take();
    const auto kind = words.take();
    const std::string name(words.take());
    const auto at = whom.find('@');
    const auto domain = at == std::string_view::npos
                            ? std::string_view(context.services.settings.default_domain)
                            : whom.substr(at + 1);
    const auto& directory = context.services.settings.directory;
    const auto* user = directory ? directory->find(whom.substr(0, at), domain) : nullptr;
    if (user == nullptr)
        return reply("");
    if (base::iequals(kind, "attr"))
        return reply(std::string(attribute_of(*user, name)));
    if (base::iequals(kind, "var"))
        return reply(std::string(user->variable(name)));
    reply(base::iequals(kind, "param") ? std::string(user->param(name)) : std::string());
}

void domain_exists(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 1)
        return reply("-USAGE: <domain>\n");
    const auto& directory = context.services.settings.directory;
    reply(directory && directory->has_domain(words.take()) ? "true" : "false");
}

}  // namespace sofia::commands
