#include <algorithm>

#include "base/uuid.hpp"
#include "commands/date_text.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

/// Users are known by their id, and everywhere also by their number-alias.
bool has_user(const model::Directory& directory,
              std::string_view key,
              std::string_view user,
              std::string_view domain) {
    if (base::iequals(key, "id"))
        return directory.find(user, domain) != nullptr;
    const auto users = directory.users_of(domain);
    return base::iequals(key, "number-alias") &&
           std::any_of(users.begin(), users.end(), [user](const model::DirectoryUser* one) {
               return one->number_alias == user;
           });
}

const char* true_or_false(bool is_so) {
    return is_so ? "true" : "false";
}

}  // namespace

void user_exists(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 3)
        return reply("-USAGE: id|number-alias <user> <domain>\n");
    const auto key = words.take();
    const auto user = words.take();
    const auto domain = words.take();
    const auto& directory = context.services.settings.directory;
    reply(true_or_false(directory && has_user(*directory, key, user, domain)));
}

void acl(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 2)
        return reply("-USAGE: <ip> <list>\n");
    const auto ip = words.take();
    const auto list = words.take();
    const auto& lists = context.services.settings.acl;
    reply(true_or_false(lists && lists->check(list, ip).allowed));
}

void create_uuid(Context&, Arguments, const Reply& reply) {
    reply(base::make_uuid());
}

void strepoch(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        return reply(epoch_seconds(context.clock.wall()));
    // Scripts know 0 as the answer to what is no date.
    std::string text(words.take());
    while (words.left() > 0)
        text.append(" ").append(words.take());
    reply(std::to_string(read_local_date(text).value_or(0)));
}

void echo(Context&, Arguments words, const Reply& reply) {
    reply(words.line());
}

}  // namespace sofia::commands
