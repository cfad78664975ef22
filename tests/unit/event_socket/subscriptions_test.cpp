#include "event_socket/subscriptions.hpp"

#include <gtest/gtest.h>

#include "bus/event_names.hpp"

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

/// Every event that the words let in must be one that the bus is asked for.
TEST(Subscriptions, TheBusIsAskedForAllThatTheyInclude) {
    struct Step {
        const char* add;
        const char* remove;
    };
    const std::vector<model::Event> kinds{event("HEARTBEAT"),
                                          event("CHANNEL_ANSWER"),
                                          event("NOT_KNOWN"),
                                          event("CUSTOM"),
                                          event("CUSTOM", "a::b"),
                                          event("CUSTOM", "a::c")};
    for (const auto& step : {Step{"HEARTBEAT", ""},
                             Step{"CUSTOM", ""},
                             Step{"CUSTOM a::b", ""},
                             Step{"ALL", ""},
                             Step{"ALL", "HEARTBEAT"},
                             Step{"ALL", "CUSTOM a::b"},
                             Step{"ALL", "CUSTOM"},
                             Step{"ALL CUSTOM a::b", "CUSTOM"},
                             Step{"HEARTBEAT CUSTOM a::b a::c", "CUSTOM a::c"}}) {
        Subscriptions subscriptions;
        subscriptions.add(step.add);
        if (*step.remove != '\0')
            subscriptions.remove(step.remove);
        for (const auto& kind : kinds) {
            if (subscriptions.includes(kind)) {
                EXPECT_TRUE(subscriptions.interest().includes(kind.name, kind.subclass))
                    << step.add << " - " << step.remove << ": " << kind.name << kind.subclass;
            }
        }
    }
}

TEST(Subscriptions, TheBusIsNotAskedForWhatTheyExclude) {
    Subscriptions subscriptions;
    EXPECT_EQ(subscriptions.interest(), bus::Interest());
    subscriptions.add("HEARTBEAT");
    EXPECT_FALSE(subscriptions.interest().includes("CHANNEL_ANSWER"));
    subscriptions.add("ALL");
    subscriptions.remove("CHANNEL_ANSWER CUSTOM");
    EXPECT_FALSE(subscriptions.interest().includes("CHANNEL_ANSWER"));
    EXPECT_FALSE(subscriptions.interest().includes("CUSTOM", "a::b"));
}

TEST(EventNames, AreKnownInAnyCase) {
    EXPECT_EQ(bus::known_event_name("background_job"), "BACKGROUND_JOB");
    EXPECT_EQ(bus::known_event_name("ADD_SCHEDULE"), "ADD_SCHEDULE");
    EXPECT_EQ(bus::known_event_name("UNPUBLISH"), "UNPUBLISH");
    EXPECT_EQ(bus::known_event_name(""), "");
    EXPECT_EQ(bus::known_event_name("HEARTBEATS"), "");
}

}  // namespace
}  // namespace sofia::event_socket
