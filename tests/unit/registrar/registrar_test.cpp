#include "registrar/registrar.hpp"

#include "unit/registrar/node_of_one.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::register_request;
using test::RegistrarTest;
using test::Texts;

TEST_F(RegistrarTest, AnswersOnlyAfterTheCommit) {
    const auto outcome = send_signed(register_request());
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(outcome->status(), 0);
    EXPECT_TRUE(bound().empty());
    writer_.finish();
    EXPECT_EQ(outcome->status(), 200);
    EXPECT_EQ(outcome->values("Contact"), Texts{"<sip:bob@192.0.2.10:5060>;expires=3600"});
    EXPECT_EQ(outcome->values("Date"), Texts{"Thu, 01 Jan 2026 00:00:00 GMT"});
    EXPECT_EQ(bound(), Texts{"sip:bob@192.0.2.10:5060"});
    EXPECT_EQ(metrics_.values().at("registrar_accepted"), 1);
    EXPECT_EQ(metrics_.values().at("registrations"), 1);
}

TEST_F(RegistrarTest, WritesNothingForAFetch) {
    register_bob("sip:bob@a");
    auto fetch = register_request();
    fetch.contacts.clear();
    const auto outcome = send_signed(fetch);
    EXPECT_EQ(outcome->status(), 200);
    EXPECT_EQ(outcome->values("Contact"), Texts{"<sip:bob@a>;expires=3600"});
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RegistrarTest, ReplacesTheOldContactInOneWrite) {
    register_bob("sip:bob@a");
    auto request = register_request();
    request.cseq = 9;
    const auto outcome = send_signed(request);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].put.size(), 1U);
    ASSERT_EQ(writer_.waiting[0].remove.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].remove[0].contact_uri, "sip:bob@a");
    EXPECT_EQ(bound(), Texts{"sip:bob@a"});
    writer_.finish();
    EXPECT_EQ(bound(), Texts{"sip:bob@192.0.2.10:5060"});
}

TEST_F(RegistrarTest, RefusesWithRetryAfterWhenTheStoreDoesNotTakeIt) {
    for (const auto kind : {base::ErrorKind::Timeout,
                            base::ErrorKind::Unavailable,
                            base::ErrorKind::Overload,
                            base::ErrorKind::InDoubt}) {
        auto request = register_request();
        request.cseq = ++cseq_;
        const auto outcome = send_signed(request);
        writer_.fail(kind);
        EXPECT_EQ(outcome->status(), 503) << to_string(kind);
        const auto after = std::stoi(outcome->values("Retry-After").at(0));
        EXPECT_GE(after, 5);
        EXPECT_LE(after, 10);
        EXPECT_TRUE(bound().empty());
    }
    EXPECT_EQ(metrics_.values().at("registrar_not_stored"), 4);
}

TEST_F(RegistrarTest, RefusesOnlyTheRequestWhoseValuesTheDatabaseRefuses) {
    const auto bad = send_signed(register_request());
    auto request = register_request();
    request.cseq = 2;
    const auto good = send_signed(request);
    writer_.fail(base::ErrorKind::Invalid);
    EXPECT_EQ(bad->status(), 500);
    writer_.finish();
    EXPECT_EQ(good->status(), 200);
}

TEST_F(RegistrarTest, AcceptsAPhoneAgainAfterAFailure) {
    send_signed(register_request());
    writer_.fail(base::ErrorKind::Unavailable);
    EXPECT_EQ(register_bob("sip:bob@192.0.2.10:5060")->status(), 200);
}

TEST_F(RegistrarTest, AnswersNothingOnceItIsFenced) {
    const auto first = send_signed(register_request());
    auto other = register_request();
    other.cseq = 2;
    const auto second = send_signed(other);
    writer_.fail(base::ErrorKind::Stale);
    EXPECT_FALSE(registrar_.is_active());
    const auto third = send(register_request());
    for (const auto& outcome : {first, second, third}) {
        EXPECT_EQ(outcome->status(), 0);
        EXPECT_FALSE(outcome->dropped);
    }
    EXPECT_FALSE(registrar_.authenticate(other, ChallengeBy::Proxy, profile_));
}

TEST_F(RegistrarTest, IgnoresACommitThatComesAfterItWasFenced) {
    const auto outcome = send_signed(register_request());
    registrar_.fence();
    writer_.finish();
    EXPECT_EQ(outcome->status(), 0);
    EXPECT_TRUE(bound().empty());
}

TEST_F(RegistrarTest, ForgetsItsBindingsInSilenceWhenItIsDemoted) {
    register_bob("sip:bob@192.0.2.10:5060");
    auto refresh = register_request();
    refresh.cseq = 9;
    const auto waiting = send_signed(refresh);
    registrar_.demote();
    EXPECT_EQ(waiting->status(), 0);
    writer_.fail(base::ErrorKind::Stale);
    EXPECT_TRUE(bound().empty());
    EXPECT_FALSE(registrar_.is_active());
    registrar_.promote("cluster secret", {});
    EXPECT_TRUE(registrar_.is_active());
    EXPECT_EQ(register_bob("sip:bob@192.0.2.11:5060")->status(), 200);
}

