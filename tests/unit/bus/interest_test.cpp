#include "bus/interest.hpp"

#include <gtest/gtest.h>

#include "bus/event_names.hpp"

namespace sofia::bus {
namespace {

TEST(Interest, IsInNothingAtFirst) {
    const Interest interest;
    for (const auto* name : {"ADD_SCHEDULE", "HEARTBEAT", "UNPUBLISH", "CUSTOM", "NO_NAME"})
        EXPECT_FALSE(interest.includes(name)) << name;
    EXPECT_FALSE(interest.includes("CUSTOM", "sofia::register"));
}

TEST(Interest, InEverythingIncludesNamesThatNobodyKnows) {
    const auto interest = Interest::everything();
    for (const auto* name : {"ADD_SCHEDULE", "HEARTBEAT", "UNPUBLISH", "CUSTOM", "NO_NAME", ""})
        EXPECT_TRUE(interest.includes(name)) << name;
    EXPECT_TRUE(interest.includes("CUSTOM", "sofia::register"));
}

TEST(Interest, InOneNameIsInNoOther) {
    Interest interest;
    interest.add("CHANNEL_ANSWER");
    for (const auto* name : {"CHANNEL_APPLICATION", "CALL_UPDATE", "UNPUBLISH", "CUSTOM", "X"})
        EXPECT_FALSE(interest.includes(name)) << name;
    EXPECT_TRUE(interest.includes("CHANNEL_ANSWER"));
    interest.remove("CHANNEL_ANSWER");
    EXPECT_EQ(interest, Interest());
}

TEST(Interest, InAnUnknownNameIsNone) {
    Interest interest;
    interest.add("NO_NAME");
    EXPECT_EQ(interest, Interest());
    auto all = Interest::everything();
    all.remove("NO_NAME");
    EXPECT_EQ(all, Interest::everything());
}

TEST(Interest, TellsSubclassesOfOneModuleApart) {
    Interest interest;
    interest.add_subclass("sofia::register");
    EXPECT_TRUE(interest.includes("CUSTOM", "sofia::register"));
    EXPECT_FALSE(interest.includes("CUSTOM"));
    for (const auto* other : {"sofia::pre_register",
                              "sofia::register_attempt",
                              "sofia::register_failure",
                              "sofia::unregister",
                              "sofia::expire",
                              "sofia::gateway_state",
                              "sofia::sip_user_state"})
        EXPECT_FALSE(interest.includes("CUSTOM", other)) << other;
    interest.remove_subclasses();
    EXPECT_EQ(interest, Interest());
}

TEST(Interest, OfTwoIsThatOfBoth) {
    Interest one;
    one.add("HEARTBEAT");
    Interest other;
    other.add("CHANNEL_ANSWER");
    one.merge(other);
    EXPECT_TRUE(one.includes("HEARTBEAT"));
    EXPECT_TRUE(one.includes("CHANNEL_ANSWER"));
    EXPECT_FALSE(one.includes("CHANNEL_BRIDGE"));
}

}  // namespace
}  // namespace sofia::bus
