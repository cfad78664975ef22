#include "registrar/bindings.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/registrar/fakes.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::contact;
using Multiple = Terms::Multiple;
using Texts = std::vector<std::string>;

class BindingsTest : public ::testing::Test {
  protected:
    BindingsTest() { admission_.terms.multiple = Multiple::Contact; }

    tl::expected<Plan, Refusal> plan() {
        std::vector<const model::Registration*> existing;
        for (const auto& binding : bound_)
            existing.push_back(&binding);
        return plan_bindings(request_, aor_, existing, admission_, profile_, acls_, now_, 0);
    }
    /// A binding of bob, made with CSeq 5 of `call_id` and with half an hour left.
    void have(const std::string& uri, const std::string& call_id = "call-1") {
        model::Registration binding;
        binding.key = {"internal", "bob", "example.com", uri};
        binding.call_id = call_id;
        binding.cseq = 5;
        binding.expires = now_ + 1800s + 60s;
        bound_.push_back(binding);
    }
    static Texts uris(const std::vector<model::RegistrationKey>& keys) {
        Texts result;
        for (const auto& key : keys)
            result.push_back(key.contact_uri);
        return result;
    }
    static Texts uris(const std::vector<model::Registration>& bindings) {
        Texts result;
        for (const auto& binding : bindings)
            result.push_back(binding.key.contact_uri);
        return result;
    }

    base::WallTime now_{base::Milliseconds(1767225600000)};
    Aor aor_{"internal", "bob", "example.com"};
    Admission admission_;
    model::Profile profile_ = test::internal_profile();
    model::AclLists acls_;
    std::vector<model::Registration> bound_;
    sip::Request request_ = test::register_request();
};

TEST_F(BindingsTest, StoreANewContactWithAllItsValues) {
    admission_.auth_user = "bob";
    admission_.auth_realm = "example.com";
    admission_.nonce_hash = "0123456789abcdef";
    admission_.nonce_count = 2;
    request_.contacts[0].address.display = "Bob";
    request_.contacts[0].q_thousandths = 700;
    request_.contacts[0].address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}, {"reg-id", "1"}};
    request_.path = {"<sip:p1;lr>", "<sip:p2;lr>"};
    const auto result = plan();
    ASSERT_TRUE(result);
    ASSERT_EQ(result->put.size(), 1U);
    const auto& binding = result->put[0];
    EXPECT_EQ(
        binding.key,
        (model::RegistrationKey{"internal", "bob", "example.com", "sip:bob@192.0.2.10:5060"}));
    EXPECT_EQ(binding.call_id, "call-1");
    EXPECT_EQ(binding.cseq, 1U);
    EXPECT_EQ(binding.contact,
              "\"Bob\" <sip:bob@192.0.2.10:5060;fs_path=sip%3Ap1%3Blr%2Csip%3Ap2%3Blr>");
    EXPECT_EQ(binding.status, "Registered(UDP)");
    EXPECT_EQ(binding.path, "<sip:p1;lr>, <sip:p2;lr>");
    EXPECT_EQ(binding.user_agent, "Phone/1.0");
    EXPECT_EQ(binding.network_ip, "192.0.2.10");
    EXPECT_EQ(binding.network_port, 5060);
    EXPECT_EQ(binding.network_proto, "udp");
    EXPECT_EQ(binding.auth_user, "bob");
    EXPECT_EQ(binding.auth_realm, "example.com");
    EXPECT_EQ(binding.expires, now_ + 3600s + 60s);
    EXPECT_EQ(binding.refreshed, now_);
    EXPECT_EQ(binding.instance_id, "<urn:uuid:1>");
    EXPECT_EQ(binding.reg_id, "1");
    EXPECT_EQ(binding.q_thousandths, 700);
    EXPECT_EQ(binding.nonce_hash, "0123456789abcdef");
    EXPECT_EQ(binding.nonce_count, 2U);
    EXPECT_EQ(result->granted, 3600s);
    EXPECT_EQ(result->contacts,
              Texts{"<sip:bob@192.0.2.10:5060>;expires=3600;q=0.700"
                    ";+sip.instance=\"<urn:uuid:1>\";reg-id=1"});
}

TEST_F(BindingsTest, CallAPhoneWithoutNameUnknown) {
    request_.user_agent.clear();
    EXPECT_EQ(plan()->put.at(0).user_agent, "unknown");
}

