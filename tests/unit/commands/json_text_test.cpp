#include "commands/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

TEST(TabbedJson, IndentsMembersByTabsAndKeepsArraysOnOneLine) {
    const nlohmann::ordered_json value{{"a", {{"b", 1}, {"c", {"x", "y"}}}}, {"d", "e"}};
    EXPECT_EQ(
        tabbed_json(value),
        "{\n\t\"a\":\t{\n\t\t\"b\":\t1,\n\t\t\"c\":\t[\"x\",\"y\"]\n\t},\n\t\"d\":\t\"e\"\n}");
}

TEST(TabbedJson, WritesAnEmptyObjectInPlace) {
    EXPECT_EQ(tabbed_json(nlohmann::ordered_json::object()), "{}");
}

TEST(CompactJson, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(compact_json("a\xFF"), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace sofia::commands
