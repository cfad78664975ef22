#include "dialplan/route.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Test test(std::string field, std::string_view expression) {
    return {std::move(field), Pattern::compile(expression).value(), {}};
}

Step step(std::string application, std::string data = {}) {
    return {{std::move(application), std::move(data)}, false, 1};
}

Step inline_step(std::string application, std::string data) {
    return {{std::move(application), std::move(data)}, true, 1};
}

// A condition on destination_number with one action.
Condition on_number(std::string_view expression, std::vector<Step> actions) {
    Condition condition;
    condition.tests = {test("destination_number", expression)};
    condition.actions = std::move(actions);
    return condition;
}

class Route : public testing::Test {
  protected:
    Route() { variables_["destination_number"] = "1001"; }

    Extension& extension(std::string name, std::vector<Condition> conditions) {
        auto& context = dialplan_.contexts["default"];
        context.name = "default";
        return context.extensions.emplace_back(
            Extension{std::move(name), false, std::move(conditions)});
    }

    Routing route_in(std::string_view context) {
        Facts facts;
        facts.scope.variable = [this](std::string_view name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        };
        facts.now = now_;
        return route(dialplan_, context, facts);
    }

    std::vector<std::string> actions() {
        std::vector<std::string> shown;
        for (const auto& action : route_in("default").actions)
            shown.push_back(action.application + "(" + action.data + ")");
        return shown;
    }

    Dialplan dialplan_;
    std::map<std::string, std::string, std::less<>> variables_;
    LocalTime now_{2026, 11, 18, 14, 30, 5, {}, false};
};

TEST_F(Route, WithoutContextSaysSo) {
    const auto routing = route_in("missing");
    EXPECT_FALSE(routing.context_found);
    EXPECT_FALSE(routing.matched);
    EXPECT_THAT(routing.trace, ElementsAre("Context missing not found"));
}

TEST_F(Route, FallsBackToTheContextNamedGlobal) {
    dialplan_.contexts["global"].extensions = {{"any", false, {on_number("", {step("answer")})}}};
    EXPECT_EQ(route_in("missing").actions, (std::vector<Action>{{"answer", ""}}));
}

TEST_F(Route, TakesTheFirstExtensionThatMatches) {
    extension("other", {on_number("^2", {step("park")})});
    extension("local", {on_number("^(10..)$", {step("bridge", "user/$1")})});
    extension("later", {on_number("^10", {step("answer")})});
    EXPECT_THAT(actions(), ElementsAre("bridge(user/1001)"));
}

TEST_F(Route, GoesOnAfterAnExtensionThatSaysContinue) {
    extension("first", {on_number("^10", {step("set", "a=b")})}).go_on = true;
    extension("second", {on_number("^10", {step("answer")})});
    EXPECT_THAT(actions(), ElementsAre("set(a=b)", "answer()"));
}

TEST_F(Route, WithoutAnyMatchIsNotMatched) {
    extension("other", {on_number("^2", {step("park")})});
    const auto routing = route_in("default");
    EXPECT_TRUE(routing.context_found);
    EXPECT_FALSE(routing.matched);
    EXPECT_THAT(routing.trace, ElementsAre("[other] destination_number(1001) =~ /^2/ failed"));
}

TEST_F(Route, AConditionWithoutTestsAlwaysPasses) {
    Condition always;
    always.actions = {step("answer")};
    extension("any", {always});
    EXPECT_THAT(actions(), ElementsAre("answer()"));
}

TEST_F(Route, AllConditionsOfAnExtensionMustPassByDefault) {
    extension("both", {on_number("^10", {step("set", "a=b")}), on_number("^2", {step("park")})});
    extension("next", {on_number("^10", {step("answer")})});
    // What the first condition gave stays collected although the extension did not match.
    EXPECT_THAT(actions(), ElementsAre("set(a=b)", "answer()"));
}

TEST_F(Route, AFailedConditionGivesItsAntiActionsAndTheExtensionMatches) {
    auto condition = on_number("^2", {step("park")});
    condition.anti_actions = {step("hangup", "$1")};
    extension("refuse", {condition});
    extension("next", {on_number("^10", {step("answer")})});
    EXPECT_THAT(actions(), ElementsAre("hangup($1)"));
}

