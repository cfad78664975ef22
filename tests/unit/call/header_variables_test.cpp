#include "call/header_variables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HeaderVariables, NameTheHeadersOfTheirOwnKindOfMessage) {
    Variables variables;
    variables.set("sip_h_X-A", "1");
    variables.set("sip_rh_X-B", "2");
    variables.set("sip_ph_X-C", "3");
    variables.set("sip_bye_h_X-D", "4");
    variables.set("other", "5");
    EXPECT_THAT(headers_of(variables, kInviteHeader), ElementsAre(sip::Header{"X-A", "1"}));
    EXPECT_THAT(headers_of(variables, kFinalHeader), ElementsAre(sip::Header{"X-B", "2"}));
    EXPECT_THAT(headers_of(variables, kProvisionalHeader), ElementsAre(sip::Header{"X-C", "3"}));
    EXPECT_THAT(headers_of(variables, kByeHeader), ElementsAre(sip::Header{"X-D", "4"}));
}

TEST(HeaderVariables, DoNotChangeWhatTheDialogOrTheTransactionSets) {
    for (const auto* name : {"Via",
                             "From",
                             "to",
                             "Call-ID",
                             "CSeq",
                             "Contact",
                             "Route",
                             "Record-Route",
                             "Max-Forwards",
                             "Content-Length",
                             "Content-Type",
                             "Require",
                             "Supported",
                             "Authorization",
                             "RAck",
                             "Session-Expires"}) {
        Variables variables;
        variables.set(std::string(kInviteHeader) + name, "x");
        EXPECT_THAT(headers_of(variables, kInviteHeader), IsEmpty()) << name;
    }
}

TEST(HeaderVariables, NeedATokenForAName) {
    for (const auto* name :
         {"", "X A", "X:A", "X-A\r\nEvil", "X\tA", "\"X\"", "X-\x01", "X-\xe4"}) {
        Variables variables;
        variables.set(std::string(kInviteHeader) + name, "x");
        EXPECT_THAT(headers_of(variables, kInviteHeader), IsEmpty()) << name;
    }
}

TEST(HeaderVariables, KeepWhatIsPassedOnAndNumberRepetitions) {
    Variables variables;
    keep_headers(variables,
                 kByeHeader,
                 {{"X-A", "1"}, {"X-A", "2"}, {"Subject", "no"}, {"Diversion", "<sip:d@e>"}});
    EXPECT_EQ(variables.get("sip_bye_h_X-A"), "1");
    EXPECT_EQ(variables.get("sip_bye_h_X-A-1"), "2");
    EXPECT_EQ(variables.get("sip_bye_h_Diversion"), "<sip:d@e>");
    EXPECT_FALSE(variables.has("sip_bye_h_Subject"));
}

TEST(HeaderVariables, AreWrittenAsOftenAsTheyCameUnderTheNameThatTheyHad) {
    Variables variables;
    keep_headers(variables,
                 kInviteHeader,
                 {{"Diversion", "<sip:9@x>"}, {"X-Leg", "a"}, {"Diversion", "<sip:8@x>"}});
    variables.set("sip_h_X-Leg-1", "b");
    EXPECT_THAT(headers_of(variables, kInviteHeader),
                ElementsAre(sip::Header{"Diversion", "<sip:9@x>"},
                            sip::Header{"X-Leg", "a"},
                            sip::Header{"Diversion", "<sip:8@x>"},
                            sip::Header{"X-Leg-1", "b"}))
        << "a name that an operator has chosen is written as it is";
}

TEST(HeaderVariables, AreNotWrittenWhenTheirNameIsExcluded) {
    Variables variables;
    variables.set("sip_h_X-No-Go", "1");
    variables.set("sip_h_X-Yes", "2");
    variables.set(kExcludedHeaders, "^X-No");
    EXPECT_THAT(headers_of(variables, kInviteHeader), ElementsAre(sip::Header{"X-Yes", "2"}));
    variables.set(kExcludedHeaders, "(");
    EXPECT_EQ(headers_of(variables, kInviteHeader).size(), 2U) << "no expression excludes nothing";
}

TEST(HeaderVariables, OfBehaviourSpec52ArePassedOn) {
    for (const auto* name : {"X-A", "P-Charging-Vector", "K-A", "On-Foo", "on-foo", "Diversion"})
        EXPECT_TRUE(is_passed_header(name)) << name;
    for (const auto* name :
         {"Subject", "P-Asserted-Identity", "P-Preferred-Identity", "Organization"})
        EXPECT_FALSE(is_passed_header(name)) << name;
}

TEST(HeaderVariables, AreCopiedUnlessForbidden) {
    Variables variables;
    EXPECT_TRUE(copies_headers(variables));
    variables.set("sip_copy_custom_headers", "true");
    EXPECT_TRUE(copies_headers(variables));
    variables.set("sip_copy_custom_headers", "false");
    EXPECT_FALSE(copies_headers(variables));
}

TEST(Variables, HoldNoControlCharacter) {
    Variables variables;
    std::string all;
    for (int c = 0; c < 256; ++c)
        all.push_back(static_cast<char>(c));
    variables.set("all", all);
    for (const unsigned char c : variables.get("all"))
        EXPECT_TRUE((c >= 0x20 && c != 0x7f) || c == '\t') << int{c};
    EXPECT_EQ(variables.get("all").size(), all.size());
}

TEST(Variables, HaveNoNameWithAControlCharacter) {
    Variables variables;
    for (const auto* name : {"a\nb", "a\rb", "a\x7f", "\x01"})
        variables.set(name, "x");
    EXPECT_THAT(variables.all(), IsEmpty());
}

}  // namespace
}  // namespace sofia::call
