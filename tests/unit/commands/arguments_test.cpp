#include "commands/arguments.hpp"

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

TEST(Arguments, AreTakenOneAfterTheOther) {
    Arguments words("  profile 'my profile' RESCAN ");
    EXPECT_EQ(words.left(), 3U);
    EXPECT_TRUE(words.take_if("profile"));
    EXPECT_EQ(words.take(), "my profile");
    EXPECT_FALSE(words.take_if("restart"));
    EXPECT_EQ(words.peek(), "RESCAN");
    EXPECT_TRUE(words.take_if("rescan")) << "keywords are compared in any case";
    EXPECT_EQ(words.left(), 0U);
}

TEST(Arguments, AreEmptyWhenThereAreNoMore) {
    Arguments words("");
    EXPECT_EQ(words.take(), "");
    EXPECT_EQ(words.peek(), "");
    EXPECT_FALSE(words.take_if(""));
}

}  // namespace
}  // namespace sofia::commands
