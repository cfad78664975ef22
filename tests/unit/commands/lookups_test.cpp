#include <gmock/gmock.h>

#include "commands/lookup.hpp"
#include "registrar/domain_names.hpp"
#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

TEST(Lookup, TakesItsParts) {
    const auto all = Lookup::parse("~Acme/internal/u1@example.com/a=b,c=d");
    EXPECT_THAT(all.user_agents, testing::ElementsAre("Acme"));
    EXPECT_EQ(all.profile, "internal");
    EXPECT_EQ(all.user, "u1");
    EXPECT_EQ(all.domain, "example.com");
    EXPECT_EQ(all.concat, "a=b,c=d");
    const auto bare = Lookup::parse("u1");
    EXPECT_EQ(bare.user, "u1");
    EXPECT_EQ(bare.domain + bare.profile + bare.concat, "");
    EXPECT_TRUE(bare.user_agents.empty());
    EXPECT_THAT(Lookup::parse("~Acme%2FT4/~x/u1").user_agents,
                testing::ElementsAre("Acme/T4", "x"));
    const auto host = Lookup::parse("*/@example.com");
    EXPECT_EQ(host.profile, "*");
    EXPECT_EQ(host.user, "");
    EXPECT_EQ(host.domain, "example.com");
    EXPECT_EQ(Lookup::parse("").user, "");
    EXPECT_EQ(Lookup::parse("~Acme").user, "") << "an agent without anything after it";
}

class Lookups : public CommandWorld {
  protected:
    Lookups() { bind({live(0), live(1), live(2)}); }

    model::Registration live(int n, const std::string& profile = "internal") const {
        auto binding = samples::registration(n);
        binding.key.profile = profile;
        binding.expires = clock_.wall() + std::chrono::hours(1);
        return binding;
    }
};

TEST_F(Lookups, FindContactsOfAUser) {
    for (const auto* line : {"sofia_contact u1@127.0.0.10",
                             "sofia_contact internal/u1@127.0.0.10",
                             "sofia_contact */u1@127.0.0.10",
                             "sofia_contact nosuch/u1@127.0.0.10"})
        EXPECT_EQ(run(line), "sofia/internal/sip:u1@127.0.0.20:5080") << line;
}

TEST_F(Lookups, SayWhenNobodyIsThere) {
    for (const auto* line : {"sofia_contact nosuch@127.0.0.10",
                             "sofia_contact external/u1@127.0.0.10",
                             "sofia_contact ~Acme/u1@127.0.0.10",
                             "sofia_contact"})
        EXPECT_EQ(run(line), "error/user_not_registered") << line;
    EXPECT_EQ(run("sofia_username_of nosuch@127.0.0.10"), "");
}

TEST_F(Lookups, LeadEveryContactByWhatIsAsked) {
    bind({live(1), live(1, "external")});
    EXPECT_EQ(run("sofia_contact */u1@127.0.0.10/leg_timeout=5"),
              "[leg_timeout=5]sofia/external/sip:u1@127.0.0.20:5080,"
              "[leg_timeout=5]sofia/internal/sip:u1@127.0.0.20:5080");
    EXPECT_EQ(run("sofia_contact internal/u1@127.0.0.10/[leg_timeout=5]"),
              "[leg_timeout=5]sofia/internal/sip:u1@127.0.0.20:5080")
        << "brackets that are there are enough";
}

TEST_F(Lookups, FilterByTheUserAgent) {
    auto acme = live(1);
    acme.user_agent = "Acme/1.0";
    bind({acme});
    EXPECT_EQ(run("sofia_contact ~Acme/internal/u1@127.0.0.10"),
              "sofia/internal/sip:u1@127.0.0.20:5080");
    EXPECT_EQ(run("sofia_contact ~Other/internal/u1@127.0.0.10"), "error/user_not_registered");
    const auto* const found = "sofia/internal/sip:u1@127.0.0.20:5080";
    EXPECT_EQ(run("sofia_contact ~acME/u1@127.0.0.10"), found) << "in any case of letters";
    EXPECT_EQ(run("sofia_contact ~acme%2f1/u1@127.0.0.10"), found) << "a slash in the agent";
    EXPECT_EQ(run("sofia_contact ~acme/~1.0/u1@127.0.0.10"), found);
    EXPECT_EQ(run("sofia_contact ~acme/~2.0/u1@127.0.0.10"), "error/user_not_registered");
}

TEST_F(Lookups, UseTheDomainsThatTheConfigurationGives) {
    auto u1 = live(1);
    u1.key.host = "example.com";
    bind({u1});
    EXPECT_EQ(run("sofia_contact u1"), "sofia/internal/sip:u1@127.0.0.20:5080")
        << "the node's own domain";
    auto settings = std::make_shared<model::Profile>(*profiles_.find("internal")->settings);
    settings->domain = "example.com";
    profiles_.reconfigure(settings);
    EXPECT_EQ(run("sofia_contact u1@internal"), "sofia/internal/sip:u1@127.0.0.20:5080")
        << "the profile's domain in the place of its name";
}

