#include <gtest/gtest.h>

#include "config_tree.hpp"

namespace sofia::test {
namespace {

const std::string kProfile =
    "<settings><param name=\"sip-ip\" value=\"$${local_ip_v4}\"/>"
    "<param name=\"user-agent-string\" value=\"$${hostname} in $${switchname} of $${conf_dir}\"/>"
    "</settings>";

std::string digest(const ConfigTree& tree, const config::Host& host, const std::string& cluster) {
    const auto loaded = config::load(tree.dir(), host, cluster);
    EXPECT_TRUE(loaded) << loaded.error().text;
    return loaded ? loaded->digest : "";
}

TEST(Digest, IsTheSameOnTwoMachinesWithTheSameFiles) {
    ConfigTree one, other;
    one.profile(kProfile);
    other.profile(kProfile);
    auto machine = test_host();
    const auto ours = digest(one, machine, "office");
    machine.name = "west";
    machine.main_ipv4 = "192.0.2.99";
    EXPECT_EQ(digest(other, machine, "shop"), ours);
    EXPECT_EQ(ours.size(), 16U);
}

TEST(Digest, ChangesWithAnyFileThatIsIncluded) {
    ConfigTree tree;
    tree.profile("<X-PRE-PROCESS cmd=\"include\" data=\"more.xml\"/>");
    tree.write("more.xml", "<settings><param name=\"context\" value=\"a\"/></settings>");
    const auto before = digest(tree, test_host(), "");
    tree.write("more.xml", "<settings><param name=\"context\" value=\"b\"/></settings>");
    EXPECT_NE(digest(tree, test_host(), ""), before);
}

TEST(Switchname, ChoosesTheFileOfTheClusterThatTheTreeIsReadFor) {
    ConfigTree tree;
    tree.profile("<X-PRE-PROCESS cmd=\"include\" data=\"clusters/$${switchname}.xml\"/>");
    tree.write("clusters/office.xml",
               "<settings><param name=\"sip-ip\" value=\"192.0.2.50\"/></settings>");
    const auto loaded = config::load(tree.dir(), test_host(), "office");
    ASSERT_TRUE(loaded) << loaded.error().text;
    EXPECT_EQ(loaded->configuration->profiles.at(0).address.sip_ip, "192.0.2.50");
}

TEST(Switchname, IsTheMachinesNameWhenThereIsNoCluster) {
    ConfigTree tree;
    tree.profile("");
    EXPECT_EQ(tree.load()->configuration->globals.at("switchname"), "node-a");
}

}  // namespace
}  // namespace sofia::test
