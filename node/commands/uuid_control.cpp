// Commands that do something to one leg of a call.

#include <utility>

#include "base/uuid.hpp"
#include "call/execute.hpp"
#include "commands/channel.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

void answer(const base::Result<void>& done, const Reply& reply) {
    reply(done ? "+OK\n" : "-ERR " + done.error().text + '\n');
}

void execute(Context& context, std::string_view uuid, call::Execution what, const Reply& reply) {
    const auto channel = find_channel(context, uuid);
    if (channel.leg == nullptr)
        return reply(kNoSuchChannel);
    if (what.uuid.empty())
        what.uuid = base::make_uuid();
    answer(call::execute(context.services, *channel.call, *channel.leg, std::move(what)), reply);
}

}  // namespace

void uuid_execute(Context& context, Arguments words, const Reply& reply) {
    constexpr std::string_view kId = "id=";
    const auto uuid = words.take();
    const auto has_id = words.peek().starts_with(kId);
    const auto id = has_id ? std::string(words.take().substr(kId.size())) : std::string();
    const auto application = words.take();
    if (application.empty())
        return reply("-USAGE: <uuid> [id=<event uuid>] <application> [<data>]\n");
    execute(context,
            uuid,
            {std::string(application), std::string(words.behind(has_id ? 3 : 2)), id},
            reply);
}

void uuid_transfer(Context& context, Arguments words, const Reply& reply) {
    const auto uuid = words.take();
    const bool partner = words.take_if("-bleg");
    if (words.take_if("-both"))
        return reply(unsupported("uuid_transfer -both"));
    if (words.left() == 0)
        return reply("-USAGE: <uuid> [-bleg] <dest-exten> [<dialplan>] [<context>]\n");
    const auto channel = find_channel(context, uuid);
    if (channel.leg == nullptr)
        return reply(kNoSuchChannel);
    const std::string destination(words.take());
    words.take();  // There is one dialplan.
    const bool is_a = channel.leg->side() == call::Side::A;
    answer(channel.call->transfer(is_a == partner ? call::Side::B : call::Side::A,
                                  destination,
                                  std::string(words.take())),
           reply);
}

void uuid_deflect(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 2)
        return reply("-USAGE: <uuid> <uri>\n");
    const auto uuid = words.take();
    execute(context, uuid, {"deflect", std::string(words.take()), {}}, reply);
}

void sched_hangup(Context& context, Arguments words, const Reply& reply) {
    const std::string time(words.take());
    const auto uuid = words.take();
    if (uuid.empty())
        return reply("-USAGE: [+]<time> <uuid> [<cause>]\n");
    const auto data = words.left() == 0 ? time : time + ' ' + std::string(words.take());
    execute(context, uuid, {"sched_hangup", data, {}}, reply);
}

}  // namespace sofia::commands
