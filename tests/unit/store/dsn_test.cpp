#include "store/dsn.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "unit/store/temporary_folder.hpp"

namespace sofia::test {
namespace {

using store::DatabaseKind;
using store::Dsn;
using store::parse_dsn;
using testing::HasSubstr;
using testing::Not;

TEST(DatabaseName, SqliteTakesAnAbsoluteOrARelativePath) {
    EXPECT_EQ(parse_dsn("sqlite:///var/lib/sofia/node.db"),
              (Dsn{DatabaseKind::Sqlite, "/var/lib/sofia/node.db"}));
    EXPECT_EQ(parse_dsn(" SQLite://node.db "), (Dsn{DatabaseKind::Sqlite, "node.db"}));
}

TEST(DatabaseName, PostgresTakesAUriUnderThreeNames) {
    for (const char* scheme : {"postgresql", "postgres", "pgsql", "PostgreSQL"})
        EXPECT_EQ(parse_dsn(std::string(scheme) + "://sofia:pw@db1,db2:5433/sofia?sslmode=require"),
                  (Dsn{DatabaseKind::Postgres,
                       "postgresql://sofia:pw@db1,db2:5433/sofia?sslmode=require"}));
}

TEST(DatabaseName, PostgresTakesKeywordsAsTheOtherSystemHasThem) {
    EXPECT_EQ(
        parse_dsn("pgsql://hostaddr=127.0.0.1 dbname=sofia user=sofia password='a b'"),
        (Dsn{DatabaseKind::Postgres, "hostaddr=127.0.0.1 dbname=sofia user=sofia password='a b'"}));
}

TEST(DatabaseName, AnEqualsSignInTheParametersOfAUriIsNoKeyword) {
    EXPECT_EQ(parse_dsn("postgresql:///sofia?host=/run/postgresql")->target,
              "postgresql:///sofia?host=/run/postgresql");
}

TEST(DatabaseName, MemoryHasNothingBehindIt) {
    EXPECT_EQ(parse_dsn("memory:"), (Dsn{DatabaseKind::Memory, ""}));
}

TEST(DatabaseName, WhatCannotBeReadSaysWhatWasExpected) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "expected sqlite://, postgresql://"},
        {"node.db", "expected sqlite://, postgresql://"},
        {"mysql://u:geheim@h/d", "expected sqlite://, postgresql://"},
        {"memory:x", "expected sqlite://"},
        {"sqlite://", "expected a file after sqlite://"},
        {"sqlite:///", "expected a file after sqlite://"},
        {"sqlite:///var/lib/", "expected a file after sqlite://"},
        {"sqlite:///x.db?mode=ro", "takes no parameters"},
        {"postgresql://", "expected host and name"},
    };
    for (const auto& [text, expected] : cases) {
        const auto result = parse_dsn(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, base::ErrorKind::Invalid);
        EXPECT_THAT(result.error().text, HasSubstr(expected));
        EXPECT_THAT(result.error().text, Not(HasSubstr("geheim")));
    }
}

TEST(DatabaseName, IsShownWithoutPasswords) {
    const std::pair<const char*, const char*> cases[] = {
        {"sqlite:///x.db", "sqlite:///x.db"},
        {"memory:", "memory:"},
        {"postgresql://db/sofia", "postgresql://db/sofia"},
        {"postgresql://me@db/sofia", "postgresql://me@db/sofia"},
        {"postgresql://me:geheim@db/sofia", "postgresql://me:***@db/sofia"},
        {"postgresql://me:ge@h/e?im@db/sofia", "postgresql://me:***@db/sofia"},
        {"postgresql://me:geheim@a,b:5433/x", "postgresql://me:***@a,b:5433/x"},
        {"postgresql://db/x?user=me&password=geheim&sslmode=require",
         "postgresql://db/x?user=me&password=***&sslmode=require"},
        {"pgsql://host=db password=geheim user=me", "host=db password=*** user=me"},
        {"pgsql://host=db PASSWORD = 'ge \\' heim' user=me", "host=db PASSWORD = *** user=me"},
        {"pgsql://host=db sslpassword=geheim", "host=db sslpassword=***"},
        {"pgsql://host=db password=ge\\ heim user=me", "host=db password=*** user=me"},
        {"pgsql://host=db password='geheim", "host=db password=***"},
    };
    for (const auto& [text, shown] : cases)
        EXPECT_EQ(parse_dsn(text)->redacted(), shown);
}

TEST(DatabaseName, TheFolderOfAFileIsMadeWhenItIsMissing) {
    const TemporaryFolder folder;
    const auto file = folder.file("deeper/still/node.db");
    ASSERT_TRUE(store::make_folder(parse_dsn("sqlite://" + file).value()));
    EXPECT_TRUE(std::ofstream(file).is_open());
    EXPECT_TRUE(store::make_folder(parse_dsn("sqlite://node.db").value()))
        << "it is the present one";
    EXPECT_TRUE(store::make_folder(parse_dsn("postgresql://db/x").value()));
    const auto error =
        store::make_folder(parse_dsn("sqlite://" + file + "/below/a/file.db").value());
    ASSERT_FALSE(error);
    EXPECT_NE(error.error().text.find("its folder " + file + "/below/a cannot be made: "),
              std::string::npos)
        << error.error().text;
}

TEST(DatabaseName, APasswordInsideOfALongerTextIsMasked) {
    EXPECT_EQ(store::redact_passwords("cannot reach postgresql://me:geheim@db/x now"),
              "cannot reach postgresql://me:***@db/x now");
    EXPECT_EQ(store::redact_passwords("password authentication failed for user \"me\""),
              "password authentication failed for user \"me\"");
}

}  // namespace
}  // namespace sofia::test
