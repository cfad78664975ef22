#include "dialplan/inline_action.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

using Kind = VariableChange::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(InlineAction, SetsAndUnsets) {
    EXPECT_THAT(inline_changes("set", "a=b=c"), ElementsAre(VariableChange{Kind::Set, "a", "b=c"}));
    EXPECT_THAT(inline_changes("set", " a ="), ElementsAre(VariableChange{Kind::Unset, "a", ""}));
    EXPECT_THAT(inline_changes("set", "a=_undef_"),
                ElementsAre(VariableChange{Kind::Unset, "a", ""}));
    EXPECT_THAT(inline_changes("unset", " a "), ElementsAre(VariableChange{Kind::Unset, "a", ""}));
}

TEST(InlineAction, ExportsHereAndElsewhere) {
    EXPECT_THAT(inline_changes("export", "a=1"),
                ElementsAre(VariableChange{Kind::Export, "a", "1"}));
    EXPECT_THAT(inline_changes("export", "nolocal:a=1"),
                ElementsAre(VariableChange{Kind::ExportOnly, "a", "1"}));
}

TEST(InlineAction, SetsSeveralAtOnce) {
    EXPECT_THAT(
        inline_changes("multiset", "a=1 b=2"),
        ElementsAre(VariableChange{Kind::Set, "a", "1"}, VariableChange{Kind::Set, "b", "2"}));
    EXPECT_THAT(
        inline_changes("multiset", "^^;a=1 2;b=3"),
        ElementsAre(VariableChange{Kind::Set, "a", "1 2"}, VariableChange{Kind::Set, "b", "3"}));
}

TEST(InlineAction, ChangesNothingWithoutANameOrForAnotherApplication) {
    EXPECT_THAT(inline_changes("set", "=x"), IsEmpty());
    EXPECT_THAT(inline_changes("unset", ""), IsEmpty());
    EXPECT_THAT(inline_changes("bridge", "a=b"), IsEmpty());
    EXPECT_FALSE(runs_inline("bridge"));
    EXPECT_TRUE(runs_inline("export"));
}

}  // namespace
}  // namespace sofia::dialplan
