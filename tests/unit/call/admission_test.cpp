#include "call/admission.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "call/on_invite.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

sip::Request plain_invite() {
    sip::Request request;
    request.method = sip::Method::Invite;
    request.call_id = "a-call";
    request.uri = "sip:2000@example.com";
    request.contacts.push_back({{{}, "sip:alice@203.0.113.9", {}}, {}, 1000, false});
    request.body = test::sdp("alice");
    return request;
}

std::string header(const sip::Reply& reply, std::string_view name) {
    for (const auto& line : reply.headers)
        if (line.name == name)
            return line.value;
    return {};
}

TEST(Admission, AdmitsAPlainInviteWithinTheLimits) {
    EXPECT_FALSE(refuse_invite(plain_invite(), {}, {9, 10, 29, 30, 5, false}));
}

TEST(Admission, LimitOfZeroIsNone) {
    EXPECT_FALSE(refuse_invite(plain_invite(), {}, {5000, 0, 5000, 0, 5000, false}));
}

TEST(Admission, FullNodeRefusesWith503AndRetryAfter) {
    model::ProfileCalls settings;
    settings.max_proceeding = 5;
    settings.max_calls = 7;
    for (const Load& load : {Load{10, 10, 0, 30, 0, 0, false},
                             Load{0, 10, 30, 30, 0, 0, false},
                             Load{0, 10, 0, 30, 5, 0, false},
                             Load{0, 10, 0, 30, 0, 7, false},
                             Load{0, 10, 0, 30, 0, 0, true}}) {
        const auto refusal = refuse_invite(plain_invite(), settings, load);
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->status, 503);
        EXPECT_EQ(header(*refusal, "Retry-After"), "300");
    }
}

TEST(Admission, RefusesWhileCallsInArePaused) {
    const auto refusal = refuse_when_full({}, {0, 10, 0, 30, 0, 0, false, true});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 503);
    EXPECT_EQ(refusal->phrase, "System Paused");
}

TEST(Admission, TakesWhatIsBelowEachLimitAndAnyNumberWithoutOne) {
    model::ProfileCalls settings;
    EXPECT_FALSE(refuse_when_full(settings, {9, 0, 500, 0, 500, 500, false}));
    settings.max_proceeding = 5;
    settings.max_calls = 7;
    EXPECT_FALSE(refuse_when_full(settings, {9, 10, 29, 30, 4, 6, false}));
}

TEST(Admission, RequiredExtensionsAreRefusedByName) {
    auto request = plain_invite();
    request.require = {"100rel", "timer", "gruu"};
    const auto refusal = refuse_invite(request, {}, {});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 420);
    EXPECT_EQ(std::count_if(refusal->headers.begin(),
                            refusal->headers.end(),
                            [](const auto& line) { return line.name == "Unsupported"; }),
              2);
}

TEST(Admission, InviteHasExactlyOneContact) {
    auto none = plain_invite();
    none.contacts.clear();
    auto two = plain_invite();
    two.contacts.push_back(two.contacts.front());
    auto star = plain_invite();
    star.contacts.front().is_star = true;
    for (const auto& request : {none, two, star}) {
        const auto refusal = refuse_invite(request, {}, {});
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->status, 400);
        EXPECT_EQ(refusal->phrase, "Missing Contact Header");
    }
}

TEST(Admission, InviteHasACallId) {
    auto nameless = plain_invite();
    nameless.call_id.clear();
    const auto refusal = refuse_invite(nameless, {}, {});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 400);
}

TEST(Admission, BodyIsADescriptionOrNone) {
    auto request = plain_invite();
    request.body = {};
    EXPECT_FALSE(refuse_invite(request, {}, {})) << "a late offer";
    request.body = {"Application/SDP;charset=utf-8", "v=0\r\n"};
    EXPECT_FALSE(refuse_invite(request, {}, {}));
    request.body = {"text/html", "<b>"};
    const auto refusal = refuse_invite(request, {}, {});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 415);
    EXPECT_EQ(header(*refusal, "Accept"), "application/sdp");
}

