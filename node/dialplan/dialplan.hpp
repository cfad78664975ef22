#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialplan/pattern.hpp"
#include "dialplan/time_test.hpp"

namespace sofia::dialplan {

/// An application to run on a call and its argument.
struct Action {
    std::string application;
    std::string data;

    bool operator==(const Action&) const = default;
};

/// An `action` or `anti-action` as configured.
struct Step {
    Action action;
    /// Runs while the dialplan is read, so that later conditions see its effect.
    bool run_inline = false;
    /// How many times it is taken.
    int loop = 1;
};

/// One field against one expression, with its own time attributes.
struct Test {
    /// Name of a caller profile field or of a variable, or a text with `${...}`; empty: time only.
    std::string field;
    Pattern pattern;
    TimeTest time;
};

/// How the tests of a condition make one verdict (attribute `regex`).
enum class Rule {
    Single,  ///< no such attribute: the condition's own field and expression, if any
    All,     ///< every test passes; the rest is not looked at after a failure
    Any,     ///< one is enough, the rest is not looked at
    One      ///< exactly one passes (`xor`)
};

/// When an extension stops at a condition (attribute `break`).
enum class Break { OnFalse, OnTrue, Always, Never };

/// A condition with what follows from it (behaviour-spec 6.3).
struct Condition {
    /// Time attributes of the condition itself; they must pass as well.
    TimeTest time;
    Rule rule = Rule::Single;
    /// Empty: nothing but time decides.
    std::vector<Test> tests;
    Break break_when = Break::OnFalse;
    /// Whether the condition fails when its nested conditions do.
    bool require_nested = true;
    std::vector<Step> actions;
    std::vector<Step> anti_actions;
    /// Looked at after this one has passed and its actions were taken.
    std::vector<Condition> nested;
};

/// One `extension`.
struct Extension {
    std::string name;
    /// Whether the search goes on after a match (attribute `continue`).
    bool go_on = false;
    std::vector<Condition> conditions;
};

/// One `context`: extensions in the order of the file.
struct Context {
    std::string name;
    std::vector<Extension> extensions;
};

/// All contexts. A value that is never changed after it was built; routing over it is safe from any
/// thread.
struct Dialplan {
    std::map<std::string, Context, std::less<>> contexts;

    /// The context of that name, else the one named `global`, else nullptr.
    const Context* find(std::string_view name) const;
};

}  // namespace sofia::dialplan
