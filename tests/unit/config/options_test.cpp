#include "config/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

class OptionsOf : public testing::Test {
  protected:
    base::Result<Options> parse(std::vector<std::string> words) {
        words.insert(words.begin(), "sofiad");
        if (std::find(words.begin(), words.end(), "--conf") == words.end())
            words.insert(words.begin() + 1, {"--conf", tree_.dir().string()});
        std::vector<const char*> argv;
        for (const auto& word : words)
            argv.push_back(word.c_str());
        return parse_options(static_cast<int>(argv.size()), argv.data(), test::test_host());
    }

    Options good(const std::vector<std::string>& words) {
        auto options = parse(words);
        EXPECT_TRUE(options.has_value()) << options.error().text;
        return options ? *options : Options{};
    }

    std::string error(const std::vector<std::string>& words) {
        const auto options = parse(words);
        return options ? "" : tree_.relative(options.error().text);
    }

    test::ConfigTree tree_;
};

TEST_F(OptionsOf, NobodyAreThoseOfDebian) {
    const char* argv[] = {"sofiad"};
    const auto options = parse_options(1, argv, test::test_host()).value();
    EXPECT_EQ(options.conf, "/etc/sofia-node");
    EXPECT_EQ(options.db.kind, store::DatabaseKind::Sqlite);
    EXPECT_EQ(options.db.target, "/var/lib/sofia-node/node.db");
    EXPECT_EQ(options.node_name.str(), "node-a");
    EXPECT_EQ(options.role, RoleOption::Active);
    EXPECT_EQ(options.log_level, base::LogLevel::Info);
    EXPECT_FALSE(options.daemon);
    EXPECT_EQ(options.db_commit_timeout, std::chrono::seconds(2));
    EXPECT_EQ(options.cluster_lease, std::chrono::seconds(10));
    EXPECT_EQ(options.probe_rate, 25U);
}

TEST_F(OptionsOf, TheCommandLineAreAllRead) {
    const auto options = good({"--db=postgresql://sofia@db1,db2/sofia",
                               "--node-name",
                               "a",
                               "--cluster",
                               "pair",
                               "--role",
                               "standby",
                               "--event-socket",
                               "[::1]:0",
                               "--event-socket-password",
                               "pass word",
                               "--log-level",
                               "debug",
                               "--log-file",
                               "/tmp/l",
                               "--pid-file",
                               "/tmp/p",
                               "--daemon",
                               "--migrate-only",
                               "--check-config",
                               "--debug-hooks",
                               "--db-commit-timeout",
                               "500",
                               "--cluster-lease",
                               "3",
                               "--probe-rate",
                               "0"});
    EXPECT_EQ(options.db.kind, store::DatabaseKind::Postgres);
    EXPECT_EQ(options.node_name.str(), "a");
    EXPECT_EQ(options.cluster.str(), "pair");
    EXPECT_EQ(options.role, RoleOption::Standby);
    EXPECT_EQ(options.event_socket.ip, "::1");
    EXPECT_EQ(options.event_socket.port, 0);
    EXPECT_EQ(options.event_socket.password, "pass word");
    EXPECT_EQ(options.log_level, base::LogLevel::Debug);
    EXPECT_EQ(options.log_file, "/tmp/l");
    EXPECT_EQ(options.pid_file, "/tmp/p");
    EXPECT_TRUE(options.debug_hooks);
    EXPECT_TRUE(options.daemon);
    EXPECT_TRUE(options.migrate_only);
    EXPECT_TRUE(options.check_config);
    EXPECT_EQ(options.db_commit_timeout, std::chrono::milliseconds(500));
    EXPECT_EQ(options.cluster_lease, std::chrono::seconds(3));
    EXPECT_EQ(options.probe_rate, 0U);
}

TEST_F(OptionsOf, NodeConfGiveWayToTheCommandLine) {
    tree_.write("node.conf",
                "# a comment\n\n cluster = pair-1 # which pair\nrole=standby\ndaemon = yes\n"
                "event-socket-password = a#b\n");
    const auto kept = good({});
    EXPECT_EQ(kept.cluster.str(), "pair-1");
    EXPECT_EQ(kept.role, RoleOption::Standby);
    EXPECT_TRUE(kept.daemon);
    EXPECT_EQ(kept.event_socket.password, "a#b");
    tree_.write("secret", "from file\n");
    const auto given = good({"--role",
                             "active",
                             "--foreground",
                             "--event-socket-password-file",
                             (tree_.dir() / "secret").string()});
    EXPECT_EQ(given.role, RoleOption::Active);
    EXPECT_FALSE(given.daemon);
    EXPECT_EQ(given.event_socket.password, "from file");
}

