#include "commands/table.hpp"

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

TEST(CommandTable, GivesTheReplyOfACommandThatRepliesAtOnce) {
    Table table;
    table.add("say", [](std::string_view words, const Reply& reply) { reply(std::string(words)); });
    EXPECT_EQ(table.run_at_once("say something"), "something");
}

TEST(CommandTable, GivesNothingForACommandThatIsNotHere) {
    Table table;
    table.add_elsewhere("whisper");
    std::string said;
    const auto hear = [&said](std::string text) { said = std::move(text); };
    table.run("shout", hear);
    EXPECT_EQ(said, "-ERR shout Command not found!\n");
    table.run("Whisper a word", hear);
    EXPECT_EQ(said, "-ERR whisper is not supported in this version\n");
    EXPECT_EQ(table.run_at_once("shout"), "") << "an error must not become part of a number";
    EXPECT_EQ(table.run_at_once("Whisper a word"), "");
}

TEST(CommandTable, DropsTheReplyThatNobodyWaitsForAnyMore) {
    Table table;
    Reply late;
    table.add("think", [&](std::string_view, Reply reply) { late = std::move(reply); });
    EXPECT_EQ(table.run_at_once("think"), "");
    late("found it");
    late = nullptr;
    EXPECT_EQ(table.run_at_once("think"), "");
}

}  // namespace
}  // namespace sofia::commands