TEST_F(Route, BreakOnTrueStopsAfterAPassAndGoesOnAfterAFailure) {
    auto first = on_number("^10", {step("first")});
    first.break_when = Break::OnTrue;
    extension("stop", {first, on_number("^10", {step("second")})});
    EXPECT_THAT(actions(), ElementsAre("first()"));
    variables_["destination_number"] = "2000";
    dialplan_.contexts["default"].extensions[0].conditions[1] = on_number("^2", {step("second")});
    EXPECT_THAT(actions(), ElementsAre("second()"));
}

TEST_F(Route, BreakNeverGoesOnAfterAFailure) {
    auto first = on_number("^2", {step("first")});
    first.break_when = Break::Never;
    extension("go", {first, on_number("^10", {step("second")})});
    EXPECT_THAT(actions(), ElementsAre("second()"));
}

TEST_F(Route, BreakAlwaysStopsInAnyCase) {
    auto first = on_number("^2", {step("first")});
    first.break_when = Break::Always;
    extension("stop", {first, on_number("^10", {step("second")})});
    EXPECT_THAT(actions(), IsEmpty());
}

TEST_F(Route, NestedConditionsComeAfterTheActionsOfTheirParent) {
    auto parent = on_number("^(10)(..)$", {step("set", "prefix=$1")});
    auto child = on_number("01$", {step("bridge", "user/10$2")});
    parent.nested = {child};
    extension("nested", {parent, on_number("", {step("after")})});
    EXPECT_THAT(actions(), ElementsAre("set(prefix=10)", "bridge(user/1001)", "after()"));
}

TEST_F(Route, AFailedNestedConditionFailsTheParentUnlessItNeedNot) {
    auto parent = on_number("^10", {step("parent")});
    parent.nested = {on_number("^2", {step("child")})};
    extension("nested", {parent, on_number("", {step("sibling")})});
    extension("next", {on_number("^10", {step("next")})});
    EXPECT_THAT(actions(), ElementsAre("parent()", "next()"));
    dialplan_.contexts["default"].extensions[0].conditions[0].require_nested = false;
    EXPECT_THAT(actions(), ElementsAre("parent()", "sibling()"));
}

TEST_F(Route, NestedCapturesCoverThoseOfTheParent) {
    auto parent = on_number("^(10)", {step("a", "$1")});
    parent.nested = {on_number("(01)$", {step("b", "$1")})};
    extension("nested", {parent});
    EXPECT_THAT(actions(), ElementsAre("a(10)", "b(01)"));
}

TEST_F(Route, RulesCountTheirTests) {
    Condition condition;
    condition.actions = {step("yes")};
    condition.anti_actions = {step("no")};
    condition.tests = {test("destination_number", "^10"), test("destination_number", "^2")};
    extension("rule", {condition});
    auto& rule = dialplan_.contexts["default"].extensions[0].conditions[0].rule;
    rule = Rule::All;
    EXPECT_THAT(actions(), ElementsAre("no()"));
    rule = Rule::Any;
    EXPECT_THAT(actions(), ElementsAre("yes()"));
    rule = Rule::One;
    EXPECT_THAT(actions(), ElementsAre("yes()"));
    dialplan_.contexts["default"].extensions[0].conditions[0].tests[1] =
        test("destination_number", "01$");
    EXPECT_THAT(actions(), ElementsAre("no()"));
    rule = Rule::All;
    EXPECT_THAT(actions(), ElementsAre("yes()"));
}

TEST_F(Route, RulesKeepTheCapturesOfEachTest) {
    Condition condition;
    condition.rule = Rule::All;
    condition.tests = {test("destination_number", "^(10)"), test("destination_number", "(01)$")};
    condition.actions = {step("bridge", "$1")};
    extension("rule", {condition});
    const auto routing = route_in("default");
    using Kind = VariableChange::Kind;
    EXPECT_THAT(routing.changes,
                ElementsAre(VariableChange{Kind::Set, "DP_REGEX_MATCH_1", "ARRAY::10|:10"},
                            VariableChange{Kind::Set, "DP_REGEX_MATCH_2", "ARRAY::01|:01"},
                            VariableChange{Kind::Set, "DP_MATCH", "ARRAY::01|:01"}));
    EXPECT_EQ(routing.actions, (std::vector<Action>{{"bridge", "01"}}));
}