TEST_F(OptionsOf, HelpAndVersionComeBeforeEverythingElse) {
    tree_.write("node.conf", "nonsense\n");
    EXPECT_TRUE(good({"--help"}).show_help);
    EXPECT_TRUE(good({"--version", "--role", "king"}).show_version);
    for (const auto* name :
         {"--conf DIR", "--db DSN", "--event-socket ADDR:PORT", "--check-config"})
        EXPECT_THAT(help_text(), testing::HasSubstr(name));
}

TEST_F(OptionsOf, BadCommandLinesAreRefusedInOneLine) {
    EXPECT_EQ(error({"--frobnicate"}), "option '--frobnicate' is unknown; see --help");
    EXPECT_EQ(error({"--clust", "x"}), "option '--clust' is unknown; see --help");
    EXPECT_EQ(error({"start"}), "'start' is no option; see --help");
    EXPECT_EQ(error({"--role", "king"}),
              "option 'role': 'king' is not possible; expected active or standby");
    EXPECT_EQ(error({"--log-level", "loud"}),
              "option 'log-level': 'loud' is not possible; expected debug, info, warn or error");
    EXPECT_EQ(error({"--db-commit-timeout", "0"}),
              "option 'db-commit-timeout': '0' is not possible; expected a number of milliseconds "
              "from 1 to 3600000");
    EXPECT_EQ(error({"--cluster-lease", "ten"}),
              "option 'cluster-lease': 'ten' is not possible; expected a number of seconds from 1 "
              "to 86400");
    for (const auto* address :
         {"8021", "127.0.0.1", "host:8021", "127.0.0.1:70000", "::1:8021", ""})
        EXPECT_EQ(error({"--event-socket", address}),
                  "option 'event-socket': '" + std::string(address) +
                      "' is not possible; expected ADDRESS:PORT, for example 127.0.0.1:8021 or "
                      "[::1]:8021");
    EXPECT_EQ(error({"--cluster", " "}),
              "option 'cluster': ' ' is not possible; expected a value that is not empty");
    EXPECT_EQ(error({"--foreground", "--daemon"}),
              "options 'foreground' and 'daemon' exclude each other");
    EXPECT_EQ(error({"--event-socket-password-file", "/no/such/file"}),
              "option 'event-socket-password-file': '/no/such/file' is not possible; expected a "
              "file whose first line is the password");
    EXPECT_THAT(error({"--role"}), testing::HasSubstr("--role"));
}

TEST_F(OptionsOf, BadSecretsAreNotRepeated) {
    EXPECT_THAT(error({"--db", "mysql://u:hunter2@h/d"}),
                testing::AllOf(testing::StartsWith("option 'db': "),
                               testing::Not(testing::HasSubstr("hunter2"))));
    EXPECT_EQ(error({"--event-socket-password", ""}),
              "option 'event-socket-password': expected a password that is not empty");
}

TEST_F(OptionsOf, BadNodeConfsAreNamedWithFileAndLine) {
    tree_.write("node.conf", "\nfrobnicate = 1\n");
    EXPECT_EQ(error({}), "node.conf:2: option 'frobnicate' is unknown here");
    tree_.write("node.conf", "conf = /elsewhere\n");
    EXPECT_EQ(error({}), "node.conf:1: option 'conf' is unknown here");
    tree_.write("node.conf", "role\n");
    EXPECT_EQ(error({}), "node.conf:1: 'role' is no setting; expected name = value");
    tree_.write("node.conf", "# x\nrole = king\n");
    EXPECT_EQ(error({}),
              "node.conf:2: option 'role': 'king' is not possible; expected active or standby");
}

TEST_F(OptionsOf, TheConfigurationFillWhatWasNotGiven) {
    Configuration configuration;
    configuration.event_socket = {"10.0.0.1", 9000, "conf", {"lan"}};
    auto options = good({});
    settle(options, configuration, test::test_host());
    EXPECT_EQ(options.cluster.str(), "node-a");
    EXPECT_EQ(options.event_socket.port, 9000);
    EXPECT_EQ(options.event_socket.password, "conf");
    configuration.switch_options.switchname = "pair-1";
    options = good({"--event-socket", "127.0.0.1:8021"});
    settle(options, configuration, test::test_host());
    EXPECT_EQ(options.cluster.str(), "pair-1");
    EXPECT_EQ(options.event_socket.ip, "127.0.0.1");
    EXPECT_EQ(options.event_socket.password, "conf");
    EXPECT_THAT(options.event_socket.acl, testing::ElementsAre("lan"));
    options = good({"--cluster", "mine", "--event-socket-password", "given"});
    settle(options, configuration, test::test_host());
    EXPECT_EQ(options.cluster.str(), "mine");
    EXPECT_EQ(options.event_socket.password, "given");
    EXPECT_EQ(options.event_socket.ip, "10.0.0.1");
}

}  // namespace
}  // namespace sofia::config
