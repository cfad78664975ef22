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

TEST(JsonString, IsWhatCompactJsonWrites) {
    for (const auto* value : {"",
                              "plain ~",
                              "\"",
                              "a\\b",
                              "line\nend\t\r\b\f",
                              "\x01\x1F\x7F",
                              "caf\xC3\xA9",
                              "a\xFFz"}) {
        std::string text = "before ";
        append_json_string(text, value);
        EXPECT_EQ(text, "before " + compact_json(value));
    }
}

}  // namespace
}  // namespace sofia::commands
