#include "model/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::model {
namespace {

DirectoryUser user(std::string id, std::string alias = {}) {
    DirectoryUser made;
    made.id = std::move(id);
    made.number_alias = std::move(alias);
    made.domain = "Example.COM";
    return made;
}

TEST(Directory, FindsByIdThenByNumberAliasInADomainOfAnyCase) {
    Directory directory;
    directory.add(user("alice", "1000"));
    directory.add(user("bob"));
    EXPECT_EQ(directory.find("alice", "example.com")->id, "alice");
    EXPECT_EQ(directory.find("1000", "EXAMPLE.com")->id, "alice");
    EXPECT_EQ(directory.find("Alice", "example.com"), nullptr);
    EXPECT_EQ(directory.find("alice", "example.org"), nullptr);
}

TEST(Directory, ListsUsersInOrderOfId) {
    Directory directory;
    directory.add(user("1001"));
    directory.add(user("1000"));
    const auto users = directory.users_of("example.com");
    ASSERT_EQ(users.size(), 2u);
    EXPECT_EQ(users[0]->id, "1000");
    EXPECT_TRUE(directory.users_of("elsewhere").empty());
}

TEST(Directory, KeepsGroupMembersInOrderOfTheFile) {
    Directory directory;
    directory.add_to_group("sales", "example.com", "1001");
    directory.add_to_group("sales", "example.com", "1000");
    EXPECT_THAT(directory.group("sales", "EXAMPLE.com"), testing::ElementsAre("1001", "1000"));
    EXPECT_TRUE(directory.group("support", "example.com").empty());
}

TEST(DirectoryUser, GivesAnEmptyTextForWhatItDoesNotHave) {
    auto alice = user("alice");
    alice.params["password"] = "secret";
    EXPECT_EQ(alice.param("password"), "secret");
    EXPECT_EQ(alice.param("a1-hash"), "");
    EXPECT_EQ(alice.variable("user_context"), "");
}

}  // namespace
}  // namespace sofia::model
