#include "recovery/plan.hpp"

#include <utility>

#include "call/snapshot.hpp"

namespace sofia::recovery {
namespace {

Step decide(const model::TrackedCall& row, const Situation& situation) {
    Step step{row.uuid, Action::Skip, {}, {}};
    if (situation.is_live(row.uuid)) {
        step.reason = kAlreadyLive;
        return step;
    }
    auto image = call::from_row(row);
    if (!image) {
        step.action = Action::Keep;
        step.reason = image.error().text;
        return step;
    }
    for (const auto& profile : {image->a.profile, image->b.profile}) {
        if (!situation.is_running(profile)) {
            step.action = Action::Keep;
            step.reason = "profile '" + profile + "' is not running";
            return step;
        }
    }
    step.action = image->ending ? Action::Finish : Action::Rehydrate;
    step.reason = image->ending
                      ? "one side had hung up"
                      : "answered call of epoch " + std::to_string(base::number(row.epoch));
    step.image = std::move(*image);
    return step;
}

}  // namespace

std::string_view to_string(Action action) noexcept {
    switch (action) {
        case Action::Rehydrate:
            return "recovered";
        case Action::Finish:
            return "finished";
        case Action::Skip:
            return "skipped";
        case Action::Keep:
            return "kept";
    }
    return "unknown";
}

std::vector<Step> plan(std::span<const model::TrackedCall> rows, const Situation& situation) {
    std::vector<Step> steps;
    steps.reserve(rows.size());
    for (const auto& row : rows)
        steps.push_back(decide(row, situation));
    return steps;
}

}  // namespace sofia::recovery
