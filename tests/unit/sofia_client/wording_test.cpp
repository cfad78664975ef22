#include "sofia/wording.hpp"

#include <gtest/gtest.h>

namespace sofia::client {
namespace {

TEST(LineOf, VerbsOfSofiaGetTheCommandInFront) {
    EXPECT_EQ(line_of({"status"}), "sofia status");
    EXPECT_EQ(line_of({"recover", "flush"}), "sofia recover flush");
    EXPECT_EQ(line_of({"ha", "status"}), "sofia ha status");
    EXPECT_EQ(line_of({"Global", "watchdog", "on"}), "sofia Global watchdog on");
}

TEST(LineOf, OtherWordsAreACommandOfTheirOwn) {
    EXPECT_EQ(line_of({"show", "calls"}), "show calls");
    EXPECT_EQ(line_of({"sofia", "status"}), "sofia status");
    EXPECT_EQ(line_of({"show calls"}), "show calls");
}

TEST(AsJson, ShowGetsItsFormatUnlessItHasOne) {
    EXPECT_EQ(as_json("show calls"), "show calls as json");
    EXPECT_EQ(as_json("SHOW channels count"), "SHOW channels count as json");
    EXPECT_FALSE(as_json("show calls as xml"));
}

TEST(AsJson, StatusBecomesJsonstatus) {
    EXPECT_EQ(as_json("sofia status"), "sofia jsonstatus");
    EXPECT_EQ(as_json("sofia  Status profile internal"), "sofia jsonstatus profile internal");
    EXPECT_EQ(as_json("sofia jsonstatus"), "sofia jsonstatus");
}

TEST(AsJson, CommandsOfThePairTakeTheWord) {
    EXPECT_EQ(as_json("sofia ha status"), "sofia ha status --json");
}

TEST(IsFailure, JsonThatIsNotOkIsAFailure) {
    EXPECT_TRUE(is_failure(R"({"ok":false,"text":"this node is fenced"})"));
    EXPECT_FALSE(is_failure(R"({"ok":true,"text":"standby"})"));
}

TEST(AsJson, OtherCommandsHaveNone) {
    EXPECT_EQ(as_json("status").error().kind, base::ErrorKind::Invalid);
    EXPECT_FALSE(as_json("sofia recover"));
    EXPECT_FALSE(as_json(""));
}

TEST(IsFailure, TheNodesErrorWordsAreFailures) {
    for (const auto* reply :
         {"-ERR no such gateway.\n",
          "-ERR",
          "-USAGE: uuid_kill <uuid>\n",
          "Invalid Profile!\n",
          "Invalid Profile [x]",
          "Invalid Gateway!",
          "Invalid Args!",
          "Invalid Syntax!",
          "Invalid gateway!",
          "Unknown Command [x]\n",
          "Failure starting internal\n",
          "No gateway name provided!",
          "Usage: sofia profile <name> siptrace <on/off>\n",
          "usage: sofia_dig [OPTIONS] [@dnsserver] uri",
          "Reload XML [Success]\n-ERR cannot find config for profile x\n",
          "Reload XML [Success]\nFailure starting internal\n",
          "Profile internal must be up for at least 10 seconds to stop/restart.\nPlease wait"})
        EXPECT_TRUE(is_failure(reply)) << reply;
}

TEST(IsFailure, OtherRepliesAreNot) {
    for (const auto* reply : {"",
                              "\n",
                              "+OK\n",
                              "-ERR no reply\n",
                              "No calls to recover.\n",
                              "Recovered 3 call(s)\n",
                              "USAGE:\n----\n",
                              "Reload XML [Success]\n+OK scan complete\n",
                              "Reload XML [Success]\n",
                              "Reload XML [Success]",
                              "error/user_not_registered",
                              "row\n-ERR in a later row\n",
                              "Profile internal"})
        EXPECT_FALSE(is_failure(reply)) << reply;
}

TEST(IsFailure, AUsageTextIsOneUnlessItWasAskedFor) {
    const auto* const usage = "USAGE:\n----\n";
    for (const auto* line : {"sofia", " Sofia  HELP ", "sofia help loglevel"})
        EXPECT_FALSE(is_failure(line, usage)) << line;
    for (const auto* line : {"sofia loglevel bogus 3", "sofia loglevel", "status"})
        EXPECT_TRUE(is_failure(line, usage)) << line;
    EXPECT_TRUE(is_failure("sofia help", "-ERR not now\n"));
    EXPECT_FALSE(is_failure("sofia loglevel nta 3", "Sofia log level for component [nta] has"));
}

}  // namespace
}  // namespace sofia::client