TEST_F(RegistrarTest, PlansTheNextRequestOfAnAddressOnTheCommittedState) {
    const auto first = send_signed(register_request());
    auto move = register_request();
    move.cseq = 2;
    move.contacts = {test::contact("sip:bob@moved")};
    const auto second = send_signed(move);
    EXPECT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    EXPECT_EQ(first->status(), 200);
    EXPECT_EQ(second->status(), 0);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].remove.at(0).contact_uri, "sip:bob@192.0.2.10:5060");
    writer_.finish();
    EXPECT_EQ(second->values("Contact"), Texts{"<sip:bob@moved>;expires=3600"});
}

TEST_F(RegistrarTest, AnswersARetransmissionWithoutASecondWrite) {
    auto request = register_request();
    phone_.nonce = test::challenge_param(send(request)->values("WWW-Authenticate").at(0), "nonce");
    request.authorization = {phone_.credentials("REGISTER", request.uri)};
    // The same bytes again, while the first is under way.
    const auto first = send(request);
    const auto again = send(request);
    EXPECT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    EXPECT_EQ(first->status(), 200);
    EXPECT_EQ(again->status(), 200);
    EXPECT_EQ(again->values("Contact"), first->values("Contact"));
    // And after it.
    EXPECT_EQ(send(request)->status(), 200);
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RegistrarTest, FailsAllThatWaitForOneAddressTogether) {
    const auto first = send_signed(register_request());
    auto other = register_request();
    other.cseq = 2;
    const auto second = send_signed(other);
    writer_.fail(base::ErrorKind::Timeout);
    EXPECT_EQ(first->status(), 503);
    EXPECT_EQ(second->status(), 503);
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RegistrarTest, LetsNoMoreWaitThanTheLimit) {
    std::vector<std::shared_ptr<test::Outcome>> outcomes;
    for (int i = 0; i < 17; ++i) {
        auto request = register_request();
        request.cseq = ++cseq_;
        outcomes.push_back(send_signed(request));
    }
    EXPECT_EQ(outcomes[15]->status(), 0);
    EXPECT_EQ(outcomes[16]->status(), 503);
}

TEST_F(RegistrarTest, RefusesOnStandby) {
    Registrar standby({}, loop_, clock_, bus_, writer_, metrics_);
    auto outcome = std::make_shared<test::Outcome>();
    standby.on_register(std::make_shared<model::Profile>(profile_),
                        std::make_unique<test::FakeTransaction>(register_request(), outcome));
    EXPECT_EQ(outcome->status(), 503);
    EXPECT_EQ(outcome->values("Retry-After").size(), 1U);
    EXPECT_FALSE(standby.is_active());
}

TEST_F(RegistrarTest, GoesOnWhereTheNodeBeforeEnded) {
    register_bob("sip:bob@a");
    const auto rows = registrar_.locations().list({});
    std::vector<model::Registration> stored{*rows.at(0)};
    Registrar next({}, loop_, clock_, bus_, writer_, metrics_);
    auto directory = std::make_shared<model::Directory>();
    directory->add(bob_);
    next.use(directory, std::make_shared<model::AclLists>());
    next.promote("cluster secret", stored);
    EXPECT_EQ(next.contacts_for("internal", "bob", "example.com").size(), 1U);

    const auto send_next = [&](const sip::Request& request) {
        auto outcome = std::make_shared<test::Outcome>();
        next.on_register(std::make_shared<model::Profile>(profile_),
                         std::make_unique<test::FakeTransaction>(request, outcome));
        writer_.finish_all();
        return outcome;
    };
    clock_.advance(1800s);
    auto refresh = register_request();
    refresh.contacts = {test::contact("sip:bob@a")};
    refresh.cseq = 2;
    phone_.nc = 0;
    refresh.authorization = {phone_.credentials("REGISTER", refresh.uri)};
    EXPECT_EQ(send_next(refresh)->status(), 401);
    refresh.authorization = {phone_.credentials("REGISTER", refresh.uri)};
    EXPECT_EQ(send_next(refresh)->status(), 200);
}

TEST_F(RegistrarTest, RefreshesWithOneNonceForTheLengthOfTheRegistration) {
    register_bob("sip:bob@a");
    for (int hour = 0; hour < 5; ++hour) {
        clock_.advance(3600s);
        EXPECT_EQ(register_bob("sip:bob@a")->status(), 200) << hour;
    }
    clock_.advance(3661s);
    EXPECT_EQ(register_bob("sip:bob@a")->status(), 401);
}

TEST_F(RegistrarTest, RefusesAWrongPasswordAnUnknownUserAndABadTo) {
    phone_.password = "wrong";
    EXPECT_EQ(send_signed(register_request())->status(), 403);
    phone_.user = "eve";
    EXPECT_EQ(send_signed(register_request())->status(), 403);
    auto request = register_request();
    request.to.uri = "tel:+1555";
    EXPECT_EQ(send(request)->status(), 400);
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RegistrarTest, RefusesWhatTheProfileDoesNotTake) {
    profile_.registrar.disable_register = true;
    profile_.registrar.log_auth_failures = true;
    EXPECT_EQ(send(register_request())->status(), 403);
    profile_.registrar.disable_register = false;
    auto request = register_request();
    request.require = {"outbound"};
    const auto outcome = send(request);
    EXPECT_EQ(outcome->status(), 420);
    EXPECT_EQ(outcome->values("Unsupported"), Texts{"outbound"});
}

