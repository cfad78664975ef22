#include "app/accounts.hpp"

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

class AccountsTest : public testing::Test {
  protected:
    AccountsTest() {
        auto directory = std::make_shared<model::Directory>();
        model::DirectoryUser user;
        user.domain = "example.com";
        user.id = "1000";
        user.params = {{"password", "for the phone"}};
        directory->add(user);
        user.id = "watcher";
        user.params = {{"esl-password", "secret"},
                       {"esl-allowed-events", "HEARTBEAT CUSTOM sofia::register"},
                       {"esl-allowed-api", "status,show"},
                       {"esl-allowed-log", "true"}};
        directory->add(user);
        accounts_.use(directory, "example.com");
    }
    Accounts accounts_;
};

TEST_F(AccountsTest, AreThoseUsersWhoHaveAPasswordForIt) {
    EXPECT_FALSE(accounts_.find("1000", "example.com"));
    EXPECT_FALSE(accounts_.find("nobody", "example.com"));
    EXPECT_FALSE(accounts_.find("watcher", "elsewhere.example"));
    const auto watcher = accounts_.find("watcher", "");
    ASSERT_TRUE(watcher);
    EXPECT_EQ(watcher->password, "secret");
    EXPECT_EQ(watcher->rights.events(), "HEARTBEAT CUSTOM sofia::register");
    EXPECT_EQ(watcher->rights.api(), "status show");
    EXPECT_TRUE(watcher->rights.may_see_log());
}

TEST_F(AccountsTest, AreThoseOfTheLastConfiguration) {
    accounts_.use(std::make_shared<model::Directory>(), "example.com");
    EXPECT_FALSE(accounts_.find("watcher", ""));
}

}  // namespace
}  // namespace sofia::app
