#include "sip/dig.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

TEST(DigRoutes, OfOneHostAreItsAddresses) {
    EXPECT_EQ(routes_to({{{0, 0}, 1, "udp", 5060, {"192.0.2.1", "192.0.2.2"}}}),
              (std::vector<DigRoute>{{1, 0.5, "udp", 5060, "192.0.2.1"},
                                     {1, 0.5, "udp", 5060, "192.0.2.2"}}));
}

TEST(DigRoutes, AreTriedByRankAndSharedByWeight) {
    EXPECT_EQ(routes_to({{{7, 2}, 5, "udp", 5060, {"192.0.2.3"}},
                         {{7, 1}, 3, "udp", 5060, {"192.0.2.1"}},
                         {{7, 1}, 1, "udp", 5061, {"192.0.2.2"}},
                         {{3, 9}, 0, "tcp", 5060, {"192.0.2.4"}}}),
              (std::vector<DigRoute>{{1, 1.0, "tcp", 5060, "192.0.2.4"},
                                     {2, 0.75, "udp", 5060, "192.0.2.1"},
                                     {2, 0.25, "udp", 5061, "192.0.2.2"},
                                     {3, 1.0, "udp", 5060, "192.0.2.3"}}));
}

TEST(DigRoutes, LeaveHostsWithoutAddressOut) {
    EXPECT_TRUE(routes_to({}).empty());
    EXPECT_EQ(routes_to({{{0, 0}, 3, "udp", 5060, {}}, {{1, 0}, 0, "tcp", 5060, {"192.0.2.4"}}}),
              (std::vector<DigRoute>{{1, 1.0, "tcp", 5060, "192.0.2.4"}}));
}

}  // namespace
}  // namespace sofia::sip
