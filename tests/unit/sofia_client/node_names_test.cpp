#include "sofia/node_names.hpp"

#include <gmock/gmock.h>

namespace sofia::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kStatus =
    "                     Name\t   Type\t                                      Data\tState\n"
    "=================\n"
    "               127.0.0.10\t  alias\t                                  internal\tALIASED\n"
    "                 external\tprofile\t             sip:mod_sofia@127.0.0.10:5080\tRUNNING (0)\n"
    "          external::trunk\tgateway\t                    sip:u1@192.0.2.1:5060\tNOREG\n"
    "                 internal\tprofile\t             sip:mod_sofia@127.0.0.10:5060\tRUNNING (1)\n"
    "         internal::backup\tgateway\t                    sip:u2@192.0.2.2:5060\tREGED\n"
    "=================\n"
    "2 profiles 1 alias\n";

TEST(NodeNames, AreTakenFromTheStatus) {
    EXPECT_THAT(profile_names(kStatus), ElementsAre("127.0.0.10", "external", "internal"));
    EXPECT_THAT(gateway_names(kStatus, ""), ElementsAre("trunk", "backup"));
    EXPECT_THAT(gateway_names(kStatus, "external"), ElementsAre("trunk"));
    EXPECT_THAT(gateway_names(kStatus, "127.0.0.10"), ElementsAre("backup")) << "by an alias";
    EXPECT_THAT(gateway_names(kStatus, "nosuch"), IsEmpty());
    EXPECT_THAT(profile_names("-ERR not now\n"), IsEmpty());
}

TEST(NodeNames, OfChannelsAreTheirUuids) {
    EXPECT_THAT(channel_uuids("uuid,direction,created\n"
                              "5ce1fcba-2af0-403c-b708-33dfa8771de5,inbound,x\n"
                              "e47dfbfc-2af0-403c-b708-33dfa8771de5,outbound,y\n\n2 total.\n"),
                ElementsAre("5ce1fcba-2af0-403c-b708-33dfa8771de5",
                            "e47dfbfc-2af0-403c-b708-33dfa8771de5"));
    EXPECT_THAT(channel_uuids("\n0 total.\n"), IsEmpty());
}

}  // namespace
}  // namespace sofia::client
