#include "call/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/binding_target.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Resolve : public test::CallWorld {
  protected:
    Resolve() {
        Target phone;
        phone.profile = "internal";
        phone.uri = "sip:1001@203.0.113.20:5060";
        phone.next_hop = "sip:203.0.113.20:40000";
        Target desk = phone;
        desk.uri = "sip:1001@203.0.113.21:5060";
        registered_["1001@example.com"] = {phone, desk};
    }

    struct OneSequence {
        std::vector<std::vector<Target>> groups;
        std::vector<Unreachable> unreachable;
    };
    OneSequence plan(const std::string& dial_string) {
        auto result = resolve(services_, dial_string, exported_);
        EXPECT_TRUE(result) << result.error().text;
        if (!result)
            return {};
        EXPECT_THAT(result->sequences, SizeIs(1));
        return {std::move(result->sequences.at(0).groups), std::move(result->unreachable)};
    }
    // The only target of the dial string.
    Target one(const std::string& dial_string) {
        auto found = plan(dial_string);
        EXPECT_THAT(found.groups, SizeIs(1));
        EXPECT_THAT(found.groups.at(0), SizeIs(1));
        return found.groups.at(0).at(0);
    }
    // Why the only leg of the dial string cannot be called.
    std::string why_not(const std::string& dial_string) {
        const auto found = plan(dial_string);
        EXPECT_THAT(found.groups, IsEmpty());
        return found.unreachable.size() == 1 ? std::string(found.unreachable[0].cause.name)
                                             : std::to_string(found.unreachable.size());
    }
    Variables exported_;
};

TEST_F(Resolve, DirectTargetIsComposedFromItsParts) {
    const auto target = one("sofia/external/bob@198.51.100.7:5070;user=phone;transport=tcp");
    EXPECT_EQ(target.profile, "external");
    EXPECT_EQ(target.uri, "sip:bob@198.51.100.7:5070;user=phone;transport=tcp");
    EXPECT_EQ(target.transport, "tcp");
    EXPECT_EQ(target.destination, "bob");
    EXPECT_THAT(target.route, IsEmpty());
}

TEST_F(Resolve, DirectTargetMayBeAnIpv6Address) {
    EXPECT_EQ(one("sofia/external/bob@[2001:db8::7]:5070").uri, "sip:bob@[2001:db8::7]:5070");
}

TEST_F(Resolve, FsPathIsTheNextHop) {
    const auto target = one("sofia/external/bob@example.net;fs_path=sip%3A198.51.100.99%3Blr");
    EXPECT_EQ(target.next_hop, "sip:198.51.100.99;lr");
    EXPECT_EQ(target.uri, "sip:bob@example.net");
}

TEST_F(Resolve, OutboundProxyIsTheRouteUnlessAPathWasGiven) {
    configure("external",
              [](model::ProfileCalls& calls) { calls.outbound_proxy = "sip:proxy.example.net"; });
    EXPECT_THAT(one("sofia/external/bob@example.net").route,
                ElementsAre("<sip:proxy.example.net;lr>"));
    EXPECT_THAT(one("sofia/external/bob@example.net;fs_path=sip:198.51.100.99").route, IsEmpty());
}

TEST_F(Resolve, ToMayBeAnotherAddress) {
    EXPECT_EQ(one("sofia/external/bob@example.net^team@example.org").to_uri,
              "sip:team@example.org");
    EXPECT_EQ(one("sofia/external/bob@example.net:5070^team").to_uri, "sip:team@example.net:5070");
}

TEST_F(Resolve, AliasOfAProfileIsTheProfile) {
    auto changed = std::make_shared<model::Profile>(*profiles_.find("external")->settings);
    changed->aliases = {"trunks"};
    profiles_.reconfigure(std::move(changed));
    EXPECT_EQ(one("sofia/trunks/bob@example.net").profile, "external");
}

