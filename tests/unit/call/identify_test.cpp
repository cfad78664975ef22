#include "call/identify.hpp"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

// --- who may call

class Admitted : public test::CallWorld {
  protected:
    void list(const std::string& cidr, bool allow, std::string token = {}) {
        auto lists = std::make_shared<model::AclLists>();
        model::AclList trunks;
        trunks.allow_by_default = !allow;
        trunks.nodes.push_back({model::Network::parse(cidr).value(), allow, std::move(token)});
        lists->set("trunks", std::move(trunks));
        services_.settings.acl = lists;
        configure("internal",
                  [](model::ProfileCalls& calls) { calls.apply_inbound_acl = {"trunks"}; });
    }
    void calls_and_ends() {
        call();
        EXPECT_EQ(table_.size(), 1U);
        caller_->cancel();
        callee()->answer(487);
    }
};

TEST_F(Admitted, EverybodyWhenNothingIsAsked) {
    calls_and_ends();
}

TEST_F(Admitted, AddressesOfTheList) {
    list("203.0.113.0/24", true);
    calls_and_ends();
}

TEST_F(Admitted, NobodyElse) {
    list("10.0.0.0/8", true);
    call();
    EXPECT_EQ(caller_->status(), 403);
    EXPECT_EQ(table_.total(), 0U);
}

TEST_F(Admitted, UserOfTheListsEntryWithHisVariables) {
    model::DirectoryUser user;
    user.id = "1001";
    user.domain = "example.com";
    user.variables["user_context"] = "staff";
    user.variables["accountcode"] = "77";
    directory_->add(user);
    extension("staff", ".*", {{"bridge", "sofia/external/staff@198.51.100.7"}});
    list("203.0.113.0/24", true, "1001@example.com");
    call();
    EXPECT_EQ(callee()->target, "sip:staff@198.51.100.7");
    const auto& variables = only_call().a().variables;
    EXPECT_EQ(variables.get("accountcode"), "77");
    EXPECT_EQ(variables.get("sip_acl_authed_by"), "trunks");
    EXPECT_EQ(variables.get("sip_acl_token"), "1001@example.com");
    EXPECT_EQ(variables.get("user_name"), "1001");
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, AddressesThatATrustedProxyNames) {
    list("192.0.2.0/24", true);
    configure("internal", [](model::ProfileCalls& calls) {
        calls.apply_inbound_acl = {"trunks"};
        calls.apply_proxy_acl = {"203.0.113.0/24"};
    });
    auto request = invite();
    request.headers.push_back({"X-AUTH-IP", "192.0.2.77"});
    call(request);
    EXPECT_EQ(table_.size(), 1U);
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, NobodyByTheWordOfAProxyThatIsNotTrusted) {
    list("192.0.2.0/24", true);
    auto request = invite();
    request.headers.push_back({"X-AUTH-IP", "192.0.2.77"});
    call(request);
    EXPECT_EQ(caller_->status(), 403) << "no apply-proxy-acl";
    configure("internal",
              [](model::ProfileCalls& calls) { calls.apply_proxy_acl = {"10.0.0.0/8"}; });
    call(request);
    EXPECT_EQ(caller_->status(), 403) << "another proxy's list";
}

TEST_F(Admitted, NobodyWhoseAddressTheProxyNamesInVain) {
    list("192.0.2.0/24", true);
    configure("internal",
              [](model::ProfileCalls& calls) { calls.apply_proxy_acl = {"203.0.113.0/24"}; });
    for (const auto* address : {"198.51.100.1", "nonsense", ""}) {
        auto request = invite();
        request.headers.push_back({"X-AUTH-IP", address});
        call(request);
        EXPECT_EQ(caller_->status(), 403) << address;
    }
}

TEST_F(Admitted, UserWhomAnAdmittedAddressNamesInTheHeaderOfTokens) {
    model::DirectoryUser user;
    user.id = "1001";
    user.domain = "example.com";
    user.variables["accountcode"] = "77";
    directory_->add(user);
    list("203.0.113.0/24", true);
    configure("internal",
              [](model::ProfileCalls& calls) { calls.inbound_token_header = "X-Token"; });
    auto request = invite();
    request.headers.push_back({"X-Token", "1001@example.com"});
    call(request);
    EXPECT_EQ(only_call().a().variables.get("accountcode"), "77");
    EXPECT_EQ(only_call().a().variables.get("sip_acl_token"), "1001@example.com");
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, NobodyNewWhileTheProfileHasItsMostCalls) {
    configure("internal", [](model::ProfileCalls& calls) { calls.max_calls = 1; });
    call();
    const auto first = caller_;
    const auto rings = callee();
    call();
    EXPECT_EQ(caller_->status(), 503);
    EXPECT_EQ(table_.size(), 1U) << "the call that is there goes on";
    first->cancel();
    rings->answer(487);
    drain();
    calls_and_ends();
}

// --- how its legs are called

