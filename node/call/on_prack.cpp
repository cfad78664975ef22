// Reliable provisional answers (RFC 3262): those that we give the caller, and its PRACK. The
// callee's are acknowledged by the fork.

#include <algorithm>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/reliable.hpp"

namespace sofia::call {
namespace {

bool has_100rel(const std::vector<std::string>& extensions) {
    return std::any_of(extensions.begin(), extensions.end(), [](const auto& extension) {
        return base::iequals(extension, "100rel");
    });
}

/// A first RSeq with room for all that follow (RFC 3262 3: 1 to 2^31 - 1).
std::uint32_t first_rseq() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_int_distribution<std::uint32_t>(1, 1 << 30)(random);
}

}  // namespace

void Call::begin_reliable() {
    const auto& invite = a_->invite_in->request();
    const auto* profile = services_.profiles.find(a_->profile());
    // Without an offer in the INVITE the first reliable answer would have to make one (RFC
    // 3261 13.2.1), and ours comes from the callee's 2xx.
    if (profile == nullptr || !profile->settings->calls.enable_100rel || invite.body.empty())
        return;
    must_be_reliable_ = has_100rel(invite.require);
    if (!must_be_reliable_ && !has_100rel(invite.supported))
        return;
    reliable_ = std::make_unique<Reliable>(
        services_.loop,
        profile->settings->timers,
        invite.cseq,
        first_rseq(),
        [&services = services_, uuid = uuid_](const sip::Reply& provisional) {
            auto* call = services.table.find(uuid);
            if (call != nullptr && call->awaits_answer())
                call->a_->invite_in->respond(provisional);
        },
        [&services = services_, uuid = uuid_] {
            auto* call = services.table.find(uuid);
            if (call == nullptr || !call->awaits_answer())
                return;
            LOG_INFO(
                Area::Call, "call={} no PRACK came for a provisional answer: refused", uuid.str());
            call->refuse(model::cause::kRecoveryOnTimerExpire, 504, {});
        });
}

void Call::send_provisional(sip::Reply provisional, bool is_certain) {
    if (!reliable_) {
        a_->invite_in->respond(provisional);
        return;
    }
    // A description that is given reliably is the answer to the caller's offer: one that may still
    // be another callee's is none.
    if (!provisional.body.empty() && !is_certain) {
        if (!must_be_reliable_) {
            a_->invite_in->respond(provisional);
            return;
        }
        provisional.body = {};
        early_sdp_sent_ = false;
    }
    reliable_->send(std::move(provisional));
}

void Call::on_prack(Leg& leg, std::unique_ptr<sip::ServerTransaction> prack) {
    const auto rack = read_rack(prack->request().header("RAck"));
    if (&leg != a_.get() || !reliable_ || !rack || !reliable_->acknowledge(*rack)) {
        prack->respond(answer_to(leg, 481));  // RFC 3262 3.
        return;
    }
    if (prack->request().body.empty())
        prack->respond(answer_to(leg, 200));
    else
        prack->respond(answer_to(leg, 488).add(
            "Warning",
            "399 sofia \"an offer in PRACK cannot be passed, use UPDATE or re-INVITE\""));
    if (answer_waits_ && !reliable_->holds_final())
        answer_caller();
}

}  // namespace sofia::call