TEST_F(BindingsTest, AreOnlyReadByARequestWithoutContact) {
    have("sip:bob@a");
    request_.contacts.clear();
    const auto result = plan();
    EXPECT_TRUE(result->changes_nothing());
    EXPECT_EQ(result->contacts, Texts{"<sip:bob@a>;expires=1800"});
}

TEST_F(BindingsTest, AreNotShownInTheirLateMargin) {
    have("sip:bob@a");
    bound_[0].expires = now_ + 60s;
    request_.contacts.clear();
    EXPECT_TRUE(plan()->contacts.empty());
}

TEST_F(BindingsTest, AreRefreshedByALargerCseq) {
    have("sip:bob@192.0.2.10:5060");
    request_.cseq = 6;
    const auto result = plan();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->put.size(), 1U);
    EXPECT_TRUE(result->replace.empty());
}

TEST_F(BindingsTest, AreRefreshedByAnotherCallIdWhateverItsCseq) {
    have("sip:bob@192.0.2.10:5060", "call-of-yesterday");
    EXPECT_EQ(plan()->put.size(), 1U);
}

TEST_F(BindingsTest, StayAsTheyAreForARetransmission) {
    have("sip:bob@192.0.2.10:5060");
    request_.cseq = 5;
    const auto result = plan();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->changes_nothing());
    EXPECT_EQ(result->contacts, Texts{"<sip:bob@192.0.2.10:5060>;expires=1800"});
}

TEST_F(BindingsTest, RefuseAnOlderRequestAsAWhole) {
    have("sip:bob@192.0.2.10:5060");
    request_.cseq = 4;
    request_.contacts.insert(request_.contacts.begin(), contact("sip:bob@new"));
    EXPECT_EQ(plan().error().status, 500);
}

TEST_F(BindingsTest, RefuseAnOlderUnregister) {
    have("sip:bob@192.0.2.10:5060");
    request_.cseq = 4;
    request_.expires = 0;
    EXPECT_EQ(plan().error().status, 500);
}

TEST_F(BindingsTest, AreRemovedByALifetimeOfZero) {
    have("sip:bob@192.0.2.10:5060");
    have("sip:bob@b");
    request_.cseq = 6;
    request_.expires = 0;
    const auto result = plan();
    EXPECT_EQ(uris(result->unregister), Texts{"sip:bob@192.0.2.10:5060"});
    EXPECT_TRUE(result->put.empty());
    EXPECT_EQ(result->contacts, Texts{"<sip:bob@b>;expires=1800"});
}

TEST_F(BindingsTest, AreNotChangedByRemovingWhatIsNotThere) {
    request_.expires = 0;
    EXPECT_TRUE(plan()->changes_nothing());
}

TEST_F(BindingsTest, AreAllRemovedByAStar) {
    have("sip:bob@a", "other");
    have("sip:bob@b");
    request_.cseq = 6;
    request_.expires = 0;
    request_.contacts = {sip::Contact{}};
    request_.contacts[0].is_star = true;
    const auto result = plan();
    EXPECT_EQ(uris(result->unregister), (Texts{"sip:bob@a", "sip:bob@b"}));
    EXPECT_TRUE(result->contacts.empty());
    request_.cseq = 4;
    EXPECT_EQ(plan().error().status, 500);
}

TEST_F(BindingsTest, RefuseAStarThatIsNotAloneOrNotWithExpiresZero) {
    sip::Contact star;
    star.is_star = true;
    request_.contacts = {star};
    EXPECT_EQ(plan().error().status, 400);
    request_.expires.reset();
    EXPECT_EQ(plan().error().status, 400);
    request_.expires = 0;
    request_.contacts.push_back(contact("sip:bob@a"));
    EXPECT_EQ(plan().error().status, 400);
}

TEST_F(BindingsTest, TakeSeveralContactsEachWithItsOwnLifetime) {
    have("sip:bob@gone");
    request_.cseq = 6;
    request_.contacts = {contact("sip:bob@a"), contact("sip:bob@b"), contact("sip:bob@gone")};
    request_.contacts[1].expires = 60;
    request_.contacts[1].q_thousandths = 500;
    request_.contacts[2].expires = 0;
    const auto result = plan();
    EXPECT_EQ(uris(result->put), (Texts{"sip:bob@a", "sip:bob@b"}));
    EXPECT_EQ(uris(result->unregister), Texts{"sip:bob@gone"});
    EXPECT_EQ(result->contacts,
              (Texts{"<sip:bob@a>;expires=3600", "<sip:bob@b>;expires=60;q=0.500"}));
}