TEST_F(Admitted, CallIdAsUuidOfTheCallersLeg) {
    configure("internal", [](model::ProfileCalls& calls) { calls.call_id_is_uuid = true; });
    const auto request = invite();
    call(request);
    EXPECT_EQ(only_call().a().uuid().str(), request.call_id);
    const auto first = caller_;
    const auto rings = callee();
    call(request);
    EXPECT_EQ(table_.size(), 2U);
    EXPECT_EQ(table_.find_leg(request.call_id)->a().uuid().str(), request.call_id)
        << "a call that has come back gets an id of its own";
    caller_->cancel();
    callee()->answer(487);
    first->cancel();
    rings->answer(487);
}

TEST_F(Admitted, UuidAsCallIdOfTheCalleesLeg) {
    configure("external", [](model::ProfileCalls& calls) { calls.uuid_is_call_id = true; });
    call();
    std::string uuid;
    only_call().for_each_leg([&](const Leg& leg) {
        if (leg.outbound)
            uuid = leg.uuid().str();
    });
    EXPECT_EQ(callee()->call_id, uuid);
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, UuidOfTheCalleesLegThatIsNoCallIdIsNoneEither) {
    dialplan({{"bridge", "{origination_uuid='a b'}sofia/external/bob@198.51.100.7"}});
    configure("external", [](model::ProfileCalls& calls) { calls.uuid_is_call_id = true; });
    call();
    EXPECT_EQ(callee()->call_id.find(' '), std::string::npos) << callee()->call_id;
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, EachHeaderAsAVariableWhenTheProfileWantsIt) {
    configure("internal", [](model::ProfileCalls& calls) { calls.keep_all_headers = true; });
    auto request = invite();
    request.headers.push_back({"P-Charging-Vector", "icid-value=1"});
    request.headers.push_back({"Subject", "lunch"});
    call(request);
    const auto& variables = only_call().a().variables;
    EXPECT_EQ(variables.get("sip_i_subject"), "lunch");
    EXPECT_EQ(variables.get("sip_i_p_charging_vector"), "icid-value=1");
    EXPECT_EQ(variables.get("sip_i_call_id"), request.call_id);
    EXPECT_EQ(variables.get("sip_i_from"), request.from.str());
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, AfterDigestWhenTheProfileAsksForIt) {
    configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls = true; });
    call();
    EXPECT_EQ(caller_->status(), 407);
    EXPECT_FALSE(caller_->header("Proxy-Authenticate").empty());
    EXPECT_EQ(table_.total(), 0U);
}

TEST_F(Admitted, ByTheListWithoutDigest) {
    list("203.0.113.0/24", true);
    configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls = true; });
    calls_and_ends();
}

TEST_F(Admitted, NobodyByDigestWhenTheListAloneCounts) {
    list("10.0.0.0/8", true);
    configure("internal", [](model::ProfileCalls& calls) {
        calls.auth_calls = true;
        calls.auth_calls_acl_only = true;
    });
    call();
    EXPECT_EQ(caller_->status(), 403);
}

TEST_F(Admitted, NobodyWhomTheDirectoryDoesNotHaveWhenItMust) {
    list("203.0.113.0/24", true, "stranger@example.com");
    calls_and_ends();
    auto strict = *profiles_.find("internal")->settings;
    strict.registrar.auth_require_user = true;
    profiles_.reconfigure(std::make_shared<model::Profile>(strict));
    call();
    EXPECT_EQ(caller_->status(), 480);
}

TEST_F(Admitted, NobodyIsCalledThroughAProfileInStandby) {
    profiles_.find("external")->standby = true;
    call();
    EXPECT_GE(caller_->status(), 400);
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Admitted, AsManyInASecondAsTheNodeTakes) {
    services_.settings.sessions_per_second = 2;
    calls_and_ends();
    calls_and_ends();
    call();
    EXPECT_EQ(caller_->status(), 503);
    advance(std::chrono::seconds(1));
    calls_and_ends();
}

TEST_F(Admitted, AsManyAtOnceAsTheNodeTakes) {
    services_.settings.max_sessions = 1;
    call();
    const auto first = caller_;
    auto second = invite();
    second.from.params = {{"tag", "other"}};
    EXPECT_EQ(internal().receive(std::move(second))->status(), 503);
    first->cancel();
    callee()->answer(487);
}

TEST_F(Admitted, NobodyWhileTheProfileStops) {
    profiles_.find("internal")->stopping = true;
    call();
    EXPECT_EQ(caller_->status(), 503);
}

TEST_F(Admitted, FromHostNamesTheContextWhenTheProfileSaysSo) {
    configure("internal", [](model::ProfileCalls& calls) { calls.context = "_domain_"; });
    extension("example.com", ".*", {{"respond", "404"}});
    call();
    EXPECT_EQ(caller_->status(), 404);
}

// RFC 3261 8.2.2.3, 11.2.

}  // namespace
}  // namespace sofia::call
