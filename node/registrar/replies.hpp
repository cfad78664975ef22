#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "registrar/bindings.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// The 200 to a REGISTER whose plan is durable: Contacts, Date, and Path when the phone sent one
/// and says that it understands it (RFC 3261 10.3 step 8, RFC 3327 5.3);
/// Require: outbound for a flow (RFC 5626 6).
/// \param with_expires for phones that read no Contact: the lifetime granted as Expires too.
sip::Reply ok_reply(const sip::Request& request,
                    const Plan& plan,
                    base::WallTime now,
                    bool with_expires = false);
/// The answer to a REGISTER that is not carried out.
sip::Reply refusal_reply(const Refusal& refusal);
/// 503 with Retry-After: the database is away, the node is on standby, or too much waits.
sip::Reply unavailable_reply(std::chrono::seconds retry_after);
/// A time as the Date header has it (RFC 3261 20.17), for example
/// "Thu, 01 Jan 2026 00:00:00 GMT".
std::string sip_date(base::WallTime time);

}  // namespace sofia::registrar
