#pragma once

#include <string>

namespace sofia::sip {

/// Whether a host is an IPv4 or IPv6 address (without brackets) and no name. Thread: any.
bool is_literal(const std::string& host) noexcept;

}  // namespace sofia::sip
