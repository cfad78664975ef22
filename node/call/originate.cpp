#include "call/originate.hpp"

#include <utility>

#include "base/uuid.hpp"
#include "call/applications.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/resolve.hpp"
#include "call/script.hpp"
#include "call/session_id.hpp"
#include "model/call_tag.hpp"

namespace sofia::call {
namespace {

using Done = std::function<void(tl::expected<base::LegUuid, Failure>)>;

/// What happens when the first side has answered: the second side is called with its offer.
void call_second_side(Services& services, const base::CallUuid& uuid, const Origination& what) {
    auto* call = services.table.find(uuid);
    if (call == nullptr)
        return;
    if (call->a().remote_sdp.empty()) {  // Its 2xx must carry the offer (RFC 3261 13.2.1).
        call->hangup(model::cause::kIncompatibleDestination, "the first side made no offer");
        return;
    }
    std::vector<dialplan::Action> actions;
    if (!what.second.empty())
        actions.push_back({"bridge", what.second});
    else
        actions = route_call(services, *call, what.context);
    if (actions.empty()) {
        call->hangup(model::cause::kNoRouteDestination,
                     "no extension of context '" + what.context + "' matches " + what.extension);
        return;
    }
    call->run(std::make_unique<Script>(services, uuid, std::move(actions)));
}

}  // namespace

void originate(Services& services, const Origination& what, Done done) {
    auto plan = resolve(services, what.first, {});
    if (!plan) {
        done(tl::unexpected(Failure{model::cause::kInvalidUrl, 0, plan.error().text, {}}));
        return;
    }
    Offer offer;
    offer.caller_name = what.caller_id_name;
    // A From without a user is refused by carriers.
    offer.caller_number = what.caller_id_number.empty() ? "0000000000" : what.caller_id_number;

    // The fork's winner becomes leg a of a new call; until then there is no call but its name.
    base::CallUuid uuid(base::make_uuid());
    offer.tag_mark = model::mark_of(uuid, 'a');
    offer.session_id = make_session_id();  // Of the second side, until that names its own.
    Fork::Events events;
    events.answered = [&services, uuid, what, done](std::unique_ptr<Leg> winner,
                                                    const sip::Response&) {
        const auto leg_uuid = winner->uuid();
        winner->destination = what.extension.empty() ? winner->destination : what.extension;
        winner->variables.set("context", what.context);
        auto& call = services.table.add(std::make_unique<Call>(services, uuid, std::move(winner)));
        call.take_first_side();
        done(leg_uuid);
        call_second_side(services, call.uuid(), what);
    };
    events.failed = [done](const Failure& failure) { done(tl::unexpected(failure)); };
    events.created = [&services](const Leg& leg) { publish_begin(services, alone(leg), leg); };
    events.progress = [&services](Leg& leg, const sip::Response& response) {
        publish_progress(services, alone(leg), leg, !response.body.empty());
    };
    events.lost = [&services](const Leg& leg, const model::HangupCause& cause) {
        publish_end(services, alone(leg), leg, cause);
    };
    events.watch = services.leg_watch;
    auto fork = std::make_shared<Fork>(services.loop,
                                       services.clock,
                                       services.profiles,
                                       Side::A,
                                       std::move(*plan),
                                       std::move(offer),
                                       std::move(events));
    fork->start(what.timeout);
    services.table.keep(std::move(fork));
}

}  // namespace sofia::call
