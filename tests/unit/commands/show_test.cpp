#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Show : public CommandWorld {
  protected:
    void end_the_call() {
        table_.hangup_all("", model::cause::kNormalClearing, "end of the test");
        drain();
        answer_byes();
        writer_.commit_at_once();
        drain();
    }
};

TEST_F(Show, ShowsOnlyATotalWhenThereIsNothing) {
    for (const auto* what : {"channels", "calls", "bridged_calls", "registrations"})
        EXPECT_EQ(run(std::string("show ") + what), "\n0 total.\n") << what;
}

TEST_F(Show, ListsBothLegsOfACallAsChannels) {
    call_is_up();
    const auto text = run("show channels");
    EXPECT_THAT(text, StartsWith("uuid,direction,created,created_epoch,name,state,"));
    EXPECT_THAT(text, HasSubstr(",inbound,2026-01-01 00:00:00,1767225600,sofia/internal/"));
    EXPECT_THAT(text, HasSubstr(",outbound,2026-01-01 00:00:00,1767225600,sofia/external/"));
    EXPECT_THAT(text, HasSubstr(",signal_bridge,"));
    EXPECT_THAT(text, HasSubstr(",default,,,,,,,,node-1,"));
    EXPECT_THAT(text, EndsWith("\n\n2 total.\n"));
    end_the_call();
}

TEST_F(Show, ListsACallAsOneRow) {
    call_is_up();
    EXPECT_EQ(run("show calls count"), "\n1 total.\n");
    EXPECT_EQ(run("show bridged_calls count"), "\n1 total.\n");
    EXPECT_THAT(run("show calls as json"), StartsWith("{\"row_count\":1,\"rows\":[{\"uuid\":\""));
    end_the_call();
}

TEST_F(Show, ListsACallerThatIsStillWaiting) {
    const auto caller = call();
    EXPECT_EQ(run("show calls count"), "\n1 total.\n");
    EXPECT_EQ(run("show channels count"), "\n1 total.\n");
    EXPECT_EQ(run("show bridged_calls count"), "\n0 total.\n");
    caller->cancel();
    drain();
    external().last(sip::Method::Invite)->answer(487);
    drain();
}

TEST_F(Show, ListsRegistrations) {
    bind({samples::registration(0), samples::registration(1)});
    EXPECT_THAT(run("show registrations"),
                HasSubstr("\nu1,127.0.0.10,2-3845@127.0.0.20,sofia/internal/"
                          "sip:u1@127.0.0.20:5080,1795383849,127.0.0.20,5080,udp,peer1,\n"));
    EXPECT_THAT(run("show registrations as xml"), StartsWith("<result row_count=\"2\">\n"));
}

TEST_F(Show, ExplainsItself) {
    constexpr auto kUsage =
        "-USAGE: channels|calls|bridged_calls|registrations [count] [as xml|json|delim <text>]\n";
    for (const auto* line : {"show", "show bogus", "show channels like x", "show calls as yaml"})
        EXPECT_EQ(run(line), kUsage) << line;
    EXPECT_EQ(run("show modules"), "-ERR show modules is not supported in this version\n");
}

}  // namespace
}  // namespace sofia::commands
