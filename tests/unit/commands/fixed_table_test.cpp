#include "commands/fixed_table.hpp"

#include <array>

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

constexpr std::array kColumns{Column{4, Column::Align::Right, "|"}, Column{3}, Column{}};

TEST(FixedTable, AlignsCellsAndSeparatesThemAsTheColumnsSay) {
    EXPECT_EQ(FixedTable(kColumns).row({"ab", "c", "d"}).text(), "  ab|c  \td\n");
}

TEST(FixedTable, NeverCutsALongValue) {
    EXPECT_EQ(FixedTable(kColumns).row({"abcdef", "wxyz", ""}).text(), "abcdef|wxyz\t\n");
}

TEST(FixedTable, DrawsARuleOf97Characters) {
    EXPECT_EQ(FixedTable(kColumns).rule().text(), std::string(97, '=') + "\n");
}

TEST(Counted, AddsThePluralUnlessTheNumberIsOne) {
    EXPECT_EQ(counted(0, "profile"), "0 profiles");
    EXPECT_EQ(counted(1, "alias", "es"), "1 alias");
    EXPECT_EQ(counted(2, "alias", "es"), "2 aliases");
}

}  // namespace
}  // namespace sofia::commands
