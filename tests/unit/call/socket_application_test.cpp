#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/steering.hpp"
#include "dialplan/action_check.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";

/// What the test sees of the connection to the server.
struct Connection {
    SteeredCall call;
    bool is_over = false;
};

class FakeHelm final : public Helm {
  public:
    explicit FakeHelm(std::shared_ptr<Connection> connection)
        : connection_(std::move(connection)) {}
    ~FakeHelm() override { connection_->is_over = true; }

  private:
    const std::shared_ptr<Connection> connection_;
};

class SocketApplication : public test::CallWorld {
  protected:
    SocketApplication() {
        services_.steer = [this](SteeredCall call) -> std::unique_ptr<Helm> {
            connections_.push_back(std::make_shared<Connection>(Connection{std::move(call)}));
            return std::make_unique<FakeHelm>(connections_.back());
        };
        events_place_ = bus_.subscribe(loop_, 1000, [this](auto published) {
            const auto& event = published->event;
            if (event.name.starts_with("CHANNEL_EXECUTE"))
                executed_.push_back(event.name.substr(15) + " " +
                                    std::string(event.header("Application")) + " " +
                                    std::string(event.header("Application-UUID")));
        });
    }

    void run(std::vector<dialplan::Action> actions) {
        extension("default", "^2000$", std::move(actions));
        call();
    }
    Connection& server() { return *connections_.back(); }
    /// Gives an order; its answer is added to `answers_`.
    void order(Order order) {
        server().call.execute(std::move(order),
                              [this](std::string reply) { answers_.push_back(std::move(reply)); });
        drain();
    }
    void leave() {
        server().call.left();
        drain();
    }

    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<std::string> answers_;
    std::vector<std::string> executed_;
    std::unique_ptr<bus::Subscription> events_place_;
};

TEST_F(SocketApplication, HandsTheCallToTheServersAndWaits) {
    run({{"set", "colour=green"}, {"socket", "127.0.0.1:9000|b async full"}, {"respond", "404"}});
    ASSERT_THAT(connections_, SizeIs(1));
    const auto& call = server().call;
    EXPECT_EQ(call.leg, only_call().a().uuid().str());
    EXPECT_EQ(call.words.servers.front().port, 9000);
    EXPECT_EQ(call.data.name, "CHANNEL_DATA");
    EXPECT_EQ(call.data.header("Unique-ID"), call.leg);
    EXPECT_EQ(call.data.header("variable_colour"), "green");
    EXPECT_EQ(call.data.header("variable_socket_host"), "127.0.0.1");
    EXPECT_THAT(caller_->replies, IsEmpty());
    leave();
    EXPECT_EQ(caller_->status(), 404) << "the next action";
}

TEST_F(SocketApplication, WithoutAServerTheNextActionFollows) {
    services_.steer = [](SteeredCall) { return std::unique_ptr<Helm>(); };
    run({{"socket", "h"}, {"respond", "404"}});
    EXPECT_EQ(caller_->status(), 404);
    services_.steer = {};
    run({{"socket", "h"}, {"respond", "410"}});
    EXPECT_EQ(caller_->status(), 410);
    run({{"socket", "h:x"}, {"respond", "411"}});
    EXPECT_EQ(caller_->status(), 411);
}

TEST_F(SocketApplication, RunsOrdersInTheirTurnAndAnswersWhenTheyHaveEnded) {
    run({{"socket", "h"}, {"respond", "404 ${colour}"}});
    order({.application = "set", .data = "colour=${destination_number}", .waits = true});
    EXPECT_THAT(answers_, ElementsAre("+OK"));
    order({.application = "sleep", .data = "1000", .uuid = "mine", .waits = true});
    EXPECT_THAT(answers_, SizeIs(1));
    advance(std::chrono::seconds(1));
    EXPECT_THAT(answers_, SizeIs(2));
    EXPECT_THAT(executed_, testing::Contains("_COMPLETE sleep mine"));
    leave();
    EXPECT_EQ(caller_->reply().phrase, "2000");
}

TEST_F(SocketApplication, LaterOrdersWaitForALockedOneOnly) {
    run({{"socket", "h async"}, {"respond", "404 ${a}${b}"}});
    order({.application = "sleep", .data = "1000", .is_locked = true});
    order({.application = "set", .data = "a=1"});
    EXPECT_EQ(only_call().a().variables.get("a"), "");
    advance(std::chrono::seconds(1));
    EXPECT_EQ(only_call().a().variables.get("a"), "1");
    order({.application = "sleep", .data = "1000"});
    order({.application = "set", .data = "b=2"});
    EXPECT_EQ(only_call().a().variables.get("b"), "2") << "beside what waits";
    EXPECT_THAT(answers_, ElementsAre("+OK", "+OK", "+OK", "+OK"));
    leave();
    EXPECT_THAT(caller_->replies, IsEmpty()) << "what was ordered is run to its end";
    advance(std::chrono::seconds(1));
    EXPECT_EQ(caller_->reply().phrase, "12");
}

