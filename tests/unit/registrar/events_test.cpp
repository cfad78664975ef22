#include "registrar/events.hpp"

#include "unit/registrar/node_of_one.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::RegistrarTest;
using test::Texts;

Texts names(const model::Event& event) {
    Texts result;
    for (const auto& [name, value] : event.headers)
        result.push_back(name);
    return result;
}

const Texts kAskedNames{"profile-name",
                        "from-user",
                        "from-host",
                        "contact",
                        "call-id",
                        "rpid",
                        "status",
                        "expires",
                        "to-user",
                        "to-host",
                        "network-ip",
                        "network-port",
                        "username",
                        "realm",
                        "user-agent"};

TEST_F(RegistrarTest, TellsOfARegistrationStepByStep) {
    listen();
    send_signed(test::register_request());
    EXPECT_EQ(told(),
              (Texts{"sofia::pre_register", "sofia::pre_register", "sofia::register_attempt"}));
    writer_.finish();
    EXPECT_EQ(told().back(), "sofia::register");
    EXPECT_EQ(names(events_[0]), kAskedNames);
    auto attempt = kAskedNames;
    attempt.push_back("auth-result");
    EXPECT_EQ(names(events_[2]), attempt);
    EXPECT_EQ(events_[2].header("auth-result"), "SUCCESS");
    EXPECT_EQ(events_[2].header("username"), "bob");
}

TEST_F(RegistrarTest, TellsOfABindingInTheOrderThatClientsKnow) {
    bob_.number_alias = "1001";
    bob_.variables["accountcode"] = "7";
    load_directory();
    listen();
    register_bob("sip:bob@a");
    register_bob("sip:bob@a");
    told();
    const auto& fresh = events_.at(3);
    EXPECT_EQ(names(fresh),
              (Texts{"profile-name",     "from-user",         "from-host",      "presence-hosts",
                     "contact",          "call-id",           "rpid",           "status",
                     "expires",          "to-user",           "to-host",        "network-ip",
                     "network-port",     "username",          "realm",          "user-agent",
                     "sip_number_alias", "sip_auth_username", "sip_auth_realm", "number_alias",
                     "user_name",        "domain_name",       "accountcode"}));
    EXPECT_EQ(fresh.header("presence-hosts"), "n/a");
    EXPECT_EQ(fresh.header("contact"), "\"\" <sip:bob@a>");
    EXPECT_EQ(fresh.header("status"), "Registered(UDP)");
    EXPECT_EQ(fresh.header("expires"), "3600");
    EXPECT_EQ(fresh.header("sip_number_alias"), "1001");
    EXPECT_EQ(fresh.header("update-reg"), "");
    EXPECT_EQ(events_.back().header("update-reg"), "true");
    EXPECT_EQ(events_.at(events_.size() - 2).header("auth-result"), "RENEWED");
}

TEST_F(RegistrarTest, TellsOfRefusedCredentials) {
    listen();
    phone_.password = "wrong";
    send_signed(test::register_request());
    EXPECT_EQ(told(),
              (Texts{"sofia::pre_register",
                     "sofia::pre_register",
                     "sofia::register_attempt",
                     "sofia::register_failure"}));
    EXPECT_EQ(events_[2].header("auth-result"), "FORBIDDEN");
    EXPECT_EQ(names(events_[3]),
              (Texts{"profile-name",
                     "to-user",
                     "to-host",
                     "network-ip",
                     "user-agent",
                     "profile-name",
                     "network-port",
                     "registration-type"}));
    phone_.nonce = "not ours";
    send_signed(test::register_request());
    told();
    EXPECT_EQ(events_.back().header("auth-result"), "STALE");
}

TEST_F(RegistrarTest, TellsOfABindingThatAPhoneGaveUp) {
    register_bob("sip:bob@a");
    listen();
    auto request = test::register_request();
    request.contacts = {test::contact("sip:bob@a")};
    request.cseq = 9;
    request.expires = 0;
    send_signed(request);
    writer_.finish();
    EXPECT_EQ(told().back(), "sofia::unregister");
    EXPECT_EQ(names(events_.back()),
              (Texts{"profile-name",
                     "username",
                     "from-user",
                     "from-host",
                     "contact",
                     "call-id",
                     "rpid",
                     "realm",
                     "network-ip",
                     "network-port",
                     "user-agent",
                     "expires"}));
}

TEST_F(RegistrarTest, TellsOfAnEndedBinding) {
    register_bob("sip:bob@a");
    listen();
    loop_.advance(3660s);
    writer_.finish();
    told();
    EXPECT_EQ(names(events_.back()),
              (Texts{"profile-name",
                     "call-id",
                     "user",
                     "username",
                     "host",
                     "contact",
                     "expires",
                     "user-agent",
                     "realm",
                     "network-ip",
                     "network-port"}));
    EXPECT_EQ(events_.back().header("expires"), "1767229260");
}

TEST_F(RegistrarTest, TellsNothingOfABindingThatWasNotStored) {
    listen();
    send_signed(test::register_request());
    writer_.fail(base::ErrorKind::Timeout);
    for (const auto& name : told())
        EXPECT_NE(name, "sofia::register");
}

}  // namespace
}  // namespace sofia::registrar
