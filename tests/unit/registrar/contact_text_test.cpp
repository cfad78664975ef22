#include "registrar/contact_text.hpp"

#include <gtest/gtest.h>

#include "registrar/aor.hpp"
#include "unit/registrar/fakes.hpp"

namespace sofia::registrar {
namespace {

class NatTest : public ::testing::Test {
  protected:
    bool natted(const std::string& uri) {
        return is_behind_nat(request_, test::contact(uri), profile_, acls_);
    }
    model::Profile profile_ = test::internal_profile();
    model::AclLists acls_;
    sip::Request request_ = test::register_request();
};

TEST_F(NatTest, IsSeenByAPrivateContactFromAnotherAddress) {
    profile_.registrar.apply_nat_acl = {"rfc1918.auto"};
    EXPECT_TRUE(natted("sip:bob@10.0.0.5:5060"));
    EXPECT_FALSE(natted("sip:bob@203.0.113.5:5060"));
    EXPECT_FALSE(natted("sip:bob@phone.example"));
    EXPECT_FALSE(natted("not a uri"));
    request_.source.ip = "10.0.0.5";
    EXPECT_FALSE(natted("sip:bob@10.0.0.5:5060"));
    request_.via_differs_from_source = true;
    EXPECT_TRUE(natted("sip:bob@10.0.0.5:5060"));
}

TEST_F(NatTest, IsTakenForGrantedOnTheTransportsThatTheProfileNames) {
    profile_.registrar.tcp_is_nat = true;
    EXPECT_FALSE(natted("sip:bob@192.0.2.10")) << "UDP";
    request_.source.transport = "tcp";
    EXPECT_TRUE(natted("sip:bob@192.0.2.10"));
    request_.source.transport = "tls";
    EXPECT_FALSE(natted("sip:bob@192.0.2.10"));
    profile_.registrar.tls_is_nat = true;
    EXPECT_TRUE(natted("sip:bob@192.0.2.10"));
    request_.path = {"<sip:edge.example;lr>"};
    EXPECT_FALSE(natted("sip:bob@192.0.2.10")) << "the proxy's business";
}

TEST_F(NatTest, IsNotLookedForWithoutALocalRule) {
    request_.via_differs_from_source = true;
    EXPECT_FALSE(natted("sip:bob@10.0.0.5"));
}

TEST_F(NatTest, IsAnyDifferenceWhenAggressive) {
    profile_.params["aggressive-nat-detection"] = "true";
    EXPECT_TRUE(natted("sip:bob@203.0.113.5"));
    EXPECT_FALSE(natted("sip:bob@192.0.2.10"));
    request_.via_differs_from_source = true;
    EXPECT_TRUE(natted("sip:bob@192.0.2.10"));
}

TEST_F(NatTest, IsTheProxysBusinessWhenThereIsAPath) {
    profile_.registrar.apply_nat_acl = {"rfc1918.auto"};
    request_.path = {"<sip:edge.example;lr>"};
    EXPECT_FALSE(natted("sip:bob@10.0.0.5:5060"));
}

TEST(StoredContact, NamesTheTransportAndBracketsTheAddressOfTheSource) {
    auto request = test::register_request();
    request.source = {"2001:db8::7", 50000, "tcp"};
    EXPECT_EQ(stored_contact(request, test::contact("sip:bob@10.0.0.5"), true),
              "\"\" <sip:bob@10.0.0.5;fs_nat=yes;"
              "fs_path=sip%3Abob%40%5B2001%3Adb8%3A%3A7%5D%3A50000%3Btransport%3Dtcp>");
}

TEST(StoredContact, LeavesOutWhatOnlyWeMaySay) {
    const auto request = test::register_request();
    EXPECT_EQ(
        stored_contact(request, test::contact("sip:bob@x;fs_nat=yes;ob;FS_PATH=sip%3Aevil"), false),
        "\"\" <sip:bob@x;ob>");
}

TEST(StoredContact, PassesOverAPathThatCanNotBeRead) {
    auto request = test::register_request();
    request.path = {"garbage", "<sip:p;lr>"};
    EXPECT_EQ(stored_contact(request, test::contact("sip:bob@x"), false),
              "\"\" <sip:bob@x;fs_path=sip%3Ap%3Blr>");
}

TEST(Status, NamesTransportAndNat) {
    EXPECT_EQ(registered_status({"1.2.3.4", 1, "udp"}, false), "Registered(UDP)");
    EXPECT_EQ(registered_status({"1.2.3.4", 1, "tls"}, true), "Registered(TLS-NAT)");
}

TEST(Aor, IsToWithoutPortParametersAndEscapes) {
    auto request = test::register_request();
    request.to.uri = "sip:B%6fb:pw@Example.COM:5070;x=y";
    auto profile = test::internal_profile();
    EXPECT_EQ(aor_of(request, profile), (Aor{"internal", "Bob", "example.com"}));
    EXPECT_EQ(aor_of(request, profile)->folded(), (Aor{"internal", "bob", "example.com"}));
    profile.registrar.force_register_db_domain = "PBX.local";
    EXPECT_EQ(aor_of(request, profile)->host, "pbx.local");
}

TEST(Aor, IsNothingWithoutASafeUser) {
    auto request = test::register_request();
    for (const auto* uri : {"sip:example.com",
                            "tel:+1555",
                            "x",
                            "sip:b%0d%0aX@example.com",
                            "sip:b%00@example.com"}) {
        request.to.uri = uri;
        EXPECT_FALSE(aor_of(request, test::internal_profile())) << uri;
    }
}

TEST(StoredContact, NamesTheSourceWhenAsked) {
    auto request = test::register_request();
    request.source = {"198.51.100.7", 40000, "udp"};
    EXPECT_EQ(
        stored_contact(request, test::contact("sip:bob@10.0.0.5;received=forged"), true, true),
        "\"\" <sip:bob@10.0.0.5;received=198.51.100.7:40000;fs_nat=yes;"
        "fs_path=sip%3Abob%40198.51.100.7%3A40000>");
    EXPECT_EQ(stored_contact(request, test::contact("sip:bob@10.0.0.5"), false, true),
              "\"\" <sip:bob@10.0.0.5>");
}

}  // namespace
}  // namespace sofia::registrar
