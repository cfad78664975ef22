#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

constexpr std::string_view kRoot =
    "<document type=\"freeswitch/xml\">\n"
    "<X-PRE-PROCESS cmd=\"set\" data=\"node=$${hostname} at $${local_ip_v4}\"/>\n"
    "<X-PRE-PROCESS cmd=\"include\" data=\"more/*.xml\"/>\n"
    "<section name=\"configuration\"><!-- $${node} --></section></document>\n";

std::string digest(const test::ConfigTree& tree, const Host& host) {
    const auto loaded = load(tree.dir(), host);
    EXPECT_TRUE(loaded) << loaded.error().text;
    return loaded ? loaded->configuration->digest : "";
}

Host other_host() {
    auto host = test::test_host();
    host.name = "node-b";
    host.main_ipv4 = "192.0.2.11";
    host.core_uuid = "another run";
    return host;
}

TEST(Digest, IsTheSameOnTwoMachinesWithTheSameFiles) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml", kRoot).write("more/a.xml", "<section name=\"$${node}\"/>");
    const auto here = digest(tree, test::test_host());
    EXPECT_EQ(here.size(), 64U);
    EXPECT_EQ(digest(tree, other_host()), here);
}

TEST(Digest, ChangesWithAnyFileThatIsRead) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml", kRoot).write("more/a.xml", "<section name=\"one\"/>");
    const auto before = digest(tree, test::test_host());
    tree.write("more/a.xml", "<section name=\"two\"/>");
    EXPECT_NE(digest(tree, test::test_host()), before);
}

TEST(Digest, IsThereWhenEachMachineIncludesItsOwnFile) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml",
               "<document><X-PRE-PROCESS cmd=\"include\" data=\"$${hostname}.xml\"/></document>")
        .write("node-a.xml", "<section name=\"a\"/>")
        .write("node-b.xml", "<section name=\"b\"/>");
    EXPECT_EQ(digest(tree, test::test_host()).size(), 64U);
    EXPECT_EQ(digest(tree, other_host()).size(), 64U);
}

}  // namespace
}  // namespace sofia::config
