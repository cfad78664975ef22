#pragma once

#include <optional>
#include <string>

#include "call/target.hpp"
#include "call/variables.hpp"
#include "model/codec.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// The caller's codecs that his profile takes, the chosen one first; set when they were judged
/// before the dialplan.
inline constexpr std::string_view kCallerCodecs = "ep_codec_string";
/// On a leg that we called: the codecs that its call is held to, in its re-INVITEs as well; not set
/// when it is held to none.
inline constexpr std::string_view kCallCodecs = "sofia_call_codecs";

/// What the caller's side says of the codecs that callees may be offered. Nothing at all for calls
/// of a profile without codec parameters.
struct CallerCodecs {
    /// Codecs that the caller may use; empty: any.
    model::CodecPreferences allowed;
    model::CodecNegotiation order = model::CodecNegotiation::Generous;
    /// The one that was chosen before the dialplan.
    std::optional<model::CodecPreference> chosen;
    /// disable-transcoding, inherit_codec: callees are offered nothing beside the caller's codec.
    bool only_own = false;
    /// The description passes as it is whatever lists the profiles have.
    bool bypass = false;
};

/// The caller's codecs before the dialplan (behaviour-spec 5.9).
struct EarlyChoice {
    /// Why he is refused with 488, in words; empty: he is not.
    std::string refusal;
    /// A value for kCallerCodecs; empty when nothing was to be judged.
    std::string codecs;
};

/// Judges a caller's offer before the dialplan: nothing is judged when the profile negotiates late
/// or has nothing to say, and for an INVITE without description. Pure.
EarlyChoice choose_early(const model::ProfileMedia& media,
                         const Variables& caller,
                         const sip::Body& offer);

/// What is known of the caller's codecs when a callee is about to be called; `media` is the
/// caller's profile's. Pure.
CallerCodecs caller_codecs(const model::ProfileMedia& media, const Variables& caller);

/// What a callee is offered.
struct LegOffer {
    /// Why it is not called, in words; empty: it is.
    std::string refusal;
    /// The description for it; nothing when the caller's passes as it is.
    std::optional<sip::Body> narrowed;
    /// A value for kCallCodecs.
    std::string held_to;
};

/// The caller's description as a callee's profile and the leg's variables want it:
/// absolute_codec_string goes before everything, then disable-transcoding and inherit_codec, then
/// outbound-codec-prefs; codec_string changes the order alone. Never a codec that the caller did
/// not offer: there is no transcoder. Pure.
LegOffer offer_to_callee(const sip::Body& offer,
                         const CallerCodecs& caller,
                         const model::ProfileMedia& callee,
                         const Variables& leg);

/// A later description within a call that is held to codecs; `held_to` may be empty.
struct HeldDescription {
    /// Why it cannot pass, in words; empty: it can.
    std::string refusal;
    std::optional<sip::Body> narrowed;
};
HeldDescription hold_to(const sip::Body& description, std::string_view held_to);

/// The codec facts of a leg for variables and listings: its name, its clock rate and packet time;
/// empty name when there is none. `caller` and `callee` are what both sides described.
struct CodecInUse {
    std::string name;
    std::uint32_t rate = 0;
    std::uint32_t ptime_ms = 0;
    /// Bits a second of codecs that have but one rate; 0 for others.
    std::uint32_t bit_rate = 0;
};
CodecInUse codec_of(const sip::Body& caller, const sip::Body& callee);

}  // namespace sofia::call
