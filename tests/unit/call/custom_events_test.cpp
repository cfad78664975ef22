#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/call/transfers.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What the event socket hears of transfers and changes, beside the CHANNEL_ events.
class CustomEvents : public Transfers {
  protected:
    CustomEvents()
        : subscription_(
              bus_.subscribe(loop_, 1000, [this](std::shared_ptr<const bus::Published> published) {
                  if (published->event.name == "CUSTOM")
                      events_.push_back(published->event);
              })) {}

    // "sofia::reinvite inbound" and so on, each followed by the values of these headers.
    std::vector<std::string> seen(const std::vector<std::string>& headers = {}) {
        drain();
        std::vector<std::string> lines;
        for (const auto& event : events_) {
            auto line = event.subclass + " " + std::string(event.header("Call-Direction"));
            for (const auto& header : headers)
                line += " " + std::string(event.header(header));
            lines.push_back(std::move(line));
        }
        events_.clear();
        return lines;
    }

    std::vector<model::Event> events_;
    std::unique_ptr<bus::Subscription> subscription_;
};

TEST_F(CustomEvents, TellWhoTransfersWhomWhenTheReferIsAccepted) {
    configure("external", [](model::ProfileCalls& calls) { calls.tell_transfers = true; });
    up();
    const auto refer = bob_refers("<sip:3000@example.com>");
    EXPECT_THAT(seen(), IsEmpty()) << "it is not durable yet";
    commit();
    EXPECT_THAT(seen({"Refer-To"}),
                ElementsAre("sofia::transferor outbound sip:3000@example.com",
                            "sofia::transferee inbound sip:3000@example.com"));
}

TEST_F(CustomEvents, TellOfNoTransferThatWasACommand) {
    call_is_up();
    ASSERT_TRUE(only_call().transfer(Side::A, "3000", {}));
    EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(CustomEvents, TellEachReInvite) {
    call_is_up();
    from_caller(sip::Method::Invite, test::sdp("alice2"));
    EXPECT_THAT(seen(), ElementsAre("sofia::reinvite inbound"));
}

TEST_F(CustomEvents, TellWhoseLegWasReplacedByWhich) {
    call_is_up();
    auto request = invite("2000");
    request.headers.push_back({"Replaces",
                               caller_->request.call_id + ";to-tag=" + caller_->local_tag +
                                   ";from-tag=" + std::string(caller_->request.from.tag())});
    request.body = test::sdp("carol");
    const auto former = only_call().a().uuid().str();
    const auto newcomer = internal().receive(std::move(request));
    drain();
    callee()->answer(200, test::sdp("bob2"));
    writer_.commit_at_once();
    drain();
    ASSERT_EQ(newcomer->status(), 200);
    EXPECT_THAT(
        seen({"Unique-ID", "Replaced-By"}),
        ElementsAre("sofia::replaced inbound " + former + " " + only_call().a().uuid().str()));
    newcomer->ack();
    internal().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(CustomEvents, TellNothingThatTheProfileDoesNotWant) {
    up();
    bob_refers("<sip:3000@example.com>");
    commit();
    carol_ = callee();
    writer_.commit_at_once();
    leaves_a_call = false;
    from_caller(sip::Method::Bye);
    external().last(sip::Method::Bye)->answer(200);
    carol_->answer(487);
    EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(CustomEvents, TellHowAByeWasAnswered) {
    configure("external", [](model::ProfileCalls& calls) { calls.tell_bye_answers = true; });
    call_is_up();
    leaves_a_call = false;
    from_caller(sip::Method::Bye);
    external().last(sip::Method::Bye)->answer(481);
    EXPECT_THAT(
        seen({"Status", "Phrase"}),
        ElementsAre("sofia::bye_response outbound 481 " + std::string(sip::phrase_of(481))));
}

TEST_F(CustomEvents, TellTheHeadersThatALegWatches) {
    call_is_up();
    bob_ = callee_;
    only_call().set_variable(
        only_call().b()->uuid().str(), "sip_watch_headers", "X-State, x-other,User-Agent");
    const auto other = from_bob(sip::Method::Info, {{"X-Unwatched", "1"}});
    EXPECT_THAT(seen(), IsEmpty());
    from_bob(sip::Method::Info, {{"X-Other", "a b"}, {"X-Unwatched", "1"}, {"x-state", "busy"}});
    EXPECT_THAT(seen({"Header-Name", "Header-Value"}),
                ElementsAre("sofia::notify_watched_header outbound X-Other a b",
                            "sofia::notify_watched_header outbound x-state busy"));
}

}  // namespace
}  // namespace sofia::call
