#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AclEntries : public testing::Test {
  protected:
    model::Profile load(const std::string& name, const std::string& value) {
        tree_.profile("<settings><param name=\"" + name + "\" value=\"" + value +
                      "\"/></settings>");
        const auto loaded = tree_.load();
        return loaded ? loaded->configuration->profiles.at(0) : model::Profile{};
    }

    test::ConfigTree tree_;
};

TEST_F(AclEntries, OfCallsKeepTheirContexts) {
    EXPECT_THAT(load("apply-inbound-acl", "rfc1918.auto:in:out").calls.apply_inbound_acl,
                ElementsAre("rfc1918.auto:in:out"));
    EXPECT_THAT(load("apply-inbound-acl", "2001:db8::/32:in:out").calls.apply_inbound_acl,
                ElementsAre("2001:db8::/32:in:out"));
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(AclEntries, OfOtherThingsAreTheirListAlone) {
    EXPECT_THAT(load("apply-register-acl", "rfc1918.auto:in:out").registrar.apply_register_acl,
                ElementsAre("rfc1918.auto"));
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'apply-register-acl': "
                            "'rfc1918.auto:in:out': only 'rfc1918.auto' counts; contexts belong to "
                            "apply-inbound-acl"));
    EXPECT_THAT(load("apply-nat-acl", "rfc1918.auto:in").registrar.apply_nat_acl,
                ElementsAre("rfc1918.auto"));
    EXPECT_THAT(load("apply-proxy-acl", "10.0.0.0/8:in").calls.apply_proxy_acl,
                ElementsAre("10.0.0.0/8"));
}

TEST_F(AclEntries, OfAListThatIsNotThereAreAnError) {
    load("apply-inbound-acl", "friends:in:out");
    EXPECT_THAT(tree_.error(), testing::HasSubstr("'friends:in:out' is neither"));
    load("apply-inbound-acl", "rfc1918.auto:in:out:more");
    EXPECT_THAT(tree_.error(), testing::HasSubstr("'rfc1918.auto:in:out:more' is neither"));
}

}  // namespace
}  // namespace sofia::config
