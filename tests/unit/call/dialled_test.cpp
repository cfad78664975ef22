#include "call/dialled.hpp"

#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using enum model::ProfileCalls::AssertedIdentity;

std::string number(const char* uri, const model::ProfileCalls& settings, Variables& variables) {
    return dialled(sip::Uri::parse(uri).value(), settings, variables);
}

TEST(Dialled, IsTheUserOfTheRequestUri) {
    Variables variables;
    EXPECT_EQ(number("sip:20%2300@example.com:5070", {}, variables), "20#00");
    EXPECT_EQ(number("sip:2000;isub=1@example.com", {}, variables), "2000;isub=1");
    EXPECT_TRUE(variables.all().empty());
}

TEST(Dialled, HasItsHostWhenTheProfileWantsTheFullId) {
    Variables variables;
    model::ProfileCalls settings;
    settings.full_destination = true;
    EXPECT_EQ(number("sip:2000@example.com:5070", settings, variables), "2000@example.com");
    EXPECT_EQ(number("sip:2000@[2001:db8::1]", settings, variables), "2000@[2001:db8::1]");
}

TEST(Dialled, LeavesTheParametersOfTheNumberToAVariable) {
    Variables variables;
    model::ProfileCalls settings;
    settings.keep_tel_params = true;
    EXPECT_EQ(number("sip:+4930;isub=1;ext=%232@example.com", settings, variables), "+4930");
    EXPECT_EQ(variables.get(kTelParams), "isub=1;ext=%232");
    Variables without;
    EXPECT_EQ(number("sip:2000@example.com;user=phone", settings, without), "2000");
    EXPECT_FALSE(without.has(kTelParams));
}

TEST(AssertedIdentity, IsTheHeaderAsItStandsUnlessAPartIsWanted) {
    const auto* value = "\"A, B\" <sip:%2b49@example.com;user=phone>, <tel:+4930>";
    EXPECT_EQ(asserted_identity(value, Default), value);
    EXPECT_EQ(asserted_identity(value, Verbatim), value);
    EXPECT_EQ(asserted_identity(value, UserOnly), "+49");
    EXPECT_EQ(asserted_identity(value, UserDomain), "+49@example.com");
}

TEST(AssertedIdentity, OfATelUriIsItsNumber) {
    EXPECT_EQ(asserted_identity("<tel:+4930;ext=1>", UserOnly), "+4930");
    EXPECT_EQ(asserted_identity("tel:+4930", UserDomain), "+4930");
}

TEST(AssertedIdentity, ThatCannotBeReadIsNothing) {
    EXPECT_EQ(asserted_identity("<mailto:a@b>", UserOnly), "");
    EXPECT_EQ(asserted_identity("", UserDomain), "");
}

class WhatTheDialplanSees : public test::CallWorld {
  protected:
    std::string seen(sip::Request request) {
        dialplan({{"set",
                   "seen=${destination_number}|${sip_invite_tel_params}|"
                   "${sip_P-Asserted-Identity}"},
                  {"bridge", "sofia/external/bob@198.51.100.7"}});
        call(std::move(request));
        auto value = std::string(only_call().a().variables.get("seen"));
        callee_answers(486);
        return value;
    }
};

TEST_F(WhatTheDialplanSees, FollowsTheProfile) {
    auto request = invite("2000;isub=1");
    request.headers = {{"P-Asserted-Identity", "<sip:real@example.org>"}};
    EXPECT_EQ(seen(request), "2000;isub=1||<sip:real@example.org>");
    configure("internal", [](model::ProfileCalls& calls) {
        calls.full_destination = true;
        calls.keep_tel_params = true;
        calls.asserted_identity = UserDomain;
    });
    request.call_id = "another";
    EXPECT_EQ(seen(request), "2000@example.com|isub=1|real@example.org");
}

}  // namespace
}  // namespace sofia::call
