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

/// A node with a profile, its alias and three gateways.
std::vector<std::string> names_of(std::string_view kind, std::string_view profile) {
    if (kind == "profile")
        return {"internal", "external", "int2"};
    if (kind == "uuid")
        return {"5ce1fcba-1", "e47dfbfc-2"};
    return profile == "internal" ? std::vector<std::string>{}
                                 : std::vector<std::string>{"trunk", "truck", "backup"};
}

std::vector<std::string> offered(std::string_view line) {
    return completions(line, names_of);
}

TEST(Completions, OfferTheNextWord) {
    EXPECT_THAT(offered("sofia r"), ElementsAre("recover"));
    EXPECT_THAT(offered("sofia recover "), ElementsAre("flush"));
    EXPECT_THAT(offered("SHOW c"), ElementsAre("calls", "channels"));
    EXPECT_THAT(offered("/no"), ElementsAre("/noevents", "/nolog"));
    EXPECT_THAT(offered("fsctl pause "), ElementsAre("inbound", "outbound"));
}

TEST(Completions, OfferTheWordsBehindAProfile) {
    EXPECT_THAT(offered("sofia profile internal si"), ElementsAre("siptrace"));
    EXPECT_THAT(offered("sofia profile internal siptrace o"), ElementsAre("off", "on"));
    EXPECT_THAT(offered("sofia profile internal gwl"), ElementsAre("gwlist"));
}

TEST(Completions, OfferNamesThatTheNodeKnows) {
    EXPECT_THAT(offered("sofia profile inter"), ElementsAre("internal"));
    EXPECT_THAT(offered("sofia status profile "), ElementsAre("external", "int2", "internal"));
    EXPECT_THAT(offered("sofia status gateway tr"), ElementsAre("truck", "trunk"));
    EXPECT_THAT(offered("sofia profile external killgw "),
                ElementsAre("_all_", "backup", "truck", "trunk"));
    EXPECT_THAT(offered("sofia profile internal killgw "), ElementsAre("_all_"));
    EXPECT_THAT(offered("uuid_kill 5"), ElementsAre("5ce1fcba-1"));
}

TEST(Completions, AskTheNodeOnlyWhereANameMayStand) {
    const NamesOf nobody = [](auto, auto) -> std::vector<std::string> {
        ADD_FAILURE() << "was asked";
        return {};
    };
    for (const auto* line : {"", "so", "sofia ", "sofia profile internal ", "sofia recover "})
        completions(line, nobody);
}

TEST(Completions, AreNoneForWhatIsUnknownOrComplete) {
    EXPECT_THAT(offered("nonsense "), IsEmpty());
    EXPECT_THAT(offered("reloadxml "), IsEmpty());
    EXPECT_FALSE(offered("").empty());
}

}  // namespace
}  // namespace sofia::client
