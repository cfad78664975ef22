#include "registrar/door.hpp"

#include <gtest/gtest.h>

#include "registrar/replies.hpp"
#include "unit/registrar/fakes.hpp"

namespace sofia::registrar {
namespace {

class DoorTest : public ::testing::Test {
  protected:
    int status() {
        const auto refusal = refuse_at_door(request_, profile_, agents_);
        return refusal ? refusal->status : 0;
    }
    model::Profile profile_ = test::internal_profile();
    model::AclLists acls_;
    UserAgentFilter agents_;
    sip::Request request_ = test::register_request();
    AclDecision asked(std::uint16_t port = 5060) {
        return check_register_acl(profile_, acls_, {"192.0.2.10", port, "udp"});
    }
};

TEST_F(DoorTest, IsOpenByDefault) {
    EXPECT_EQ(status(), 0);
    request_.require = {"path"};
    EXPECT_EQ(status(), 0);
}

TEST_F(DoorTest, IsClosedWhenRegistrationIsDisabled) {
    profile_.registrar.disable_register = true;
    EXPECT_EQ(status(), 403);
}

TEST_F(DoorTest, NamesTheExtensionsThatItDoesNotServe) {
    request_.require = {"path", "outbound", "gruu"};
    const auto refusal = refuse_at_door(request_, profile_, agents_);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 420);
    EXPECT_EQ(refusal->headers,
              (std::vector<sip::Header>{{"Unsupported", "outbound"}, {"Unsupported", "gruu"}}));
}

TEST_F(DoorTest, LetsInOnlyAgentsThatTheFilterFinds) {
    profile_.registrar.user_agent_filter = "^Phone/[0-9]";
    EXPECT_EQ(status(), 0);
    request_.user_agent = "friendly-scanner";
    EXPECT_EQ(status(), 403);
    request_.user_agent = "";
    EXPECT_EQ(status(), 403);
}

TEST_F(DoorTest, StaysClosedForAnUnreadableFilter) {
    profile_.registrar.user_agent_filter = "([";
    EXPECT_EQ(status(), 403);
}

TEST_F(DoorTest, SurvivesAVeryLongAgent) {
    profile_.registrar.user_agent_filter = "(a|b)*c$";
    request_.user_agent.assign(100000, 'a');
    EXPECT_EQ(status(), 403);
}

TEST_F(DoorTest, AsksForDigestWithoutAList) {
    EXPECT_EQ(asked().kind, AclDecision::NotAsked);
}

TEST_F(DoorTest, LetsASourceInThatAllListsAllow) {
    profile_.registrar.apply_register_acl = {"192.0.2.0/24"};
    EXPECT_EQ(asked().kind, AclDecision::Passed);
    profile_.registrar.apply_register_acl = {"192.0.2.0/24", "10.0.0.0/8"};
    EXPECT_EQ(asked().kind, AclDecision::Refused);
    profile_.registrar.apply_register_acl = {"no such list"};
    EXPECT_EQ(asked().kind, AclDecision::Refused);
}

TEST_F(DoorTest, LooksAtThePortWhenAsked) {
    model::AclList list;
    list.allow_by_default = false;
    list.nodes.push_back({*model::Network::parse("192.0.2.10"), true, {}, {{5060, 5061}}});
    acls_.set("ports", list);
    profile_.registrar.apply_register_acl = {"ports"};
    EXPECT_EQ(asked().kind, AclDecision::Refused);
    profile_.registrar.use_port_for_acl = true;
    EXPECT_EQ(asked().kind, AclDecision::Passed);
    EXPECT_EQ(asked(5062).kind, AclDecision::Refused);
}

TEST_F(DoorTest, SaysWhomAListNames) {
    model::AclList list;
    list.allow_by_default = false;
    list.nodes.push_back({*model::Network::parse("192.0.2.10"), true, "bob@example.com"});
    acls_.set("phones", list);
    profile_.registrar.apply_register_acl = {"phones", "192.0.2.0/24"};
    EXPECT_EQ(asked().token, "bob@example.com");
}

TEST(Replies, HaveADateAsTheStandardWritesIt) {
    EXPECT_EQ(sip_date(base::from_epoch_ms(1767225600000)), "Thu, 01 Jan 2026 00:00:00 GMT");
    EXPECT_EQ(sip_date(base::from_epoch_ms(951826153999)), "Tue, 29 Feb 2000 12:09:13 GMT");
}

TEST(Replies, HaveExpiresForPhonesThatReadNothingElse) {
    Plan plan;
    plan.granted = std::chrono::seconds(120);
    const auto expires = [&](bool wanted) {
        for (const auto& header : ok_reply(test::register_request(), plan, {}, wanted).headers)
            if (header.name == "Expires")
                return header.value;
        return std::string("none");
    };
    EXPECT_EQ(expires(false), "none");
    EXPECT_EQ(expires(true), "120");
    plan.granted = {};
    EXPECT_EQ(expires(true), "none") << "a fetch grants nothing";
}

TEST(Replies, ReturnThePathOnlyToAPhoneThatUnderstandsIt) {
    auto request = test::register_request();
    request.path = {"<sip:p1;lr>", "<sip:p2;lr>"};
    const auto paths = [&] {
        int count = 0;
        for (const auto& header : ok_reply(request, {}, {}).headers)
            count += header.name == "Path";
        return count;
    };
    EXPECT_EQ(paths(), 0);
    request.supported = {"Path"};
    EXPECT_EQ(paths(), 2);
}

}  // namespace
}  // namespace sofia::registrar
