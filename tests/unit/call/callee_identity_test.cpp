#include "call/callee_identity.hpp"

#include <gmock/gmock.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;

sip::Response saying(int status, std::vector<sip::Header> headers) {
    sip::Response response;
    response.status = status;
    response.headers = std::move(headers);
    if (status >= 200)
        response.body = test::sdp("bob");
    return response;
}

Variables kept(std::vector<sip::Header> headers) {
    Variables variables;
    EXPECT_TRUE(keep_callee(variables, saying(180, std::move(headers))));
    return variables;
}

TEST(CalleeIdentity, IsTheAssertedOneBeforeTheRemoteParty) {
    const auto variables = kept({{"Remote-Party-ID", "\"R\" <sip:1@h>"},
                                 {"P-Asserted-Identity", "\"Bob\" <sip:%2b49@h>, <tel:+49>"}});
    EXPECT_EQ(variables.get("callee_id_name"), "Bob");
    EXPECT_EQ(variables.get("callee_id_number"), "+49");
    EXPECT_FALSE(variables.has("callee_id_privacy"));
    EXPECT_EQ(kept({{"Remote-Party-ID", "<sip:7@h>;privacy=off"}}).get("callee_id_number"), "7");
}

TEST(CalleeIdentity, IsPrivateByEitherHeader) {
    EXPECT_TRUE(kept({{"Remote-Party-ID", "<sip:7@h>;privacy=full"}}).has("callee_id_privacy"));
    EXPECT_TRUE(
        kept({{"P-Asserted-Identity", "<sip:7@h>"}, {"Privacy", "id"}}).has("callee_id_privacy"));
}

TEST(CalleeIdentity, IsUntouchedByAnAnswerThatSaysNothing) {
    auto variables = kept({{"P-Asserted-Identity", "<sip:7@h>"}});
    EXPECT_FALSE(keep_callee(variables, saying(200, {})));
    EXPECT_EQ(variables.get("callee_id_number"), "7");
    forget_callee(variables);
    EXPECT_TRUE(variables.all().empty());
}

TEST(CalleeIdentity, HeaderNamesItAtOurOwnAddress) {
    Leg told(base::LegUuid("a"), Side::A, "internal");
    model::ProfileCalls settings;
    const Identity bob{"Bob", "20 00", false};
    const auto* contact = "<sip:mod_sofia@192.0.2.1:5060;transport=tcp>";
    EXPECT_EQ(*display_header(told, bob, settings, contact),
              (sip::Header{"Remote-Party-ID",
                           "\"Bob\" <sip:20%2000@192.0.2.1>;party=called;screen=yes;privacy=off"}));
    settings.caller_id_type = "pid";
    EXPECT_EQ(*display_header(told, bob, settings, "<sip:mod_sofia@[2001:db8::1]:5080>"),
              (sip::Header{"P-Asserted-Identity", "\"Bob\" <sip:20%2000@[2001:db8::1]:5080>"}));
    told.variables.set("sip_cid_type", "none");
    EXPECT_FALSE(display_header(told, bob, settings, contact));
}

TEST(CalleeIdentity, IsNotShownWhenItIsPrivateOrUnknown) {
    const Leg told(base::LegUuid("a"), Side::A, "internal");
    EXPECT_FALSE(display_header(told, {"Bob", "1", true}, {}, "<sip:x@h>"));
    EXPECT_FALSE(display_header(told, {"Bob", "", false}, {}, "<sip:x@h>"));
}

class CalleeShown : public test::CallWorld {
  protected:
    void TearDown() override {
        leaves_a_call = true;
        CallWorld::TearDown();
    }
    std::string rings(std::vector<sip::Header> headers = {}) {
        callee()->answer(saying(180, std::move(headers)));
        drain();
        return caller_->header("Remote-Party-ID");
    }
    std::string answers(std::vector<sip::Header> headers = {}) {
        writer_.commit_at_once();
        callee()->answer(saying(200, std::move(headers)));
        drain();
        EXPECT_EQ(caller_->status(), 200);
        return caller_->header("Remote-Party-ID");
    }
};

TEST_F(CalleeShown, IsTheNumberThatWasDialled) {
    call();
    EXPECT_THAT(rings(), HasSubstr("<sip:2000@192.0.2.1>;party=called"));
    EXPECT_THAT(answers(), HasSubstr("<sip:2000@192.0.2.1>;party=called"));
}

TEST_F(CalleeShown, IsWhoTheCalleeSaysHeIs) {
    call();
    EXPECT_THAT(rings({{"P-Asserted-Identity", "\"Bob\" <sip:77@x.example>"}}),
                HasSubstr("\"Bob\" <sip:77@192.0.2.1>"));
    EXPECT_THAT(answers({{"P-Asserted-Identity", "\"Bob\" <sip:78@x.example>"}}),
                HasSubstr("<sip:78@"));
    EXPECT_EQ(only_call().b()->variables.get("callee_id_number"), "78");
}

TEST_F(CalleeShown, IsForgottenWhenAnotherAnswers) {
    call();
    rings({{"P-Asserted-Identity", "<sip:77@x.example>"}});
    EXPECT_THAT(answers(), HasSubstr("<sip:2000@"));
}

TEST_F(CalleeShown, IsWhatTheDialplanSays) {
    dialplan({{"set", "effective_callee_id_name=Support"},
              {"set", "effective_callee_id_number=900"},
              {"bridge", "sofia/external/bob@198.51.100.7"}});
    call();
    EXPECT_THAT(rings({{"P-Asserted-Identity", "<sip:77@x.example>"}}),
                HasSubstr("\"Support\" <sip:900@"));
}

TEST_F(CalleeShown, IsNobodyWhoWantsPrivacy) {
    call();
    EXPECT_EQ(rings({{"P-Asserted-Identity", "<sip:77@x>"}, {"Privacy", "id"}}), "");
    EXPECT_EQ(answers({{"P-Asserted-Identity", "<sip:77@x>"}, {"Privacy", "id"}}), "");
}

TEST_F(CalleeShown, IsLeftOutOfProvisionalAnswersOrOfAll) {
    configure("internal", [](auto& calls) { calls.cid_in_1xx = false; });
    call();
    EXPECT_EQ(rings(), "");
    configure("internal", [](auto& calls) { calls.cid_in_1xx = true; });
    EXPECT_NE(rings(), "");
    configure("internal", [](auto& calls) { calls.pass_callee_id = false; });
    EXPECT_EQ(rings(), "");
    EXPECT_EQ(answers(), "");
}

}  // namespace
}  // namespace sofia::call
