#pragma once

#include <string>
#include <string_view>

namespace sofia::sip {

/// Which way media flows in the first stream of a description, from its sender's point of view (RFC
/// 3264 5.1).
enum class MediaFlow { SendRecv, SendOnly, RecvOnly, Inactive };

/// Reads the flow of the first media section: its own attribute, else the session's, else sendrecv.
/// The address 0.0.0.0 of older phones counts as sendonly (RFC 3264 8.4). Text that is no SDP gives
/// SendRecv.
MediaFlow media_flow(std::string_view sdp) noexcept;

/// Whether this description puts the receiver on hold.
bool is_hold(std::string_view sdp) noexcept;

/// The description with this user name in its o= line (RFC 4566 5.2); session id, version and
/// address stay.
std::string with_origin_user(std::string_view sdp, std::string_view user);

/// Whether a stream in use is RTP that is not encrypted: its profile is not SAVP or SAVPF (RFC
/// 3711), or there is neither a key (RFC 4568) nor a fingerprint (RFC 5763) for it. A stream that
/// is no RTP does not count.
bool has_plain_rtp(std::string_view sdp) noexcept;

}  // namespace sofia::sip
