#include "sofia/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::client {
namespace {

using Mode = Invocation::Mode;
using ::testing::HasSubstr;

Invocation read(std::vector<std::string> arguments) {
    const auto result = read_command_line(std::move(arguments), Settings{});
    EXPECT_TRUE(result) << result.error().text;
    return result.value_or(Invocation{});
}

std::string error_of(std::vector<std::string> arguments) {
    const auto result = read_command_line(std::move(arguments), Settings{});
    EXPECT_FALSE(result);
    return result ? "" : result.error().text;
}

TEST(CommandLine, NothingOpensTheConsole) {
    EXPECT_EQ(read({}).mode, Mode::Console);
    EXPECT_EQ(read({"-H", "node"}).mode, Mode::Console);
}

TEST(CommandLine, WordsAreACommand) {
    const auto invocation = read({"status", "profile", "internal"});
    EXPECT_EQ(invocation.mode, Mode::Command);
    EXPECT_EQ(invocation.line, "sofia status profile internal");
}

TEST(CommandLine, ForceBelongsToThePromotionWhereverItStands) {
    EXPECT_EQ(read({"ha", "promote", "--force", "office"}).line, "sofia ha promote office --force");
    EXPECT_EQ(read({"--force", "--json", "ha", "promote"}).line, "sofia ha promote --force --json");
    EXPECT_THAT(error_of({"--force", "status"}), HasSubstr("--force is for `ha promote` only"));
}

TEST(CommandLine, XRunsItsTextAsItStands) {
    EXPECT_EQ(read({"-x", "status"}).line, "status");
    EXPECT_EQ(read({"--execute=show calls"}).line, "show calls");
}

TEST(CommandLine, OptionsOfFsCliMeanTheSame) {
    const auto settings = read({"-H",
                                "::1",
                                "-P8022",
                                "-p",
                                "pw",
                                "-u",
                                "1000",
                                "-t",
                                "2000",
                                "-T",
                                "300",
                                "-rRqQbn",
                                "-l",
                                "debug",
                                "-d",
                                "7",
                                "-i"})
                              .settings;
    EXPECT_EQ(settings.host, "::1");
    EXPECT_EQ(settings.port, 8022);
    EXPECT_EQ(settings.password, "pw");
    EXPECT_EQ(settings.user, "1000");
    EXPECT_EQ(settings.command_timeout, std::chrono::seconds(2));
    EXPECT_EQ(settings.connect_timeout, std::chrono::milliseconds(300));
    EXPECT_TRUE(settings.retry && settings.reconnect && settings.quiet && settings.batch);
    EXPECT_FALSE(settings.color);
    EXPECT_FALSE(settings.history);
    EXPECT_EQ(settings.log_level, "debug");
}

TEST(CommandLine, OptionsMayFollowTheWordsUntilTwoDashes) {
    EXPECT_EQ(read({"show", "calls", "-P", "9"}).settings.port, 9);
    EXPECT_EQ(read({"uuid_kill", "--", "-1"}).line, "uuid_kill -1");
}

TEST(CommandLine, JsonAsksTheNodeForItsJsonForm) {
    EXPECT_EQ(read({"status", "--json"}).line, "sofia jsonstatus");
    EXPECT_EQ(read({"--json", "-x", "show calls"}).line, "show calls as json");
    EXPECT_EQ(error_of({"--json", "recover"}), "--json: 'sofia recover' has no JSON form");
}

TEST(CommandLine, HelpAndVersionNeedNothingElse) {
    EXPECT_EQ(read({"-h"}).mode, Mode::Help);
    EXPECT_EQ(read({"--help"}).mode, Mode::Help);
    EXPECT_EQ(read({"--version"}).mode, Mode::Version);
    EXPECT_THAT(help_text(), HasSubstr("Exit status: 0 done"));
    EXPECT_THAT(version_text(), HasSubstr("sofia "));
}

TEST(CommandLine, AWrongOptionIsOneClearLine) {
    EXPECT_EQ(error_of({"--frobnicate"}), "unknown option '--frobnicate'; see sofia --help");
    EXPECT_EQ(error_of({"-H"}), "option '-H' needs a value; see sofia --help");
    EXPECT_EQ(error_of({"-P", "0"}), "port '0': expected a number from 1 to 65535");
    EXPECT_EQ(error_of({"-t", "soon"}), "timeout 'soon': expected a number from 0 to 2147483647");
}

TEST(CommandLine, TwoCommandsAreOneTooMany) {
    EXPECT_EQ(error_of({"-x", "status", "recover"}), "either -x or words, not both: 'recover'");
}

TEST(CommandLine, ACommandCannotSmuggleASecondOneIntoTheProtocol) {
    EXPECT_EQ(error_of({"-x", "status\n\napi shutdown"}), "a command is one line");
    EXPECT_EQ(error_of({"status", "a\rb"}), "a command is one line");
}

TEST(CommandLine, PingTakesOneUri) {
    const auto invocation = read_command_line({"-t", "500", "ping", "sip:192.0.2.1"}, {});
    ASSERT_TRUE(invocation);
    EXPECT_EQ(invocation->mode, Invocation::Mode::Ping);
    EXPECT_EQ(invocation->line, "sip:192.0.2.1");
    EXPECT_EQ(invocation->settings.command_timeout.count(), 500);
    EXPECT_EQ(read_command_line({"ping"}, {}).error().text, "ping takes one SIP URI");
}

}  // namespace
}  // namespace sofia::client
