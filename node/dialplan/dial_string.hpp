#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sofia::dialplan {

/// What a leg of a dial string leads to.
enum class EndpointKind {
    Sofia,       ///< sofia/PROFILE/...
    Gateway,     ///< sofia/gateway/GATEWAY/...
    User,        ///< user/USER[@DOMAIN]: the directory's dial-string
    Group,       ///< group/GROUP[@DOMAIN]
    Error,       ///< error/CAUSE: fails with that cause
    Unsupported  ///< an endpoint that this node does not have (loopback, verto ...)
};

/// One leg to ring.
struct DialLeg {
    EndpointKind kind = EndpointKind::Sofia;
    /// The endpoint's name as written, for example "loopback".
    std::string endpoint;
    /// Sofia: the profile. Gateway: the profile when written as PROFILE::GATEWAY, else empty.
    std::string profile;
    /// Gateway: its name.
    std::string gateway;
    /// User, number, group or cause, as written.
    std::string user;
    /// Host without port and brackets, or domain; empty when none was written.
    std::string host;
    /// 0 when none was written.
    std::uint16_t port = 0;
    /// Sofia: true when the user is to be looked up among the registrations of the profile
    /// (USER%DOMAIN, or USER alone).
    bool registered = false;
    /// "sip" or "sips".
    std::string scheme = "sip";
    /// URI parameters in order, without those that have a field of their own and without fs_nat
    /// and received, which are not sent.
    std::vector<std::pair<std::string, std::string>> params;
    /// Value of `transport`, lower case; empty when none was written.
    std::string transport;
    /// Next hop from `fs_path`, decoded; empty when none was written.
    std::string route;
    /// What the To header shall say, from `^`; empty when none was written.
    std::string to;
    /// What was not split further: all after the endpoint's name.
    std::string destination;
    /// Variables of the leg: its own [..] over {..} over <..>.
    std::map<std::string, std::string> variables;
};

/// Legs that ring at the same time; the first answer wins.
using DialGroup = std::vector<DialLeg>;

/// One originate: groups that are tried one after the other.
struct Originate {
    std::vector<DialGroup> groups;
    /// Variables of {..} over <..>, for what concerns the originate as a whole (timeouts).
    std::map<std::string, std::string> variables;
};

/// A dial string taken apart: originates that are independent of each other (`:_:`), usually one.
struct DialString {
    std::vector<Originate> originates;
};

/// Reads the argument of bridge and originate after `${...}` has been expanded.
///
///     dial-string = *enterprise originate *( ":_:" originate )
///     originate   = *global group *( "|" group )          ; tried in sequence
///     group       = leg *( "," leg )                      ; ring together
///     leg         = *own endpoint "/" destination
///     enterprise  = "<" vars ">"
///     global      = "{" vars "}"
///     own         = "[" vars "]"
///     vars        = [ "^^" SEP ] pair *( SEP pair )       ; SEP is "," unless given
///     pair        = name [ "=" value ]
///     destination = profile "/" [ "sip:" / "sips:" ] user [ ( "@" host / "%" domain ) ] rest
///                 / "gateway/" [ profile "::" ] gateway "/" number rest   ; endpoint sofia
///                 / name [ "@" domain ]                   ; endpoints user, group
///                 / cause                                 ; endpoint error
///     rest        = *( ";" param [ "=" value ] ) [ "^" to ]
///
/// A value in 'quotes' keeps separators and brackets, a backslash keeps the next character, and
/// brackets of the block's own kind may nest. In a destination a backslash keeps the next
/// character. A variable without value is "true"; one that is written twice has its last value.
/// \return at least one originate of at least one group of at least one leg, at most 128 legs.
/// Errors: Invalid: "column N: ..." with what was expected; N counts from 1.
/// Source: behaviour-spec 4.
base::Result<DialString> parse_dial_string(std::string_view text);

}  // namespace sofia::dialplan
