#pragma once

namespace sofia::sip {

/// Whether an answer to a NOTIFY says that the watcher does not have the subscription any more, or
/// never will: it has ended (RFC 6665 4.2.2, RFC 5057 5.1). 408 also stands for no answer. Pure.
bool ends_subscription(int status) noexcept;

}  // namespace sofia::sip
