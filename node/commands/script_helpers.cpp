#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "base/uuid.hpp"
#include "commands/date_text.hpp"
#include "commands/handlers.hpp"
#include "dialplan/captures.hpp"
#include "dialplan/pattern.hpp"

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

/// The parts between `|`, or between X after `m:X:`, which patterns with `|` need. None is left out
/// or trimmed: an empty text may be what is to be matched.
std::vector<std::string> parts_of(std::string_view line) {
    char separator = '|';
    if (line.size() > 4 && line.starts_with("m:") && line[3] == ':') {
        separator = line[2];
        line.remove_prefix(4);
    }
    std::vector<std::string> parts;
    while (true) {
        const auto end = std::min(line.find(separator), line.size());
        parts.emplace_back(line.substr(0, end));
        if (end == line.size())
            return parts;
        line.remove_prefix(end + 1);
    }
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

void uptime(Context& context, Arguments words, const Reply& reply) {
    using namespace std::chrono;
    const auto up = duration_cast<microseconds>(context.clock.steady() - context.facts.started);
    struct Unit {
        std::string_view word;
        std::int64_t us;
    };
    constexpr std::array kUnits{Unit{"us", 1},
                                Unit{"ms", 1000},
                                Unit{"s", 1'000'000},
                                Unit{"m", 60'000'000},
                                Unit{"h", 3'600'000'000},
                                Unit{"d", 86'400'000'000}};
    const auto word = words.left() == 0 ? std::string_view("s") : words.take();
    for (const auto& unit : kUnits)
        if (base::iequals(word, unit.word))
            return reply(std::to_string(up.count() / unit.us) + '\n');
    reply("-USAGE: [us|ms|s|m|h|d]\n");
}

void regex(Context&, Arguments words, const Reply& reply) {
    const auto parts = parts_of(words.line());
    if (parts.size() < 2 || parts.size() > 4)
        return reply("-USAGE: <data>|<pattern>[|<subst string>][|(n|b)]\n");
    const auto pattern = dialplan::Pattern::compile(parts[1]);
    if (!pattern)
        return reply("-ERR " + pattern.error().text + '\n');
    std::vector<std::string> captures;
    const bool matches = pattern->match(parts[0], &captures);
    if (parts.size() == 2)
        return reply(true_or_false(matches));
    const auto flag = parts.size() == 4 ? std::string_view(parts[3]) : std::string_view();
    if (!matches)
        // What did not match stays as it is, unless the caller wants nothing or a word.
        return reply(flag == "n" ? "" : flag == "b" ? "false" : parts[0]);
    // Between other substitutions of a dialplan scripts write % for $.
    auto text = parts[2];
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '%' && text[i + 1] >= '0' && text[i + 1] <= '9')
            text[i] = '$';
    reply(dialplan::substitute(text, captures));
}

void echo(Context&, Arguments words, const Reply& reply) {
    reply(words.line());
}

}  // namespace sofia::commands
