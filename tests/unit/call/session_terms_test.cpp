#include "call/session_terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Refresher = SessionAsk::Refresher;

SessionAsk ask(std::chrono::seconds interval,
               Refresher refresher = Refresher::Unsaid,
               bool supports = true) {
    return {interval, refresher, 0s, supports};
}

TEST(SessionOf, ReadsWhatTheMessageSays) {
    sip::Request request;
    request.supported = {"100rel", "Timer"};
    request.headers = {{"Session-Expires", " 1800 ; Refresher=UAS"}, {"Min-SE", "120;x=y"}};
    const auto read = session_of(request);
    EXPECT_EQ(read.interval, 1800s);
    EXPECT_EQ(read.refresher, Refresher::Uas);
    EXPECT_EQ(read.least, 120s);
    EXPECT_TRUE(read.supports);
}

TEST(SessionOf, TakesNonsenseForAbsence) {
    for (const auto* nonsense : {"", "soon", "-5", "0", "18446744073709551616"}) {
        sip::Request request;
        request.headers = {{"Session-Expires", nonsense}};
        EXPECT_EQ(session_of(request).interval, 0s) << nonsense;
    }
}

TEST(SessionRules, NeverAcceptLessThanTheStandardDoes) {
    model::ProfileCalls settings;
    settings.minimum_session_expires = 10s;
    settings.session_timeout = 60s;
    EXPECT_EQ(session_rules(settings).least, 90s);
    EXPECT_EQ(session_rules(settings).wanted, 90s);
    settings.minimum_session_expires = 600s;
    EXPECT_EQ(session_rules(settings).wanted, 600s);
    settings.session_timeout = 0s;
    EXPECT_EQ(session_rules(settings).wanted, 0s);
}

// RFC 4028 9.
TEST(AnswerSession, ThePeerRefreshesUnlessItWantsUsTo) {
    EXPECT_EQ(answer_session(ask(1800s), {}, {}).terms, (SessionTerms{1800s, false}));
    EXPECT_EQ(answer_session(ask(1800s, Refresher::Uac), {}, {}).terms,
              (SessionTerms{1800s, false}));
    EXPECT_EQ(answer_session(ask(1800s, Refresher::Uas), {}, {}).terms,
              (SessionTerms{1800s, true}));
}

TEST(AnswerSession, WeRefreshForAPeerThatCannot) {
    EXPECT_EQ(answer_session(ask(1800s, Refresher::Unsaid, false), {}, {}).terms,
              (SessionTerms{1800s, true}));
    const SessionRules wants{true, 600s, 90s};
    EXPECT_EQ(answer_session(ask(0s, Refresher::Unsaid, false), wants, {}).terms,
              (SessionTerms{600s, true}));
}

TEST(AnswerSession, ThereIsNoneWhenNobodyAsks) {
    EXPECT_EQ(answer_session(ask(0s), {}, {}).terms, SessionTerms{});
}

TEST(AnswerSession, ThereIsNoneWhenTheProfileHasNone) {
    EXPECT_EQ(answer_session(ask(1800s), {false, 600s, 90s}, {}).terms, SessionTerms{});
    EXPECT_FALSE(answer_session(ask(5s), {false, 600s, 90s}, {}).is_too_short);
}

TEST(AnswerSession, TooShortIsSaidToThoseWhoCanDoBetter) {
    EXPECT_TRUE(answer_session(ask(89s), {}, {}).is_too_short);
    EXPECT_FALSE(answer_session(ask(90s), {}, {}).is_too_short);
    EXPECT_FALSE(answer_session(ask(60s, Refresher::Unsaid, false), {}, {}).is_too_short)
        << "a proxy wrote it for a phone that does not know of timers";
}

