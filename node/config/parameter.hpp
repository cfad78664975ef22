#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/host.hpp"
#include "config/place.hpp"
#include "config/warnings.hpp"
#include "model/acl.hpp"
#include "model/profile.hpp"

namespace sofia::config {

/// What this build makes of a parameter.
enum class Support {
    Supported,  ///< sets something that works
    Ignored,    ///< accepted in silence: it would change nothing here
    Rejected    ///< warned about, with the reason, when it asks for other than what the node does
};

/// The shape of a parameter's value; also its unit.
enum class Shape { Flag, Count, Port, Seconds, Milliseconds, Address, AclList, Text };

/// When a change of a supported parameter takes effect.
enum class Effect { OnRescan, OnRestart };

/// A parameter as somebody wrote it, and what is needed to judge its value.
struct Given {
    std::string_view name;
    std::string_view value;
    /// Whose it is, for messages: "profile 'internal'".
    std::string_view owner;
    Place place;
    const Host& host;
    const model::AclLists& acl;
    Warnings& warnings;
};

/// One row of the table of parameters: all that parsing, warnings and docs/parameters.md need.
struct Parameter {
    std::string_view name;
    Support support = Support::Rejected;
    Shape shape = Shape::Text;
    /// Supported: what holds when it is not given. Rejected: what the node does in any case.
    std::string_view standard = {};
    Effect effect = Effect::OnRestart;
    /// What it does, in a few words; empty unless supported.
    std::string_view meaning = {};
    /// Numbers: a smaller value is raised to this, with a warning; a larger one is an error.
    long long least = 0;
    long long most = 0;
    /// Reads a value into a profile; nullptr unless supported. Errors: what was expected, as in
    /// "a port from 1 to 65535".
    base::Result<void> (*set)(const Parameter& row,
                              const Given& given,
                              model::Profile& profile) = nullptr;
    /// Ignored: why it would change nothing; Rejected: why it cannot be had. In a few words; empty
    /// where the name says it.
    std::string_view why = {};
    /// OnRestart: gives `next` what `running` has of this; \return whether it had something else.
    bool (*keep)(const model::Profile& running, model::Profile& next) = nullptr;
};

/// All parameters of profiles, by group: address, calls, registrar, watchdog and tracking, the SIP
/// stack, what is not there yet.
std::span<const std::span<const Parameter>> profile_parameters();
/// All parameters of gateways; their values stay text, `least` and `most` hold for numbers.
std::span<const Parameter> gateway_parameters();
/// All parameters of global_settings.
std::span<const Parameter> global_parameters();

/// The row of a profile's parameter; nullptr when the name is unknown.
const Parameter* find_profile_parameter(std::string_view name) noexcept;

/// What is said of a parameter that is rejected.
std::string refusal(const Parameter& row, const Given& given);

/// Whether a value asks for nothing else than what the row calls standard.
bool asks_for_standard(const Parameter& row, std::string_view value) noexcept;

/// Carries one parameter of a profile into it, or warns. An error names file, line, owner,
/// parameter, value and what was expected.
base::Result<void> apply(const Given& given, model::Profile& profile);

/// Gives `next`, the settings that a running profile is to have without a restart, what only a
/// restart can change. \return the names of what is other in the configuration, in the order of the
/// table.
std::vector<std::string> keep_until_restart(const model::Profile& running, model::Profile& next);

/// The error for a value that cannot be: `file:line: owner: parameter 'name': 'value' is
/// impossible; expected ...`.
tl::unexpected<base::Error> impossible(const Given& given, std::string_view expected);

}  // namespace sofia::config
