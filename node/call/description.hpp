#pragma once

#include "sip/message.hpp"

namespace sofia::call {

/// A description as the offer to a new partner: nobody is on hold (RFC 3264 6.1: without an
/// attribute a stream flows both ways). Pure.
sip::Body without_hold(sip::Body description);

/// The description `next` of another partner, as the continuation of the session that we described
/// with `last`: with its origin and the next version (RFC 3264 8, RFC 3725 6). Pure.
sip::Body continued(const sip::Body& last, sip::Body next);

/// Whether two descriptions name the same addresses, ports and kinds of media. Pure.
bool is_same_media(const sip::Body& left, const sip::Body& right);

}  // namespace sofia::call
