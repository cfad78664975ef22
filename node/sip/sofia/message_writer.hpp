#pragma once

#include <string_view>
#include <vector>

#include "sip/message.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Whether a header line may go out: the name is a token, the value has no control character but
/// tab, and it is none of those that the stack or the dialog sets (Via, From, To, Call-ID, CSeq,
/// Content-Length, Content-Type).
bool is_sendable(const Header& header) noexcept;

/// Adds header lines in order. A line that is not sendable or that the stack cannot parse is left
/// out with a warning in the log: a dialplan variable must not split a message. `user_agent` is
/// added where no line has that name, unless it is empty.
void add_headers(msg_t* message,
                 const std::vector<Header>& headers,
                 const std::string& user_agent = {});
/// Adds the body with its type; nothing when it is empty.
void add_body(msg_t* message, const Body& body);
/// Sets the tag of a response's To header. `request` gives the header when the response has none.
void set_to_tag(msg_t* response, const sip_t& request, std::string_view tag);

}  // namespace sofia::sip::nta
