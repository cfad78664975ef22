#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message.hpp"

namespace sofia::call {

/// The dialog that a Replaces value names, from the point of view of whoever is asked to replace it
/// (RFC 3891 6.1).
struct ReplacesIds {
    std::string call_id;
    /// Of the one who is asked, and of its peer.
    std::string to_tag;
    std::string from_tag;
    /// Only if the dialog is not confirmed yet.
    bool early_only = false;

    bool operator==(const ReplacesIds&) const = default;
};

/// Where a REFER leads (RFC 3515 2.1).
struct ReferTo {
    /// The URI without its headers.
    std::string uri;
    /// The Replaces header of the URI, decoded; empty when there is none.
    std::string replaces;
    /// Its other headers, decoded.
    std::vector<sip::Header> headers;

    bool operator==(const ReferTo&) const = default;
};

/// Reads a Replaces value. Nothing when it lacks a Call-ID or one of the tags.
std::optional<ReplacesIds> read_replaces(std::string_view value);

/// Reads a Refer-To value. Nothing when it is no SIP, SIPS or TEL URI, or wants another method than
/// INVITE.
std::optional<ReferTo> read_refer_to(std::string_view value);

/// What is wrong with a REFER's Refer-To, as the phrase of a 400 (RFC 3515 2.4.1, 2.4.2); empty:
/// there is one, read_refer_to() reads it, and read_replaces() the Replaces in it. Pure.
std::string refer_to_fault(const sip::MessageHead& refer);

/// What is wrong with an INVITE's Replaces, as the phrase of a 400 (RFC 3891 3); empty: there is
/// none, or one that read_replaces() reads. Pure.
std::string replaces_fault(const sip::MessageHead& invite);

/// Whether a message has a Replaces line, also one that cannot be read.
bool has_replaces(const sip::MessageHead& message);

}  // namespace sofia::call
