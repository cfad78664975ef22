#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "call/codec_terms.hpp"
#include "call/target.hpp"
#include "model/profile.hpp"
#include "sip/endpoint.hpp"

namespace sofia::call {

/// What the callee's side is told of the caller: nothing else of the caller's leg reaches it, so
/// that neither peer learns the other's addresses or dialog.
struct Offer {
    /// The caller's description, passed unchanged unless codecs are restricted; empty for a late
    /// offer (RFC 3261 13.2.1).
    sip::Body sdp;
    CallerCodecs codecs;
    /// The caller's profile wants SRTP of whom he is connected with.
    bool needs_srtp = false;
    std::string caller_name;
    std::string caller_number;
    /// Privacy that the caller asks for or is given, see read_privacy(); a leg's
    /// origination_privacy goes before it.
    std::string privacy;
    /// Max-Forwards of the INVITE that we send: the caller's less one (RFC 3261 8.2.6 leaves the
    /// B2BUA free; this ends loops).
    int max_forwards = 70;
    /// What our From tags end with: the call's mark (model/call_tag).
    std::string tag_mark;
    /// Header lines that pass from leg to leg (X- and what `sip_h_` variables name).
    std::vector<sip::Header> headers;
    /// The caller's UUID where a callee's profile has Session-ID; see session_id.hpp.
    std::string session_id;
};

/// Name and number of who calls a leg: what the leg's origination_caller_id_ variables say, else
/// what its call does.
std::pair<std::string, std::string> caller_id_of(const Target& target, const Offer& offer);

/// The From, To, target and route of a leg's INVITE (RFC 3261 8.1.1). `our_url` is the profile's
/// URL.
sip::NewDialog compose_dialog(const Target& target, const Offer& offer, std::string_view our_url);

/// Our Contact on a leg through a gateway, as its REGISTER has it (contact-params, contact-host,
/// extension-in-contact); empty without a gateway, and for a leg with a sip_contact_user of its
/// own.
std::string gateway_contact(const Target& target,
                            const sip::NewDialog& dialog,
                            const sip::Endpoint& endpoint);

/// The INVITE's own header lines and body: Contact, Max-Forwards, Allow, session timer (at least
/// `least_session`, what a 422 asked for), caller identity
/// (`rpid`: Remote-Party-ID, `pid`: P-Asserted-Identity of RFC 3325, `none`; the leg's sip_cid_type
/// goes before the profile's), Privacy (RFC 3323), Alert-Info, Call-Info, passed headers.
sip::Outgoing compose_invite(const Target& target,
                             const Offer& offer,
                             const model::ProfileCalls& settings,
                             std::string contact,
                             std::chrono::seconds least_session = {});

/// The extensions that peers may use with this profile in calls, as a Supported value (RFC 3261
/// 20.37): a phone looks there whether it can have an attended transfer (RFC 5589 7).
std::string supported_extensions(const model::ProfileCalls& settings);

/// Methods that calls and registrar serve in this version, as an Allow value (RFC 3261 20.5).
std::string_view allowed_methods() noexcept;

/// The same within a call; with MESSAGE where the profile passes it on.
std::string allowed_within_calls(bool takes_message);

/// A Reason value for a cause (RFC 3326): `Q.850;cause=16;text="NORMAL_CLEARING"`, or for a private
/// one its status, `SIP;cause=487;text="ORIGINATOR_CANCEL"`.
std::string reason_header(const model::HangupCause& cause);

/// A Reason value as a leg's peer is told it: without Q.850 where the leg's disable_q850_reason
/// is true; empty when nothing is to be said.
std::string told_reason(const Variables& variables, const std::string& reason);
/// Adds the Reason line of a message to this leg's peer, if there is one.
void add_reason(std::vector<sip::Header>& headers,
                const Variables& variables,
                const std::string& reason);

/// The cause that a received Reason value names: its Q.850 cause, else the cause of its SIP status;
/// `fallback` when it names none.
model::HangupCause cause_of_reason(std::string_view reason, const model::HangupCause& fallback);

}  // namespace sofia::call
