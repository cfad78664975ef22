#include "call/execute.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "call/applications.hpp"
#include "call/call_table.hpp"
#include "call/facts.hpp"
#include "call/script.hpp"
#include "call/waiting_applications.hpp"
#include "dialplan/action_check.hpp"
#include "dialplan/inline_action.hpp"

namespace sofia::call {
namespace {

/// What an application is given.
struct Task {
    Services& services;
    Call& call;
    const Leg& leg;
    const Execution& what;
};

base::Result<void> invalid(std::string text) {
    return base::fail(base::ErrorKind::Invalid, std::move(text));
}

/// The variables of this leg, not of the one that the dialplan works for.
base::Result<void> change(const Task& order) {
    const auto changes = dialplan::inline_changes(order.what.application, order.what.data);
    if (changes.empty())
        return invalid("expected NAME=VALUE");
    for (const auto& one : changes) {
        const bool is_unset = one.kind == dialplan::VariableChange::Kind::Unset;
        order.call.set_variable(
            order.leg.uuid().str(), one.name, is_unset ? std::string() : one.value);
    }
    return {};
}

base::Result<void> hang_up(const Task& order) {
    const auto word = base::trim(order.what.data);
    const auto cause =
        word.empty() ? std::optional(model::cause::kNormalClearing) : model::find_cause(word);
    if (!cause)
        return invalid(fmt::format("unknown cause {}", word));
    order.call.hangup_leg(order.leg.uuid().str(), *cause, "hangup from outside");
    return {};
}

base::Result<void> hang_up_later(const Task& order) {
    if (const auto error = dialplan::data_error("sched_hangup", order.what.data))
        return invalid(*error);
    order.call.set_variable(order.call.a().uuid().str(),
                            kScheduledHangup,
                            scheduled_hangup(order.what.data, order.services.clock.wall()));
    return {};
}

base::Result<void> send_on(const Task& order) {
    const auto words = base::words(order.what.data);
    return order.call.transfer(order.leg.side(),
                               words.empty() ? std::string() : words.front(),
                               words.size() > 2 ? words[2] : std::string());
}

/// As the dialplan does it; none of these looks at what else the dialplan has to do.
base::Result<void> as_in_dialplan(const Task& order) {
    if (const auto error = dialplan::data_error(order.what.application, order.what.data))
        return invalid(*error);
    Script nothing_else(order.services, order.call.uuid(), {});
    apply(order.services, order.call, nothing_else, order.what.application, order.what.data);
    return {};
}

base::Result<void> on_the_party(const Task& order) {
    if (&order.leg != &order.call.party())
        return invalid("only the leg whose calls the dialplan makes can be told that");
    return as_in_dialplan(order);
}

base::Result<void> before_the_answer(const Task& order) {
    const auto& caller = order.call.a();
    if (&order.leg != &caller || caller.outbound || !caller.invite_in ||
        caller.invite_in->answered())
        return invalid("only a caller who has no answer yet can be told that");
    return as_in_dialplan(order);
}

using Doer = base::Result<void> (*)(const Task&);

const std::map<std::string_view, Doer>& doers() {
    static const std::map<std::string_view, Doer> kAll{{"answer", on_the_party},
                                                       {"deflect", before_the_answer},
                                                       {"eval", as_in_dialplan},
                                                       {"export", on_the_party},
                                                       {"hangup", hang_up},
                                                       {"info", as_in_dialplan},
                                                       {"log", as_in_dialplan},
                                                       {"multiset", change},
                                                       {"pre_answer", on_the_party},
                                                       {"redirect", before_the_answer},
                                                       {"respond", before_the_answer},
                                                       {"ring_ready", before_the_answer},
                                                       {"sched_hangup", hang_up_later},
                                                       {"set", change},
                                                       {"transfer", send_on},
                                                       {"unset", change}};
    return kAll;
}

}  // namespace

bool can_execute(std::string_view application) noexcept {
    return doers().contains(application);
}

base::Result<void> execute(Services& services, Call& call, const Leg& leg, Execution what) {
    const auto found = doers().find(what.application);
    if (found == doers().end())
        return invalid(
            fmt::format("application {} is not supported in this version", what.application));
    what.data = one_line(dialplan::expand(what.data, scope_of(call, services)));
    call.tell("CHANNEL_EXECUTE", leg, what);
    const auto uuid = call.uuid();
    auto done = found->second({services, call, leg, what});
    if (!done)
        what.response = done.error().text;
    // A call that has ended is gone from the table, and destroyed only when the stack has returned.
    call.tell("CHANNEL_EXECUTE_COMPLETE", leg, what);
    return done;
}

}  // namespace sofia::call