TEST_F(Resolve, UserRingsWhereverHeIsRegistered) {
    const auto found = plan("user/1001@example.com");
    ASSERT_THAT(found.groups, SizeIs(1));
    ASSERT_THAT(found.groups[0], SizeIs(2));
    EXPECT_EQ(found.groups[0][0].uri, "sip:1001@203.0.113.20:5060");
    EXPECT_EQ(found.groups[0][0].next_hop, "sip:203.0.113.20:40000");
    EXPECT_EQ(found.groups[0][1].destination, "1001");
}

TEST_F(Resolve, UserWithoutDomainIsOfTheDefaultDomain) {
    EXPECT_THAT(plan("user/1001").groups.at(0), SizeIs(2));
}

TEST_F(Resolve, UserIsFoundByHisAlias) {
    model::DirectoryUser user;
    user.id = "1001";
    user.number_alias = "4711";
    user.domain = "example.com";
    directory_->add(user);
    EXPECT_THAT(plan("user/4711").groups.at(0), SizeIs(2));
}

TEST_F(Resolve, RegisteredUserOfAProfileIsLookedUpThere) {
    std::string asked;
    services_.locate =
        [&](const std::string& profile, const std::string& user, const std::string& host) {
            asked = profile + " " + user + " " + host;
            return std::vector<Target>{};
        };
    plan("sofia/internal/1001%example.com");
    EXPECT_EQ(asked, "internal 1001 example.com");
    plan("sofia/internal/1001");
    EXPECT_EQ(asked, "internal 1001 internal") << "without domain the profile's name";
    plan("user/1001");
    EXPECT_EQ(asked, " 1001 example.com") << "on any profile";
}

TEST_F(Resolve, GroupRingsItsMembers) {
    registered_["1002@example.com"] = {registered_["1001@example.com"][0]};
    EXPECT_THAT(plan("group/sales").groups.at(0), SizeIs(3));
}

TEST_F(Resolve, UsersOwnDialStringIsUsed) {
    model::DirectoryUser user;
    user.id = "1002";
    user.domain = "example.com";
    user.params["dial-string"] = "sofia/external/mobile-${dialed_user}@198.51.100.7,user/1001";
    directory_->add(user);
    const auto found = plan("[leg_timeout=7]user/1002");
    ASSERT_THAT(found.groups.at(0), SizeIs(3));
    EXPECT_EQ(found.groups[0][0].uri, "sip:mobile-1002@198.51.100.7");
    for (const auto& target : found.groups[0])
        EXPECT_EQ(target.ring_timeout, std::chrono::seconds(7))
            << "what the leg says, its legs say";
}

TEST_F(Resolve, UsersWhoNameEachOtherEnd) {
    for (const auto& [id, other] : {std::pair{"1001", "1002"}, std::pair{"1002", "1001"}}) {
        model::DirectoryUser user;
        user.id = id;
        user.domain = "example.com";
        user.params["dial-string"] = std::string("user/") + other;
        directory_->add(user);
    }
    EXPECT_THAT(plan("user/1001").groups.at(0), SizeIs(2)) << "the bindings of the last in line";
}

TEST_F(Resolve, LegsOwnVariablesLieOverTheExportedOnes) {
    exported_.set("a", "exported");
    exported_.set("b", "exported");
    const auto target = one("{b=all,c=all}[c=leg]sofia/external/bob@example.net");
    EXPECT_EQ(target.variables.get("a"), "exported");
    EXPECT_EQ(target.variables.get("b"), "all");
    EXPECT_EQ(target.variables.get("c"), "leg");
}

TEST_F(Resolve, BarsMakeGroupsAndCommasShareOne) {
    const auto found = plan(
        "sofia/external/a@example.net,sofia/external/b@example.net|sofia/external/c@example.net");
    ASSERT_THAT(found.groups, SizeIs(2));
    EXPECT_THAT(found.groups[0], SizeIs(2));
    EXPECT_EQ(found.groups[1][0].uri, "sip:c@example.net");
}

