#include <gmock/gmock.h>

#include "command_world.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;

class SofiaDebug : public CommandWorld {
  protected:
    void allow() {
        context_.control.block = [this](const std::string& thread,
                                        std::chrono::milliseconds time) -> base::Result<void> {
            if (thread != "sip")
                return base::fail(base::ErrorKind::NotFound, "no thread '" + thread + "'");
            doings_.push_back("block " + thread + ' ' + std::to_string(time.count()));
            return {};
        };
    }
};

TEST_F(SofiaDebug, IsUnknownWithoutDebugHooks) {
    EXPECT_EQ(run("sofia debug block sip 5000"), "Unknown Command [debug]\n");
    EXPECT_EQ(run("sofia debug shut internal"), "Unknown Command [debug]\n");
}

TEST_F(SofiaDebug, BlocksAThread) {
    allow();
    EXPECT_EQ(run("sofia debug block sip 5000"), "+OK\n");
    EXPECT_THAT(doings_, ElementsAre("block sip 5000"));
    EXPECT_EQ(run("sofia debug block reader 5000"), "-ERR no thread 'reader'\n");
}

TEST_F(SofiaDebug, ClosesAProfileBehindTheNodesBack) {
    allow();
    EXPECT_EQ(run("sofia debug shut nowhere"), "-ERR no running profile 'nowhere'\n");
    EXPECT_EQ(run("sofia debug shut internal"), "+OK\n");
    EXPECT_NE(context_.profiles.find("internal"), nullptr);
}

TEST_F(SofiaDebug, SaysHowItIsUsed) {
    allow();
    for (const auto* line : {"sofia debug",
                             "sofia debug block sip",
                             "sofia debug block sip -1",
                             "sofia debug shut",
                             "sofia debug nonsense"})
        EXPECT_EQ(run(line),
                  "-USAGE: sofia debug block <sip|writer> <milliseconds> | shut <profile>\n");
}

}  // namespace
}  // namespace sofia::commands
