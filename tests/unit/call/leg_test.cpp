#include "call/leg.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using enum LegState;

constexpr LegState kAll[] = {New, Trying, Ringing, Answering, Answered, Ending, Ended};

TEST(LegState, MovesForwardOnly) {
    const std::map<LegState, std::set<LegState>> legal{
        {New, {Trying, Ringing, Answering, Answered, Ending, Ended}},
        {Trying, {Ringing, Answering, Answered, Ending, Ended}},
        {Ringing, {Answering, Answered, Ending, Ended}},
        {Answering, {Answered, Ending, Ended}},
        {Answered, {Ending, Ended}},
        {Ending, {Ended}},
        {Ended, {}}};
    for (const auto from : kAll)
        for (const auto to : kAll)
            EXPECT_EQ(is_legal_move(from, to), legal.at(from).contains(to))
                << to_string(from) << " -> " << to_string(to);
}

TEST(LegState, HasADifferentNameForEach) {
    std::set<std::string_view> names;
    for (const auto state : kAll)
        names.insert(to_string(state));
    EXPECT_EQ(names.size(), std::size(kAll));
    EXPECT_EQ(to_string(Answering), "answering");
}

class Notes final : public LegWatch {
  public:
    void on_state(const Leg& leg) noexcept override { states.emplace_back(to_string(leg.state())); }
    std::vector<std::string> states;
};

TEST(Leg, TellsWhoWatchesOfEachStateAndOfItsEnd) {
    Notes notes;
    {
        Leg leg(base::LegUuid("l"), Side::A, "internal");
        leg.watched_by(&notes);
        EXPECT_TRUE(notes.states.empty()) << "a new leg is nothing yet";
        leg.transition(Trying, "test");
        leg.transition(Trying, "again");
        leg.transition(Answered, "test");
    }
    EXPECT_EQ(notes.states, (std::vector<std::string>{"trying", "answered", "ended"}));
}

TEST(Leg, TellsOfThePresentStateWhenSomebodyBeginsToWatch) {
    Notes notes;
    Leg leg(base::LegUuid("l"), Side::A, "internal");
    leg.transition(Answered, "rehydrated");
    leg.watched_by(&notes);
    leg.transition(Ended, "test");
    EXPECT_EQ(notes.states, (std::vector<std::string>{"answered", "ended"}));
}

TEST(Leg, RefusesAnIllegalMoveAndStaysWhereItIs) {
    Leg leg(base::LegUuid("l"), Side::A, "internal");
    EXPECT_TRUE(leg.transition(Trying, "test"));
    EXPECT_TRUE(leg.transition(Ended, "test"));
    EXPECT_FALSE(leg.transition(Answered, "test"));
    EXPECT_EQ(leg.state(), Ended);
}

TEST(Leg, MayStayWhereItIs) {
    Leg leg(base::LegUuid("l"), Side::B, "internal");
    EXPECT_TRUE(leg.transition(New, "test"));
    EXPECT_EQ(to_string(leg.side()), "b");
}

TEST(Leg, IsUpOnlyWhileAnswered) {
    Leg leg(base::LegUuid("l"), Side::A, "internal");
    EXPECT_FALSE(leg.is_up());
    leg.transition(Answered, "test");
    EXPECT_TRUE(leg.is_up());
    leg.transition(Ending, "test");
    EXPECT_FALSE(leg.is_up());
}

TEST(Variables, AreKeptInTheOrderInWhichTheyWereFirstSet) {
    Variables variables;
    variables.set("b", "1");
    variables.set("a", "2");
    variables.set("b", "3");
    const std::vector<Variables::Entry> expected{{"b", "3"}, {"a", "2"}};
    EXPECT_EQ(variables.all(), expected);
}

TEST(Variables, NameIsComparedExactly) {
    Variables variables;
    variables.set("Name", "1");
    EXPECT_TRUE(variables.has("Name"));
    EXPECT_FALSE(variables.has("name"));
    EXPECT_EQ(variables.get("name"), "");
}

TEST(Variables, EmptyValueRemoves) {
    Variables variables;
    variables.set("a", "1");
    variables.set("a", "");
    variables.set("never", "");
    EXPECT_TRUE(variables.all().empty());
}

TEST(Variables, ValueHoldsNoLineBreak) {
    Variables variables;
    variables.set("a", std::string("x\r\nInjected: y\0z", 16));
    EXPECT_EQ(variables.get("a"), "x  Injected: y z");
}

}  // namespace
}  // namespace sofia::call
