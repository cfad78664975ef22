#include "dialplan/action_check.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

using testing::HasSubstr;

TEST(ActionCheck, BadDataSaysWhatWasExpected) {
    const std::array<std::array<const char*, 3>, 23> kBad{{
        {"bridge", "loopback/app=voicemail:default ${domain_name}", "no endpoint 'loopback'"},
        {"bridge", "skinny/internal/1", "no endpoint 'skinny'"},
        {"bridge", "sofia/internal", "column 1: expected '/' and an address"},
        {"bridge", "user/1,", "column 8: expected ENDPOINT/DESTINATION"},
        {"bridge", "", "column 1: expected ENDPOINT/DESTINATION"},
        {"hangup", "no_cause", "expected the name or the number of a cause"},
        {"respond", "", "expected a final status from 300 to 699"},
        {"respond", "200 OK", "expected a final status from 300 to 699"},
        {"respond", "99999999999999999999", "expected a final status from 300 to 699"},
        {"sleep", "soon", "expected milliseconds"},
        {"sleep", "-1", "expected milliseconds"},
        {"socket", "127.0.0.1:x", "'127.0.0.1:x': expected HOST[:PORT]"},
        {"sched_hangup", "", "expected +SECONDS"},
        {"sched_hangup", "+x", "expected +SECONDS"},
        {"sched_hangup", "+5 no_cause", "'no_cause': expected the name"},
        {"limit", "hash realm", "expected BACKEND REALM RESOURCE"},
        {"limit", "hash realm id many", "'many': expected MAX or MAX/SECONDS"},
        {"limit", "hash realm id 5/0", "'5/0': expected MAX or MAX/SECONDS"},
        {"set", "name", "expected NAME=VALUE"},
        {"export", "=x", "expected NAME=VALUE"},
        {"unset", " ", "expected the name of a variable"},
        {"transfer", "", "expected DESTINATION"},
        {"redirect", "", "expected a SIP URI"},
    }};
    for (const auto& [application, data, expected] : kBad) {
        const auto error = data_error(application, data);
        ASSERT_TRUE(error) << application << "(" << data << ")";
        EXPECT_THAT(*error, HasSubstr(expected)) << application << "(" << data << ")";
    }
}

TEST(ActionCheck, GoodDataPassesAndWhatDependsOnTheCallIsNotJudged) {
    const std::array<std::array<const char*, 2>, 15> kGood{{{"bridge", "user/1000|error/USER_BUSY"},
                                                            {"bridge", "user/${who}"},
                                                            {"bridge", "{a=b}${where}/$1"},
                                                            {"bridge", "${where}"},
                                                            {"hangup", ""},
                                                            {"hangup", "USER_BUSY"},
                                                            {"hangup", "17"},
                                                            {"respond", "404 Not here"},
                                                            {"respond", "$1"},
                                                            {"sleep", " 100 "},
                                                            {"sched_hangup", "+5 USER_BUSY"},
                                                            {"sched_hangup", "1790000000"},
                                                            {"limit", "hash r i -1"},
                                                            {"limit", "db r i 5/60 over XML c"},
                                                            {"answer", "anything"}}};
    for (const auto& [application, data] : kGood)
        EXPECT_EQ(data_error(application, data), std::nullopt) << application << "(" << data << ")";
}

}  // namespace
}  // namespace sofia::dialplan
