#pragma once

#include <string>
#include <string_view>

namespace sofia::base {

/// A random UUID, version 4 (RFC 4122 section 4.4), in lower case. Thread: any; about 0.2 us.
std::string make_uuid();

/// One for the life of the process: Core-UUID of its events, `core_uuid` of its configuration.
const std::string& process_uuid();

/// The UUID of a name, version 5 (RFC 4122 section 4.3) in the namespace of this product: the same
/// for the same name, wherever it is made. Thread: any.
std::string name_uuid(std::string_view name);

/// A random token of `bytes` bytes in lower-case hex, for tags, branches and nonces (RFC 3261 19.3
/// asks for at least 32 bits of randomness). Thread: any.
std::string make_token(int bytes);

}  // namespace sofia::base
