#include "call/script.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "call/applications.hpp"
#include "call/bridge_application.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/execute.hpp"
#include "call/facts.hpp"
#include "call/steering.hpp"

namespace sofia::call {
namespace {

/// RFC 3261 13.3.1.1.
constexpr std::chrono::minutes kRingAgain{1};

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

Script::Script(Services& services, base::CallUuid call, std::vector<dialplan::Action> actions)
    : services_(services), call_(std::move(call)), actions_(std::move(actions)) {}

Script::~Script() {
    if (steering_)
        steering_->end_script();
    if (!parked_)
        return;
    if (const auto* call = services_.table.find(call_))
        publish_about(
            services_, "CHANNEL_UNPARK", company_of(*call, call->party()), call->party(), {});
}

std::string one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    return text;
}

void Script::begin(const Call& call, const Step& step, const std::string& data) {
    const auto& bus = services_.bus;
    if (!bus.wants("CHANNEL_EXECUTE") && !bus.wants("CHANNEL_EXECUTE_COMPLETE"))
        return;
    running_ = std::make_unique<Execution>(Execution{
        step.action.application, data, step.uuid.empty() ? base::make_uuid() : step.uuid});
    call.tell("CHANNEL_EXECUTE", call.party(), *running_);
}

void Script::complete(const Call& call) {
    if (const auto done = std::exchange(running_, nullptr))
        call.tell("CHANNEL_EXECUTE_COMPLETE", call.party(), *done);
    if (steering_)
        steering_->complete();
}

Script::Turn Script::next_step(const Call& call, Step& step) {
    if (steering_ && ordered_ == 0) {
        if (const auto* order = steering_->next()) {
            step = {{order->application, order->data}, order->uuid, true};
            return Turn::Step;
        }
        if (steering_->has_server())
            return Turn::Wait;
        steering_.reset();
        running_ = std::move(handed_over_);
        complete(call);
    }
    if (next_ == actions_.size())
        return Turn::End;
    ordered_ -= std::min<std::size_t>(ordered_, 1);
    step = {actions_[next_++], {}, false};
    return Turn::Step;
}

void Script::run() {
    auto& services = services_;
    const auto uuid = call_;
    while (auto* call = services.table.find(uuid)) {
        awaits_order_ = false;
        complete(*call);
        Step step;
        const auto turn = next_step(*call, step);
        awaits_order_ = turn == Turn::Wait;
        if (awaits_order_)
            return;
        if (turn == Turn::End) {
            // A caller whom nobody has answered hears why the last bridge failed, as "busy".
            LOG_INFO(Area::Dialplan, "call={} has run its last action, hanging up", uuid.str());
            const auto failed = failed_.value_or(Failure{model::cause::kNormalClearing, 0, {}, {}});
            end_unanswered(*call, failed, "end of the dialplan's actions");
            return;
        }
        const auto& action = step.action;
        const auto data = one_line(dialplan::expand(action.data, scope_of(*call, services)));
        if (services.table.find(uuid) != call)
            return;  // A command in the data, such as ${uuid_kill(...)}, has ended it.
        call->party().variables.set("current_application", action.application);
        call->party().variables.set("current_application_data", data);
        begin(*call, step, data);
        LOG_DEBUG(Area::Dialplan, "call={} {}({})", uuid.str(), action.application, data);
        const auto flow = apply(services, *call, *this, action.application, data);
        // A call that waits for orders is parked in any case, so that the next one may follow.
        const bool is_parked = step.is_order && action.application == "park";
        if (flow != Flow::Continue && !is_parked)
            return;  // The script may be gone by now.
    }
}

void Script::bridge_failed(const Failure& failure) {
    if (!failed_ || !(failure.cause == model::cause::kInvalidUrl))
        failed_ = failure;
}

void Script::pause(std::chrono::milliseconds delay) {
    timer_ = services_.loop.after(delay, [this] {
        services_.loop.post([&services = services_, uuid = call_] {
            if (auto* call = services.table.find(uuid))
                call->go_on();
        });
    });
}

void Script::follow(std::shared_ptr<Steering> steering) {
    steering_ = std::move(steering);
    handed_over_ = std::move(running_);
    awaits_order_ = true;
}

void Script::replace(std::vector<dialplan::Action> actions) {
    ordered_ = 0;
    if (const auto former = std::exchange(steering_, nullptr))
        former->leave();
    handed_over_.reset();
    actions_ = std::move(actions);
    next_ = 0;
    ++passes_;
}

void Script::insert(std::vector<dialplan::Action> actions) {
    if (steering_)
        ordered_ += actions.size();
    // What has been run is not needed again.
    actions.insert(actions.end(),
                   std::make_move_iterator(actions_.begin() + static_cast<std::ptrdiff_t>(next_)),
                   std::make_move_iterator(actions_.end()));
    actions_ = std::move(actions);
    next_ = 0;
    ++passes_;
}

void Script::park(std::chrono::seconds limit, const model::HangupCause& cause) {
    if (const auto* call = services_.table.find(call_); call != nullptr && !parked_) {
        parked_ = true;
        publish_about(
            services_, "CHANNEL_PARK", company_of(*call, call->party()), call->party(), {});
    }
    // A proxy forgets an INVITE that was not answered for three minutes (RFC 3261 16.6, timer C).
    ringing_ = services_.loop.every(kRingAgain, [&services = services_, uuid = call_] {
        if (auto* call = services.table.find(uuid))
            call->progress(180, {}, {});
    });
    if (limit.count() > 0)
        timer_ = services_.loop.after(limit, [&services = services_, uuid = call_, cause] {
            services.loop.post([&services, uuid, cause] {
                if (auto* call = services.table.find(uuid))
                    call->hangup(cause, "parked for longer than park_timeout");
            });
        });
}

}  // namespace sofia::call