TEST_F(BindingsTest, LetTheLastWordOnAContactStand) {
    have("sip:bob@a");
    request_.cseq = 6;
    request_.contacts = {contact("sip:bob@a"), contact("sip:bob@a")};
    request_.contacts[0].expires = 0;
    const auto result = plan();
    EXPECT_EQ(uris(result->put), Texts{"sip:bob@a"});
    EXPECT_TRUE(result->unregister.empty());
    request_.contacts[0].expires = 50;
    EXPECT_EQ(plan()->put.size(), 1U);
    EXPECT_EQ(plan()->granted, 3600s);
}

TEST_F(BindingsTest, RefuseALifetimeThatIsTooShortAndSayTheLeast) {
    admission_.terms.min = 60s;
    request_.expires = 59;
    const auto result = plan();
    EXPECT_EQ(result.error().status, 423);
    EXPECT_EQ(result.error().headers, (std::vector<sip::Header>{{"Min-Expires", "60"}}));
}

TEST_F(BindingsTest, RefuseAContactThatIsNoSipUri) {
    for (const auto* uri : {"tel:+1555", "mailto:bob@example.com", "sip:bob@a b", ""}) {
        request_.contacts = {contact(uri)};
        EXPECT_EQ(plan().error().status, 400) << uri;
    }
}

TEST_F(BindingsTest, RefuseMoreContactsThanAnyPhoneHas) {
    request_.contacts.assign(33, contact("sip:bob@a"));
    EXPECT_EQ(plan().error().status, 403);
    request_.contacts.pop_back();
    EXPECT_TRUE(plan());
}

TEST_F(BindingsTest, KnowAContactThatIsWrittenDifferently) {
    have("sip:bob@HOST.example:5060;lr");
    request_.cseq = 6;
    request_.contacts = {contact("sip:bob@host.example:5060")};
    const auto result = plan();
    EXPECT_EQ(uris(result->put), Texts{"sip:bob@host.example:5060"});
    EXPECT_EQ(uris(result->replace), Texts{"sip:bob@HOST.example:5060;lr"});
    EXPECT_EQ(result->contacts.size(), 1U);
}

TEST_F(BindingsTest, KeepOneContactAUserWhenOnlyOneIsAllowed) {
    admission_.terms.multiple = Multiple::None;
    have("sip:bob@a", "other-1");
    have("sip:bob@b", "other-2");
    const auto result = plan();
    EXPECT_EQ(uris(result->put), Texts{"sip:bob@192.0.2.10:5060"});
    EXPECT_EQ(uris(result->replace), (Texts{"sip:bob@a", "sip:bob@b"}));
    EXPECT_EQ(result->contacts, Texts{"<sip:bob@192.0.2.10:5060>;expires=3600"});
}

TEST_F(BindingsTest, TakeTheBestContactWhenOnlyOneIsAllowed) {
    admission_.terms.multiple = Multiple::None;
    request_.contacts = {contact("sip:bob@a"), contact("sip:bob@b"), contact("sip:bob@c")};
    request_.contacts[0].q_thousandths = 100;
    EXPECT_EQ(uris(plan()->put), Texts{"sip:bob@b"});
}

TEST_F(BindingsTest, DoNotGiveWayToAnOlderRequest) {
    admission_.terms.multiple = Multiple::None;
    have("sip:bob@newer-address");
    request_.cseq = 4;
    EXPECT_EQ(plan().error().status, 500);
}

TEST_F(BindingsTest, KeepOneContactACallIdWhenToldTo) {
    admission_.terms.multiple = Multiple::CallId;
    have("sip:bob@a", "call-1");
    have("sip:bob@b", "other");
    request_.cseq = 6;
    const auto result = plan();
    EXPECT_EQ(uris(result->put), Texts{"sip:bob@192.0.2.10:5060"});
    EXPECT_EQ(uris(result->replace), Texts{"sip:bob@a"});
    EXPECT_EQ(result->contacts.size(), 2U);
}

TEST_F(BindingsTest, RefuseOneMoreThanTheLimit) {
    admission_.terms.max_bindings = 2;
    have("sip:bob@a", "o1");
    EXPECT_TRUE(plan());
    have("sip:bob@b", "o2");
    EXPECT_EQ(plan().error().status, 403);
    EXPECT_EQ(plan().error().reason, "max-registrations-per-extension is reached");
}

