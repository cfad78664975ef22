#include "registrar/outbound.hpp"

#include <gtest/gtest.h>

#include "registrar/contact_text.hpp"
#include "unit/registrar/fakes.hpp"

namespace sofia::registrar {
namespace {

class OutboundTest : public ::testing::Test {
  protected:
    OutboundTest() {
        profile_.registrar.outbound = true;
        request_.supported = {"path", "Outbound"};
        contact_.address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}, {"reg-id", "1"}};
    }
    Outbound judged() const { return outbound_of(request_, contact_, profile_); }

    model::Profile profile_ = test::internal_profile();
    sip::Request request_ = test::register_request();
    sip::Contact contact_ = test::contact("sip:bob@203.0.113.5:5060");
};

TEST_F(OutboundTest, IsAFlowWhenThePhoneAsksForItInFull) {
    EXPECT_EQ(judged(), Outbound::Flow);
    request_.supported = {};
    EXPECT_EQ(judged(), Outbound::NotAsked);
    request_.require = {"outbound"};
    EXPECT_EQ(judged(), Outbound::Flow);
}

TEST_F(OutboundTest, IsNotAskedForWithoutInstanceOrAUsableRegId) {
    contact_.address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}};
    EXPECT_EQ(judged(), Outbound::NotAsked);
    contact_.address.params = {{"reg-id", "1"}};
    EXPECT_EQ(judged(), Outbound::NotAsked);
    contact_.address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}, {"reg-id", "0"}};
    EXPECT_EQ(judged(), Outbound::NotAsked);
}

TEST_F(OutboundTest, NeedsAProxyNextToThePhoneThatKeepsTheFlow) {
    request_.path = {"<sip:inner.example;lr;ob>", "<sip:edge.example;lr>"};
    EXPECT_EQ(judged(), Outbound::NoEdge);
    request_.path = {"<sip:inner.example;lr>", "<sip:edge.example;lr;ob>"};
    EXPECT_EQ(judged(), Outbound::Flow);
}

TEST_F(OutboundTest, IsNotSpokenByAProfileWithoutIt) {
    profile_.registrar.outbound = false;
    EXPECT_EQ(judged(), Outbound::NotAsked);
}

TEST_F(OutboundTest, AFlowIsReachedWhereItCameFrom) {
    EXPECT_TRUE(is_behind_nat(request_, contact_, profile_, {}));
    request_.path = {"<sip:edge.example;lr;ob>"};
    EXPECT_FALSE(is_behind_nat(request_, contact_, profile_, {})) << "the proxy knows the way";
}

TEST_F(OutboundTest, AFlowOnAConnectionHasNoOtherWay) {
    model::Registration binding;
    binding.network_proto = "tcp";
    binding.status = "Registered(TCP-NAT)";
    binding.instance_id = "<urn:uuid:1>";
    binding.reg_id = "1";
    EXPECT_TRUE(is_flow_on_connection(binding, profile_));
    auto other = binding;
    other.network_proto = "udp";
    EXPECT_FALSE(is_flow_on_connection(other, profile_)) << "a datagram may still arrive";
    other = binding;
    other.path = "<sip:edge.example;lr;ob>";
    EXPECT_FALSE(is_flow_on_connection(other, profile_)) << "the proxy keeps it";
    other = binding;
    other.reg_id.clear();
    EXPECT_FALSE(is_flow_on_connection(other, profile_));
    profile_.registrar.outbound = false;
    EXPECT_FALSE(is_flow_on_connection(binding, profile_));
}

}  // namespace
}  // namespace sofia::registrar
