#pragma once

#include <string_view>
#include <vector>

#include "call/variables.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// What a variable's name begins with that is a header line of ours (behaviour-spec 5.1): of an
/// INVITE, of its final and of its provisional answers, of a BYE and of the answer to one.
inline constexpr std::string_view kInviteHeader = "sip_h_";
inline constexpr std::string_view kFinalHeader = "sip_rh_";
inline constexpr std::string_view kProvisionalHeader = "sip_ph_";
inline constexpr std::string_view kByeHeader = "sip_bye_h_";

/// The variable with a regular expression: header lines of these names are not written to the leg
/// that has it, nor passed on from the caller that has it.
inline constexpr std::string_view kExcludedHeaders = "exclude_outgoing_extra_header";

/// The header lines that variables with this prefix ask for, in order. What keep_headers() has
/// numbered is written under the name that the peer wrote. What kExcludedHeaders names is left out
/// without a word; a name that is no token (RFC
/// 3261 25.1) or that belongs to the dialog or the transaction is left out with a warning that
/// names the variable.
std::vector<sip::Header> headers_of(const Variables& variables, std::string_view prefix);

/// Takes away the lines that the leg's kExcludedHeaders names.
void drop_excluded(std::vector<sip::Header>& headers, const Variables& variables);

/// Remembers what is passed on of a peer's message as variables with this prefix; a repeated name
/// gets -1, -2 ... (behaviour-spec 5.2).
void keep_headers(Variables& variables,
                  std::string_view prefix,
                  const std::vector<sip::Header>& headers);

/// Remembers each header of an INVITE as sip_i_NAME, in small letters with _ in place of -
/// (parse-all-invite-headers); of headers with several lines the first.
void keep_all_headers(Variables& variables, const sip::Request& invite);

/// Whether a header of a peer is remembered and passed on to the other leg (behaviour-spec 5.2).
bool is_passed_header(std::string_view name) noexcept;

/// Whether what is passed on is to be passed on: the caller's `sip_copy_custom_headers`, true
/// unless set.
bool copies_headers(const Variables& caller) noexcept;

/// Those of a peer's header lines that are passed on to the other leg.
std::vector<sip::Header> passed_headers(const std::vector<sip::Header>& headers);

}  // namespace sofia::call
