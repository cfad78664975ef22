#include "call/offer.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/best_response.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;

namespace cause = model::cause;

Offer offer() {
    Offer offer;
    offer.caller_name = "Alice \"A\"";
    offer.caller_number = "1000";
    offer.max_forwards = 68;
    return offer;
}

Target target() {
    Target target;
    target.uri = "sip:bob@198.51.100.7";
    return target;
}

std::vector<std::string> values(const sip::Outgoing& invite, std::string_view name) {
    std::vector<std::string> found;
    for (const auto& header : invite.headers)
        if (header.name == name)
            found.push_back(header.value);
    return found;
}

sip::Outgoing compose(const Target& target, const Offer& offer, model::ProfileCalls settings = {}) {
    return compose_invite(target, offer, settings, "<sip:mod_sofia@192.0.2.1:5080>");
}

TEST(Compose, FromNamesTheCallerAtOurOwnAddress) {
    const auto dialog = compose_dialog(target(), offer(), "sip:mod_sofia@192.0.2.1:5080");
    EXPECT_EQ(dialog.from.uri, "sip:1000@192.0.2.1") << "not the way to call back";
    EXPECT_EQ(dialog.from.display, "Alice \"A\"");
    EXPECT_EQ(dialog.to.uri, "sip:bob@198.51.100.7");
    EXPECT_EQ(dialog.target, "sip:bob@198.51.100.7");
}

TEST(Compose, FromNamesAnIpv6AddressInBrackets) {
    EXPECT_EQ(compose_dialog(target(), offer(), "sip:x@[2001:db8::1]:5060").from.uri,
              "sip:1000@[2001:db8::1]");
}

TEST(Compose, NumberThatWouldBreakTheUriIsEscaped) {
    auto strange = offer();
    strange.caller_number = "a b@c>;d";
    const auto uri = compose_dialog(target(), strange, "sip:x@192.0.2.1:5080").from.uri;
    const auto parsed = sip::Uri::parse(uri);
    ASSERT_TRUE(parsed) << uri;
    EXPECT_EQ(parsed->host, "192.0.2.1");
    EXPECT_TRUE(parsed->params.empty());
}

TEST(Compose, ToRouteAndNextHopAreTheTargets) {
    auto routed = target();
    routed.to_uri = "sip:team@example.com";
    routed.route = {"<sip:edge.example.com;lr>"};
    routed.next_hop = "sip:203.0.113.4:4000";
    const auto dialog = compose_dialog(routed, offer(), "sip:x@192.0.2.1");
    EXPECT_EQ(dialog.to.uri, "sip:team@example.com");
    EXPECT_EQ(dialog.route, routed.route);
    EXPECT_EQ(dialog.next_hop, routed.next_hop);
}

TEST(Compose, InviteSaysWhoWeAreAndWhatWeServe) {
    const auto invite = compose(target(), offer());
    EXPECT_THAT(values(invite, "Contact"), testing::ElementsAre("<sip:mod_sofia@192.0.2.1:5080>"));
    EXPECT_THAT(values(invite, "Max-Forwards"), testing::ElementsAre("68"));
    EXPECT_THAT(values(invite, "Allow"), testing::ElementsAre(HasSubstr("INFO")));
    EXPECT_EQ(values(invite, "Supported"),
              (std::vector<std::string>{"timer", "replaces, norefersub"}));
}

TEST(Compose, CallersIdentityIsToldAsTheProfileSays) {
    model::ProfileCalls settings;
    EXPECT_THAT(
        values(compose(target(), offer(), settings), "Remote-Party-ID"),
        testing::ElementsAre("\"Alice \\\"A\\\"\" <sip:1000@192.0.2.1>;party=calling;screen=yes;"
                             "privacy=off"));
    settings.caller_id_type = "pid";
    const auto pid = compose(target(), offer(), settings);
    EXPECT_THAT(values(pid, "P-Asserted-Identity"),
                testing::ElementsAre("\"Alice \\\"A\\\"\" <sip:1000@192.0.2.1>"));
    EXPECT_TRUE(values(pid, "Remote-Party-ID").empty());
    settings.caller_id_type = "none";
    const auto none = compose(target(), offer(), settings);
    EXPECT_TRUE(values(none, "P-Asserted-Identity").empty());
    EXPECT_TRUE(values(none, "Remote-Party-ID").empty());
}