TEST_F(Lookups, HostsThatMeanTheSameAreOneDomain) {
    auto elsewhere = live(1);
    elsewhere.key.host = "elsewhere.example";
    elsewhere.key.contact_uri = "sip:u1@127.0.0.99";
    bind({live(0), live(1), elsewhere});
    auto settings = std::make_shared<model::Profile>(*profiles_.find("internal")->settings);
    settings->presence.hosts = {"office.example", "127.0.0.10"};
    profiles_.reconfigure(settings);
    for (const auto* line : {"sofia_contact u1@Office.Example",
                             "sofia_contact internal/u1@office.example",
                             "sofia_contact */u1@office.example",
                             "sofia_contact internal/u1@127.0.0.10"})
        EXPECT_EQ(run(line), "sofia/internal/sip:u1@127.0.0.20:5080") << line;
    for (const auto* line : {"sofia_contact u1@office.exam",
                             "sofia_contact external/u1@office.example",
                             "sofia_contact u1@other.example"})
        EXPECT_EQ(run(line), "error/user_not_registered") << line;
    EXPECT_EQ(run("sofia_count_reg internal/u1@office.example"), "1");
    EXPECT_EQ(run("sofia_count_reg internal/@office.example"), "2");
    EXPECT_EQ(run("sofia_username_of internal/u1@office.example"), "u1");
    EXPECT_EQ(run("sofia_presence_data list u1@office.example"),
              "status|rpid|user_agent|network_ip|network_port\n"
              "unknown|unknown|unknown|127.0.0.20|5080\n+OK\n");
}

TEST_F(Lookups, APhoneThatRegisteredUnderTwoNamesRingsOnce) {
    auto twice = live(1);
    twice.key.host = "office.example";
    bind({live(1), twice});
    auto settings = std::make_shared<model::Profile>(*profiles_.find("internal")->settings);
    settings->presence.hosts = {"office.example", "127.0.0.10"};
    profiles_.reconfigure(settings);
    EXPECT_EQ(
        registrar::contacts_under_any_name(registrar_, profiles_, "", "u1", "127.0.0.10").size(),
        1U);
    EXPECT_EQ(run("sofia_count_reg internal/u1@127.0.0.10"), "1");
}

TEST_F(Lookups, ForgetBindingsThatHaveEnded) {
    EXPECT_EQ(run("sofia_count_reg internal/u1@127.0.0.10"), "1");
    advance(std::chrono::hours(1));
    EXPECT_EQ(run("sofia_count_reg internal/u1@127.0.0.10"), "0");
    EXPECT_EQ(run("sofia_contact u1@127.0.0.10"), "error/user_not_registered");
}

TEST_F(Lookups, CountBindings) {
    auto settings = std::make_shared<model::Profile>(*profiles_.find("internal")->settings);
    settings->aliases = {"127.0.0.10"};
    profiles_.reconfigure(settings);
    EXPECT_EQ(run("sofia_count_reg u1@127.0.0.10"), "1");
    EXPECT_EQ(run("sofia_count_reg internal/u1@127.0.0.10"), "1");
    EXPECT_EQ(run("sofia_count_reg internal/@127.0.0.10"), "3");
    EXPECT_EQ(run("sofia_count_reg nosuch@127.0.0.10"), "0");
}

TEST_F(Lookups, CountOnEveryProfileAndInTheNodesOwnDomain) {
    auto u1 = live(1);
    u1.key.host = "example.com";
    auto outside = live(1, "external");
    outside.key.host = "example.com";
    bind({live(0), u1, outside});
    EXPECT_EQ(run("sofia_count_reg internal/u1"), "1") << "in the node's own domain";
    EXPECT_EQ(run("sofia_count_reg */u1"), "2");
    EXPECT_EQ(run("sofia_count_reg */u1@example.com"), "2");
    EXPECT_EQ(run("sofia_count_reg */@example.com"), "2");
    EXPECT_EQ(run("sofia_count_reg */u1@elsewhere"), "0");
}

TEST_F(Lookups, CountNothingWhereThereIsNoProfile) {
    for (const auto* line : {"sofia_count_reg",
                             "sofia_count_reg internal",
                             "sofia_count_reg internal/",
                             "sofia_count_reg nosuch/u1",
                             "sofia_count_reg u1@elsewhere"})
        EXPECT_EQ(run(line), "-1") << line;
}

TEST_F(Lookups, NameTheOneWhoAuthenticated) {
    auto u1 = live(1);
    u1.auth_user = "account-7";
    bind({u1});
    EXPECT_EQ(run("sofia_username_of internal/u1@127.0.0.10"), "account-7");
    EXPECT_EQ(run("sofia_username_of u1@127.0.0.10"), "account-7");
}

}  // namespace
}  // namespace sofia::commands
