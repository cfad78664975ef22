#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

/// Access lists that choose the context of a call. Callers are at 203.0.113.x.
class ContextByList : public test::CallWorld {
  protected:
    void SetUp() override {
        add_list("here", "203.0.113.0/24", {});
        add_list("away", "10.0.0.0/8", {});
        add_list("known", "203.0.113.0/24", "1001@example.com");
        services_.settings.acl = acl_;
        for (const auto* context : {"pass", "fail", "staff"})
            extension(context,
                      ".*",
                      {{"bridge", "sofia/external/" + std::string(context) + "@198.51.100.7"}});
    }
    void add_list(const std::string& name, const std::string& cidr, std::string token) {
        model::AclList list;
        list.allow_by_default = false;
        list.nodes.push_back({model::Network::parse(cidr).value(), true, std::move(token)});
        acl_->set(name, std::move(list));
    }
    void lists(const std::vector<std::string>& entries) {
        configure("internal",
                  [&](model::ProfileCalls& calls) { calls.apply_inbound_acl = entries; });
    }
    /// The context that the call got, which the callee's user tells; else the status.
    std::string context_of_a_call() {
        call();
        if (table_.size() == 0)
            return std::to_string(caller_->status());
        const auto context = std::string(only_call().a().variables.get("context"));
        caller_->cancel();
        callee()->answer(487);
        return context;
    }

    std::shared_ptr<model::AclLists> acl_ = std::make_shared<model::AclLists>();
};

TEST_F(ContextByList, IsTheFirstForWhomItLetsIn) {
    lists({"here:pass:fail"});
    call();
    EXPECT_EQ(callee()->target, "sip:pass@198.51.100.7");
    EXPECT_EQ(only_call().a().variables.get("sip_acl_authed_by"), "here");
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ContextByList, IsTheSecondForAllOthers) {
    lists({"away:pass:fail"});
    call();
    EXPECT_EQ(callee()->target, "sip:fail@198.51.100.7");
    EXPECT_FALSE(only_call().a().variables.has("sip_acl_authed_by"));
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ContextByList, IsTheUsualOneWhereTheEntryNamesNone) {
    lists({"here::fail"});
    EXPECT_EQ(context_of_a_call(), "default");
    lists({"here"});
    EXPECT_EQ(context_of_a_call(), "default");
    lists({"away:pass"});
    EXPECT_EQ(context_of_a_call(), "403") << "without a second one nobody else is let in";
}

TEST_F(ContextByList, IsThatOfTheListThatLetsInOrOfTheLast) {
    lists({"away:staff:fail", "here:pass:fail"});
    EXPECT_EQ(context_of_a_call(), "pass");
    lists({"away:pass:staff", "10.0.0.0/8:pass:fail"});
    EXPECT_EQ(context_of_a_call(), "fail");
    lists({"away:pass:fail", "10.0.0.0/8"});
    EXPECT_EQ(context_of_a_call(), "403") << "the last list refuses";
}

TEST_F(ContextByList, ComesBeforeThatOfTheListsUser) {
    model::DirectoryUser user;
    user.id = "1001";
    user.domain = "example.com";
    user.variables["user_context"] = "staff";
    directory_->add(user);
    lists({"known"});
    EXPECT_EQ(context_of_a_call(), "staff");
    lists({"known:pass:fail"});
    EXPECT_EQ(context_of_a_call(), "pass");
}

TEST_F(ContextByList, IsNoPassword) {
    lists({"away:pass:fail"});
    configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls = true; });
    EXPECT_EQ(context_of_a_call(), "407");
    configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls_acl_only = true; });
    EXPECT_EQ(context_of_a_call(), "403");
}

TEST_F(ContextByList, IsForWhomATrustedProxyNamesAsWell) {
    lists({"away:pass:fail"});
    configure("internal",
              [](model::ProfileCalls& calls) { calls.apply_proxy_acl = {"203.0.113.0/24"}; });
    auto request = invite();
    request.headers.push_back({"X-AUTH-IP", "10.1.2.3"});
    call(request);
    EXPECT_EQ(callee()->target, "sip:pass@198.51.100.7");
    caller_->cancel();
    callee()->answer(487);
}

}  // namespace
}  // namespace sofia::call
