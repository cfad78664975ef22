#include "sip/escape.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

TEST(EscapedUser, KeepsWhatAUserPartMayHold) {
    EXPECT_EQ(escape_user("+49301234"), "+49301234");
    EXPECT_EQ(escape_user("a%20b;x=1"), "a%20b;x=1");
    EXPECT_EQ(escape_user("a b@c>#\""), "a%20b%40c%3E%23%22");
    EXPECT_EQ(escape_user(""), "");
}

TEST(LooseRoute, HasLrOnce) {
    EXPECT_EQ(loose_route("sip:edge.example:5070"), "<sip:edge.example:5070;lr>");
    EXPECT_EQ(loose_route("sip:edge.example;transport=tcp;lr"),
              "<sip:edge.example;transport=tcp;lr>");
    EXPECT_EQ(loose_route("sip:edge.example;LR"), "<sip:edge.example;LR>");
}

}  // namespace
}  // namespace sofia::sip
