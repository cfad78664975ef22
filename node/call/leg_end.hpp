#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sofia::call {

/// How a leg came to its end, for the events that tell of it (behaviour-spec 5.3). No part of the
/// call's row: who takes a call over ends it in its own way.
struct LegEnd {
    /// Who ended it and with what: send_bye, recv_bye, send_cancel, recv_cancel, send_refuse,
    /// recv_refuse; empty when it has not ended, or without a message.
    std::string_view disposition;
    /// The SIP status that ended it; 0: none did.
    int status = 0;
    /// When; 0: it has not ended.
    base::WallTime at{};
    /// What the peer said in Reason; empty when nothing.
    std::string reason;
    /// The last refusal that an INVITE of this leg met; of a caller the one of a callee. 0: none.
    int failure_status = 0;
    std::string failure_phrase;

    /// Notes what ended it, which is what came first. `how` is a literal.
    void by(std::string_view how, int with_status = 0) noexcept {
        if (!disposition.empty())
            return;
        disposition = how;
        status = with_status;
    }
    /// Notes the peer's final answer to our INVITE.
    void refused(int with_status, const std::string& phrase, const std::string& why) {
        by("recv_refuse", with_status);
        reason = why;
        failure_status = with_status;
        failure_phrase = phrase;
    }
};

}  // namespace sofia::call
