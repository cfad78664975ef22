#include "recovery/lazy.hpp"

#include <utility>

#include "base/log.hpp"
#include "call/offer.hpp"
#include "model/call_tag.hpp"
#include "recovery/plan.hpp"
#include "recovery/recovery.hpp"

namespace sofia::recovery {
namespace {

/// Messages held at once; a scanner that makes up dialogs must not fill the memory.
constexpr std::size_t kMostHeld = 10000;

std::string key_of(const model::DialogKey& dialog) {
    return dialog.call_id + '\n' + dialog.local_tag;
}

sip::Reply busy() {
    return sip::Reply::of(503).add("Retry-After", "2");
}

}  // namespace

Lazy::Lazy(call::Services& services, CallSource& source, Prober& prober)
    : services_(services), source_(source), prober_(prober) {
    services_.bring = [this](const model::DialogKey& dialog, std::function<void(bool)> then) {
        bring(dialog, std::move(then));
    };
}

Lazy::~Lazy() {
    services_.bring = nullptr;
}

void Lazy::look_up(const std::string& profile, std::unique_ptr<sip::ServerTransaction> request) {
    const auto& values = request->request();
    if (values.method == sip::Method::Ack && values.body.empty())
        return;  // Only one with an answer to an offer has something to say (RFC 3261 13.2.1).
    const auto call = model::call_of(values.to.tag());
    if (!call) {
        request->respond(sip::Reply::of(481));
        return;
    }
    if (held_count_ == kMostHeld) {
        request->respond(busy());
        return;
    }
    const model::DialogKey dialog{values.call_id, std::string(values.to.tag())};
    held_[key_of(dialog)].requests.push_back({profile, std::move(request)});
    ++held_count_;
    ask(*call, dialog);
}

void Lazy::look_up(const std::string& profile, const sip::Response& answer) {
    const auto call = model::call_of(answer.from.tag());
    if (!call || held_count_ == kMostHeld)
        return;
    const model::DialogKey dialog{answer.call_id, std::string(answer.from.tag())};
    auto& answers = held_[key_of(dialog)].answers;
    if (answers.try_emplace(std::string(answer.to.tag()), HeldAnswer{profile, answer}).second)
        ++held_count_;
    ask(*call, dialog);
}

void Lazy::bring(const model::DialogKey& dialog, std::function<void(bool)> then) {
    const auto call = model::call_of(dialog.local_tag);
    if (!call || services_.table.find(*call) != nullptr) {
        then(true);
        return;
    }
    if (held_count_ == kMostHeld) {
        then(false);
        return;
    }
    held_[key_of(dialog)].asking.push_back(std::move(then));
    ++held_count_;
    ask(*call, dialog);
}

void Lazy::ask(const base::CallUuid& call, const model::DialogKey& dialog) {
    auto key = key_of(dialog);
    if (!std::exchange(held_[key].is_asked, true))
        source_.claim_one(
            call, dialog, [this, key = std::move(key)](const Row& row) { found(key, row); });
}

void Lazy::abandon() {
    held_.clear();
    held_count_ = 0;
}

void Lazy::found(const std::string& key, const Row& row) {
    auto node = held_.extract(key);
    if (node.empty())
        return;
    auto& held = node.mapped();
    held_count_ -= held.requests.size() + held.answers.size() + held.asking.size();
    const auto outcome = rebuild(row);
    // Answers first: their ACK belongs before whatever the request leads to.
    for (const auto& [tag, answer] : held.answers)
        settle(answer, outcome);
    for (auto& request : held.requests)
        settle(std::move(request), outcome);
    for (const auto& then : held.asking)
        then(outcome != Outcome::Later);
}

Lazy::Outcome Lazy::rebuild(const Row& row) {
    if (!row) {
        // The call may well exist, so it is not denied.
        LOG_WARN(Area::Recovery,
                 "dialog not looked up, tried again when its peer repeats: {}",
                 row.error().text);
        return Outcome::Later;
    }
    if (!*row)
        return Outcome::Unknown;
    const Situation situation{
        [&](const base::CallUuid& uuid) { return services_.table.find(uuid) != nullptr; },
        [&](const std::string& profile) { return services_.profiles.find(profile) != nullptr; }};
    const auto steps = plan({&**row, 1}, situation);
    const auto& step = steps.front();
    switch (step.action) {
        case Action::Skip:
            return Outcome::Here;
        case Action::Keep:  // It exists; who can rebuild it may come, so it is not denied.
            LOG_WARN(Area::Recovery,
                     "call={} not rebuilt, its row is kept: {}",
                     step.uuid.str(),
                     step.reason);
            return Outcome::Later;
        case Action::Rehydrate:
        case Action::Finish:
            break;
    }
    if (!carry_out(services_, prober_, step))
        return Outcome::Later;
    LOG_INFO(Area::Recovery, "call={} rebuilt by a message of its peer", step.uuid.str());
    return Outcome::Here;
}

void Lazy::settle(HeldRequest held, Outcome outcome) {
    const bool is_ack = held.request->request().method == sip::Method::Ack;
    if (!is_ack && held.request->answered())
        return;  // Cancelled meanwhile.
    auto* profile = services_.profiles.find(held.profile);
    if (profile == nullptr || !profile->endpoint->deliver(held.request))
        held.request->respond(outcome == Outcome::Later ? busy() : sip::Reply::of(481));
}

void Lazy::settle(const HeldAnswer& held, Outcome outcome) {
    auto* profile = services_.profiles.find(held.profile);
    if (profile == nullptr || profile->endpoint->deliver(held.answer) ||
        outcome != Outcome::Unknown)
        return;
    LOG_INFO(Area::Recovery,
             "call-id={} answers a call that died with its node: ACK and BYE",
             held.answer.call_id);
    services_.metrics.counter("recovery_lost_answers").add();
    profile->endpoint->refuse(held.answer,
                              call::reason_header(model::cause::kNormalTemporaryFailure));
}

}  // namespace sofia::recovery
