#include "commands/channel_view.hpp"
#include "commands/handlers.hpp"
#include "commands/listing.hpp"
#include "commands/registration_text.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage =
    "-USAGE: channels|calls|bridged_calls|registrations [count] [as xml|json|delim <text>]\n";

ChannelPlace place_of(Context& context, const call::Call& call) {
    std::string set(call.a().variables.get("context"));
    if (const auto* running = context.profiles.find(call.a().profile()); set.empty() && running)
        set = running->settings->calls.context;
    return {context.facts.node, std::move(set)};
}

std::vector<Record> channels(Context& context) {
    std::vector<Record> rows;
    context.calls.for_each([&](const call::Call& call) {
        const auto place = place_of(context, call);
        const auto& uuid = call.uuid().str();
        rows.push_back(channel_record(uuid, call.a(), call.b(), place));
        if (call.b() != nullptr)
            rows.push_back(channel_record(uuid, *call.b(), &call.a(), place));
    });
    return rows;
}

std::vector<Record> calls(Context& context) {
    std::vector<Record> rows;
    context.calls.for_each([&](const call::Call& call) {
        rows.push_back(call_record(call.uuid().str(), call.a(), call.b(), place_of(context, call)));
    });
    return rows;
}

std::vector<Record> bridged_calls(Context& context) {
    auto rows = calls(context);
    std::erase_if(rows, [](const Record& row) { return row.count("b_uuid") == 0; });
    return rows;
}

std::vector<Record> registrations(Context& context) {
    std::vector<Record> rows;
    for (const auto* binding : context.registrar.locations().list({}))
        rows.push_back(registration_record(*binding));
    return rows;
}

/// Where the rows of a listing come from.
using Rows = std::vector<Record> (*)(Context& context);

constexpr std::array kKinds{Verb<Rows>{"channels", channels},
                            Verb<Rows>{"calls", calls},
                            Verb<Rows>{"bridged_calls", bridged_calls},
                            Verb<Rows>{"registrations", registrations},
                            Verb<Rows>{"detailed_calls"},
                            Verb<Rows>{"aliases"},
                            Verb<Rows>{"api"},
                            Verb<Rows>{"application"},
                            Verb<Rows>{"codec"},
                            Verb<Rows>{"complete"},
                            Verb<Rows>{"dialplan"},
                            Verb<Rows>{"endpoint"},
                            Verb<Rows>{"interfaces"},
                            Verb<Rows>{"limits"},
                            Verb<Rows>{"modules"},
                            Verb<Rows>{"nat_map"},
                            Verb<Rows>{"tasks"}};

std::span<const std::string_view> columns_of(std::string_view kind) {
    if (kind == "channels")
        return channel_columns();
    return kind == "registrations" ? registration_columns() : call_columns();
}

}  // namespace

void show(Context& context, Arguments words, const Reply& reply) {
    const auto* kind = find_verb(kKinds, words.take());
    if (kind == nullptr)
        return reply(kUsage);
    if (kind->run == nullptr)
        return reply(unsupported("show " + std::string(kind->name)));
    const auto style = ListingStyle::parse(words);
    reply(style ? listing_text(columns_of(kind->name), kind->run(context), *style) : kUsage);
}

}  // namespace sofia::commands
