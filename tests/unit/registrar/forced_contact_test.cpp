#include "registrar/forced_contact.hpp"

#include <gtest/gtest.h>

#include "registrar/bindings.hpp"
#include "registrar/way_to_phone.hpp"
#include "unit/registrar/fakes.hpp"

namespace sofia::registrar {
namespace {

/// One REGISTER of bob, from 192.0.2.10 over UDP, whose user has the variable.
class ForcedContactTest : public ::testing::Test {
  protected:
    model::Registration bound(const std::string& variable) {
        admission_.terms.force_contact = variable;
        const auto plan =
            plan_bindings(request_, aor_, {}, admission_, profile_, acls_, base::WallTime{}, 0);
        EXPECT_TRUE(plan && plan->put.size() == 1);
        return plan && !plan->put.empty() ? plan->put[0] : model::Registration{};
    }

    Aor aor_{"internal", "bob", "example.com"};
    Admission admission_;
    model::Profile profile_ = test::internal_profile();
    model::AclLists acls_;
    sip::Request request_ = [] {
        auto request = test::register_request();
        request.contacts = {test::contact("sip:bob@10.0.0.5:5060;line=1")};
        request.source = {"192.0.2.10", 40000, "udp"};
        return request;
    }();
};

TEST_F(ForcedContactTest, ShowsTheSourceAndKeepsWhatThePhoneKnowsItselfBy) {
    const auto binding = bound("NDLB-connectile-dysfunction");
    EXPECT_EQ(binding.contact, "\"\" <sip:bob@192.0.2.10:40000;line=1;fs_nat=yes>");
    EXPECT_EQ(binding.status, "Registered(AUTO-NAT)");
    EXPECT_EQ(binding.key.contact_uri, "sip:bob@10.0.0.5:5060;line=1");
    EXPECT_EQ(next_hop_to(binding), "sip:192.0.2.10:40000");
}

TEST_F(ForcedContactTest, KeepsTheContactAndTheWayToItInItsSecondForm) {
    const auto binding = bound("ndlb-connectile-dysfunction-2.0");
    EXPECT_EQ(binding.contact,
              "\"\" <sip:bob@10.0.0.5:5060;line=1;fs_nat=yes;"
              "fs_path=sip%3Abob%40192.0.2.10%3A40000>");
    EXPECT_EQ(binding.status, "Registered(AUTO-NAT-2.0)");
    EXPECT_EQ(next_hop_to(binding), "sip:192.0.2.10:40000");
}

TEST_F(ForcedContactTest, NamesTheConnectionOfAPhoneOnTls) {
    request_.source.transport = "tls";
    const auto binding = bound("NDLB-tls-connectile-dysfunction");
    EXPECT_EQ(binding.contact, "\"\" <sip:bob@192.0.2.10:40000;line=1;transport=tls;fs_nat=yes>");
    EXPECT_EQ(binding.status, "Registered(TLSHACK)");
    EXPECT_EQ(next_hop_to(binding), "sip:192.0.2.10:40000;transport=tls");
    request_.source.transport = "udp";
    EXPECT_EQ(bound("NDLB-tls-connectile-dysfunction").status, "Registered(AUTO-NAT)");
}

TEST_F(ForcedContactTest, IsTheUriOfTheDirectoryInPlaceOfThePhones) {
    const auto binding = bound("sip:desk@198.51.100.9:5070");
    EXPECT_EQ(binding.key.contact_uri, "sip:desk@198.51.100.9:5070");
    EXPECT_EQ(binding.contact, "\"\" <sip:desk@198.51.100.9:5070>");
    EXPECT_EQ(binding.status, "Registered(UDP)");
    EXPECT_EQ(next_hop_to(binding), "");
}

TEST_F(ForcedContactTest, ChangesNothingWhenItIsNoUriAndNoWordThatIsKnown) {
    EXPECT_EQ(bound("connectile").contact, bound("").contact);
    EXPECT_EQ(bound("tel:+1555").contact, bound("").contact);
}

TEST_F(ForcedContactTest, LeavesAPhoneBehindAProxyToTheProxy) {
    request_.path = {"<sip:edge.example;lr>"};
    const auto binding = bound("NDLB-connectile-dysfunction");
    EXPECT_EQ(binding.status, "Registered(UDP)");
    EXPECT_EQ(binding.key.contact_uri, "sip:bob@10.0.0.5:5060;line=1");
    EXPECT_NE(binding.contact.find("10.0.0.5"), std::string::npos);
}

}  // namespace
}  // namespace sofia::registrar
