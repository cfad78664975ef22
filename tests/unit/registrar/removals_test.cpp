#include <optional>

#include "registrar/registrar.hpp"
#include "unit/registrar/node_of_one.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::RegistrarTest;
using test::Texts;

class RemovalsTest : public RegistrarTest {
  protected:
    RemovalsTest() { profile_.registrar.multiple_registrations = Terms::Multiple::Contact; }

    /// Flushes and lets the writes succeed.
    std::optional<base::Result<std::size_t>> flush(const std::string& profile,
                                                   const std::string& filter) {
        std::optional<base::Result<std::size_t>> outcome;
        registrar_.flush(profile, filter, [&](auto result) { outcome = std::move(result); });
        writer_.finish_all();
        return outcome;
    }
};

TEST_F(RemovalsTest, RemoveWhatHasEndedAfterTheCommit) {
    register_bob("sip:bob@a");
    listen();
    loop_.advance(3660s);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].remove.at(0).contact_uri, "sip:bob@a");
    EXPECT_EQ(registrar_.locations().size(), 1U);
    EXPECT_TRUE(told().empty());
    writer_.finish();
    EXPECT_EQ(registrar_.locations().size(), 0U);
    EXPECT_EQ(told(), Texts{"sofia::expire"});
    EXPECT_EQ(metrics_.values().at("registrations"), 0);
}

TEST_F(RemovalsTest, TryAgainWhenTheDatabaseWasAway) {
    register_bob("sip:bob@a");
    loop_.advance(3660s);
    writer_.fail(base::ErrorKind::Unavailable);
    EXPECT_EQ(registrar_.locations().size(), 1U);
    loop_.advance(30s);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    EXPECT_EQ(registrar_.locations().size(), 0U);
}

TEST_F(RemovalsTest, LeaveAnAddressAloneWhosePhoneIsRefreshing) {
    register_bob("sip:bob@a");
    profile_.registrar.accept_blind_reg = true;
    clock_.advance(3659s);
    auto request = test::register_request();
    request.contacts = {test::contact("sip:bob@a")};
    request.cseq = 2;
    const auto outcome = send(request);
    loop_.advance(30s);
    EXPECT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    EXPECT_EQ(outcome->status(), 200);
    EXPECT_EQ(bound(), Texts{"sip:bob@a"});
}

TEST_F(RemovalsTest, RemoveARowThatWasPerhapsWrittenAndNeverAnswered) {
    send_signed(test::register_request());
    writer_.fail(base::ErrorKind::Timeout);
    loop_.advance(3600s);
    EXPECT_TRUE(writer_.waiting.empty());
    loop_.advance(60s);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    EXPECT_EQ(writer_.waiting[0].remove.at(0).contact_uri, "sip:bob@192.0.2.10:5060");
    writer_.fail(base::ErrorKind::Unavailable);
    loop_.advance(30s);
    ASSERT_EQ(writer_.waiting.size(), 1U);
    writer_.finish();
    loop_.advance(30s);
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RemovalsTest, KeepThatRowWhenThePhoneTriedAgain) {
    send_signed(test::register_request());
    writer_.fail(base::ErrorKind::InDoubt);
    clock_.advance(60s);
    auto again = test::register_request();
    again.cseq = 2;
    profile_.registrar.accept_blind_reg = true;
    send(again);
    writer_.finish();
    loop_.advance(3630s);
    EXPECT_TRUE(writer_.waiting.empty());
    EXPECT_EQ(bound().size(), 1U);
}

TEST_F(RemovalsTest, FenceTheNodeWhenTheyAreStale) {
    register_bob("sip:bob@a");
    loop_.advance(3660s);
    writer_.fail(base::ErrorKind::Stale);
    EXPECT_FALSE(registrar_.is_active());
    loop_.advance(60s);
    EXPECT_TRUE(writer_.waiting.empty());
}

TEST_F(RemovalsTest, RemoveEndedRowsOfTheNodeBefore) {
    register_bob("sip:bob@a");
    auto row = *registrar_.locations().list({}).at(0);
    row.expires = clock_.wall() - 1h;
    registrar_.promote("cluster secret", {row});
    EXPECT_TRUE(bound().empty());
    loop_.advance(30s);
    writer_.finish();
    EXPECT_EQ(registrar_.locations().size(), 0U);
}

TEST_F(RemovalsTest, FlushByCallIdUserOrHost) {
    for (const auto* filter : {"call-1", "bob@example.com", "@example.com", "example.com", ""}) {
        register_bob("sip:bob@a");
        register_bob("sip:bob@b");
        EXPECT_EQ(flush("internal", filter).value(), 2U) << filter;
        EXPECT_TRUE(bound().empty()) << filter;
    }
}

TEST_F(RemovalsTest, FlushNothingThatTheWordsDoNotName) {
    register_bob("sip:bob@a");
    for (const auto* filter : {"bob", "call", "eve@example.com", "bob@", "@", "@example.org"})
        EXPECT_EQ(flush("internal", filter).value(), 0U) << filter;
    EXPECT_EQ(flush("external", "").value(), 0U);
    EXPECT_EQ(bound().size(), 1U);
    EXPECT_EQ(flush("", "").value(), 1U);
}

TEST_F(RemovalsTest, CountAFlushOfManyExactlyAndTellOfEachBinding) {
    std::vector<model::Registration> rows(1234);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].key = {"internal", "u" + std::to_string(i), "example.com", "sip:x"};
        rows[i].expires = clock_.wall() + 1h;
    }
    registrar_.promote("cluster secret", rows);
    listen();
    subscription_ = bus_.subscribe(
        loop_, 5000, [this](const auto& published) { events_.push_back(published->event); });
    EXPECT_EQ(flush("internal", "").value(), 1234U);
    EXPECT_EQ(told().size(), 1234U);
    EXPECT_EQ(writer_.total, 3U);
}

TEST_F(RemovalsTest, TellTheErrorOfAFlushThatFails) {
    register_bob("sip:bob@a");
    std::optional<base::Result<std::size_t>> outcome;
    registrar_.flush("internal", "", [&](auto result) { outcome = std::move(result); });
    EXPECT_FALSE(outcome);
    writer_.fail(base::ErrorKind::Unavailable);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->error().kind, base::ErrorKind::Unavailable);
    EXPECT_EQ(bound().size(), 1U);
}

}  // namespace
}  // namespace sofia::registrar
