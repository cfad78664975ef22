#include "dialplan/route.hpp"

#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "dialplan/captures.hpp"
#include "dialplan/inline_action.hpp"

namespace sofia::dialplan {
namespace {

using Captures = std::vector<std::string>;

/// One pass over a context. Keeps what inline actions have changed so far, so that later
/// conditions see it.
class Pass {
  public:
    Pass(const Facts& facts, Routing& routing) : facts_(facts), routing_(routing) {
        scope_.variable = [this](std::string_view name) { return value_of(name); };
        scope_.api = facts.scope.api;
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    /// Whether the extension matched.
    bool try_extension(const Extension& extension) {
        extension_ = &extension;
        return try_conditions(extension.conditions, nullptr);
    }

  private:
    bool try_conditions(const std::vector<Condition>& conditions, const Captures* outer) {
        bool matched = false;
        for (const Condition& condition : conditions) {
            Captures captures;
            const bool passed = verdict(condition, captures);
            // Captures of an enclosing condition stay usable where a condition has none of its own.
            const Captures* usable = captures.empty() ? outer : &captures;
            matched = passed;
            if (passed)
                take(condition.actions, usable);
            else if (take(condition.anti_actions, nullptr))
                matched = true;
            if (condition.break_when == Break::Always ||
                condition.break_when == (passed ? Break::OnTrue : Break::OnFalse))
                break;
            if (!passed || condition.nested.empty())
                continue;
            matched = try_conditions(condition.nested, usable) || !condition.require_nested;
            if (!matched && condition.break_when != Break::Never)
                break;
        }
        return matched;
    }

    bool verdict(const Condition& condition, Captures& captures) {
        if (!time_passes(condition.time))
            return false;
        int passed = 0;
        int number = 0;
        for (const Test& test : condition.tests) {
            ++number;
            Captures own;
            if (test_passes(test, own)) {
                ++passed;
                if (!own.empty()) {
                    if (condition.rule != Rule::Single)
                        change({VariableChange::Kind::Set,
                                fmt::format("DP_REGEX_MATCH_{}", number),
                                as_array(own)});
                    captures = std::move(own);
                }
                if (condition.rule == Rule::Any)
                    break;
            } else if (condition.rule == Rule::All || condition.rule == Rule::Single) {
                return false;
            }
        }
        const bool passes = condition.rule == Rule::Any   ? passed > 0
                            : condition.rule == Rule::One ? passed == 1
                                                          : true;
        if (passes && !captures.empty())
            change({VariableChange::Kind::Set, "DP_MATCH", as_array(captures)});
        return passes;
    }

    bool time_passes(const TimeTest& time) {
        if (time.empty())
            return true;
        const bool passes = time.passes(facts_.now);
        note(time.str(), passes);
        return passes;
    }

    bool test_passes(const Test& test, Captures& captures) {
        if (!time_passes(test.time))
            return false;
        if (test.field.empty())
            return true;
        const auto value = test.field.find('$') == std::string::npos
                               ? value_of(test.field).value_or(std::string())
                               : expand(test.field, scope_);
        Captures* const wanted = test.pattern.has_group() ? &captures : nullptr;
        bool passes = false;
        if (test.pattern.is_template()) {
            const auto text = expand(test.pattern.text(), scope_);
            if (const auto pattern = Pattern::compile(text))
                passes = pattern->match(value, wanted);
            else
                routing_.trace.push_back(
                    fmt::format("[{}] {}", extension_->name, pattern.error().text));
        } else {
            passes = test.pattern.match(value, wanted);
        }
        note(fmt::format("{}({}) =~ /{}/", test.field, value, test.pattern.text()), passes);
        return passes;
    }

    // Takes the steps of a condition; false when it has none.
    bool take(const std::vector<Step>& steps, const Captures* captures) {
        for (const Step& step : steps) {
            routing_.matched = true;
            auto action = step.action;
            if (captures != nullptr)
                action.data = substitute(action.data, *captures);
            const bool now = step.run_inline && runs_inline(action.application);
            for (int i = 0; i < step.loop; ++i) {
                routing_.trace.push_back(fmt::format("[{}] {}({}){}",
                                                     extension_->name,
                                                     action.application,
                                                     action.data,
                                                     now ? " inline" : ""));
                if (now)
                    for (auto& changed :
                         inline_changes(action.application, expand(action.data, scope_)))
                        change(std::move(changed));
                else
                    routing_.actions.push_back(action);
            }
        }
        return !steps.empty();
    }

    void change(VariableChange changed) {
        using Kind = VariableChange::Kind;
        if (changed.kind == Kind::Unset)
            changed_[changed.name] = std::nullopt;
        else if (changed.kind != Kind::ExportOnly)
            changed_[changed.name] = changed.value;
        routing_.changes.push_back(std::move(changed));
    }

    std::optional<std::string> value_of(std::string_view name) const {
        if (const auto found = changed_.find(name); found != changed_.end())
            return found->second;
        return facts_.scope.variable ? facts_.scope.variable(name) : std::nullopt;
    }

    void note(std::string_view what, bool passed) {
        routing_.trace.push_back(
            fmt::format("[{}] {} {}", extension_->name, what, passed ? "passed" : "failed"));
    }

    const Facts& facts_;
    Routing& routing_;
    const Extension* extension_ = nullptr;
    Scope scope_;
    std::map<std::string, std::optional<std::string>, std::less<>> changed_;
};

}  // namespace

Routing route(const Dialplan& dialplan, std::string_view context, const Facts& facts) {
    Routing routing;
    const Context* found = dialplan.find(context);
    if (found == nullptr) {
        routing.trace.push_back(fmt::format("Context {} not found", context));
        return routing;
    }
    routing.context_found = true;
    Pass pass(facts, routing);
    for (const Extension& extension : found->extensions)
        if (pass.try_extension(extension) && !extension.go_on)
            break;
    return routing;
}

}  // namespace sofia::dialplan
