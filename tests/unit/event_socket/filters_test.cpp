#include "event_socket/filters.hpp"

#include <gtest/gtest.h>

namespace sofia::event_socket {
namespace {

struct FiltersTest : ::testing::Test {
    Filters filters;

    bool pass(std::vector<std::pair<std::string, std::string>> headers) const {
        auto published = std::make_shared<bus::Published>();
        published->event = model::Event{"CHANNEL_ANSWER", "", std::move(headers), ""};
        published->identity = std::make_shared<const bus::Identity>();
        return filters.pass(RenderedEvent(std::move(published)));
    }
    void add(const std::string& header, const std::string& value) {
        EXPECT_TRUE(filters.add(header, value)) << value;
    }
};

TEST_F(FiltersTest, WithoutFiltersEverythingPasses) {
    EXPECT_TRUE(pass({}));
}

TEST_F(FiltersTest, OneOfSeveralWantedValuesIsEnough) {
    add("Unique-ID", "1");
    add("Unique-ID", "2");
    add("Caller", "bob");
    EXPECT_TRUE(pass({{"Unique-ID", "2"}}));
    EXPECT_TRUE(pass({{"Unique-ID", "9"}, {"Caller", "bob"}}));
    EXPECT_FALSE(pass({{"Unique-ID", "9"}}));
    EXPECT_FALSE(pass({}));
}

TEST_F(FiltersTest, NamesAndValuesAreComparedWithoutRegardToCase) {
    add("unique-id", "ABC");
    EXPECT_TRUE(pass({{"Unique-ID", "abc"}}));
    EXPECT_FALSE(pass({{"Unique-ID", "abcd"}}));
}

TEST_F(FiltersTest, CommonLinesCanBeFiltered) {
    add("Event-Name", "CHANNEL_ANSWER");
    EXPECT_TRUE(pass({}));
}

TEST_F(FiltersTest, AForbiddenValueOutweighsAWantedOne) {
    add("Event-Name", "+CHANNEL_ANSWER");
    add("Caller", "-bob");
    EXPECT_FALSE(pass({{"Caller", "bob"}}));
    EXPECT_TRUE(pass({{"Caller", "alice"}}));
}

TEST_F(FiltersTest, WithForbiddenValuesOnlyTheRestPasses) {
    add("Caller", "-bob");
    EXPECT_TRUE(pass({{"Caller", "alice"}}));
    EXPECT_TRUE(pass({}));
    EXPECT_FALSE(pass({{"Caller", "bob"}}));
}

TEST_F(FiltersTest, APatternIsSearchedInTheValue) {
    add("Caller", "/^10[0-9]+$/");
    EXPECT_TRUE(pass({{"Caller", "1001"}}));
    EXPECT_FALSE(pass({{"Caller", "2001"}}));
}

TEST_F(FiltersTest, APatternMindsCaseUnlessItHasTheFlag) {
    add("Caller", "/bob/");
    EXPECT_FALSE(pass({{"Caller", "BOB"}}));
    add("Caller", "/bob/i");
    EXPECT_TRUE(pass({{"Caller", "BOB"}}));
}

TEST_F(FiltersTest, APatternCanForbid) {
    add("Caller", "-/^anonymous/");
    EXPECT_FALSE(pass({{"Caller", "anonymous@x"}}));
    EXPECT_TRUE(pass({{"Caller", "1000"}}));
}

TEST_F(FiltersTest, BrokenPatternsAreRefused) {
    for (const auto* value : {"/", "/open", "/(/", "/a/x", "-/[/"})
        EXPECT_EQ(filters.add("Caller", value).error().kind, base::ErrorKind::Invalid) << value;
    EXPECT_TRUE(pass({})) << "nothing was added";
}

TEST_F(FiltersTest, APatternThatCostsTooMuchMatchesNothingAndEnds) {
    add("Caller", "/^(a+)+$/");
    EXPECT_FALSE(pass({{"Caller", std::string(5000, 'a') + "b"}}));
}

TEST_F(FiltersTest, RemovingByValueTakesOnlyThatFilter) {
    add("Caller", "bob");
    add("Caller", "alice");
    filters.remove("caller", "bob");
    EXPECT_FALSE(pass({{"Caller", "bob"}}));
    EXPECT_TRUE(pass({{"Caller", "alice"}}));
    filters.remove("Caller", "");
    EXPECT_TRUE(pass({{"Caller", "bob"}}));
}

}  // namespace
}  // namespace sofia::event_socket
