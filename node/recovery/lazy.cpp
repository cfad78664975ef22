#include "recovery/lazy.hpp"

#include <utility>

#include "base/log.hpp"
#include "recovery/plan.hpp"
#include "recovery/recovery.hpp"

namespace sofia::recovery {
namespace {

/// Requests held at once; a scanner that makes up dialogs must not fill the memory.
constexpr std::size_t kMostHeld = 10000;

sip::Reply busy() {
    return sip::Reply::of(503).add("Retry-After", "2");
}

}  // namespace

void Lazy::look_up(const std::string& profile, std::unique_ptr<sip::ServerTransaction> request) {
    const auto& values = request->request();
    if (values.method == sip::Method::Ack)
        return;
    if (held_count_ == kMostHeld) {
        request->respond(busy());
        return;
    }
    ++held_count_;
    const model::DialogKey dialog{values.call_id, std::string(values.to.tag())};
    const auto key = dialog.call_id + '\n' + dialog.local_tag;
    auto& waiting = held_[key];
    const bool first = waiting.empty();
    waiting.push_back({profile, std::move(request)});
    if (!first)
        return;
    source_.claim_one(dialog, [this, key](base::Result<std::optional<model::TrackedCall>> row) {
        found(key, std::move(row));
    });
}

void Lazy::found(const std::string& key, base::Result<std::optional<model::TrackedCall>> row) {
    auto node = held_.extract(key);
    if (node.empty())
        return;
    held_count_ -= node.mapped().size();
    auto refusal = sip::Reply::of(481);
    if (!row) {
        refusal = busy();  // The database is away: the call may well exist, so it is not denied.
        LOG_WARN(Area::Recovery,
                 "in-dialog request refused with 503, look-up failed: {}",
                 row.error().text);
    } else if (*row) {
        const Situation situation{
            [&](const base::CallUuid& uuid) { return services_.table.find(uuid) != nullptr; },
            [&](const std::string& profile) {
                return services_.profiles.find(profile) != nullptr;
            }};
        const auto steps = plan({&**row, 1}, situation);
        const auto& step = steps.front();
        if (step.action == Action::Rehydrate || step.action == Action::Finish) {
            if (carry_out(services_, step))
                LOG_INFO(
                    Area::Recovery, "call={} rebuilt by an in-dialog request", step.uuid.str());
            else
                refusal = busy();
        } else if (step.action == Action::Keep) {
            refusal = busy();  // It exists; who can rebuild it may come, so it is not denied.
            LOG_WARN(Area::Recovery,
                     "call={} not rebuilt, its row is kept: {}",
                     step.uuid.str(),
                     step.reason);
        }
    }
    for (auto& held : node.mapped()) {
        auto* profile = services_.profiles.find(held.profile);
        if (held.request->answered())
            continue;  // Cancelled meanwhile.
        if (profile == nullptr || !profile->endpoint->deliver(held.request))
            held.request->respond(refusal);
    }
}

}  // namespace sofia::recovery
