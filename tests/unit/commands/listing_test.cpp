#include "commands/listing.hpp"

#include <array>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

using namespace std::string_view_literals;

constexpr std::array kColumns{"uuid"sv, "name"sv};

using Row = std::pair<std::string_view, std::string_view>;
const std::vector<Row> kRows{{"1", "a,\"b\""}, {"2", ""}};

ListingStyle style(std::string_view words) {
    Arguments arguments(words);
    return ListingStyle::parse(arguments).value();
}

std::string listing(const std::vector<Row>& rows,
                    std::string_view words,
                    std::size_t expected = 0) {
    ListingWriter writer(kColumns, style(words), expected);
    Record record(kColumns);
    for (const auto& [uuid, name] : rows) {
        record.clear();
        record.set("uuid", uuid);
        record.set("name", name);
        writer.add(record);
    }
    return std::move(writer).text();
}

TEST(Listing, ShowsColumnNamesRowsAndTheTotal) {
    EXPECT_EQ(listing(kRows, ""), "uuid,name\n1,\"a,\"\"b\"\"\"\n2,\n\n2 total.\n");
}

TEST(Listing, ShowsOnlyTheTotalWhenThereIsNothing) {
    EXPECT_EQ(listing({}, ""), "\n0 total.\n");
}

TEST(Listing, ShowsOnlyTheTotalWhenAskedToCount) {
    EXPECT_EQ(count_text(style("count"), 2), "\n2 total.\n");
    EXPECT_EQ(count_text(style("COUNT AS JSON"), 2), "{\"row_count\":2}\n");
    EXPECT_EQ(count_text(style("count as xml"), 2), "<result row_count=\"2\">\n</result>\n");
}

TEST(Listing, UsesTheDelimiterGiven) {
    EXPECT_EQ(listing({{"1", "a,b"}}, "as delim |"), "uuid|name\n1|a,b\n\n1 total.\n");
}

TEST(Listing, IsJsonWithRowsOnlyWhenThereAreSome) {
    EXPECT_EQ(listing({{"1", ""}, {"2", ""}}, "as json"),
              "{\"row_count\":2,\"rows\":[{\"uuid\":\"1\",\"name\":\"\"},"
              "{\"uuid\":\"2\",\"name\":\"\"}]}\n");
    EXPECT_EQ(listing({}, "as json"), "{\"row_count\":0}\n");
}

TEST(Listing, IsWellFormedXml) {
    EXPECT_EQ(listing({{"<1>", ""}}, "as xml"),
              "<result row_count=\"1\">\n  <row row_id=\"1\">\n    <uuid>&lt;1&gt;</uuid>\n"
              "    <name></name>\n  </row>\n</result>\n");
}

TEST(Listing, CountsTheRowsThatCameNotThoseExpected) {
    const std::vector<Row> rows(40, {"1", "a"});
    for (const auto* words : {"", "as json", "as xml"})
        for (const std::size_t expected : {1U, 40U, 99U, 5000U})
            EXPECT_EQ(listing(rows, words, expected), listing(rows, words, 40))
                << words << " " << expected;
    EXPECT_EQ(listing({{"1", "a"}}, "as json", 5000),
              "{\"row_count\":1,\"rows\":[{\"uuid\":\"1\",\"name\":\"a\"}]}\n");
}

TEST(Record, TakesColumnsInAnyOrderAndNoneThatItDoesNotHave) {
    Record record(kColumns);
    record.set("name", "n");
    record.set("uuid", "u");
    record.set("bogus", "x");
    record.set("", "x");
    EXPECT_EQ(record.values(), (std::vector<std::string>{"u", "n"}));
    record.set("na", "me", "put together");
    EXPECT_EQ(record.get("name"), "put together");
    record.clear();
    EXPECT_EQ(record.values(), (std::vector<std::string>{"", ""}));
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
