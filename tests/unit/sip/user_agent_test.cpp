#include "sip/user_agent.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

TEST(UserAgentText, IsTheProfilesOrTheProductsOrNone) {
    model::ProfileCalls settings;
    EXPECT_TRUE(user_agent(settings).starts_with("SofiaNode/"));
    settings.user_agent_string = "Exchange 7";
    EXPECT_EQ(user_agent(settings), "Exchange 7");
    settings.user_agent_string = "_undef_";
    EXPECT_EQ(user_agent(settings), "");
}

}  // namespace
}  // namespace sofia::sip