// RFC 3261 8.2.3, 20.11.
TEST(Admission, DescriptionIsForNothingElseThanTheSession) {
    auto request = plain_invite();
    request.headers.push_back({"Content-Disposition", "session;handling=required"});
    EXPECT_FALSE(refuse_invite(request, {}, {}));
    for (const auto* other : {"early-session;handling=required", "render"}) {
        request.headers.back().value = other;
        const auto refusal = refuse_invite(request, {}, {});
        ASSERT_TRUE(refusal) << other;
        EXPECT_EQ(refusal->status, 415);
        EXPECT_EQ(refusal->phrase, "Unsupported Content-Disposition");
        EXPECT_EQ(header(*refusal, "Accept"), "application/sdp");
    }
}

// RFC 3891 3.
TEST(Admission, InviteHasOneReplacesThatCanBeReadOrNone) {
    const auto refusal = [](std::vector<std::string> values) {
        auto request = plain_invite();
        for (auto& value : values)
            request.headers.push_back({"Replaces", std::move(value)});
        return refuse_invite(request, {}, {});
    };
    const std::string good = "a@b;to-tag=t;from-tag=f";
    EXPECT_FALSE(refusal({good}));
    for (const auto& [values, phrase] :
         {std::pair{std::vector{good, good}, "More Than One Replaces Header"},
          std::pair{std::vector<std::string>{""}, "Unusable Replaces Header"},
          std::pair{std::vector<std::string>{"a@b"}, "Unusable Replaces Header"}}) {
        const auto refused = refusal(values);
        ASSERT_TRUE(refused) << phrase;
        EXPECT_EQ(refused->status, 400);
        EXPECT_EQ(refused->phrase, phrase);
    }
}

// RFC 3261 8.2.2.1.
TEST(Admission, RefusesSchemesThatItCannotCall) {
    for (const auto* uri : {"tel:+4930123456", "im:alice@example.com", "nonsense"}) {
        auto request = plain_invite();
        request.uri = uri;
        ASSERT_TRUE(refuse_invite(request, {}, {})) << uri;
        EXPECT_EQ(refuse_invite(request, {}, {})->status, 416);
    }
    auto secure = plain_invite();
    secure.uri = "SIPS:2000@example.com";
    EXPECT_FALSE(refuse_invite(secure, {}, {}));
}

TEST(Admission, RefusesADescriptionThatIsEncoded) {
    auto request = plain_invite();
    request.headers.push_back({"Content-Encoding", "gzip"});
    const auto refusal = refuse_invite(request, {}, {});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 415);
    EXPECT_EQ(header(*refusal, "Accept-Encoding"), "identity");
}

TEST(Options, ThatRequireAnExtensionAreRefusedByName) {
    sip::Request options;
    options.require = {"100rel", "foo"};
    const auto reply = on_options(options, {});
    EXPECT_EQ(reply.status, 420);
    EXPECT_EQ(header(reply, "Unsupported"), "100rel");
    EXPECT_NE(header(reply, "Allow"), "");
}

TEST(Options, AreAnsweredWithWhatWeOffer) {
    const auto reply = on_options({}, {});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(header(reply, "Accept"), "application/sdp");
    EXPECT_NE(header(reply, "Allow").find("INVITE"), std::string::npos);
}

TEST(Options, OfAFullNodeGet503WhenTheProfileSaysSo) {
    model::Profile profile;
    const Load full{10, 10, 0, 30, 0, false};
    EXPECT_EQ(on_options({}, profile, full).status, 200);
    profile.calls.options_503_on_busy = true;
    EXPECT_EQ(on_options({}, profile, full).status, 503);
    EXPECT_EQ(on_options({}, profile, {}).status, 200);
}

}  // namespace
}  // namespace sofia::call
