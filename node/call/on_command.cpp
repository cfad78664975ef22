// What somebody outside of the call asks of it, by a command or on the event socket.

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/applications.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/execute.hpp"
#include "call/script.hpp"
#include "call/transfer.hpp"
#include "sip/uri.hpp"

namespace sofia::call {
namespace {

base::Result<void> no_extension(const std::string& destination) {
    return base::fail(base::ErrorKind::NotFound, "no extension matches " + destination);
}

/// A URI whose user is the destination; empty when no URI can say it.
std::string uri_of(const std::string& destination) {
    auto uri = "sip:" + base::url_encode(destination) + "@transfer.invalid";
    const auto read = sip::Uri::parse(uri);
    return read && base::url_decode(read->user) == destination ? uri : std::string();
}

}  // namespace

const Leg* Call::leg_of(std::string_view uuid) const noexcept {
    for (const auto* leg : {a_.get(), b_.get()})
        if (leg != nullptr && leg->uuid().str() == uuid)
            return leg;
    return fork_ ? fork_->find_leg(uuid) : nullptr;
}

void Call::hangup_leg(std::string_view uuid,
                      const model::HangupCause& cause,
                      const std::string& why) {
    // The call may be gone afterwards, and its fork with it.
    const auto fork = fork_;
    if (fork && fork->find_leg(uuid) != nullptr) {
        LOG_INFO(Area::Call, "leg={} rings no more: {} ({})", uuid, cause.name, why);
        fork->cancel_leg(uuid, cause);
    } else {
        hangup(cause, why);
    }
}

base::Result<void> Call::transfer(Side side, const std::string& destination, std::string context) {
    const auto uri = uri_of(destination);
    if (destination.empty() || uri.empty())
        return base::fail(base::ErrorKind::Invalid, "no destination can be " + destination);
    if (awaits_answer() && !b_ && side == Side::A) {
        if (context.empty())
            context = a_->variables.get("context");
        auto former = std::exchange(a_->destination, destination);
        auto actions = route_call(services_, *this, context);
        if (actions.empty()) {
            a_->destination = std::move(former);
            return no_extension(destination);
        }
        LOG_INFO(Area::Call, "call={} is sent to {} in {}", uuid_.str(), destination, context);
        a_->variables.set("context", std::move(context));
        // Later: a dialplan may say this itself, inside of what is to be replaced.
        services_.loop.post([&services = services_, uuid = uuid_, actions = std::move(actions)] {
            auto* call = services.table.find(uuid);
            if (call == nullptr || !call->awaits_answer() || call->b_)
                return;  // It was answered or ended a moment before.
            call->script_.reset();
            call->drop_fork(reason_header(model::cause::kNormalClearing));
            call->run(std::make_unique<Script>(services, uuid, actions));
        });
        return {};
    }
    if (!is_up())
        return base::fail(base::ErrorKind::Invalid, "the call is neither ringing nor up");
    if (!Transfer::may_begin(*this))
        return base::fail(base::ErrorKind::Overload, "the call is changing, try again");
    if (!context.empty())
        (side == Side::A ? *a_ : *b_).variables.set("context", std::move(context));
    TransferImage what;
    what.by_b = side == Side::A;
    what.target = uri;
    what.is_silent = true;  // Nobody's REFER, so nobody awaits a NOTIFY.
    transfer_ = std::make_unique<Transfer>(*this, std::move(what), nullptr);
    save([](Call& call, const base::Result<void>& saved) {
        if (call.transfer_)
            call.transfer_->on_saved(saved);
    });
    return {};
}

void Call::tell(std::string_view event, const Leg& leg, const Execution& what) const {
    std::vector<sip::Header> more{{"Application", what.application},
                                  {"Application-Data", what.data}};
    if (event == "CHANNEL_EXECUTE_COMPLETE")
        more.push_back({"Application-Response", what.response});
    more.push_back({"Application-UUID", what.uuid});
    fire(event, leg, cause_, more);
}

}  // namespace sofia::call
