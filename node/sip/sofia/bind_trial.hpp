#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sofia::sip::nta {

/// Why the stack could not bind `ip:port`, in words. The stack cleans up before it says no, and
/// what it leaves in errno then is of the cleaning up; so the sockets are tried once more.
/// \param url what was to be bound; a transport named in it is the only one that is tried.
/// \param ip its address, an IPv6 one without brackets or with them.
/// \param stack_error what the stack left in errno: the answer when the trials succeed.
/// Thread: any. Opens a socket for each transport and closes it again.
std::string why_not_bound(std::string_view url,
                          std::string ip,
                          std::uint16_t port,
                          int stack_error);

}  // namespace sofia::sip::nta
