#pragma once

#include <span>

#include "config/parameter.hpp"

namespace sofia::config {

/// Where a profile listens, its timers and transports (behaviour-spec 2.1).
std::span<const Parameter> address_parameters();
/// TLS (behaviour-spec 2.2).
std::span<const Parameter> tls_parameters();
/// How calls behave, and their media (behaviour-spec 2.3).
std::span<const Parameter> call_parameters();
std::span<const Parameter> media_parameters();
/// REGISTER, digest, access lists and pings; presence and messages (behaviour-spec 2.4).
std::span<const Parameter> registrar_parameters();
std::span<const Parameter> presence_parameters();
/// Tracking, watchdog, standby, databases, tracing (behaviour-spec 2.5, 2.6) and what belongs to no
/// other group.
std::span<const Parameter> service_parameters();

}  // namespace sofia::config
