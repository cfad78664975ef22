#pragma once

#include "sip/message.hpp"

namespace sofia::call {

/// A description as the offer to a new partner: nobody is on hold (RFC 3264 6.1: without an
/// attribute a stream flows both ways). Pure.
sip::Body without_hold(sip::Body description);

/// The description `next` of another partner, as the continuation of the session that we described
/// with `last`: with its origin and the next version (RFC 3264 8, RFC 3725 6). Pure.
sip::Body continued(const sip::Body& last, sip::Body next);

/// The description `next` to a peer that was sent `last`: as it is, unless both are of one session
/// and its version would not rise, as after an answer that was made here. Pure.
sip::Body following(const sip::Body& last, sip::Body next);

/// The answer to an offer that puts us on hold, made of what we described with `last`: the flow of
/// each stream is the other half of the offered one (RFC 3264 6.1), a stream that `last` does not
/// have is refused. Pure.
sip::Body answer_to_hold(const sip::Body& offer, const sip::Body& last);

/// Whether an offer names the addresses and ports of the peer's last description, or the address
/// 0.0.0.0 that older phones hold with (RFC 3264 8.4). Pure.
bool is_same_place(const sip::Body& last, const sip::Body& offer);

/// Whether two descriptions name the same addresses, ports and kinds of media. Pure.
bool is_same_media(const sip::Body& left, const sip::Body& right);

}  // namespace sofia::call
