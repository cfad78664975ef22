#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/registration.hpp"
#include "registrar/admission.hpp"
#include "registrar/aor.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// How a request stands to a binding with regard to order (RFC 3261 10.3 step 7).
enum class Order {
    Newer,  ///< another Call-ID, or a larger CSeq
    Same,   ///< this very request made the binding
    Older,  ///< sent before the request that made the binding
};
Order order_of(const sip::Request& request, const model::Registration& binding) noexcept;

/// The binding that a contact of a request makes, without owner, epoch and sequence.
/// `lifetime` is what was granted; the late margin is added here.
model::Registration make_binding(const sip::Request& request,
                                 const Aor& aor,
                                 const sip::Contact& contact,
                                 const Admission& admission,
                                 bool natted,
                                 std::chrono::seconds lifetime,
                                 base::WallTime now);

/// Whether a binding has this contact: equal text, or equal by RFC 3261 19.1.4.
bool has_contact(const model::Registration& binding, std::string_view text, const sip::Uri& uri);

/// Whether two bindings belong to one flow of one phone (RFC 5626 6): the same +sip.instance and
/// reg-id; without reg-id also another Call-ID, which tells a restarted phone from one that
/// registers several contacts.
bool is_same_phone(const model::Registration& left, const model::Registration& right);

/// The Contact value of a 200: `<uri>;expires=N` with the remaining seconds, and q, +sip.instance
/// and reg-id where the phone gave them.
std::string contact_value(const model::Registration& binding,
                          std::chrono::seconds late_margin,
                          base::WallTime now);

}  // namespace sofia::registrar
