#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/message.hpp"

namespace sofia::registrar {

/// What a user's variable sip-force-contact makes of the contacts that the user's phones send.
enum class ForcedContact {
    None,     ///< as sent
    Source,   ///< NDLB-connectile-dysfunction, NDLB-tls-...: shown with the packet's source
    Flow,     ///< NDLB-connectile-dysfunction-2.0: as sent, and behind NAT whatever it says
    Literal,  ///< the URI of the directory in place of the phone's
};

/// Reads the variable; None for what is neither a known word nor a SIP URI.
ForcedContact forced_contact(std::string_view value);
/// The phone's contact with the variable's URI; nothing when the value is none.
std::optional<sip::Contact> literal_contact(const sip::Contact& contact, std::string_view value);
/// The contact as it is stored and shown for Source: the packet's source as host and port, its
/// transport unless it is UDP, and fs_nat.
std::string contact_at_source(const sip::Request& request, const sip::Contact& contact);
/// The status column of a phone that is reached at its source because of the variable:
/// "Registered(AUTO-NAT)", "Registered(AUTO-NAT-2.0)"; "Registered(TLSHACK)" for one on TLS with
/// NDLB-tls-connectile-dysfunction.
std::string forced_status(const sip::Address& source, std::string_view value);

}  // namespace sofia::registrar
