#include "call/script.hpp"

#include <utility>

#include "base/log.hpp"
#include "call/applications.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/facts.hpp"

namespace sofia::call {

void Script::run() {
    auto& services = services_;
    const auto uuid = call_;
    while (auto* call = services.table.find(uuid)) {
        if (next_ == actions_.size()) {
            LOG_INFO(Area::Dialplan, "call={} has run its last action, hanging up", uuid.str());
            call->give_up(model::cause::kNormalClearing, "end of the dialplan's actions");
            return;
        }
        const auto action = actions_[next_++];
        const auto data = dialplan::expand(action.data, scope_of(*call, services));
        LOG_DEBUG(Area::Dialplan, "call={} {}({})", uuid.str(), action.application, data);
        if (apply(services, *call, *this, action.application, data) != Flow::Continue)
            return;  // The script may be gone by now.
    }
}

void Script::pause(std::chrono::milliseconds delay) {
    timer_ = services_.loop.after(delay, [this] {
        services_.loop.post([&services = services_, uuid = call_] {
            if (auto* call = services.table.find(uuid))
                call->go_on();
        });
    });
}

void Script::replace(std::vector<dialplan::Action> actions) {
    actions_ = std::move(actions);
    next_ = 0;
    ++replacements_;
}

}  // namespace sofia::call