TEST_F(RegistrarTest, PassesRefusalsOfThePlanOn) {
    profile_.registrar.min_expires = 7200s;
    const auto outcome = send_signed(register_request());
    EXPECT_EQ(outcome->status(), 423);
    EXPECT_EQ(outcome->values("Min-Expires"), Texts{"7200"});
    EXPECT_EQ(metrics_.values().at("registrar_refused"), 1);
}

TEST_F(RegistrarTest, TakesTheWordOfARegisterAcl) {
    model::AclList list;
    list.allow_by_default = false;
    list.nodes.push_back({*model::Network::parse("192.0.2.10"), true, "bob@example.com"});
    acls_.set("phones", list);
    bob_.variables["sip-force-expires"] = "90";
    load_directory();
    profile_.registrar.apply_register_acl = {"phones"};
    const auto outcome = send(register_request());
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].put.at(0).auth_user, "bob");
    writer_.finish();
    EXPECT_EQ(outcome->values("Contact"), Texts{"<sip:bob@192.0.2.10:5060>;expires=90"});
    auto stranger = register_request();
    stranger.source.ip = "203.0.113.1";
    EXPECT_EQ(send(stranger)->status(), 403);
}

TEST_F(RegistrarTest, RequiresTheUserOfAnAccessListWhenAsked) {
    model::AclList list;
    list.nodes.push_back({*model::Network::parse("192.0.2.10"), true, "carol@example.com"});
    acls_.set("phones", list);
    load_directory();
    profile_.registrar.apply_register_acl = {"phones"};
    profile_.registrar.auth_require_user = true;
    EXPECT_EQ(send(test::register_request())->status(), 480);
    EXPECT_TRUE(writer_.waiting.empty());
    profile_.registrar.auth_require_user = false;
    send(test::register_request());
    EXPECT_EQ(writer_.waiting.size(), 1U);
}

TEST_F(RegistrarTest, TakesAnybodyWhenBlind) {
    profile_.registrar.accept_blind_reg = true;
    const auto outcome = send(register_request());
    writer_.finish();
    EXPECT_EQ(outcome->status(), 200);
}

TEST_F(RegistrarTest, AppliesTheUsersVariables) {
    profile_.registrar.multiple_registrations = Terms::Multiple::Contact;
    bob_.variables["sip-allow-multiple-registrations"] = "false";
    load_directory();
    register_bob("sip:bob@a");
    register_bob("sip:bob@b");
    EXPECT_EQ(bound(), Texts{"sip:bob@b"});
}

TEST_F(RegistrarTest, SurvivesAReloadWhileAWriteIsUnderWay) {
    const auto outcome = send_signed(register_request());
    registrar_.use(std::make_shared<model::Directory>(), std::make_shared<model::AclLists>());
    writer_.finish();
    EXPECT_EQ(outcome->status(), 200);
}

TEST_F(RegistrarTest, KnowsWhereAUserIsAndHowManyThereAre) {
    profile_.registrar.multiple_registrations = Terms::Multiple::Contact;
    register_bob("sip:bob@a");
    register_bob("sip:bob@b");
    EXPECT_EQ(registrar_.contacts_for("*", "bob", "example.com").size(), 2U);
    EXPECT_EQ(registrar_.contacts_for("", "BOB", "example.com").size(), 2U);
    EXPECT_TRUE(registrar_.contacts_for("external", "bob", "example.com").empty());
    EXPECT_EQ(registrar_.count("internal", "bob", "example.com"), 2U);
    EXPECT_EQ(registrar_.count("internal", "", "example.com"), 2U);
    EXPECT_EQ(registrar_.count("internal", "", "example.org"), 0U);
    clock_.advance(3661s);
    EXPECT_EQ(registrar_.count("internal", "", "example.com"), 0U);
}

TEST_F(RegistrarTest, AuthenticatesCallsToo) {
    auto invite = register_request();
    invite.method = sip::Method::Invite;
    const auto verdict = registrar_.authenticate(invite, ChallengeBy::Proxy, profile_);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(std::get<Challenge>(*verdict).status, 407);
}

TEST_F(RegistrarTest, LeavesNothingBehindWhenItIsDestroyedDuringAWrite) {
    auto outcome = std::make_shared<test::Outcome>();
    profile_.registrar.accept_blind_reg = true;
    {
        Registrar brief({}, loop_, clock_, bus_, writer_, metrics_);
        brief.promote("secret", {});
        brief.on_register(std::make_shared<model::Profile>(profile_),
                          std::make_unique<test::FakeTransaction>(register_request(), outcome));
    }
    writer_.finish();
    EXPECT_EQ(outcome->status(), 0);
}

}  // namespace
}  // namespace sofia::registrar
