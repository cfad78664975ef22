#include "config/read_dialplan.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "dialplan/action_check.hpp"
#include "dialplan/inline_action.hpp"

namespace sofia::config {
namespace {

using dialplan::Break;
using dialplan::Condition;
using dialplan::Rule;

constexpr long long kMostLoops = 100;

constexpr std::array<std::pair<std::string_view, Break>, 4> kBreaks{{
    {"on-false", Break::OnFalse},
    {"on-true", Break::OnTrue},
    {"always", Break::Always},
    {"never", Break::Never},
}};

constexpr std::array<std::pair<std::string_view, Rule>, 3> kRules{{
    {"all", Rule::All},
    {"any", Rule::Any},
    {"xor", Rule::One},
}};

/// Reads one context. Knows context and extension for its messages.
class Reader {
  public:
    explicit Reader(Warnings& warnings) : warnings_(warnings) {}

    base::Result<dialplan::Context> read(const Element& element) {
        dialplan::Context context{std::string(element.attribute("name")), {}};
        for (const auto* one : element.all("extension")) {
            dialplan::Extension extension;
            extension.name = one->find("name").value_or("_anon_");
            extension.go_on = base::is_true(one->attribute("continue"));
            owner_ = fmt::format("context '{}', extension '{}'", context.name, extension.name);
            check_names(*one, {"name", "continue"}, {"condition"});
            auto conditions = read_conditions(*one);
            if (!conditions)
                return tl::unexpected(conditions.error());
            extension.conditions = std::move(*conditions);
            context.extensions.push_back(std::move(extension));
        }
        return context;
    }

  private:
    base::Result<std::vector<Condition>> read_conditions(const Element& parent) {
        std::vector<Condition> conditions;
        for (const auto* element : parent.all("condition")) {
            auto condition = read_condition(*element);
            if (!condition)
                return tl::unexpected(condition.error());
            conditions.push_back(std::move(*condition));
        }
        return conditions;
    }

    base::Result<Condition> read_condition(const Element& element) {
        Condition condition;
        check_names(element,
                    {"field", "expression", "break", "regex", "require-nested"},
                    {"action", "anti-action", "condition", "regex", "expression"});
        if (const auto word = element.find("break"))
            condition.break_when = read_word(element, "break", *word, kBreaks, Break::OnFalse);
        if (const auto nested = element.find("require-nested"))
            condition.require_nested = base::is_true(*nested);
        if (auto done = read_tests(element, condition); !done)
            return tl::unexpected(done.error());
        for (const auto& [name, steps] : {std::pair{"action", &condition.actions},
                                          std::pair{"anti-action", &condition.anti_actions}})
            for (const auto* one : element.all(name))
                if (auto done = read_step(*one, *steps); !done)
                    return tl::unexpected(done.error());
        auto nested = read_conditions(element);
        if (!nested)
            return tl::unexpected(nested.error());
        condition.nested = std::move(*nested);
        return condition;
    }

    base::Result<void> read_tests(const Element& element, Condition& condition) {
        if (auto time = read_time(element, condition.time); !time)
            return time;
        if (const auto rule = element.find("regex")) {
            condition.rule = read_word(element, "regex", *rule, kRules, Rule::Any);
            for (const auto* one : element.all("regex"))
                if (auto done = add_test(*one, true, condition); !done)
                    return done;
            return {};
        }
        return element.find("field") ? add_test(element, false, condition) : base::Result<void>{};
    }

    base::Result<void> add_test(const Element& element, bool with_time, Condition& condition) {
        dialplan::Test test;
        test.field = element.attribute("field");
        const auto* child = element.child("expression");
        auto pattern =
            dialplan::Pattern::compile(child ? child->text : element.attribute("expression"));
        if (!pattern)
            return fail_at(child ? child->place : element.place,
                           fmt::format("{}: {}", owner_, pattern.error().text));
        test.pattern = std::move(*pattern);
        if (with_time)
            if (auto time = read_time(element, test.time); !time)
                return time;
        condition.tests.push_back(std::move(test));
        return {};
    }

    base::Result<void> read_time(const Element& element, dialplan::TimeTest& time) {
        for (const auto& [name, value] : element.attributes)
            if (dialplan::TimeTest::is_attribute(name))
                if (auto added = time.add(name, value); !added)
                    return fail_at(element.place,
                                   fmt::format("{}: {}", owner_, added.error().text));
        return {};
    }

