// What a fork does with responses that are no answer yet: PRACK for the reliable ones (RFC 3262),
// and the INVITE again for a callee that wants a longer session (RFC 4028).

#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/fork_attempt.hpp"
#include "call/reliable.hpp"

namespace sofia::call {
namespace {

/// `consume` and `ring_ready` differ where the node plays media: here both keep the callee's early
/// description from the caller.
bool ignores_early_media(std::string_view value) {
    return !value.empty() && (value == "consume" || value == "ring_ready" || base::is_true(value));
}

/// A 183 that says nothing but that somebody is there.
bool is_idle_progress(const sip::Response& response) noexcept {
    return response.status == 183 && response.body.empty();
}

}  // namespace

bool Fork::ignores_idle_progress(const Attempt& attempt) const {
    const auto* profile = profiles_.find(attempt.leg->profile());
    return profile != nullptr && profile->settings->calls.ignore_183_without_sdp;
}

void Fork::on_provisional(Attempt& attempt, const sip::Response& response) {
    const bool is_reliable = reliable_number(response).has_value();
    const bool foreign = is_foreign(attempt, response.body);
    if (foreign && is_reliable && !decided_ && !attempt.cancelled) {
        refuse_answer(attempt, response);
        return;
    }
    if (is_reliable && !take_reliable(attempt, response))
        return;
    if (!foreign && !response.body.empty())
        attempt.described.try_emplace(std::string(response.to.tag()), response.body);
    if (is_idle_progress(response) && ignores_idle_progress(attempt))
        return;
    attempt.leg->transition(LegState::Ringing,
                            std::to_string(response.status) + " " + response.phrase);
    if (decided_ || attempt.cancelled || !events_.progress)
        return;
    const auto& leg_variables = attempt.leg->variables;
    if (foreign ||
        (!response.body.empty() && ignores_early_media(leg_variables.get("ignore_early_media")))) {
        // The caller's phone makes its own ringing tone when it is offered none.
        auto ringing = response;
        ringing.status = 180;
        ringing.phrase.clear();
        ringing.body = {};
        events_.progress(*attempt.leg, ringing);
    } else if (!response.body.empty() &&
               (attempt.leg->made_offer || leg_variables.has(kCallCodecs))) {
        auto narrowed = response;
        narrowed.body = seen_by_caller(attempt, response.body);
        events_.progress(*attempt.leg, narrowed);
    } else {
        events_.progress(*attempt.leg, response);
    }
}

bool Fork::invite_again(Attempt& attempt, const sip::Response& refusal) {
    auto& leg = *attempt.leg;
    if (refusal.status != 422 || attempt.cancelled || decided_ || !profiles_.find(leg.profile()))
        return false;
    const auto least = least_session(refusal);
    if (least <= leg.session_least)
        return false;
    // RFC 4028 7.3: the same call with a longer interval.
    leg.session_least = least;
    loop_.post([departing = std::shared_ptr<sip::ClientTransaction>(std::move(leg.invite_out))] {});
    send_invite(attempt);
    return true;
}

bool Fork::take_reliable(Attempt& attempt, const sip::Response& response) {
    const auto number = *reliable_number(response);
    const auto [last, is_first] =
        attempt.reliable.try_emplace(std::string(response.to.tag()), number);
    if (!is_first && number != last->second + 1)
        return false;
    last->second = number;
    if (offer_.sdp.empty() && !response.body.empty()) {
        // Its offer would have to be answered in the PRACK; we did not say that we can.
        LOG_WARN(Area::Call,
                 "leg={} offers in a reliable {}, which was not supported: given up",
                 attempt.leg->uuid().str(),
                 response.status);
        cancel(attempt,
               reason_header(model::cause::kIncompatibleDestination),
               model::cause::kIncompatibleDestination);
        note(model::cause::kIncompatibleDestination);
        check_group(attempt.run);
        return false;
    }
    if (attempt.early_answer.empty())
        attempt.early_answer = response.body;
    sip::Outgoing prack{sip::Method::Prack, {}, {}};
    prack.headers.push_back({"RAck", fmt::format("{} {} INVITE", number, response.cseq)});
    attempt.pracks.push_back(attempt.leg->dialog->send_early(
        response, prack, [leg = attempt.leg->uuid().str()](const sip::Response& answer) {
            if (answer.status >= 300)
                LOG_WARN(Area::Call, "leg={} PRACK answered {}", leg, answer.status);
        }));
    return true;
}

bool Fork::is_sole() const noexcept {
    return attempts_.size() == 1 && called_.size() == 1 && runs_.size() == 1 &&
           runs_.front().waiting.empty() &&
           runs_.front().next_group == runs_.front().sequence.groups.size();
}

void Fork::count_failure(const Leg& leg) {
    if (leg.trunk)
        ++leg.trunk->counters.failed_calls_out;
    if (auto* profile = profiles_.find(leg.profile()))
        ++profile->counters.failed_calls_out;
}

}  // namespace sofia::call
