#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;

class DirectorySection : public testing::Test {
  protected:
    void write(const std::string& inside) { tree_.sections("", inside); }

    const model::Directory& directory() {
        auto loaded = tree_.load();
        EXPECT_TRUE(loaded.has_value()) << loaded.error().text;
        configuration_ = loaded->configuration;
        return configuration_->directory;
    }

    test::ConfigTree tree_;
    std::shared_ptr<const Configuration> configuration_;
};

TEST_F(DirectorySection, AUserInheritsFromGroupAndDomain) {
    write(
        "<domain name=\"example.com\">"
        "<params><param name=\"a\" value=\"domain\"/><param name=\"b\" value=\"domain\"/>"
        "<param name=\"c\" value=\"domain\"/></params>"
        "<variables><variable name=\"v\" value=\"domain\"/></variables>"
        "<profile-variables><variable name=\"p\" value=\"domain\"/></profile-variables>"
        "<groups><group name=\"g\"><params><param name=\"b\" value=\"group\"/>"
        "<param name=\"c\" value=\"group\"/></params><users>"
        "<user id=\"1000\" number-alias=\"4930\" cidr=\"198.51.100.7/32\">"
        "<params><param name=\"c\" value=\"user\"/></params>"
        "<variables><variable name=\"v\" value=\"user\"/></variables></user>"
        "</users></group></groups>"
        "<users><user id=\"1001\"/></users></domain>");
    const auto* grouped = directory().find("1000", "example.com");
    ASSERT_NE(grouped, nullptr);
    EXPECT_EQ(grouped->param("a"), "domain");
    EXPECT_EQ(grouped->param("b"), "group");
    EXPECT_EQ(grouped->param("c"), "user");
    EXPECT_EQ(grouped->variable("v"), "user");
    EXPECT_EQ(grouped->profile_variables.at("p"), "domain");
    EXPECT_EQ(grouped->cidr, "198.51.100.7/32");
    EXPECT_EQ(directory().find("4930", "EXAMPLE.com")->id, "1000");
    EXPECT_EQ(directory().find("1001", "example.com")->param("b"), "domain");
}

TEST_F(DirectorySection, PointersAreMembersOfTheirGroupOnly) {
    write(
        "<domain name=\"d\"><groups>"
        "<group name=\"all\"><users><user id=\"1000\"/></users></group>"
        "<group name=\"sales\"><users><user id=\"1001\" type=\"pointer\"/>"
        "<user id=\"1000\" type=\"pointer\"/></users></group></groups></domain>");
    EXPECT_THAT(directory().group("sales", "d"), ElementsAre("1001", "1000"));
    EXPECT_EQ(directory().find("1001", "d"), nullptr);
    EXPECT_NE(directory().find("1000", "d"), nullptr);
}

TEST_F(DirectorySection, TheFirstOfTwoUsersWinsWithAWarning) {
    write(
        "<domain name=\"d\"><users>\n"
        "<user id=\"1000\"><params><param name=\"password\" value=\"one\"/></params></user>\n"
        "<user id=\"1000\"><params><param name=\"password\" value=\"two\"/></params></user>\n"
        "</users></domain>");
    EXPECT_EQ(directory().find("1000", "d")->param("password"), "one");
    EXPECT_THAT(
        tree_.warnings(),
        testing::Contains("freeswitch.xml:3: directory user '1000@d' is there already; this "
                          "one is not used"));
}

TEST_F(DirectorySection, WhatChangesNothingIsToldOnceWithItsPlace) {
    write(
        "<domain name=\"d\"><params>\n"
        "<param name=\"reverse-auth-user\" value=\"x\"/>"
        "<param name=\"jsonrpc-allowed-methods\" value=\"verto\"/></params><users>\n"
        "<user id=\"1\"><variables><variable name=\"register-gateway\" value=\"g\"/>"
        "<variable name=\"sip-force-contact\" value=\"NDLB-connectile-dysfunction\"/></variables>"
        "</user>\n"
        "<user id=\"2\"><variables><variable name=\"register-gateway\" value=\"g\"/>"
        "<variable name=\"sip-force-contact\" value=\"nonsense\"/></variables></user>"
        "</users></domain>");
    directory();
    EXPECT_THAT(tree_.warnings(),
                testing::IsSupersetOf(
                    {"freeswitch.xml:2: directory param 'reverse-auth-user' changes nothing, here "
                     "and elsewhere",
                     "freeswitch.xml:3: directory variable 'register-gateway' changes nothing, "
                     "here and elsewhere",
                     "freeswitch.xml:4: directory variable 'sip-force-contact': 'nonsense' is "
                     "neither a known word nor a SIP URI and changes nothing"}));
    EXPECT_THAT(tree_.warnings(), testing::Not(testing::Contains(testing::HasSubstr("jsonrpc"))));
}

TEST_F(DirectorySection, CidrOfUsersFillsDomainNodesOfAccessLists) {
    tree_.sections(
        "<configuration name=\"acl.conf\"><network-lists><list name=\"domains\" default=\"deny\">"
        "<node type=\"allow\" domain=\"D\"/></list></network-lists></configuration>",
        "<domain name=\"d\"><users>"
        "<user id=\"1000\" cidr=\"198.51.100.7/32,203.0.113.0/24\"/><user id=\"1001\"/></users>"
        "</domain>");
    directory();
    const auto verdict = configuration_->acl.check("domains", "203.0.113.9");
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.token, "1000@d");
    EXPECT_FALSE(configuration_->acl.check("domains", "198.51.100.8").allowed);
}

}  // namespace
}  // namespace sofia::config