TEST_F(Route, WithoutAGroupDollarOneStays) {
    extension("plain", {on_number("^10", {step("bridge", "user/$1")})});
    EXPECT_THAT(actions(), ElementsAre("bridge(user/$1)"));
}

TEST_F(Route, AnInlineSetIsSeenByLaterConditionsAndAPlainOneIsNot) {
    Condition on_a;
    on_a.tests = {test("a", "^1$")};
    on_a.actions = {step("a-is-one")};
    extension("plain", {on_number("", {step("set", "a=1")})}).go_on = true;
    extension("see-plain", {on_a});
    EXPECT_THAT(actions(), ElementsAre("set(a=1)"));
    dialplan_.contexts["default"].extensions[0].conditions[0].actions = {
        inline_step("set", "a=${one}")};
    variables_["one"] = "1";
    EXPECT_THAT(actions(), ElementsAre("a-is-one()"));
    EXPECT_THAT(route_in("default").changes,
                ElementsAre(VariableChange{VariableChange::Kind::Set, "a", "1"}));
}

TEST_F(Route, AnInlineUnsetHidesAVariable) {
    variables_["a"] = "1";
    Condition on_a;
    on_a.tests = {test("${a}", "^$")};
    on_a.actions = {step("gone")};
    extension("unset", {on_number("", {inline_step("unset", "a")})}).go_on = true;
    extension("look", {on_a});
    EXPECT_THAT(actions(), ElementsAre("gone()"));
}

TEST_F(Route, OnlyInlineActionsStillCountAsAMatch) {
    extension("set", {on_number("", {inline_step("set", "a=1")})});
    const auto routing = route_in("default");
    EXPECT_TRUE(routing.matched);
    EXPECT_THAT(routing.actions, IsEmpty());
}

TEST_F(Route, AnInlineActionThatCannotRunNowRunsWithTheOthers) {
    extension("answer", {on_number("", {inline_step("answer", "")})});
    EXPECT_THAT(actions(), ElementsAre("answer()"));
}

TEST_F(Route, LoopRepeatsAnAction) {
    auto twice = step("beep");
    twice.loop = 2;
    auto never = step("silence");
    never.loop = 0;
    extension("loop", {on_number("", {twice, never})});
    EXPECT_THAT(actions(), ElementsAre("beep()", "beep()"));
}

TEST_F(Route, ATemplateExpressionIsExpandedFirst) {
    variables_["mine"] = "1001";
    extension("self", {on_number("^${mine}$", {step("voicemail")})});
    EXPECT_THAT(actions(), ElementsAre("voicemail()"));
    variables_["mine"] = "(";
    EXPECT_THAT(actions(), IsEmpty());
    EXPECT_THAT(route_in("default").trace,
                Contains(testing::HasSubstr("'^($' is not a regular expression")));
}

TEST_F(Route, TimeAndFieldMustBothPass) {
    auto condition = on_number("^10", {step("open")});
    ASSERT_TRUE(condition.time.add("hour", "9-17").has_value());
    condition.anti_actions = {step("closed")};
    extension("hours", {condition});
    EXPECT_THAT(actions(), ElementsAre("open()"));
    now_.hour = 20;
    EXPECT_THAT(actions(), ElementsAre("closed()"));
    EXPECT_THAT(route_in("default").trace, Contains("[hours] hour=9-17 failed"));
}

TEST_F(Route, CostsFarLessThanFiftyMicrosecondsForTenExtensions) {
    for (int i = 0; i < 9; ++i)
        extension("other", {on_number("^(2" + std::to_string(i) + "\\d{2,5})$", {step("park")})});
    extension("local", {on_number("^(10\\d\\d)$", {step("bridge", "user/$1")})});
    constexpr int kRounds = 200;
    auto best = std::chrono::nanoseconds::max();
    // The best of many: another process may take the processor at any time.
    for (int i = 0; i < kRounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const auto routing = route_in("default");
        best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - start);
        ASSERT_EQ(routing.actions.size(), 1u);
    }
    RecordProperty("best_ns", static_cast<int>(best.count()));
    // Generous, because this also runs unoptimised and under sanitizers.
    EXPECT_LT(best, std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace sofia::dialplan
