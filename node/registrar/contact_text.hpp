#pragma once

#include <string>

#include "model/acl.hpp"
#include "model/profile.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// Whether a phone must be reached at the packet's source instead of at its Contact. It is so when
/// the Contact host is an address in one of apply-nat-acl's lists and the packet came from another
/// address, or the topmost Via says so (RFC 3581); with aggressive-nat-detection for any Contact.
/// A phone that registers a flow is as well (RFC 5626 5.3).
/// Never with a Path: then the source is a proxy, and the phone's NAT is the proxy's business.
bool is_behind_nat(const sip::Request& request,
                   const sip::Contact& contact,
                   const model::Profile& profile,
                   const model::AclLists& acls);

/// The contact as it is stored and shown (behaviour-spec 7.1): `"display" <uri>` with the URI
/// parameters fs_nat and fs_path (percent-encoded) added for a phone behind NAT, or fs_path alone
/// for one behind proxies. Parameters of these names that the phone sent are left out.
/// `name_source`: for a phone behind NAT `received=ip:port` comes first.
std::string stored_contact(const sip::Request& request,
                           const sip::Contact& contact,
                           bool natted,
                           bool name_source = false);

/// The status column: "Registered(UDP)", "Registered(TCP-NAT)".
std::string registered_status(const sip::Address& source, bool natted);

}  // namespace sofia::registrar
