#include "commands/listing.hpp"

#include <array>

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

using namespace std::string_view_literals;

constexpr std::array kColumns{"uuid"sv, "name"sv};
const std::vector<Record> kRows{{{"uuid", "1"}, {"name", "a,\"b\""}}, {{"uuid", "2"}}};

ListingStyle style(std::string_view words) {
    Arguments arguments(words);
    return ListingStyle::parse(arguments).value();
}

TEST(Listing, ShowsColumnNamesRowsAndTheTotal) {
    EXPECT_EQ(listing_text(kColumns, kRows, style("")),
              "uuid,name\n1,\"a,\"\"b\"\"\"\n2,\n\n2 total.\n");
}

TEST(Listing, ShowsOnlyTheTotalWhenThereIsNothing) {
    EXPECT_EQ(listing_text(kColumns, {}, style("")), "\n0 total.\n");
}

TEST(Listing, ShowsOnlyTheTotalWhenAskedToCount) {
    EXPECT_EQ(listing_text(kColumns, kRows, style("count")), "\n2 total.\n");
    EXPECT_EQ(listing_text(kColumns, kRows, style("COUNT AS JSON")), "{\"row_count\":2}\n");
    EXPECT_EQ(listing_text(kColumns, kRows, style("count as xml")),
              "<result row_count=\"2\">\n</result>\n");
}

TEST(Listing, UsesTheDelimiterGiven) {
    EXPECT_EQ(listing_text(kColumns, {{{"uuid", "1"}, {"name", "a,b"}}}, style("as delim |")),
              "uuid|name\n1|a,b\n\n1 total.\n");
}

TEST(Listing, IsJsonWithRowsOnlyWhenThereAreSome) {
    EXPECT_EQ(listing_text(kColumns, {{{"uuid", "1"}}}, style("as json")),
              "{\"row_count\":1,\"rows\":[{\"uuid\":\"1\",\"name\":\"\"}]}\n");
    EXPECT_EQ(listing_text(kColumns, {}, style("as json")), "{\"row_count\":0}\n");
}

TEST(Listing, IsWellFormedXml) {
    EXPECT_EQ(listing_text(kColumns, {{{"uuid", "<1>"}}}, style("as xml")),
              "<result row_count=\"1\">\n  <row row_id=\"1\">\n    <uuid>&lt;1&gt;</uuid>\n"
              "    <name></name>\n  </row>\n</result>\n");
}

TEST(ListingStyle, RefusesWordsThatItDoesNotKnow) {
    for (const auto* words : {"as", "as yaml", "as delim", "as delim ''", "rows", "as xml now"}) {
        Arguments arguments(words);
        const auto parsed = ListingStyle::parse(arguments);
        ASSERT_FALSE(parsed.has_value()) << words;
        EXPECT_EQ(parsed.error().kind, base::ErrorKind::Invalid);
        EXPECT_EQ(parsed.error().text, "expected [count] [as xml|json|delim <text>]");
    }
}

}  // namespace
}  // namespace sofia::commands
