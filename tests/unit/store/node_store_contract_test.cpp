#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class NodeStoreContract : public RoomContract {
  protected:
    store::NodeSign sign(const base::NodeName& node, const std::string& role) const {
        return {.cluster = cluster_,
                .node = node,
                .role = role,
                .epoch = base::Epoch{7},
                .config_digest = "d'1",
                .version = "0.1.0"};
    }
    static std::vector<std::string> words(const store::NodeSigns& signs) {
        std::vector<std::string> all;
        for (const auto& one : signs.nodes)
            all.push_back(one.node.str() + " " + one.role);
        return all;
    }
};

INSTANTIATE_TEST_SUITE_P(Rooms, NodeStoreContract, testing::ValuesIn(all_rooms()), room_name);

TEST_P(NodeStoreContract, ASignIsReadAsItWasWrittenWithTheTimeOfTheDatabase) {
    auto mine = sign(kNodeA, "ACTIVE");
    const auto signs = first_->nodes().exchange(mine);
    ASSERT_TRUE(signs) << signs.error().text;
    ASSERT_THAT(signs->nodes, SizeIs(1));
    mine.seen = signs->nodes[0].seen;
    EXPECT_EQ(signs->nodes[0], mine);
    EXPECT_LE(mine.seen, signs->now);
    const auto ours = base::system_clock().wall();
    EXPECT_LT(std::chrono::abs(signs->now - ours), std::chrono::seconds(5)) << "it is this machine";
}

TEST_P(NodeStoreContract, NodesSeeEachOtherInOrderOfName) {
    ASSERT_TRUE(second_->nodes().exchange(sign(kNodeB, "STANDBY")));
    const auto signs = first_->nodes().exchange(sign(kNodeA, "ACTIVE"));
    ASSERT_TRUE(signs);
    EXPECT_THAT(words(*signs), ElementsAre("node-a ACTIVE", "node-b STANDBY"));
}

TEST_P(NodeStoreContract, ALaterSignReplacesTheEarlierOne) {
    const auto first = first_->nodes().exchange(sign(kNodeA, "STANDBY"));
    const auto second = first_->nodes().exchange(sign(kNodeA, "ACTIVE"));
    ASSERT_TRUE(first && second);
    EXPECT_THAT(words(*second), ElementsAre("node-a ACTIVE"));
    EXPECT_GE(second->nodes[0].seen, first->nodes[0].seen);
}

TEST_P(NodeStoreContract, AnotherClustersSignsAreNotSeen) {
    auto foreign = sign(kNodeB, "ACTIVE");
    foreign.cluster = base::ClusterName(cluster_.str() + "-other");
    ASSERT_TRUE(second_->nodes().exchange(foreign));
    EXPECT_THAT(words(first_->nodes().exchange(sign(kNodeA, "STANDBY")).value()),
                ElementsAre("node-a STANDBY"));
}

TEST_P(NodeStoreContract, ASignWaitsForNoCommitOfTheCluster) {
    ASSERT_TRUE(put(sample_call()));
    promote(kNodeA);
    EXPECT_TRUE(second_->nodes().exchange(sign(kNodeB, "STANDBY")));
    EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace sofia::test
