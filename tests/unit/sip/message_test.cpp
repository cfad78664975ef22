#include "sip/message.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

TEST(Method, IsNamedAsOnTheWire) {
    EXPECT_EQ(to_string(Method::Invite), "INVITE");
    EXPECT_EQ(to_string(Method::Register), "REGISTER");
    EXPECT_EQ(to_string(Method::Publish), "PUBLISH");
    EXPECT_EQ(to_string(Method::Other), "");
}

TEST(Phrase, IsTheStandardOne) {
    EXPECT_EQ(phrase_of(100), "Trying");
    EXPECT_EQ(phrase_of(200), "OK");
    EXPECT_EQ(phrase_of(423), "Interval Too Brief");
    EXPECT_EQ(phrase_of(481), "Call/Transaction Does Not Exist");
    EXPECT_EQ(phrase_of(608), "Rejected");
}

TEST(Phrase, IsUnknownForAStatusWithoutOne) {
    EXPECT_EQ(phrase_of(0), "Unknown");
    EXPECT_EQ(phrase_of(299), "Unknown");
    EXPECT_EQ(phrase_of(700), "Unknown");
}

TEST(MessageHead, FindsTheFirstHeaderInAnyCase) {
    MessageHead head;
    head.headers = {{"X-A", "1"}, {"x-a", "2"}};
    EXPECT_EQ(head.header("x-A"), "1");
    EXPECT_EQ(head.header("X-B"), "");
}

TEST(Reply, KeepsItsHeadersInOrder) {
    auto reply = Reply::of(503, "System Busy");
    reply.add("Retry-After", "300").add("X-A", "b");
    EXPECT_EQ(reply.headers, (std::vector<Header>{{"Retry-After", "300"}, {"X-A", "b"}}));
}

// RFC 3261 20.5.
TEST(MessageHead, AllowsWhatItsAllowLists) {
    sip::Response response;
    EXPECT_FALSE(response.allows(sip::Method::Update)) << "without the header nobody knows";
    response.headers = {{"allow", "INVITE,ACK , update"}};
    EXPECT_TRUE(response.allows(sip::Method::Update));
    EXPECT_TRUE(response.allows(sip::Method::Ack));
    EXPECT_FALSE(response.allows(sip::Method::Prack));
    response.headers = {{"Allow", ""}};
    EXPECT_FALSE(response.allows(sip::Method::Invite));
}

}  // namespace
}  // namespace sofia::sip
