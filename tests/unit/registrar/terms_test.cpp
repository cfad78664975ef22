#include "registrar/terms.hpp"

#include <gtest/gtest.h>

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using Multiple = Terms::Multiple;

model::DirectoryUser user_with(const std::string& variable, const std::string& value) {
    model::DirectoryUser user;
    user.variables[variable] = value;
    return user;
}

TEST(Terms, AreTheProfilesOwnForAnUnknownUser) {
    model::ProfileRegistrar profile;
    profile.multiple_registrations = Multiple::CallId;
    profile.max_registrations_per_extension = 3;
    profile.force_expires = 90s;
    profile.min_expires = 30s;
    const auto terms = terms_for(profile, nullptr);
    EXPECT_EQ(terms.multiple, Multiple::CallId);
    EXPECT_EQ(terms.max_bindings, 3U);
    EXPECT_EQ(terms.force, 90s);
    EXPECT_EQ(terms.min, 30s);
    EXPECT_EQ(terms.when_not_asked, 300s);
}

TEST(Terms, FollowTheUsersVariables) {
    const auto force = user_with("sip-force-expires", "77");
    EXPECT_EQ(terms_for({}, &force).force, 77s);
    const auto least = user_with("sip-force-expires-min", "5");
    EXPECT_EQ(terms_for({}, &least).force_min, 5s);
    const auto most = user_with("sip-force-expires-max", "6");
    EXPECT_EQ(terms_for({}, &most).force_max, 6s);
}

TEST(Terms, PassOverValuesThatAreNoNumbers) {
    for (const auto* value : {"", "soon", "-5", "5s", "99999999999"}) {
        const auto user = user_with("sip-force-expires", value);
        EXPECT_EQ(terms_for({}, &user).force, 0s) << value;
    }
}

TEST(Terms, LetTheUserHaveSeveralBindingsOrNot) {
    model::ProfileRegistrar one;
    model::ProfileRegistrar many;
    many.multiple_registrations = Multiple::CallId;
    const auto of = [](const model::ProfileRegistrar& profile, const std::string& value) {
        const auto user = user_with("sip-allow-multiple-registrations", value);
        return terms_for(profile, &user).multiple;
    };
    EXPECT_EQ(of(many, "false"), Multiple::None);
    EXPECT_EQ(of(many, "true"), Multiple::CallId);
    EXPECT_EQ(of(many, "contact"), Multiple::Contact);
    EXPECT_EQ(of(one, "true"), Multiple::Contact);
    EXPECT_EQ(of(one, "call-id"), Multiple::CallId);
    EXPECT_EQ(of(one, ""), Multiple::None);
}

TEST(Terms, TakeTheUsersOwnLimit) {
    model::DirectoryUser user;
    user.params["max-registrations-per-extension"] = "2";
    EXPECT_EQ(terms_for({}, &user).max_bindings, 2U);
}

TEST(Grant, GivesWhatIsAskedWithinTheLimits) {
    Terms terms;
    terms.min = 60s;
    terms.max = 3600s;
    EXPECT_EQ(grant(terms, 600, false, 0), 600s);
    EXPECT_EQ(grant(terms, 60, false, 0), 60s);
    EXPECT_EQ(grant(terms, 59, false, 0), std::nullopt);
    EXPECT_EQ(grant(terms, 4294967295U, false, 0), 3600s);
    EXPECT_EQ(grant(terms, 0, false, 0), 0s);
}

TEST(Grant, GivesTheUsualTimeWhenNoneIsAsked) {
    Terms terms;
    EXPECT_EQ(grant(terms, std::nullopt, false, 0), 300s);
    EXPECT_EQ(grant(terms, std::nullopt, true, 0), 30s);
    terms.min = 60s;
    EXPECT_EQ(grant(terms, std::nullopt, true, 0), 60s);
    terms.when_not_asked = 20s;
    terms.min = 0s;
    EXPECT_EQ(grant(terms, std::nullopt, true, 0), 20s);
}

TEST(Grant, GivesTheForcedTimeWhateverIsAsked) {
    Terms terms;
    terms.force = 90s;
    terms.min = 600s;
    EXPECT_EQ(grant(terms, 5, false, 0), 90s);
    EXPECT_EQ(grant(terms, std::nullopt, true, 0), 90s);
    EXPECT_EQ(grant(terms, 0, false, 0), 0s);
}

TEST(Grant, DrawsFromTheForcedWindow) {
    Terms terms;
    terms.force = 90s;
    terms.force_min = 100s;
    terms.force_max = 102s;
    EXPECT_EQ(grant(terms, 5, false, 0), 100s);
    EXPECT_EQ(grant(terms, 5, false, 2), 102s);
    EXPECT_EQ(grant(terms, 5, false, 3), 100s);
    terms.force_max = 99s;
    EXPECT_EQ(grant(terms, 5, false, 0), 90s);
}

TEST(Terms, ShortenALifetimeByUpToTheDeviation) {
    Terms terms;
    terms.max_deviation = 60s;
    EXPECT_EQ(grant(terms, 3600, false, 0), 3600s);
    EXPECT_EQ(grant(terms, 3600, false, 60), 3540s);
    EXPECT_EQ(grant(terms, 3600, false, 61), 3600s);
    // Never by more than half, never below the least, and nothing is taken from a 0.
    EXPECT_EQ(grant(terms, 20, false, 10), 10s);
    terms.min = 15s;
    EXPECT_EQ(grant(terms, 20, false, 5), 15s);
    EXPECT_EQ(grant(terms, 0, false, 5), 0s);
    terms.force = 100s;
    EXPECT_EQ(grant(terms, 20, false, 50), 50s);
    model::ProfileRegistrar profile;
    profile.max_deviation = 7s;
    EXPECT_EQ(terms_for(profile, nullptr).max_deviation, 7s);
}

}  // namespace
}  // namespace sofia::registrar
