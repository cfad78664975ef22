#include "sip/sofia/bind_url.hpp"

#include <gtest/gtest.h>

namespace sofia::sip::nta {
namespace {

model::ProfileAddress address(const std::string& ip) {
    model::ProfileAddress result;
    result.sip_ip = ip;
    return result;
}

TEST(BindUrl, IsShownWithTheAddressThatIsBound) {
    const auto here = address("192.0.2.1");
    EXPECT_EQ(shown_url(here, 5062), "sip:mod_sofia@192.0.2.1:5062");
    EXPECT_EQ(shown_bind_url(here, 5062), "sip:mod_sofia@192.0.2.1:5062;transport=udp,tcp");
}

TEST(BindUrl, NamesAnIpv6AddressInBrackets) {
    EXPECT_EQ(shown_url(address("2001:db8::1"), 5060), "sip:mod_sofia@[2001:db8::1]:5060");
    EXPECT_EQ(stack_bind_url(address("2001:db8::1")), "sip:[2001:db8::1]:5060");
}

TEST(BindUrl, BehindNatNamesTheExternalAddressAndBindsTheOther) {
    auto here = address("192.0.2.1");
    here.ext_sip_ip = "203.0.113.9";
    here.ext_sip_port = 5099;
    EXPECT_EQ(public_host_port(here, 5060), "203.0.113.9:5099");
    EXPECT_EQ(stack_bind_url(here), "sip:203.0.113.9:5060;maddr=192.0.2.1");
    EXPECT_EQ(shown_bind_url(here, 5060),
              "sip:mod_sofia@203.0.113.9:5099;maddr=192.0.2.1;transport=udp,tcp");
}

TEST(BindUrl, ShowsTheDomainOfTheProfileInPlaceOfTheAddress) {
    auto here = address("192.0.2.1");
    here.sip_domain = "sip.example.net";
    here.contact_user = "pbx";
    EXPECT_EQ(shown_url(here, 5060), "sip:pbx@sip.example.net:5060");
    EXPECT_EQ(shown_tls_url(here), "") << "without TLS";
    here.tls.enabled = true;
    EXPECT_EQ(shown_tls_url(here), "sip:pbx@sip.example.net:5061");
    EXPECT_EQ(shown_tls_bind_url(here), "sips:pbx@sip.example.net:5061;transport=tls");
    EXPECT_EQ(stack_bind_url(here), "sip:192.0.2.1:5060") << "the socket knows no domain";
}

TEST(BindUrl, AsksTheStackForOneTransportAndNeverForAList) {
    auto here = address("192.0.2.1");
    here.bind_params = "transport=tcp";
    EXPECT_EQ(stack_bind_url(here), "sip:192.0.2.1:5060;transport=tcp");
    here.bind_params = "transport=udp,tcp";
    EXPECT_EQ(stack_bind_url(here), "sip:192.0.2.1:5060");
    here.sip_port = 0;
    EXPECT_EQ(stack_bind_url(here), "sip:192.0.2.1:*") << "any free port";
}

}  // namespace
}  // namespace sofia::sip::nta
