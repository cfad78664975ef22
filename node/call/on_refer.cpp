// REFER (RFC 3515) within a call: what it leads to is a Transfer's affair, or the other peer's.

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/description.hpp"
#include "call/facts.hpp"
#include "call/header_variables.hpp"
#include "call/refer_to.hpp"
#include "call/replacement.hpp"
#include "call/transfer.hpp"

namespace sofia::call {

Leg& Call::party() noexcept {
    if (transfer_ && transfer_->is_pending() && transfer_->side() == Side::A)
        return *b_;
    return *a_;
}

const Leg& Call::party() const noexcept {
    return const_cast<Call*>(this)->party();
}

void Call::give_up(const model::HangupCause& cause, const std::string& why) {
    if (transfer_ && transfer_->is_pending())
        transfer_->fail(0, {}, cause, why);
    else
        hangup(cause, why);
}

void Call::replace(Side side,
                   std::unique_ptr<Leg> newcomer,
                   std::unique_ptr<sip::ServerTransaction> invite) {
    newcomer->invite_in = std::move(invite);
    newcomer->transition(LegState::Trying,
                         "INVITE that replaces side " + std::string(to_string(side)));
    fire_begin(*newcomer);
    replacement_ = std::make_unique<Replacement>(*this, side, std::move(newcomer));
    replacement_->start();
}

void Call::on_refer(Leg& leg, std::unique_ptr<sip::ServerTransaction> refer) {
    const auto& request = refer->request();
    const auto refuse_it = [&](sip::Reply reply) { refer->respond(reply); };
    const auto* profile = services_.profiles.find(leg.profile());
    if (leg.state() == LegState::Ending || leg.state() == LegState::Ended)
        return refuse_it(answer_to(leg, 481));
    if (profile == nullptr || profile->settings->calls.disable_transfer)
        return refuse_it(answer_to(leg, 403));
    if (auto fault = refer_to_fault(request); !fault.empty()) {
        auto refusal = answer_to(leg, 400);
        refusal.phrase = std::move(fault);
        return refuse_it(std::move(refusal));
    }
    const auto to = read_refer_to(request.header("Refer-To"));
    if (!is_up())
        return refuse_it(answer_to(leg, 480));
    const auto& settings = profile->settings->calls;
    if (settings.pass_refer && (to->replaces.empty() || settings.pass_refer_replaces))
        return pass_refer(leg, std::move(refer));
    if (!Transfer::may_begin(*this))
        return refuse_it(answer_to(leg, 491));
    for (const auto& header : to->headers)
        if (is_passed_header(header.name))
            other(leg).variables.set("sip_h_" + header.name, header.value);
    // Whoever is called now may hear by whom (RFC 3892 2.2).
    if (const auto by = request.header("Referred-By"); !by.empty())
        other(leg).variables.set("sip_h_Referred-By", std::string(by));
    TransferImage what;
    what.by_b = leg.side() == Side::B;
    what.target = to->uri;
    what.replaces = to->replaces;
    what.refer_cseq = request.cseq;
    what.is_silent = base::iequals(base::trim(request.header("Refer-Sub")), "false");
    transfer_ = std::make_unique<Transfer>(*this, std::move(what), std::move(refer));
    save([](Call& call, const base::Result<void>& saved) {
        if (call.transfer_)
            call.transfer_->on_saved(saved);
    });
}

}  // namespace sofia::call