TEST(Compose, PassedHeadersGoOutOnceAndTheLegsOwnWins) {
    auto passing = offer();
    passing.headers = {{"X-Both", "caller"}, {"X-Caller", "1"}};
    auto own = target();
    own.variables.set("sip_h_X-Both", "leg");
    own.variables.set("sip_h_X-Leg", "2");
    const auto invite = compose(own, passing);
    EXPECT_THAT(values(invite, "X-Both"), testing::ElementsAre("leg"));
    EXPECT_THAT(values(invite, "X-Caller"), testing::ElementsAre("1"));
    EXPECT_THAT(values(invite, "X-Leg"), testing::ElementsAre("2"));
}

TEST(Reason, IsWrittenWithNumberAndName) {
    EXPECT_EQ(reason_header(cause::kUserBusy), "Q.850;cause=17;text=\"USER_BUSY\"");
    EXPECT_EQ(reason_header(cause::kOriginatorCancel), "SIP;cause=487;text=\"ORIGINATOR_CANCEL\"");
}

TEST(Reason, IsReadFromQ850ThenFromSip) {
    struct Case {
        std::string text;
        model::HangupCause cause;
    };
    for (const auto& [text, expected] :
         {Case{"Q.850;cause=17;text=\"User busy\"", cause::kUserBusy},
          Case{"q.850 ; cause=17", cause::kUserBusy},
          Case{"Q.850;Cause=17", cause::kUserBusy},
          Case{"Q.850;text=\"x\";cause=19", cause::kNoAnswer},
          Case{"SIP;cause=486;text=\"Busy\"", cause::kUserBusy},
          Case{"SIP;cause=200;text=\"Call completed elsewhere\"", cause::kNormalClearing},
          Case{"Preemption;cause=1, Q.850;cause=21", cause::kCallRejected},
          Case{reason_header(cause::kNoAnswer), cause::kNoAnswer}})
        EXPECT_EQ(cause_of_reason(text, cause::kNormalUnspecified).name, expected.name) << text;
}

TEST(Reason, ThatSaysNothingGivesTheFallback) {
    for (const auto text : {"",
                            ";",
                            ",,",
                            "Q.850",
                            "Q.850;cause=",
                            "Q.850;cause=abc",
                            "Q.850;cause=0",
                            "Q.850;cause=-4",
                            "Q.850;cause=999999999999999999999",
                            "SIP;cause=42",
                            "Preemption;cause=1"})
        EXPECT_EQ(cause_of_reason(text, cause::kAllottedTimeout).name, "ALLOTTED_TIMEOUT") << text;
}

// --- which failure the caller is told

Failure failed(int status) {
    return {model::cause_of_status(status), status, {}, {}};
}

TEST(BestResponse, IsThe6xxThenTheLowestClassThenTheOneThatSaysMost) {
    const std::vector<int> best_first{603, 302, 486, 404, 487, 503, 0};
    for (std::size_t i = 0; i < best_first.size(); ++i)
        for (std::size_t k = i + 1; k < best_first.size(); ++k) {
            const auto better = failed(best_first[i]);
            const auto worse = failed(best_first[k]);
            EXPECT_EQ(better_failure(better, worse).status, better.status);
            EXPECT_EQ(better_failure(worse, better).status, better.status);
        }
}

TEST(BestResponse, KeepsTheFirstOnATie) {
    const auto first = failed(404);
    const auto second = failed(403);
    EXPECT_EQ(&better_failure(first, second), &first);
    EXPECT_EQ(&better_failure(second, first), &second);
}

}  // namespace
}  // namespace sofia::call
