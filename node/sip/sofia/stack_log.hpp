#pragma once

namespace sofia::sip::nta {

/// Leads what sofia-sip prints into our log: its own remarks at debug, traced messages (see
/// Agent::trace) at info, one line a message. Calling it again changes nothing. Thread: SIP.
void redirect_stack_log();

}  // namespace sofia::sip::nta
