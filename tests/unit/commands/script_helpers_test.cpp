#include <gmock/gmock.h>

#include "commands/date_text.hpp"
#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

class ScriptHelpers : public CommandWorld {};

TEST_F(ScriptHelpers, MakeUuids) {
    const auto uuid = run("create_uuid");
    EXPECT_THAT(uuid, testing::MatchesRegex("[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"));
    EXPECT_NE(uuid, run("create_uuid"));
}

TEST_F(ScriptHelpers, EchoWhatTheyAreTold) {
    EXPECT_EQ(run("echo 'two  words' and one"), "'two  words' and one");
    EXPECT_EQ(run("echo"), "");
}

TEST_F(ScriptHelpers, TellTheSecondsOfADate) {
    samples::use_transcript_zone();
    EXPECT_EQ(run("strepoch"), epoch_seconds(clock_.wall()));
    EXPECT_EQ(run("strepoch 2026-11-22 20:43:10"), "1795380190");
    EXPECT_EQ(run("strepoch '2026-11-22 20:43:10'"), "1795380190");
    EXPECT_EQ(run("strepoch 2026-11-22 20:43"), "1795380180");
    EXPECT_EQ(run("strepoch 2026-11-22"), "1795305600");
}

TEST_F(ScriptHelpers, TellZeroForWhatIsNoDate) {
    for (const auto* line : {"strepoch tomorrow",
                             "strepoch 2026-13-01",
                             "strepoch 2026-11-22 24:00",
                             "strepoch 2026-11-22 1:2:3:4",
                             "strepoch 2026-11-22 1:2 PM"})
        EXPECT_EQ(run(line), "0") << line;
}

TEST_F(ScriptHelpers, KnowTheUsersOfTheDirectory) {
    model::DirectoryUser user;
    user.id = "carol";
    user.number_alias = "1003";
    user.domain = "example.com";
    directory_->add(user);
    EXPECT_EQ(run("user_exists id 1001 example.com"), "true");
    EXPECT_EQ(run("user_exists id 1003 EXAMPLE.com"), "true");
    EXPECT_EQ(run("user_exists number-alias 1003 example.com"), "true");
    EXPECT_EQ(run("user_exists number-alias 1001 example.com"), "false");
    EXPECT_EQ(run("user_exists id 9999 example.com"), "false");
    EXPECT_EQ(run("user_exists id 1001 example.org"), "false");
    EXPECT_EQ(run("user_exists colour 1001 example.com"), "false");
    EXPECT_EQ(run("user_exists id 1001"), "-USAGE: id|number-alias <user> <domain>\n");
}

TEST_F(ScriptHelpers, AskAccessLists) {
    EXPECT_EQ(run("acl 127.0.0.1 loopback.auto"), "true");
    EXPECT_EQ(run("acl 198.51.100.7 loopback.auto"), "false");
    EXPECT_EQ(run("acl 198.51.100.7 198.51.100.0/24"), "true");
    EXPECT_EQ(run("acl 198.51.100.7 nosuch"), "false");
    EXPECT_EQ(run("acl nonsense loopback.auto"), "false");
    EXPECT_EQ(run("acl 198.51.100.7"), "-USAGE: <ip> <list>\n");
}

TEST_F(ScriptHelpers, TellHowLongTheNodeIsUp) {
    advance(std::chrono::minutes(61));
    EXPECT_EQ(run("uptime"), "3660\n");
    EXPECT_EQ(run("uptime m"), "61\n");
    EXPECT_EQ(run("uptime h"), "1\n");
    EXPECT_EQ(run("uptime ms"), "3660000\n");
    EXPECT_EQ(run("uptime weeks"), "-USAGE: [us|ms|s|m|h|d]\n");
}

TEST_F(ScriptHelpers, MatchTexts) {
    EXPECT_EQ(run("regex 1000|^\\d+$"), "true");
    EXPECT_EQ(run("regex abc|^\\d+$"), "false");
    EXPECT_EQ(run("regex |^$"), "true") << "an empty text is a text";
    EXPECT_EQ(run("regex 0044123|^00(\\d\\d)(.*)$|+%1 %2"), "+44 123");
    EXPECT_EQ(run("regex abc|^x|%0"), "abc") << "what does not match stays";
    EXPECT_EQ(run("regex abc|^x|%0|n"), "");
    EXPECT_EQ(run("regex abc|^x|%0|b"), "false");
    EXPECT_EQ(run("regex m:~:b~^(a|b)$"), "true");
    EXPECT_THAT(run("regex abc|("), testing::StartsWith("-ERR "));
    for (const auto* line : {"regex", "regex abc", "regex a|b|c|d|e"})
        EXPECT_EQ(run(line), "-USAGE: <data>|<pattern>[|<subst string>][|(n|b)]\n") << line;
}

TEST_F(ScriptHelpers, WriteATimeAsTheFormatSays) {
    samples::use_transcript_zone();
    EXPECT_EQ(run("strftime 1795380190|%Y-%m-%d %H:%M:%S"), "2026-11-22 20:43:10");
    EXPECT_EQ(run("strftime 1795380190|"), "2026-11-22 20:43:10");
    EXPECT_EQ(run("strftime %s"), epoch_seconds(clock_.wall()));
    EXPECT_EQ(run("strftime a|b"), "a|b");
}

TEST_F(ScriptHelpers, ChooseOneOfTwoTexts) {
    EXPECT_EQ(run("cond 9 < 10 ? yes : no"), "yes");
    EXPECT_EQ(run("cond '9' > '10' ? yes : no"), "no") << "numbers";
    EXPECT_EQ(run("cond b > abc ? 'the first' : no"), "the first") << "letters";
    EXPECT_EQ(run("cond 1.0 == 1 ? same : other"), "same");
    EXPECT_EQ(run("cond  == x ? same : other"), "other");
    EXPECT_EQ(run("cond 2 >= 3 ? a : b:c"), "b:c");
    for (const auto* bad : {"cond", "cond a ? b : c", "cond 1 == 1 ? b", "cond 1 == 1 : b ? c"})
        EXPECT_EQ(run(bad), "-USAGE: <expr> ? <true val> : <false val>\n") << bad;
}

TEST_F(ScriptHelpers, NameTheModulesWhoseWorkIsDoneHere) {
    EXPECT_EQ(run("module_exists mod_sofia"), "true");
    EXPECT_EQ(run("module_exists mod_voicemail"), "false");
    EXPECT_EQ(run("module_exists"), "false");
}

TEST_F(ScriptHelpers, EncodeTexts) {
    EXPECT_EQ(run("url_encode a b%c"), "a%20b%25c");
    EXPECT_EQ(run("url_decode a%20b%25c"), "a b%c");
    EXPECT_EQ(run("md5 1001:example.com:1234"), "e2aa3a5e0b5f5bc8a403480c784a4ba8");
}

TEST_F(ScriptHelpers, NameTheUsersOfAGroup) {
    directory_->add_to_group("pair", "example.com", "1001");
    directory_->add_to_group("pair", "example.com", "1002");
    EXPECT_EQ(run("group_call pair@example.com"), "user/1001@example.com,user/1002@example.com");
    EXPECT_EQ(run("group_call pair@example.com+F"), "user/1001@example.com|user/1002@example.com");
    EXPECT_EQ(run("group_call pair@example.com+E"),
              "user/1001@example.com:_:user/1002@example.com");
    EXPECT_EQ(run("group_call nobody@example.com"), "error/NO_ROUTE_DESTINATION");
}

}  // namespace
}  // namespace sofia::commands
