#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/event.hpp"
#include "model/registration.hpp"
#include "registrar/aor.hpp"
#include "registrar/contact_text.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// Header lines about the user, as sofia::register carries them after its own.
using UserHeaders = std::vector<std::pair<std::string, std::string>>;

// The CUSTOM events of behaviour-spec 11.6, header by header in its order. As there, from-user and
// from-host name the address-of-record, to-user and to-host what stands in the From header.

/// A REGISTER has come and nothing is decided. `lifetime`: of one that names none.
model::Event pre_register_event(const sip::Request& request,
                                const Aor& aor,
                                std::chrono::seconds lifetime);
/// Credentials were looked at. `result` is SUCCESS, RENEWED, STALE or FORBIDDEN.
model::Event register_attempt_event(const sip::Request& request,
                                    const Aor& aor,
                                    std::string_view user,
                                    std::string_view realm,
                                    std::string_view result,
                                    std::chrono::seconds lifetime);
/// Credentials were refused, those of a REGISTER or of another request: registration-type is its
/// method.
model::Event register_failure_event(const sip::Request& request, const Aor& aor);
/// A binding has been made or refreshed, durably. `granted` is without the late margin.
model::Event register_event(const sip::Request& request,
                            const model::Registration& binding,
                            std::chrono::seconds granted,
                            bool is_update,
                            const UserHeaders& user);
/// A phone has given up a binding, durably.
model::Event unregister_event(const model::Registration& binding);
/// A binding has ended, or was flushed by an operator, durably.
model::Event expire_event(const model::Registration& binding);
/// A phone has become "Reachable" or "Unreachable" (`state`) by the answer to an OPTIONS; 408
/// stands for none.
model::Event user_state_event(const model::Registration& binding,
                              std::string state,
                              int status,
                              const std::string& phrase);

}  // namespace sofia::registrar