TEST(AnswerSession, IsShortenedToOursButNotBelowWhatThePeerPermits) {
    const SessionRules wants{true, 600s, 90s};
    auto asked = ask(1800s);
    EXPECT_EQ(answer_session(asked, wants, {}).terms.interval, 600s);
    asked.least = 900s;
    EXPECT_EQ(answer_session(asked, wants, {}).terms.interval, 900s);
    EXPECT_EQ(answer_session(ask(300s), wants, {}).terms.interval, 300s);
}

TEST(AnswerSession, GoesOnWhenARequestWithinTheDialogDoesNotSpeakOfIt) {
    const SessionTerms ours{1800s, true};
    EXPECT_EQ(answer_session(ask(0s), {}, ours).terms, ours);
    EXPECT_EQ(answer_session(ask(1800s), {}, ours).terms, ours);
    EXPECT_EQ(answer_session(ask(1800s, Refresher::Uac), {}, ours).terms,
              (SessionTerms{1800s, false}));
}

// RFC 4028 7.2.
TEST(AcceptedSession, IsWhatThe2xxSays) {
    EXPECT_EQ(accepted_session(ask(600s, Refresher::Uac)), (SessionTerms{600s, true}));
    EXPECT_EQ(accepted_session(ask(600s, Refresher::Uas)), (SessionTerms{600s, false}));
    EXPECT_EQ(accepted_session(ask(0s, Refresher::Uac)), SessionTerms{});
}

TEST(OfferSession, SaysOnlyThatItIsSupportedWhenNobodyWantsOne) {
    std::vector<sip::Header> headers;
    offer_session(headers, {}, {}, 0s);
    EXPECT_THAT(headers, ElementsAre(sip::Header{"Supported", "timer"}));
    headers.clear();
    offer_session(headers, {false, 600s, 90s}, {}, 0s);
    EXPECT_THAT(headers, IsEmpty());
}

TEST(OfferSession, LetsThePeerChooseWhoRefreshesAndKeepsTheRolesLater) {
    std::vector<sip::Header> headers;
    offer_session(headers, {true, 600s, 90s}, {}, 0s);
    EXPECT_EQ(headers.back(), (sip::Header{"Session-Expires", "600"}));
    offer_session(headers, {}, {1800s, true}, 0s);
    EXPECT_EQ(headers.back(), (sip::Header{"Session-Expires", "1800;refresher=uac"}));
    offer_session(headers, {}, {1800s, false}, 0s);
    EXPECT_EQ(headers.back(), (sip::Header{"Session-Expires", "1800;refresher=uas"}));
}

TEST(OfferSession, IsAsLongAsA422Asked) {
    std::vector<sip::Header> headers;
    offer_session(headers, {true, 600s, 90s}, {}, 700s);
    EXPECT_THAT(headers,
                ElementsAre(sip::Header{"Supported", "timer"},
                            sip::Header{"Session-Expires", "700"},
                            sip::Header{"Min-SE", "700"}));
}

TEST(AddSession, RequiresTheRefreshesOfAPeerThatCan) {
    auto reply = sip::Reply::of(200);
    add_session(reply, {600s, false}, true);
    EXPECT_THAT(reply.headers,
                ElementsAre(sip::Header{"Session-Expires", "600;refresher=uac"},
                            sip::Header{"Require", "timer"}));
    reply.headers.clear();
    add_session(reply, {600s, true}, true);
    EXPECT_THAT(reply.headers, ElementsAre(sip::Header{"Session-Expires", "600;refresher=uas"}));
    reply.headers.clear();
    add_session(reply, {}, true);
    EXPECT_THAT(reply.headers, IsEmpty());
}

// RFC 4028 10.
TEST(SessionTimes, RefreshAtTheHalfAndGiveUpBeforeTheEnd) {
    EXPECT_EQ(refresh_after(1800s), 900s);
    EXPECT_EQ(give_up_after(1800s), 1768s);
    EXPECT_EQ(give_up_after(90s), 60s);
    EXPECT_EQ(refresh_after(1s), 1s) << "a peer cannot make us send more than one a second";
}

}  // namespace
}  // namespace sofia::call
