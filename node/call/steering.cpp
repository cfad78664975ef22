#include "call/steering.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/execute.hpp"
#include "call/script.hpp"
#include "dialplan/action_check.hpp"

namespace sofia::call {
namespace {

/// Orders that wait at once; a server that gives more does not look at the answers.
constexpr std::size_t kMostWaiting = 1000;

base::Result<void> not_run() {
    return base::fail(base::ErrorKind::Unavailable, "the call goes on without it");
}

/// Whether an order of the leg may run now although another one does.
bool may_run_beside(const Steering& steering, const Order& order) {
    const auto* running = steering.running();
    const bool is_free =
        running == nullptr || (!running->is_locked && !order.is_locked && !steering.has_waiting());
    return is_free && can_execute(order.application);
}

void run_at_once(
    Services& services, Call& call, const Leg& leg, const Order& order, Steering::Reply& reply) {
    const auto uuid = order.uuid.empty() ? base::make_uuid() : order.uuid;
    reply(execute(services, call, leg, {order.application, order.data, uuid}));
}

}  // namespace

Steering::~Steering() {
    end_script();
    if (running_ && running_->order.waits)
        running_->reply({});
}

base::Result<void> Steering::put(Order order, Reply reply) {
    if (waiting_.size() >= kMostWaiting) {
        reply(base::fail(base::ErrorKind::Overload, "too many orders wait"));
        return base::fail(base::ErrorKind::Overload, "too many orders wait");
    }
    if (!order.waits)
        reply({});
    const auto loops = std::max(order.loops, 1);
    waiting_.push_back({std::move(order), std::move(reply), loops});
    return {};
}

const Order* Steering::next() {
    if (!running_ && !waiting_.empty()) {
        running_ = std::move(waiting_.front());
        waiting_.pop_front();
    }
    if (!running_)
        return nullptr;
    --running_->loops_left;
    return &running_->order;
}

void Steering::complete() {
    if (!running_ || running_->loops_left > 0)
        return;
    const auto done = std::exchange(running_, std::nullopt);
    if (done->order.waits)
        done->reply({});
}

void Steering::leave() {
    if (running_)
        running_->loops_left = 0;
    complete();
    end_script();
    if (!is_async_)
        helm_.reset();
}

void Steering::end_script() {
    for (auto& given : std::exchange(waiting_, {}))
        if (given.order.waits)
            given.reply(not_run());
}

void steer(Services& services,
           const std::string& leg_uuid,
           const std::shared_ptr<Steering>& steering,
           Order order,
           Steering::Reply reply) {
    auto* call = services.table.find_leg(leg_uuid);
    const auto* leg = call != nullptr ? call->leg_of(leg_uuid) : nullptr;
    if (leg == nullptr || !steering)
        return reply(base::fail(base::ErrorKind::NotFound, "No such channel!"));
    auto* script = call->script();
    if (script == nullptr || !script->is_steered_by(*steering))
        return run_at_once(services, *call, *leg, order, reply);
    if (!dialplan::has_application(order.application) || order.application == "socket")
        return reply(base::fail(
            base::ErrorKind::Invalid,
            fmt::format("application {} is not supported in this version", order.application)));
    if (!script->awaits_order() && may_run_beside(*steering, order))
        return run_at_once(services, *call, *leg, order, reply);
    if (steering->put(std::move(order), std::move(reply)) && script->awaits_order())
        call->go_on();
}

}  // namespace sofia::call
