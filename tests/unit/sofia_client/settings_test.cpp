#include "sofia/settings.hpp"

#include <map>

#include <gtest/gtest.h>

namespace sofia::client {
namespace {

struct SettingsTest : ::testing::Test {
    std::map<std::string, std::string> variables{{"HOME", "/home/anna"}};
    std::map<std::string, std::string> files;

    base::Result<Settings> read() const {
        const auto find = [](const auto& map, const auto& key) {
            const auto found = map.find(key);
            return found == map.end() ? std::nullopt : std::optional(found->second);
        };
        return default_settings({[&](const auto& name) { return find(variables, name); },
                                 [&](const auto& path) { return find(files, path); }});
    }
};

TEST_F(SettingsTest, WithoutAnyFileTheDefaultsOfTheProtocolHold) {
    const auto settings = read();
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->host, "127.0.0.1");
    EXPECT_EQ(settings->port, 8021);
    EXPECT_EQ(settings->password, "ClueCon");
}

TEST_F(SettingsTest, TheEnvironmentBeatsTheHomeFileWhichBeatsTheSystemFile) {
    files["/etc/fs_cli.conf"] =
        "[default]\nhost = system\nport = 1001\npassword = system\nuser = system\n";
    files["/home/anna/.fs_cli_conf"] = "[default]\nport => 1002\npassword => home\n";
    variables["SOFIA_PASSWORD"] = "environment";
    const auto settings = read();
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->user, "system");
    EXPECT_EQ(settings->host, "system");
    EXPECT_EQ(settings->port, 1002);
    EXPECT_EQ(settings->password, "environment");
}

TEST_F(SettingsTest, OnlyTheDefaultSectionIsRead) {
    files["/etc/fs_cli.conf"] =
        "host = before\n; comment\n# comment\n[default]\nhost = right\n\n[other]\nhost = wrong\n";
    EXPECT_EQ(read()->host, "right");
}

TEST_F(SettingsTest, UnknownNamesOfFsCliAreIgnored) {
    files["/etc/fs_cli.conf"] =
        "[default]\nkey_f1 => help\ndebug => 7\nno equals here\nretry => true\n";
    const auto settings = read();
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->retry);
}

TEST_F(SettingsTest, ABadValueIsNamedWithFileAndLine) {
    files["/etc/fs_cli.conf"] = "[default]\n\nport = ninety\n";
    EXPECT_EQ(read().error().text,
              "/etc/fs_cli.conf:3: port 'ninety': expected a number from 1 to 65535");
}

TEST_F(SettingsTest, ABadVariableIsNamed) {
    variables["SOFIA_PORT"] = "70000";
    EXPECT_EQ(read().error().text, "SOFIA_PORT: port '70000': expected a number from 1 to 65535");
}

TEST_F(SettingsTest, TimesAreMilliseconds) {
    files["/etc/fs_cli.conf"] = "[default]\ntimeout = 1500\nconnect-timeout = 250\n";
    const auto settings = read();
    EXPECT_EQ(settings->command_timeout, std::chrono::milliseconds(1500));
    EXPECT_EQ(settings->connect_timeout, std::chrono::milliseconds(250));
    files["/etc/fs_cli.conf"] = "[default]\ntimeout = -1\n";
    EXPECT_FALSE(read());
}

}  // namespace
}  // namespace sofia::client