TEST_F(SocketApplication, AnOrderIsRunAsOftenAsItSays) {
    run({{"socket", "h"}});
    order({.application = "set", .data = "n=${n}x", .loops = 3, .waits = true});
    EXPECT_EQ(only_call().a().variables.get("n"), "xxx");
    EXPECT_THAT(answers_, ElementsAre("+OK"));
    caller_->cancel();
}

TEST_F(SocketApplication, UnknownOrdersAreRefused) {
    run({{"socket", "h"}});
    order({.application = "playback", .data = "x", .waits = true});
    order({.application = "socket", .data = "h", .waits = true});
    EXPECT_THAT(answers_,
                ElementsAre("-ERR application playback is not supported in this version",
                            "-ERR application socket is not supported in this version"));
    caller_->cancel();
    drain();
    order({.application = "set", .data = "a=1"});
    EXPECT_EQ(answers_.back(), "-ERR No such channel!");
}

TEST_F(SocketApplication, ABridgeThatIsAnsweredLastsAsLongAsTheCall) {
    run({{"socket", "h"}, {"respond", "404"}});
    order({.application = "bridge", .data = kBob, .waits = true});
    writer_.commit_at_once();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->status(), 200);
    caller_->ack();
    drain();
    EXPECT_FALSE(server().is_over);
    EXPECT_THAT(answers_, IsEmpty());
    order({.application = "set", .data = "a=1"});
    EXPECT_THAT(answers_, ElementsAre("+OK")) << "what can be done to a call that is up";
    from_caller(sip::Method::Bye);
    answer_byes();
    drain();
    EXPECT_TRUE(server().is_over);
    EXPECT_THAT(answers_, ElementsAre("+OK", "+OK"));
}

TEST_F(SocketApplication, AfterABridgeThatFailedTheServerIsAskedAgain) {
    run({{"socket", "h"}, {"respond", "404"}});
    order({.application = "set", .data = "continue_on_fail=true", .waits = true});
    order({.application = "bridge", .data = kBob, .waits = true});
    external().last(sip::Method::Invite)->answer(486);
    drain();
    EXPECT_THAT(answers_, ElementsAre("+OK", "+OK"));
    order({.application = "respond", .data = "410", .waits = true});
    EXPECT_EQ(caller_->status(), 410);
    drain();
    EXPECT_TRUE(server().is_over);
}

TEST_F(SocketApplication, ATransferEndsASynchronousServerOnly) {
    extension("default", "^9$", {{"park", ""}});
    run({{"socket", "h"}});
    order({.application = "transfer", .data = "9", .waits = true});
    EXPECT_THAT(answers_, ElementsAre("+OK"));
    EXPECT_TRUE(server().is_over);
    EXPECT_EQ(caller_->status(), 180);
    caller_->cancel();
    run({{"socket", "h async"}});
    order({.application = "transfer", .data = "9"});
    EXPECT_EQ(caller_->status(), 180);
    EXPECT_FALSE(server().is_over);
    order({.application = "hangup", .data = "USER_BUSY"});
    EXPECT_EQ(caller_->status(), 486);
    drain();
    EXPECT_TRUE(server().is_over);
}

TEST_F(SocketApplication, AnExtensionThatIsOrderedIsRunBeforeFurtherOrders) {
    extension("default", "^9$", {{"set", "a=1"}, {"sleep", "1000"}, {"set", "b=${a}2"}});
    run({{"socket", "h async"}, {"respond", "404 ${b}"}});
    order({.application = "execute_extension", .data = "9"});
    order({.application = "park", .is_locked = true});
    EXPECT_THAT(caller_->replies, IsEmpty());
    advance(std::chrono::seconds(1));
    EXPECT_EQ(caller_->status(), 180);
    leave();
    EXPECT_EQ(caller_->reply().phrase, "12");
}

TEST_F(SocketApplication, TheServerHearsThatTheCallIsOver) {
    run({{"socket", "h async"}});
    caller_->cancel();
    drain();
    EXPECT_TRUE(server().is_over);
    server().call.left();
    drain();
}

TEST_F(SocketApplication, ThereIsAnEndToOrdersThatWait) {
    run({{"socket", "h async"}});
    order({.application = "sleep", .data = "1000", .is_locked = true});
    for (int i = 0; i < 1001; ++i)
        order({.application = "set", .data = "a=1"});
    EXPECT_EQ(answers_[1000], "+OK");
    EXPECT_EQ(answers_[1001], "-ERR too many orders wait");
    caller_->cancel();
}

}  // namespace
}  // namespace sofia::call
