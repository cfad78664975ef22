#include "app/call_presence.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::app {
namespace {

using Lines = std::vector<std::string>;

class CallPresenceTest : public test::CallWorld {
  protected:
    /// Each leg as "user direction state other-side", in order.
    Lines legs() {
        Lines lines;
        watch_.visit([&](const presence::LegNews& news) {
            lines.push_back(news.user.str() + (news.fact.is_initiator ? " calls " : " is called ") +
                            std::string(presence::to_string(news.fact.state)) + " " +
                            news.fact.remote_uri);
        });
        return lines;
    }

    CallPresence watch_{table_, profiles_};
};

TEST_F(CallPresenceTest, ShowsBothSidesOfACallThatRings) {
    call();
    ASSERT_EQ(legs().size(), 2U);
    EXPECT_EQ(legs()[0], "alice@example.com calls trying sip:2000@example.com");
    EXPECT_NE(legs()[1].find(" is called trying sip:alice@"), std::string::npos) << legs()[1];
    callee_answers(180);
    EXPECT_EQ(legs()[0], "alice@example.com calls early sip:2000@example.com");
    EXPECT_NE(legs()[1].find(" is called early "), std::string::npos) << legs()[1];
    leaves_a_call = true;
}

TEST_F(CallPresenceTest, ShowsBothSidesOfACallThatIsUp) {
    call_is_up();
    ASSERT_EQ(legs().size(), 2U);
    EXPECT_EQ(legs()[0], "alice@example.com calls confirmed sip:2000@example.com");
    EXPECT_NE(legs()[1].find(" is called confirmed "), std::string::npos) << legs()[1];
    leaves_a_call = true;
}

TEST_F(CallPresenceTest, ALegIsWhoseTheVariableSays) {
    call_is_up();
    only_call().a().variables.set("user_name", "1000");
    only_call().a().variables.set("domain_name", "Office.example");
    EXPECT_EQ(legs()[0], "1000@office.example calls confirmed sip:2000@office.example");
    only_call().a().variables.set("presence_id", "desk@office.example");
    EXPECT_EQ(legs()[0], "desk@office.example calls confirmed sip:2000@office.example");
    leaves_a_call = true;
}

}  // namespace
}  // namespace sofia::app
