#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialplan/dialplan.hpp"
#include "dialplan/expand.hpp"

namespace sofia::dialplan {

/// A change to the variables of the call, made while the dialplan was read.
struct VariableChange {
    /// Export: also for the legs that the call makes; ExportOnly: for those legs alone
    /// (`nolocal:`).
    enum class Kind { Set, Unset, Export, ExportOnly } kind = Kind::Set;
    std::string name;
    std::string value;

    bool operator==(const VariableChange&) const = default;
};

/// What the dialplan may know of a call.
struct Facts {
    /// Caller profile fields (destination_number, caller_id_number, context ...) and channel
    /// variables by name, and API commands.
    Scope scope;
    /// Now, on site.
    LocalTime now;
};

/// What is to be done with a call.
struct Routing {
    /// False: there is neither a context of that name nor one named `global`.
    bool context_found = false;
    /// Whether any extension contributed an action, inline ones included; false means
    /// NO_ROUTE_DESTINATION.
    bool matched = false;
    /// To run in this order. `$1` has been replaced; `${...}` has not: it is expanded when the
    /// action runs, after the actions before it.
    std::vector<Action> actions;
    /// To apply to the call before the first action: inline set, export and unset, and DP_MATCH,
    /// DP_REGEX_MATCH_n.
    std::vector<VariableChange> changes;
    /// One line for each decision, in order, for the log.
    std::vector<std::string> trace;
};

/// Finds what to do with a call: extensions of `context` in order, until one matches that does not
/// say continue. A pure function of its arguments; about 10 us for ten extensions. Thread: any.
/// Source: behaviour-spec 6.3. Differences: time attributes and field must both pass; an inline
/// action other than set, export, unset, multiset runs with the ordinary actions.
Routing route(const Dialplan& dialplan, std::string_view context, const Facts& facts);

}  // namespace sofia::dialplan
