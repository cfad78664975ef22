#include "event_socket/subscriptions.hpp"

#include <gtest/gtest.h>

#include "event_socket/event_names.hpp"

namespace sofia::event_socket {
namespace {

model::Event event(const std::string& name, const std::string& subclass = "") {
    return model::Event{name, subclass, {}, ""};
}

TEST(Subscriptions, AreEmptyAtFirst) {
    EXPECT_TRUE(Subscriptions().empty());
    EXPECT_FALSE(Subscriptions().includes(event("HEARTBEAT")));
}

TEST(Subscriptions, NamesAreTakenWithoutRegardToCase) {
    Subscriptions subscriptions;
    EXPECT_EQ(subscriptions.add("channel_answer Heartbeat"), 2);
    EXPECT_TRUE(subscriptions.includes(event("CHANNEL_ANSWER")));
    EXPECT_TRUE(subscriptions.includes(event("HEARTBEAT")));
}

TEST(Subscriptions, UnknownNamesArePassedOver) {
    Subscriptions subscriptions;
    EXPECT_EQ(subscriptions.add("NONSENSE DTMF"), 1);
    EXPECT_EQ(subscriptions.add("NONSENSE"), 0);
    EXPECT_FALSE(subscriptions.includes(event("NONSENSE")));
}

TEST(Subscriptions, AllIncludesEverySubclass) {
    Subscriptions subscriptions;
    subscriptions.add("ALL");
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "any::thing")));
    EXPECT_TRUE(subscriptions.includes(event("HEARTBEAT")));
}

TEST(Subscriptions, WordsAfterCustomAreSubclasses) {
    Subscriptions subscriptions;
    EXPECT_EQ(subscriptions.add("CUSTOM a::b DTMF"), 3);
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "a::b")));
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "DTMF")));
    EXPECT_FALSE(subscriptions.includes(event("DTMF")));
}

TEST(Subscriptions, CustomAloneMeansEventsWithoutSubclass) {
    Subscriptions subscriptions;
    subscriptions.add("CUSTOM");
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM")));
    EXPECT_FALSE(subscriptions.includes(event("CUSTOM", "a::b")));
}

TEST(Subscriptions, RemovingASubclassLeavesTheOthers) {
    Subscriptions subscriptions;
    subscriptions.add("CUSTOM a b");
    EXPECT_EQ(subscriptions.remove("CUSTOM a"), 2);
    EXPECT_FALSE(subscriptions.includes(event("CUSTOM", "a")));
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "b")));
}

TEST(Subscriptions, RemovingCustomAloneRemovesAllSubclasses) {
    Subscriptions subscriptions;
    subscriptions.add("DTMF CUSTOM a b");
    subscriptions.remove("CUSTOM");
    EXPECT_FALSE(subscriptions.includes(event("CUSTOM", "b")));
    EXPECT_TRUE(subscriptions.includes(event("DTMF")));
}

TEST(Subscriptions, UnderAllARemovedNameIsAnExceptionUntilAskedForAgain) {
    Subscriptions subscriptions;
    subscriptions.add("ALL");
    subscriptions.remove("HEARTBEAT CUSTOM a");
    EXPECT_FALSE(subscriptions.includes(event("HEARTBEAT")));
    EXPECT_FALSE(subscriptions.includes(event("CUSTOM", "a")));
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "b")));
    EXPECT_TRUE(subscriptions.includes(event("DTMF")));
    subscriptions.add("HEARTBEAT CUSTOM a");
    EXPECT_TRUE(subscriptions.includes(event("HEARTBEAT")));
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "a")));
}

TEST(Subscriptions, UnderAllWithoutCustomOneSubclassCanBeAskedFor) {
    Subscriptions subscriptions;
    subscriptions.add("ALL");
    subscriptions.remove("CUSTOM");
    subscriptions.add("CUSTOM a");
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "a")));
    EXPECT_FALSE(subscriptions.includes(event("CUSTOM", "b")));
    subscriptions.add("ALL");
    EXPECT_TRUE(subscriptions.includes(event("CUSTOM", "b")));
}

TEST(Subscriptions, RemovingAllLeavesNothing) {
    Subscriptions subscriptions;
    subscriptions.add("ALL DTMF");
    EXPECT_EQ(subscriptions.remove("ALL"), 1);
    EXPECT_TRUE(subscriptions.empty());
}

TEST(EventNames, AreKnownInAnyCase) {
    EXPECT_EQ(known_event_name("background_job"), "BACKGROUND_JOB");
    EXPECT_EQ(known_event_name("ADD_SCHEDULE"), "ADD_SCHEDULE");
    EXPECT_EQ(known_event_name("UNPUBLISH"), "UNPUBLISH");
    EXPECT_EQ(known_event_name(""), "");
    EXPECT_EQ(known_event_name("HEARTBEATS"), "");
}

}  // namespace
}  // namespace sofia::event_socket
