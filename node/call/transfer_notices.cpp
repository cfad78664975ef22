// What the transferor is told of the outcome (RFC 3515 2.4.4), as long as he wants to hear it.

#include <utility>

#include <fmt/core.h>

#include "call/transfer.hpp"

namespace sofia::call {

void Transfer::notify(int status, const std::string& phrase, bool is_final) {
    auto& leg = former_ ? *former_ : *place();
    if (what_.is_silent || is_unwatched_ || leg.hung_up || !leg.dialog)
        return;
    sip::Outgoing notify{sip::Method::Notify, {}, {}};
    notify.headers.push_back({"Contact", leg.dialog->state().local_contact});
    notify.headers.push_back({"Event", event()});
    notify.headers.push_back(
        {"Subscription-State", is_final ? "terminated;reason=noresource" : "active;expires=60"});
    notify.body = {"message/sipfrag;version=2.0", fmt::format("SIP/2.0 {} {}\r\n", status, phrase)};
    call_.send_notice(leg, std::move(notify));
}

std::string Transfer::event() const {
    return fmt::format("refer;id={}", what_.refer_cseq);
}

void Transfer::end_subscription(std::string_view of) {
    is_unwatched_ = is_unwatched_ || of == event();
}

}  // namespace sofia::call