    base::Result<void> read_step(const Element& element, std::vector<dialplan::Step>& steps) {
        dialplan::Step step;
        step.action.application = element.attribute("application");
        step.action.data =
            element.text.empty() ? std::string(element.attribute("data")) : element.text;
        step.run_inline = base::is_true(element.attribute("inline"));
        if (step.action.application.empty()) {
            warnings_.add(
                element.place,
                fmt::format("{}: <{}> names no application and is left out", owner_, element.name));
            return {};
        }
        check_names(element, {"application", "data", "inline", "loop"}, {});
        check_action(element, step.action);
        if (const auto loop = element.find("loop")) {
            const auto times = base::to_number(base::trim(*loop));
            if (!times || *times < 0 || *times > kMostLoops)
                return fail_at(element.place,
                               fmt::format("{}: attribute 'loop': '{}' is not possible; expected a "
                                           "number from 0 to {}",
                                           owner_,
                                           *loop,
                                           kMostLoops));
            step.loop = static_cast<int>(*times);
        }
        if (step.run_inline && !dialplan::runs_inline(step.action.application))
            warnings_.add(element.place,
                          fmt::format("{}: '{}' cannot run inline and runs with the other actions",
                                      owner_,
                                      step.action.application));
        steps.push_back(std::move(step));
        return {};
    }

    /// Warns of an application that the node does not have, once for each name, and of data that no
    /// call can use.
    void check_action(const Element& element, const dialplan::Action& action) {
        if (!dialplan::has_application(action.application))
            warnings_.add_once(
                "application " + action.application,
                element.place,
                fmt::format("{}: application '{}' is not available and will be skipped, here and "
                            "elsewhere",
                            owner_,
                            action.application));
        else if (const auto error = dialplan::data_error(action.application, action.data))
            warnings_.add(
                element.place,
                fmt::format("{}: {} '{}': {}", owner_, action.application, action.data, *error));
    }

    /// Warns of attributes and elements that nobody reads: most are slips of the pen.
    void check_names(const Element& element,
                     std::initializer_list<std::string_view> attributes,
                     std::initializer_list<std::string_view> children) {
        const auto is_in = [](const auto& names, std::string_view name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        for (const auto& [name, value] : element.attributes)
            if (!is_in(attributes, name) && !dialplan::TimeTest::is_attribute(name))
                warnings_.add(element.place,
                              fmt::format("{}: attribute '{}' of <{}> is unknown; expected {}",
                                          owner_,
                                          name,
                                          element.name,
                                          fmt::join(attributes, ", ")));
        for (const auto& child : element.children)
            if (!is_in(children, child.name))
                warnings_.add(child.place,
                              children.size() == 0
                                  ? fmt::format("{}: <{}> inside of <{}> is not read",
                                                owner_,
                                                child.name,
                                                element.name)
                                  : fmt::format("{}: <{}> inside of <{}> is unknown; expected {}",
                                                owner_,
                                                child.name,
                                                element.name,
                                                fmt::join(children, ", ")));
    }

    template <class Words, class Value>
    Value read_word(const Element& element,
                    std::string_view attribute,
                    std::string_view word,
                    const Words& words,
                    Value otherwise) {
        std::string_view name_of_otherwise;
        for (const auto& [name, value] : words) {
            if (base::iequals(name, base::trim(word)))
                return value;
            if (value == otherwise)
                name_of_otherwise = name;
        }
        warnings_.add(element.place,
                      fmt::format("{}: attribute '{}': '{}' is unknown and counts as {}",
                                  owner_,
                                  attribute,
                                  word,
                                  name_of_otherwise));
        return otherwise;
    }

    Warnings& warnings_;
    std::string owner_;
};

}  // namespace

base::Result<dialplan::Dialplan> read_dialplan(const std::vector<const Element*>& sections,
                                               Warnings& warnings) {
    dialplan::Dialplan plan;
    Reader reader(warnings);
    for (const auto* section : sections)
        for (const auto* element : section->all("context")) {
            const auto name = element->attribute("name");
            if (name.empty())
                return fail_at(element->place, "dialplan: expected <context name=\"...\">");
            auto context = reader.read(*element);
            if (!context)
                return tl::unexpected(context.error());
            if (!plan.contexts.try_emplace(std::string(name), std::move(*context)).second)
                warnings.add(
                    element->place,
                    fmt::format("context '{}' is there already; this one is not used", name));
        }
    return plan;
}

}  // namespace sofia::config
