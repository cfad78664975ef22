#include <array>
#include <memory>
#include <optional>

#include "commands/channel_view.hpp"
#include "commands/handlers.hpp"
#include "commands/listings.hpp"
#include "commands/registration_text.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage =
    "-USAGE: channels|calls|bridged_calls|registrations [count] [as xml|json|delim <text>]\n";

ChannelPlace place_of(Context& context, const call::Call& call) {
    auto set = call.a().variables.get("context");
    if (const auto* running = context.profiles.find(call.a().profile()); set.empty() && running)
        set = running->settings->calls.context;
    return {context.facts.node, set};
}

/// Whether clients were told that a call is over: that a phone has still to confirm its BYE is
/// nobody's affair.
bool is_over(const call::Call& call) {
    return call.a().told.end;
}

std::size_t count_if(const Context& context, bool (*counts)(const call::Call& call)) {
    std::size_t count = 0;
    context.calls.for_each([&](const call::Call& call) { count += counts(call) ? 1 : 0; });
    return count;
}

std::size_t count_calls(const Context& context) {
    return count_if(context, [](const call::Call& call) { return !is_over(call); });
}

std::size_t count_bridged(const Context& context) {
    return count_if(context,
                    [](const call::Call& call) { return call.b() != nullptr && !is_over(call); });
}

std::size_t count_channels(const Context& context) {
    std::size_t count = 0;
    context.calls.for_each([&](const call::Call& call) {
        if (!is_over(call))
            call.for_each_leg([&](const call::Leg& leg) { count += leg.told.end ? 0U : 1U; });
    });
    context.calls.for_each_originated([&](const call::Leg&) { ++count; });
    return count;
}

std::size_t count_registrations(const Context& context) {
    return context.registrar.locations().size();
}

/// Adds the rows of one call; `record` has the columns of the listing.
using AddCall = void (*)(ListingWriter& listing,
                         Record& record,
                         const call::Call& call,
                         const ChannelPlace& place);

void add_channels(ListingWriter& listing,
                  Record& record,
                  const call::Call& call,
                  const ChannelPlace& place) {
    const auto& uuid = call.a().uuid().str();
    call.for_each_leg([&](const call::Leg& leg) {
        if (leg.told.end)
            return;  // Cancelled, and its phone has yet to say so.
        const bool rings = &leg != &call.a() && &leg != call.b();
        const auto* partner = &leg == &call.a() ? call.b() : &call.a();
        fill_channel(record, uuid, leg, rings ? nullptr : partner, place);
        listing.add(record);
    });
}

void add_call(ListingWriter& listing,
              Record& record,
              const call::Call& call,
              const ChannelPlace& place) {
    fill_call(record, call.a().uuid().str(), call.a(), call.b(), place);
    listing.add(record);
}

void add_bridged(ListingWriter& listing,
                 Record& record,
                 const call::Call& call,
                 const ChannelPlace& place) {
    if (call.b() != nullptr)
        add_call(listing, record, call, place);
}

/// What can be listed.
struct Kind {
    std::span<const std::string_view> (*columns)() noexcept;
    /// How many rows there are now; makes none of them.
    std::size_t (*count)(const Context& context);
    /// Nothing for what is not a call.
    AddCall add = nullptr;
    /// How many rows most calls have.
    std::size_t rows_per_call = 1;
};

/// The calls, oldest first: each turn goes on behind the last one.
class CallRows final : public RowSource {
  public:
    CallRows(Context& context, const Kind& kind)
        : context_(context), kind_(kind), record_(kind.columns()) {}

    std::size_t begin() override { return context_.calls.size() * kind_.rows_per_call; }

    bool add_piece(ListingWriter& listing, std::size_t limit) override {
        const auto piece = context_.calls.by_age(last_, limit);
        for (const auto* call : piece)
            if (!is_over(*call))
                kind_.add(listing, record_, *call, place_of(context_, *call));
        if (piece.size() == limit)
            return true;
        if (kind_.add == add_channels)
            context_.calls.for_each_originated([&](const call::Leg& leg) {
                fill_channel(record_, leg.uuid().str(), leg, nullptr, {context_.facts.node, {}});
                listing.add(record_);
            });
        return false;
    }

  private:
    Context& context_;
    const Kind& kind_;
    Record record_;
    std::optional<call::CallTable::Age> last_;
};

/// The bindings in the order of the registrar, in the same manner.
class RegistrationRows final : public RowSource {
  public:
    RegistrationRows(const registrar::LocationTable& locations, const std::string& node)
        : locations_(locations), node_(node), record_(registration_columns()) {}

    std::size_t begin() override { return locations_.size(); }

    bool add_piece(ListingWriter& listing, std::size_t limit) override {
        const auto piece = locations_.list_behind(last_ ? &*last_ : nullptr, limit);
        for (const auto* binding : piece) {
            fill_registration(record_, *binding, node_);
            listing.add(record_);
        }
        if (piece.size() < limit)
            return false;
        last_ = piece.back()->key;
        return true;
    }

  private:
    const registrar::LocationTable& locations_;
    const std::string& node_;
    Record record_;
    std::optional<model::RegistrationKey> last_;
};

constexpr Kind kChannels{channel_columns, count_channels, add_channels, 2};
constexpr Kind kCalls{call_columns, count_calls, add_call};
constexpr Kind kBridgedCalls{call_columns, count_bridged, add_bridged};
constexpr Kind kRegistrations{registration_columns, count_registrations};

using KindVerb = Verb<const Kind*>;

constexpr std::array kKinds{KindVerb{"channels", &kChannels},
                            KindVerb{"calls", &kCalls},
                            KindVerb{"bridged_calls", &kBridgedCalls},
                            KindVerb{"registrations", &kRegistrations},
                            KindVerb{"detailed_calls"},
                            KindVerb{"aliases"},
                            KindVerb{"api"},
                            KindVerb{"application"},
                            KindVerb{"codec"},
                            KindVerb{"complete"},
                            KindVerb{"dialplan"},
                            KindVerb{"endpoint"},
                            KindVerb{"interfaces"},
                            KindVerb{"limits"},
                            KindVerb{"modules"},
                            KindVerb{"nat_map"},
                            KindVerb{"tasks"}};

std::unique_ptr<RowSource> rows_of(Context& context, const Kind& kind) {
    if (kind.add == nullptr)
        return std::make_unique<RegistrationRows>(context.registrar.locations(),
                                                  context.facts.node);
    return std::make_unique<CallRows>(context, kind);
}

}  // namespace

void show(Context& context, Arguments words, const Reply& reply) {
    const auto* verb = find_verb(kKinds, words.take());
    if (verb == nullptr)
        return reply(kUsage);
    if (verb->run == nullptr)
        return reply(unsupported("show " + std::string(verb->name)));
    const auto& kind = *verb->run;
    const auto style = ListingStyle::parse(words);
    if (!style)
        return reply(kUsage);
    if (style->count_only)
        return reply(count_text(*style, kind.count(context)));
    context.listings->write(kind.columns(), *style, rows_of(context, kind), reply);
}

}  // namespace sofia::commands
