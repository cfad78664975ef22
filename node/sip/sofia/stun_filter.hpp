#pragma once

#include <cstdint>

namespace sofia::sip::nta {

/// Makes the kernel drop datagrams that begin with byte 0 or 1 on this process's UDP sockets bound
/// to the port: the stack answers STUN on its SIP port whatever it is told (sofia-sip-notes).
/// A SIP message begins with a letter, so none is lost.
/// \return how many sockets carry the filter now; 0 when none was found.
int drop_stun(std::uint16_t port);

}  // namespace sofia::sip::nta
