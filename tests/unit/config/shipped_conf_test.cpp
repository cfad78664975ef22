// The tree in conf/ is what a new user starts with: it must load, say nothing and do what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/options.hpp"
#include "dialplan/route.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

class ShippedConf : public testing::Test {
  protected:
    void SetUp() override {
        auto loaded = load(SOFIA_CONF_DIR, test::test_host());
        ASSERT_TRUE(loaded.has_value()) << loaded.error().text;
        for (const auto& warning : loaded->warnings)
            ADD_FAILURE() << warning.str();
        configuration_ = loaded->configuration;
    }

    std::vector<std::string> actions(const std::string& context, const std::string& number) {
        dialplan::Facts facts;
        facts.scope.variable = [&](std::string_view name) -> std::optional<std::string> {
            return name == "destination_number" ? std::optional(number) : std::nullopt;
        };
        std::vector<std::string> shown;
        for (const auto& action : dialplan::route(configuration_->dialplan, context, facts).actions)
            shown.push_back(action.application + " " + action.data);
        return shown;
    }

    std::shared_ptr<const Configuration> configuration_;
};

TEST_F(ShippedConf, HasPhonesInsideAndCarriersOutside) {
    ASSERT_EQ(configuration_->profiles.size(), 2u);
    const auto& external = configuration_->profiles[0];
    const auto& internal = configuration_->profiles[1];
    EXPECT_EQ(internal.name, "internal");
    EXPECT_EQ(internal.address.sip_port, 5060);
    EXPECT_EQ(internal.address.sip_ip, "192.0.2.10");
    EXPECT_TRUE(internal.calls.auth_calls);
    EXPECT_TRUE(internal.calls.track_calls);
    EXPECT_EQ(internal.registrar.challenge_realm, "auto_from");
    EXPECT_EQ(internal.registrar.force_register_domain, "192.0.2.10");
    EXPECT_THAT(internal.aliases, testing::ElementsAre("192.0.2.10"));
    EXPECT_EQ(external.name, "external");
    EXPECT_EQ(external.address.sip_port, 5080);
    EXPECT_TRUE(external.calls.track_calls);
    EXPECT_TRUE(external.gateways.empty());
}

TEST_F(ShippedConf, LetsNobodyInWithoutPasswordOrList) {
    const auto& external = configuration_->profiles[0];
    EXPECT_FALSE(external.calls.auth_calls);
    ASSERT_THAT(external.calls.apply_inbound_acl, testing::ElementsAre("trunks"));
    EXPECT_FALSE(configuration_->acl.check("trunks", "203.0.113.7").allowed);
    EXPECT_FALSE(configuration_->acl.check("domains", "203.0.113.7").allowed);
}

TEST_F(ShippedConf, HasTwentyUsers) {
    const auto users = configuration_->directory.users_of("192.0.2.10");
    ASSERT_EQ(users.size(), 20u);
    EXPECT_EQ(users.front()->id, "1000");
    EXPECT_EQ(users.back()->id, "1019");
    for (const auto* user : users) {
        EXPECT_EQ(user->param("password"), "1234") << user->id;
        EXPECT_EQ(user->variable("user_context"), "default") << user->id;
        EXPECT_THAT(std::string(user->param("dial-string")),
                    testing::HasSubstr("${sofia_contact(*/${dialed_user}@${dialed_domain})}"));
    }
    EXPECT_THAT(configuration_->directory.group("reception", "192.0.2.10"),
                testing::ElementsAre("1000", "1001"));
}

TEST_F(ShippedConf, BridgesUsersAndRefusesTheRest) {
    EXPECT_THAT(actions("default", "1001"),
                testing::ElementsAre("set call_timeout=30",
                                     "set hangup_after_bridge=true",
                                     "set continue_on_fail=true",
                                     "bridge user/${destination_number}@${domain_name}",
                                     "hangup ${originate_disposition}"));
    EXPECT_THAT(actions("default", "4930123456"), testing::ElementsAre("respond 404"));
    EXPECT_THAT(actions("public", "1001"), testing::ElementsAre("transfer 1001 XML default"));
    EXPECT_THAT(actions("public", "4930123456"), testing::ElementsAre("respond 404"));
}

TEST_F(ShippedConf, NodeConfIsReadable) {
    const char* argv[] = {"sofiad", "--conf", SOFIA_CONF_DIR};
    const auto options = parse_options(3, argv, test::test_host());
    ASSERT_TRUE(options.has_value()) << options.error().text;
    EXPECT_EQ(options->role, RoleOption::Active);
}

}  // namespace
}  // namespace sofia::config
