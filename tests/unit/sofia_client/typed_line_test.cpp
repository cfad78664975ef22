#include "sofia/typed_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::client {
namespace {

using Kind = TypedLine::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TypedLine, WordsGoToTheNode) {
    const auto line = read_typed_line("  sofia status \n");
    EXPECT_EQ(line.kind, Kind::Api);
    EXPECT_EQ(line.text, "sofia status");
}

TEST(TypedLine, AnEmptyLineIsNothing) {
    EXPECT_EQ(read_typed_line("").kind, Kind::Nothing);
    EXPECT_EQ(read_typed_line(" \t\r\n").kind, Kind::Nothing);
}

TEST(TypedLine, ThreeWordsAndThreeDotsLeave) {
    for (const auto* text : {"/exit", "/quit", "/BYE", "..."})
        EXPECT_EQ(read_typed_line(text).kind, Kind::Quit) << text;
}

TEST(TypedLine, SlashWordsOfTheProtocolLoseTheirSlash) {
    for (const auto* text : {"/event plain ALL",
                             "/noevents",
                             "/nixevent ALL",
                             "/log debug",
                             "/nolog",
                             "/filter Unique-ID 1"}) {
        const auto line = read_typed_line(text);
        EXPECT_EQ(line.kind, Kind::Protocol);
        EXPECT_EQ(line.text, text + 1);
    }
}

TEST(TypedLine, OtherSlashWordsAreNotSentAnywhere) {
    EXPECT_EQ(read_typed_line("/events").kind, Kind::Unknown);
    EXPECT_EQ(read_typed_line("/").kind, Kind::Unknown);
    EXPECT_EQ(read_typed_line("/help").kind, Kind::Help);
}

TEST(Completions, OfferTheNextWord) {
    EXPECT_THAT(completions("sofia r"), ElementsAre("recover"));
    EXPECT_THAT(completions("sofia recover "), ElementsAre("flush", "reinvite"));
    EXPECT_THAT(completions("SHOW c"), ElementsAre("calls", "channels"));
    EXPECT_THAT(completions("/no"), ElementsAre("/noevents", "/nolog"));
}

TEST(Completions, PassOverNamesThatOnlyTheUserKnows) {
    EXPECT_THAT(completions("sofia profile internal si"), ElementsAre("siptrace"));
    EXPECT_THAT(completions("sofia profile internal siptrace o"), ElementsAre("off", "on"));
    EXPECT_THAT(completions("sofia profile "), IsEmpty());
}

TEST(Completions, AreNoneForWhatIsUnknownOrComplete) {
    EXPECT_THAT(completions("nonsense "), IsEmpty());
    EXPECT_THAT(completions("version "), IsEmpty());
    EXPECT_FALSE(completions("").empty());
}

}  // namespace
}  // namespace sofia::client