TEST_F(BindingsTest, AreRefreshedEvenAboveTheLimit) {
    admission_.terms.max_bindings = 1;
    have("sip:bob@a", "o1");
    have("sip:bob@192.0.2.10:5060");
    request_.cseq = 6;
    EXPECT_TRUE(plan());
}

TEST_F(BindingsTest, MayMoveAtTheLimit) {
    admission_.terms.max_bindings = 1;
    have("sip:bob@a");
    request_.cseq = 6;
    request_.contacts.insert(request_.contacts.begin(), contact("sip:bob@a"));
    request_.contacts[0].expires = 0;
    EXPECT_TRUE(plan());
    admission_.terms.multiple = Multiple::None;
    request_.contacts.erase(request_.contacts.begin());
    EXPECT_TRUE(plan());
    admission_.terms.multiple = Multiple::CallId;
    EXPECT_TRUE(plan());
}

TEST_F(BindingsTest, OfAFlowAreSaidToBeOne) {
    profile_.registrar.outbound = true;
    request_.supported = {"outbound"};
    request_.contacts[0].address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}, {"reg-id", "1"}};
    const auto result = plan();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->has_flow);
    EXPECT_EQ(result->put.at(0).status, "Registered(UDP-NAT)");
    request_.path = {"<sip:edge.example;lr>"};
    EXPECT_EQ(plan().error().status, 439);
}

TEST_F(BindingsTest, OfOthersAreNotToldWhereNobodyMayAskForThem) {
    profile_.registrar.deny_fetch = true;
    have("sip:bob@a", "another");
    EXPECT_EQ(plan()->contacts, Texts{"<sip:bob@192.0.2.10:5060>;expires=3600"});
}

TEST_F(BindingsTest, OfARepeatedRequestAreToldAgainWhereNobodyMayAskForThem) {
    profile_.registrar.deny_fetch = true;
    have("sip:bob@192.0.2.10:5060");
    have("sip:bob@a", "another");
    request_.cseq = 5;
    const auto repeated = plan();
    EXPECT_TRUE(repeated->put.empty());
    EXPECT_EQ(repeated->contacts, Texts{"<sip:bob@192.0.2.10:5060>;expires=1800"});
}

TEST_F(BindingsTest, FollowAPhoneThatRestartsWithAnotherPort) {
    have("sip:bob@192.0.2.10:40000", "before-restart");
    bound_[0].instance_id = "<urn:uuid:1>";
    request_.contacts[0].address.params = {{"+sip.instance", "\"<urn:uuid:1>\""}};
    EXPECT_EQ(uris(plan()->replace), Texts{"sip:bob@192.0.2.10:40000"});
    // Of one phone with two contacts, both in one Call-ID, neither replaces the other.
    bound_[0].call_id = "call-1";
    EXPECT_TRUE(plan()->replace.empty());
    // With reg-id it is a flow, and the Call-ID does not matter.
    bound_[0].reg_id = "1";
    request_.cseq = 6;
    request_.contacts[0].address.params.push_back({"reg-id", "1"});
    EXPECT_EQ(uris(plan()->replace), Texts{"sip:bob@192.0.2.10:40000"});
    bound_[0].reg_id = "2";
    EXPECT_TRUE(plan()->replace.empty());
}

TEST_F(BindingsTest, OfAPhoneBehindNatAreReachedAtTheSource) {
    profile_.registrar.apply_nat_acl = {"rfc1918.auto"};
    request_.contacts = {contact("sip:bob@10.0.0.5:5060;ob")};
    request_.expires.reset();
    const auto result = plan();
    const auto& binding = result->put.at(0);
    EXPECT_EQ(binding.status, "Registered(UDP-NAT)");
    EXPECT_EQ(binding.contact,
              "\"\" <sip:bob@10.0.0.5:5060;ob;fs_nat=yes;fs_path=sip%3Abob%40192.0.2.10%3A5060>");
    EXPECT_EQ(binding.key.contact_uri, "sip:bob@10.0.0.5:5060;ob");
    EXPECT_EQ(result->granted, 30s);
    EXPECT_EQ(result->contacts, Texts{"<sip:bob@10.0.0.5:5060;ob>;expires=30"});
}

}  // namespace
}  // namespace sofia::registrar
