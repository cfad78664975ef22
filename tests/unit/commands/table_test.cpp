#include "commands/table.hpp"

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

TEST(CommandTable, GivesTheReplyOfACommandThatRepliesAtOnce) {
    Table table;
    table.add("say", [](std::string_view words, const Reply& reply) { reply(std::string(words)); });
    EXPECT_EQ(table.run_at_once("say something"), "something");
    EXPECT_EQ(table.run_at_once("shout"), "-ERR shout Command not found!\n");
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
