#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

class UserLookups : public CommandWorld {
  protected:
    UserLookups() {
        model::DirectoryUser user;
        user.id = "1003";
        user.domain = "example.com";
        user.number_alias = "77";
        user.params = {{"password", "1234"}};
        user.variables = {{"user_context", "default"},
                          {"effective_caller_id_name", "Carol"},
                          {"effective_caller_id_number", "1003"}};
        directory_->add(user);
        directory_->add_to_group("support", "example.com", "1003");
    }
    static constexpr const char* kHead =
        "userid|context|domain|group|contact|callgroup|effective_caller_id_name|"
        "effective_caller_id_number\n";
};

TEST_F(UserLookups, ListUsersWithTheirContacts) {
    EXPECT_EQ(
        run("list_users user 1003"),
        std::string(kHead) +
            "1003|default|example.com|support|error/user_not_registered||Carol|1003\n\n+OK\n");
    EXPECT_THAT(run("list_users"), HasSubstr("\n1001||example.com|sales|"));
}

TEST_F(UserLookups, ListUsersThatAllWordsName) {
    EXPECT_THAT(run("list_users group sales"), Not(HasSubstr("1003")));
    EXPECT_THAT(run("list_users domain EXAMPLE.com group support"), HasSubstr("\n1003|"));
    EXPECT_EQ(run("list_users domain nowhere.invalid"), std::string(kHead) + "\n+OK\n");
    EXPECT_EQ(run("list_users context public"), std::string(kHead) + "\n+OK\n");
    for (const auto* line : {"list_users group", "list_users colour blue"})
        EXPECT_EQ(run(line),
                  "-USAGE: [group <group>] [domain <domain>] [user <user>] [context <context>]\n");
}

TEST_F(UserLookups, TellWhatTheDirectorySaysOfAUser) {
    EXPECT_EQ(run("user_data 1003@example.com var effective_caller_id_name"), "Carol");
    EXPECT_EQ(run("user_data 1003@example.com param password"), "1234");
    EXPECT_EQ(run("user_data 77@example.com attr id"), "1003");
    EXPECT_EQ(run("user_data 1003@example.com attr number-alias"), "77");
    EXPECT_EQ(run("user_data 1003@example.com var nothing"), "");
    EXPECT_EQ(run("user_data 9999@example.com var x"), "");
    EXPECT_EQ(run("user_data 1003@example.com"), "-USAGE: <user>@<domain> attr|var|param <name>\n");
}

TEST_F(UserLookups, TellWhetherADomainExists) {
    EXPECT_EQ(run("domain_exists Example.com"), "true");
    EXPECT_EQ(run("domain_exists nowhere.invalid"), "false");
    EXPECT_EQ(run("domain_exists"), "-USAGE: <domain>\n");
}

}  // namespace
}  // namespace sofia::commands
