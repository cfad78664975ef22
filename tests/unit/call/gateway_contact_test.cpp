#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

// What a carrier is told to send its requests to, in a call as in a REGISTER.
class GatewayContact : public test::CallWorld {
  protected:
    std::string contact(std::map<std::string, std::string> params,
                        const std::string& leg = "sofia/gateway/trunk/4930") {
        params.insert({{"proxy", "198.51.100.7"}, {"register", "false"}});
        gateway(std::move(params));
        dialplan({{"bridge", leg}});
        call();
        auto value = callee()->header("Contact");
        caller_->cancel();
        callee()->answer(487);
        return value;
    }
};

TEST_F(GatewayContact, NamesTheGateway) {
    EXPECT_EQ(contact({}), "<sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk>");
}

TEST_F(GatewayContact, HasItsParametersAndItsHost) {
    EXPECT_EQ(contact({{"contact-params", "tport=tcp"}, {"contact-host", "pbx.example"}}),
              "<sip:gw+trunk@pbx.example:5080;tport=tcp;transport=udp;gw=trunk>");
}

TEST_F(GatewayContact, HasItsExtensionWhereThatIsWanted) {
    EXPECT_EQ(contact({{"extension", "7000"}, {"extension-in-contact", "true"}}),
              "<sip:7000@192.0.2.1:5080;transport=udp;gw=trunk>");
}

TEST_F(GatewayContact, IsTheLegsOwnWhereItHasAUser) {
    EXPECT_EQ(contact({{"contact-params", "tport=tcp"}},
                      "[sip_contact_user=desk]sofia/gateway/trunk/4930"),
              "<sip:desk@192.0.2.1:5080>");
}

}  // namespace
}  // namespace sofia::call
