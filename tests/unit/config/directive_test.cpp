#include "config/directive.hpp"

#include <gtest/gtest.h>

namespace sofia::config {
namespace {

TEST(Directive, ReadsCommandAndDataInAnyOrderAndQuotes) {
    const auto first = read_directive("<X-PRE-PROCESS cmd=\"set\" data=\"a=b\"/>rest");
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->command, "set");
    EXPECT_EQ(first->data, "a=b");
    EXPECT_EQ(first->length, std::string_view("<X-PRE-PROCESS cmd=\"set\" data=\"a=b\"/>").size());
    const auto second = read_directive("<x-pre-process data='a=\"b\"'\n  cmd = 'SET' />");
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->command, "set");
    EXPECT_EQ(second->data, "a=\"b\"");
}

TEST(Directive, IsNothingForAnotherElement) {
    EXPECT_FALSE(read_directive("<X-NO-PRE-PROCESS cmd=\"set\" data=\"a=b\"/>").has_value());
    EXPECT_FALSE(read_directive("<X-PRE-PROCESSOR cmd=\"set\" data=\"a=b\"/>").has_value());
    EXPECT_FALSE(read_directive("<X-PRE-PROCESS cmd=\"set").has_value());
    EXPECT_FALSE(read_directive("<param name=\"a\"/>").has_value());
}

TEST(Directive, ReadsTheOldFormInsideAComment) {
    const auto old = read_comment_directive("<!--#set \"a=b c\"-->rest");
    ASSERT_TRUE(old.has_value());
    EXPECT_EQ(old->command, "set");
    EXPECT_EQ(old->data, "a=b c");
    EXPECT_EQ(old->length, std::string_view("<!--#set \"a=b c\"-->").size());
    EXPECT_FALSE(read_comment_directive("<!-- set a=b -->").has_value());
    EXPECT_FALSE(read_comment_directive("<!--#set a=b").has_value());
}

}  // namespace
}  // namespace sofia::config
