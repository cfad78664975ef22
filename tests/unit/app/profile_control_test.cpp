#include "app/profile_control.hpp"

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

TEST(AProfileThatMustHaveAnExternalAddress, StaysClosedWhenItsIsNotLookedUp) {
    model::Profile profile;
    profile.name = "internal";
    profile.address.unread_external = "stun:stun.example";
    EXPECT_EQ(refusal_to_open(profile), "");
    profile.address.needs_external = true;
    EXPECT_EQ(refusal_to_open(profile),
              "profile 'internal' stays closed: its ext-sip-ip 'stun:stun.example' is not looked "
              "up, and abort-on-empty-external-ip is set (write the address there)");
    profile.address.unread_external = "host:pbx.example";
    EXPECT_EQ(refusal_to_open(profile),
              "profile 'internal' stays closed: its ext-sip-ip 'host:pbx.example' has no address, "
              "and abort-on-empty-external-ip is set (write the address there)");
}

TEST(AProfileThatMustHaveAnExternalAddress, OpensWithOneThatIsWrittenDownOrNotAskedFor) {
    model::Profile profile;
    profile.address.needs_external = true;
    EXPECT_EQ(refusal_to_open(profile), "");
    profile.address.ext_sip_ip = "203.0.113.1";
    EXPECT_EQ(refusal_to_open(profile), "");
}

}  // namespace
}  // namespace sofia::app