TEST_F(Resolve, IndependentOriginatesAreSequencesWithTimesOfTheirOwn) {
    const auto found =
        resolve(services_,
                "{originate_timeout=7,originate_retries=3,originate_retry_sleep_ms=1,"
                "fail_on_single_reject=USER_BUSY}sofia/external/a@example.net|"
                "sofia/external/b@example.net:_:{originate_timeout=soon}user/nobody",
                exported_)
            .value();
    ASSERT_THAT(found.sequences, SizeIs(2));
    EXPECT_THAT(found.sequences[0].groups, SizeIs(2));
    EXPECT_EQ(found.sequences[0].timeout, std::chrono::seconds(7));
    EXPECT_EQ(found.sequences[0].tries, 3);
    EXPECT_EQ(found.sequences[0].pause, std::chrono::milliseconds(500)) << "the shortest";
    EXPECT_EQ(found.sequences[0].rejected_by, "USER_BUSY");
    EXPECT_THAT(found.sequences[1].groups, IsEmpty());
    EXPECT_EQ(found.sequences[1].timeout, std::chrono::seconds(0)) << "no number: as none";
    EXPECT_EQ(found.sequences[1].tries, 1);
    EXPECT_THAT(found.unreachable, SizeIs(1));
}

TEST_F(Resolve, LegMayStartLaterAndRingForATimeOfItsOwn) {
    const auto target = one("[leg_timeout=5,leg_delay_start=3]sofia/external/bob@example.net");
    EXPECT_EQ(target.ring_timeout, std::chrono::seconds(5));
    EXPECT_EQ(target.start_delay, std::chrono::seconds(3));
    EXPECT_EQ(plan("[leg_delay_start=4]user/1001").groups.at(0).at(1).start_delay,
              std::chrono::seconds(4));
}

TEST_F(Resolve, ExcludedContactsDoNotRing) {
    const auto found = plan("[sip_exclude_contact=203.0.113.20]user/1001");
    ASSERT_THAT(found.groups.at(0), SizeIs(1));
    EXPECT_EQ(found.groups[0][0].uri, "sip:1001@203.0.113.21:5060");
    exported_.set("sip_exclude_contact", "203.0.113.");
    EXPECT_EQ(why_not("user/1001"), "USER_NOT_REGISTERED");
}

TEST_F(Resolve, OnlyPhonesOfTheUserAgentRing) {
    auto& phones = registered_["1001@example.com"];
    phones[0].user_agent = "Yealink T4";
    phones[1].user_agent = "Linksys/SPA942";
    const auto found = plan("[sip_match_user_agent=yealink]user/1001");
    ASSERT_THAT(found.groups, SizeIs(1));
    ASSERT_THAT(found.groups[0], SizeIs(1));
    EXPECT_EQ(found.groups[0][0].uri, phones[0].uri);
    exported_.set("sip_match_user_agent", "snom");
    EXPECT_EQ(why_not("user/1001"), "USER_NOT_REGISTERED");
}

TEST_F(Resolve, UserPartIsEscapedWhereAUriDoesNotAllowItsLetters) {
    EXPECT_EQ(one("sofia/external/b ob<#\"@example.net").uri, "sip:b%20ob%3C%23%22@example.net");
    EXPECT_EQ(one("sofia/external/+49(30)1@example.net").uri, "sip:+49(30)1@example.net");
    EXPECT_EQ(one("sofia/external/a%20b@example.net").uri, "sip:a%20b@example.net");
}

TEST_F(Resolve, ToNeedsNoScheme) {
    EXPECT_EQ(one("sofia/external/bob@example.net^team@example.org:5070").to_uri,
              "sip:team@example.org:5070");
    EXPECT_EQ(one("sofia/external/bob@example.net^sips:team@example.org").to_uri,
              "sips:team@example.org");
}

TEST_F(Resolve, AddressThatIsNoneIsLeftOut) {
    for (const auto* bad : {"sofia/external/bob@exa mple.net",
                            "sofia/external/bob@<example.net>",
                            "sofia/external/bob@example.net;a=<b>",
                            "sofia/external/bob@example.net^te\"am@example.org",
                            "sofia/external/bob@example.net;fs_path=proxy",
                            "sofia/external/bob@example.net;fs_path=sip%3Ap%20q",
                            "sofia/external/bob@example.net;transport=sctp",
                            "verto.rtc/1001"})
        EXPECT_EQ(why_not(bad), "INVALID_URL") << bad;
}

