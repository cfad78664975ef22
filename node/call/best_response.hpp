#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/hangup_cause.hpp"

namespace sofia::call {

/// How an attempt to reach somebody failed.
struct Failure {
    model::HangupCause cause;
    /// Final SIP status that the peer gave; 0 when there was none (timeout, cancelled, not sent).
    int status = 0;
    std::string phrase;
    /// Contact values of a 3xx that is to be passed on; empty otherwise.
    std::vector<std::string> redirect;
};

/// Which of two failed attempts of a fork the caller is told: 6xx before everything, then the
/// lowest class, within the class the one that says most (RFC 3261 16.7 step 6); an attempt without
/// any answer comes last. A tie keeps `first`.
const Failure& better_failure(const Failure& first, const Failure& second) noexcept;

/// The status with which a peer's failure answer to a request within the call is passed to the
/// other peer. What concerns only us, who asked it, becomes `otherwise`: credentials (401, 407
/// would need a challenge, RFC 3261 21.4.2), our session timer (422), and redirections (they would
/// need a Contact of the other dialog).
int passed_status(int status, int otherwise) noexcept;

/// The status with which the caller is refused when nobody could be reached: that of the callee who
/// is told about, so that what one phone said (500) is not taken for this node's own state (503).
/// Nothing where it concerns only us, as in passed_status(), our way to the callee (430), or our
/// CANCEL (487), or there is none: then the cause says it.
std::optional<int> told_status(const Failure& failure) noexcept;

/// Whether an answer to a request within a dialog says that the dialog is no more, or that nobody
/// is there to answer for it: the call ends (RFC 3261 12.2.1.2, RFC 4028 10).
bool is_dialog_gone(int status) noexcept;

}  // namespace sofia::call
