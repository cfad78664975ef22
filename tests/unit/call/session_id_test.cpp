#include "call/session_id.hpp"

#include <gmock/gmock.h>

#include "call/snapshot.hpp"
#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::MatchesRegex;

const std::string kAlice(32, 'a');
const std::string kBob(32, 'b');
const std::string kCarol(32, 'c');
const std::string kNil(32, '0');

TEST(SessionId, IsReadInSmallLettersAndOnlyWhenItIsOne) {
    const auto read = [](const std::string& value) {
        sip::Request request;
        request.headers = {{"Session-ID", value}};
        return read_session_id(request);
    };
    EXPECT_EQ(read(std::string(32, 'A') + ";remote=" + kNil), kAlice);
    EXPECT_EQ(read(kAlice), kAlice) << "RFC 7329 has no other end";
    EXPECT_EQ(read(kNil + ";remote=" + kAlice), "");
    EXPECT_EQ(read("a-b"), "");
    EXPECT_EQ(read_session_id(sip::Request{}), "");
}

TEST(SessionId, NamesBothEnds) {
    EXPECT_EQ(session_id(kAlice, kBob).value, kAlice + ";remote=" + kBob);
    EXPECT_EQ(session_id(kAlice, {}).value, kAlice + ";remote=" + kNil);
    EXPECT_THAT(make_session_id(), MatchesRegex("[0-9a-f]{32}"));
}

class SessionIds : public Transfers {
  protected:
    static sip::Header header(const std::string& uuid, const std::string& remote = kNil) {
        return {"Session-ID", uuid + ";remote=" + remote};
    }
    void have(const char* profile) {
        configure(profile, [](auto& calls) { calls.session_id = true; });
    }
    // A call whose peers have these UUIDs; none when empty.
    void talk(const std::string& of_alice, const std::string& of_bob) {
        writer_.commit_at_once();
        auto request = invite();
        if (!of_alice.empty())
            request.headers.push_back(header(of_alice));
        call(std::move(request));
        callee_ = bob_ = callee();
        sip::Response answer;
        answer.status = 200;
        answer.body = test::sdp("bob");
        if (!of_bob.empty())
            answer.headers = {header(of_bob, kAlice)};
        callee_->answer(answer);
        drain();
        caller_->ack();
        drain();
    }
    std::string told_bob(sip::Method method) {
        from_caller(method, {"text/plain", "x"});
        external().last(method)->answer(200);
        drain();
        return external().last(method)->header("Session-ID");
    }
};

TEST_F(SessionIds, PassFromEndToEnd) {
    have("internal");
    have("external");
    talk(kAlice, kBob);
    EXPECT_EQ(bob_->header("Session-ID"), kAlice + ";remote=" + kNil);
    EXPECT_EQ(caller_->header("Session-ID"), kBob + ";remote=" + kAlice);
    EXPECT_EQ(told_bob(sip::Method::Info), kAlice + ";remote=" + kBob);
    EXPECT_EQ(from_caller(sip::Method::Options)->header("Session-ID"), kBob + ";remote=" + kAlice);
}

TEST_F(SessionIds, AreGivenToPeersThatHaveNone) {
    have("internal");
    have("external");
    talk({}, {});
    const auto first = bob_->header("Session-ID").substr(0, 32);
    EXPECT_THAT(first, MatchesRegex("[0-9a-f]{32}"));
    const auto told = caller_->header("Session-ID");
    EXPECT_EQ(told.substr(32), ";remote=" + first);
    EXPECT_EQ(told_bob(sip::Method::Info), first + ";remote=" + told.substr(0, 32));
}

TEST_F(SessionIds, AreNotSentWhereTheProfileHasNone) {
    have("internal");
    talk(kAlice, {});
    EXPECT_EQ(bob_->header("Session-ID"), "");
    EXPECT_EQ(told_bob(sip::Method::Info), "");
    EXPECT_THAT(caller_->header("Session-ID"), MatchesRegex("[0-9a-f]{32};remote=a{32}"));
}

TEST_F(SessionIds, AreTheSameInTheNextProcess) {
    have("internal");
    have("external");
    talk(kAlice, {});
    const auto before = told_bob(sip::Method::Info);
    const auto row = writer_.rows.begin()->second;
    table_.abandon({});
    drain();
    ASSERT_TRUE(Call::rehydrate(services_, from_row(row).value()));
    EXPECT_EQ(told_bob(sip::Method::Info), before);
}

TEST_F(SessionIds, FollowAPeerThatBecomesAnotherEnd) {
    have("internal");
    have("external");
    talk(kAlice, kBob);
    caller_->request.headers = {header(kCarol, kBob)};
    EXPECT_EQ(told_bob(sip::Method::Info), kCarol + ";remote=" + kBob);
    EXPECT_EQ(from_row(writer_.rows.begin()->second)->a.variables.get(kSessionId), kCarol);
}

TEST_F(SessionIds, FollowATransfer) {
    have("internal");
    have("external");
    talk(kAlice, kBob);
    bob_refers("<sip:3000@example.com>");
    EXPECT_EQ(callee()->header("Session-ID"), kAlice + ";remote=" + kNil);
    sip::Response answer;
    answer.status = 200;
    answer.body = test::sdp("carol");
    answer.headers = {header(kCarol, kAlice)};
    callee()->answer(answer);
    drain();
    EXPECT_EQ(internal().last(sip::Method::Invite)->header("Session-ID"),
              kCarol + ";remote=" + kAlice);
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    external().last(sip::Method::Bye)->answer(200);
    drain();
}

}  // namespace
}  // namespace sofia::call