TEST_F(Resolve, GatewayIsTheTrunksAddressWithItsPrefix) {
    gateway({{"register", "false"},
             {"proxy", "trunk.example.net:5070"},
             {"destination-prefix", "00"},
             {"register-transport", "tcp"}},
            {},
            {{"account", "9"}});
    for (const auto* name : {"trunk", "external::trunk"}) {
        const auto target = one(std::string("sofia/gateway/") + name + "/4930123");
        EXPECT_EQ(target.uri, "sip:004930123@trunk.example.net:5070;transport=tcp");
        EXPECT_EQ(target.profile, "external");
        EXPECT_EQ(target.variables.get("account"), "9");
    }
}

TEST_F(Resolve, GatewayNamesItselfAndItsFirstHop) {
    gateway({{"register", "false"},
             {"proxy", "trunk.example.net"},
             {"outbound-proxy", "out.example.net:5070"}});
    auto target = one("sofia/gateway/trunk/4930123;user=phone");
    EXPECT_EQ(target.uri, "sip:4930123@trunk.example.net;user=phone");
    EXPECT_THAT(target.route, ElementsAre("<sip:out.example.net:5070;lr>"));
    EXPECT_EQ(target.variables.get("sip_gateway_name"), "trunk");
    EXPECT_EQ(target.variables.get("sip_contact_user"), "gw+trunk");
    EXPECT_EQ(target.trunk, gateways_.find("trunk")->trunk());
    target = one("[sip_contact_user=me]sofia/gateway/trunk/1");
    EXPECT_EQ(target.variables.get("sip_contact_user"), "me");
}

TEST_F(Resolve, ToAndPathMayBeNamedForUsersAndGatewaysAsWell) {
    registered_["1002@example.com"] = {registered_["1001@example.com"][0]};
    auto target =
        one("sofia/internal/1002%example.com;fs_path=sip:proxy.example.net^101@example.org");
    EXPECT_EQ(target.to_uri, "sip:101@example.org");
    EXPECT_EQ(target.next_hop, "sip:proxy.example.net");
    EXPECT_NE(target.uri, "") << "the phone is called at its contact";
    EXPECT_EQ(one("sofia/internal/1002%example.com^101").to_uri, "sip:101@example.com");
    EXPECT_EQ(why_not("sofia/internal/1002%example.com;fs_path=nonsense:x"), "INVALID_URL");
    gateway({{"register", "false"}, {"proxy", "trunk.example.net:5070"}});
    EXPECT_EQ(one("sofia/gateway/trunk/555^101@example.org").to_uri, "sip:101@example.org");
    EXPECT_EQ(one("sofia/gateway/trunk/555^101").to_uri, "sip:101@trunk.example.net:5070");
    EXPECT_EQ(one("sofia/gateway/trunk/555").to_uri, "");
}

TEST_F(Resolve, UnreachableLegSaysWhy) {
    EXPECT_EQ(why_not("sofia/nowhere/bob@example.net"), "INVALID_PROFILE");
    EXPECT_EQ(why_not("sofia/nowhere/1001"), "INVALID_PROFILE");
    EXPECT_EQ(why_not("user/1002"), "USER_NOT_REGISTERED");
    EXPECT_EQ(why_not("user/nobody"), "USER_NOT_REGISTERED");
    EXPECT_EQ(why_not("group/nobody"), "NO_ROUTE_DESTINATION");
    EXPECT_EQ(why_not("error/USER_BUSY"), "USER_BUSY");
    EXPECT_EQ(why_not("error/whatever"), "NORMAL_UNSPECIFIED");
    EXPECT_EQ(why_not("loopback/1000"), "INVALID_URL");
    EXPECT_EQ(why_not("sofia/gateway/trunk/1"), "INVALID_GATEWAY");
    gateway({{"proxy", "trunk.example.net"}});
    EXPECT_EQ(why_not("sofia/gateway/trunk/1"), "GATEWAY_DOWN") << "it wants to be registered";
    EXPECT_EQ(why_not("sofia/gateway/internal::trunk/1"), "INVALID_GATEWAY");
    gateway({{"register", "false"}, {"proxy", "not a host<>"}});
    EXPECT_EQ(why_not("sofia/gateway/trunk/1"), "INVALID_GATEWAY");
}

