#include "dialplan/captures.hpp"

#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

TEST(Substitute, PutsCapturesInPlace) {
    EXPECT_EQ(substitute("user/$1@$2", {"all", "1001", "example.com"}), "user/1001@example.com");
    EXPECT_EQ(substitute("${1}0 $0", {"all", "1001"}), "10010 all");
    EXPECT_EQ(substitute("[$2]", {"all", "1001"}), "[]");
}

TEST(Substitute, LeavesVariablesAndPlainDollarsAlone) {
    EXPECT_EQ(substitute("${name} $ $x ${1 $", {"all", "1"}), "${name} $ $x ${1 $");
    EXPECT_EQ(substitute("$99999999999999999999", {"all"}), "$99999999999999999999");
}

TEST(AsArray, IsThePlainTextForOneAndAnArrayForMore) {
    EXPECT_EQ(as_array({"1001"}), "1001");
    EXPECT_EQ(as_array({"91001", "9", "1001"}), "ARRAY::91001|:9|:1001");
}

}  // namespace
}  // namespace sofia::dialplan
