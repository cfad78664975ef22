#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using Progress = test::CallWorld;

TEST_F(Progress, WithoutDescriptionIsPassedOn) {
    const auto caller = call();
    callee_answers(183);
    EXPECT_EQ(caller->status(), 183);
    callee_answers(486);
}

TEST_F(Progress, WithoutDescriptionIsIgnoredWhenTheCalleesProfileSaysSo) {
    configure("external", [](auto& calls) { calls.ignore_183_without_sdp = true; });
    const auto caller = call();
    callee_answers(183);
    EXPECT_EQ(caller->status(), 0);
    callee_answers(180);
    EXPECT_EQ(caller->status(), 180);
    callee_answers(183, test::sdp("bob"));
    EXPECT_EQ(caller->status(), 183);
    EXPECT_EQ(caller->reply().body, test::sdp("bob"));
    callee_answers(486);
}

}  // namespace
}  // namespace sofia::call