TEST_F(Resolve, WithoutDirectoryUsersAreStillLookedUp) {
    services_.settings.directory = nullptr;
    EXPECT_THAT(plan("user/1001").groups.at(0), SizeIs(2));
    EXPECT_EQ(why_not("group/sales"), "NO_ROUTE_DESTINATION");
}

TEST_F(Resolve, UnreadableTextIsInvalidWithItsPlace) {
    for (const auto* text : {"", "sofia/external", "[a=b", "user/1001,,user/1002"}) {
        const auto result = resolve(services_, text, {});
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, base::ErrorKind::Invalid);
        EXPECT_THAT(result.error().text, HasSubstr("column"));
    }
}

// --- what a call knows of itself

TEST_F(Resolve, CallersInviteIsKnownToTheDialplanByVariables) {
    auto request = invite();
    request.user_agent = "Phone 1.0";
    request.headers = {{"X-Tag", "one"}, {"X-Tag", "two"}, {"Subject", "no"}};
    extension("default",
              "^2000$",
              {{"set",
                "seen=${sip_from_user}|${sip_from_host}|${sip_to_user}|${sip_req_user}|"
                "${sip_contact_host}|${network_addr}|${sip_user_agent}|${sip_h_X-Tag}|"
                "${sip_h_X-Tag-1}|${sip_h_Subject}|${caller_id_name}|${destination_number}|"
                "${max_forwards}|${node_name}"},
               {"bridge", "sofia/external/bob@198.51.100.7"}});
    services_.settings.globals["node_name"] = "one.example.com";
    call(std::move(request));
    EXPECT_EQ(only_call().a().variables.get("seen"),
              "alice|example.com|2000|2000|203.0.113.9|203.0.113.9|Phone 1.0|one|two||Alice|2000|"
              "70|one.example.com");
    caller_->cancel();
    callee()->answer(487);
}

model::Registration binding() {
    model::Registration binding;
    binding.key = {"internal", "1001", "example.com", "sip:1001@10.0.0.5:5060"};
    binding.status = "Registered(UDP)";
    binding.network_ip = "203.0.113.30";
    binding.network_port = 40000;
    binding.network_proto = "udp";
    return binding;
}

TEST(BindingTarget, IsTheContactOverItsPath) {
    auto routed = binding();
    routed.path = "<sip:edge.example.net;lr>, <sip:core.example.net;lr>";
    const auto target = target_of(routed);
    EXPECT_EQ(target.profile, "internal");
    EXPECT_EQ(target.uri, "sip:1001@10.0.0.5:5060");
    EXPECT_EQ(target.to_uri, "sip:1001@example.com");
    EXPECT_THAT(target.route,
                ElementsAre("<sip:edge.example.net;lr>", "<sip:core.example.net;lr>"));
    EXPECT_EQ(target.next_hop, "");
}

TEST(BindingTarget, BehindNatIsReachedWhereItRegisteredFrom) {
    EXPECT_EQ(target_of(binding()).next_hop, "");
    auto natted = binding();
    natted.status = "Registered(UDP-NAT)";
    EXPECT_EQ(target_of(natted).next_hop, "sip:203.0.113.30:40000");
}

TEST(BindingTarget, OnAStreamIsReachedOverItsConnection) {
    auto stream = binding();
    stream.status = "Registered(TCP)";
    stream.network_proto = "tcp";
    stream.network_ip = "2001:db8::30";
    EXPECT_EQ(target_of(stream).next_hop, "sip:[2001:db8::30]:40000;transport=tcp");
    EXPECT_EQ(target_of(stream).transport, "tcp");
}

}  // namespace
}  // namespace sofia::call
