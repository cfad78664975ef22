#include "call/challenged.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ChallengedInvites : public test::CallWorld {
  protected:
    ChallengedInvites() {
        services_.challenged = &challenged_;
        configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls = true; });
    }
    void listen() {
        subscription_ = bus_.subscribe(loop_, 2000, [this](const auto& published) {
            const auto& event = published->event;
            if (event.subclass != "sofia::wrong_call_state")
                return;
            std::string line;
            for (const auto& [name, value] : event.headers)
                line += (line.empty() ? "" : " ") + name + "=" + value;
            seen_.push_back(line);
        });
    }
    void is_challenged(const std::string& call_id) {
        auto request = invite("2000");
        request.call_id = call_id;
        ASSERT_EQ(internal().receive(std::move(request))->status(), 407);
    }
    std::vector<std::string> seen() {
        drain();
        return std::exchange(seen_, {});
    }

    Challenged challenged_{loop_, clock_, bus_};
    std::vector<std::string> seen_;
    std::unique_ptr<bus::Subscription> subscription_;
};

TEST_F(ChallengedInvites, AreToldWhenNobodyComesBack) {
    listen();
    is_challenged("one");
    advance(20s);
    is_challenged("two");
    advance(11s);
    EXPECT_THAT(seen(), IsEmpty());
    advance(1s);
    const std::string who = "from_user=alice network_ip=203.0.113.9 network_port=5062";
    EXPECT_THAT(seen(), ElementsAre(who));
    advance(20s);
    EXPECT_THAT(seen(), ElementsAre(who));
    EXPECT_EQ(challenged_.size(), 0U);
}

TEST_F(ChallengedInvites, AreOneTransactionHoweverOftenTheyAreChallenged) {
    listen();
    is_challenged("one");
    is_challenged("one");
    advance(60s);
    EXPECT_EQ(seen().size(), 1U);
}

TEST_F(ChallengedInvites, AreForgottenWhenTheyComeBack) {
    listen();
    is_challenged("one");
    challenged_.settle("one");
    advance(60s);
    EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(ChallengedInvites, WhoIsLetInHasComeBack) {
    listen();
    is_challenged("one");
    configure("internal", [](model::ProfileCalls& calls) { calls.auth_calls = false; });
    auto request = invite("2000");
    request.call_id = "one";
    call(std::move(request));
    advance(60s);
    EXPECT_THAT(seen(), IsEmpty());
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(ChallengedInvites, AreNotRememberedForNobody) {
    is_challenged("one");
    EXPECT_EQ(challenged_.size(), 0U);
}

TEST_F(ChallengedInvites, AreRememberedUpToAMost) {
    listen();
    for (std::size_t i = 0; i < Challenged::kMost + 5; ++i)
        is_challenged("call-" + std::to_string(i));
    EXPECT_EQ(challenged_.size(), Challenged::kMost);
    advance(60s);
    EXPECT_EQ(seen().size(), Challenged::kMost);
}

}  // namespace
}  // namespace sofia::call
