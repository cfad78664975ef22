#include <gmock/gmock.h>

#include "samples.hpp"
#include "store/postgres/arrays.hpp"
#include "store/postgres/conninfo.hpp"
#include "store/postgres/sqlstate.hpp"

// The pure parts of the PostgreSQL room.
namespace sofia::test {
namespace {

using base::ErrorKind;
using store::postgres::ArrayLiteral;
using store::postgres::complete_conninfo;
using store::postgres::kind_of_sqlstate;
using testing::HasSubstr;
using testing::Not;

TEST(PostgresArray, IsEmptyAtFirstAndAfterTake) {
    ArrayLiteral array;
    EXPECT_EQ(array.take(), "{}");
    array.add(std::int64_t{1});
    EXPECT_EQ(array.take(), "{1}");
    EXPECT_EQ(array.take(), "{}");
}

TEST(PostgresArray, QuotesEveryText) {
    ArrayLiteral array;
    for (const std::string_view text : {"", "NULL", "a,b", "{}", "q\"q", "b\\b", "it's"})
        array.add(text);
    EXPECT_EQ(array.take(), R"({"","NULL","a,b","{}","q\"q","b\\b","it's"})");
}

TEST(PostgresArray, HasNumbersAsTheyAre) {
    ArrayLiteral array;
    array.add(std::int64_t{-1});
    array.add(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(array.take(), "{-1,9223372036854775807}");
}

TEST(PostgresArray, ThereIsOneForEachColumnBehindTheOwnership) {
    const auto& table = store::registrations_table();
    const auto arrays = store::postgres::column_arrays(
        std::vector<model::Registration>{sample_binding(1), sample_binding(2)}, table);
    ASSERT_EQ(arrays.size(), table.columns.size() - store::kOwnershipColumns);
    EXPECT_EQ(arrays[0], R"({"internal","internal"})");
    EXPECT_EQ(arrays[3], R"({"sip:1001@192.0.2.7:5001","sip:1001@192.0.2.7:5002"})");
}

TEST(PostgresConninfo, GetsOurDefaults) {
    const auto words = complete_conninfo("postgresql://me:p%27w@db1:5433,db2/sofia").value();
    for (const char* word : {"user='me'",
                             R"(password='p\'w')",
                             "host='db1,db2'",
                             "dbname='sofia'",
                             "connect_timeout='2'",
                             "tcp_user_timeout='5000'",
                             "keepalives='1'",
                             "application_name='sofiad'",
                             "target_session_attrs='read-write'"})
        EXPECT_THAT(words, HasSubstr(word));
}

TEST(PostgresConninfo, KeepsWhatTheUserSays) {
    const auto words = complete_conninfo("host=db connect_timeout=9 application_name=x").value();
    EXPECT_THAT(words, HasSubstr("connect_timeout='9'"));
    EXPECT_THAT(words, HasSubstr("application_name='x'"));
    EXPECT_THAT(words, Not(HasSubstr("sofiad")));
}

TEST(PostgresConninfo, ThatCannotBeReadIsInvalidAndKeepsThePasswordToItself) {
    for (const char* text : {"postgresql://me:geheim@[::1/sofia",
                             "postgresql://me:gehe%zzim@db/sofia",
                             "postgresql://me:geheim@db/sofia?unknown=1",
                             "host=db password='geheim",
                             "geheim"}) {
        const auto result = complete_conninfo(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, ErrorKind::Invalid);
        if (std::string_view(text) != "geheim") {
            EXPECT_THAT(result.error().text, Not(HasSubstr("geheim"))) << text;
            EXPECT_THAT(result.error().text, Not(HasSubstr("gehe%"))) << text;
        }
    }
}

TEST(PostgresRefusal, OfAValueIsInvalidAndAllElseIsUnavailable) {
    for (const char* code : {"22001", "22P05", "23514", "23502", "54000"})
        EXPECT_EQ(kind_of_sqlstate(code), ErrorKind::Invalid) << code;
    for (const char* code :
         {"25006", "40P01", "40001", "42P01", "53100", "53300", "57P01", "57014", "08006", "", "2"})
        EXPECT_EQ(kind_of_sqlstate(code), ErrorKind::Unavailable) << code;
}

}  // namespace
}  // namespace sofia::test
