#include "call/user_dial_string.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/resolve.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

std::string filled(std::string_view text) {
    return fill_dial_string(
        text, "1001", "example.com", [](const std::string& command, const std::string& words) {
            return command == "answers" ? "sofia/x/" + words + "\n" : std::string();
        });
}

TEST(UserDialString, NamesTheUserAndItsDomain) {
    EXPECT_EQ(filled("sofia/x/${dialed_user}@${dialed_domain}"), "sofia/x/1001@example.com");
    EXPECT_EQ(filled("sofia/x/${user}@${domain}${other}"), "sofia/x/1001@example.com");
}

TEST(UserDialString, RingsTheBindingsOfWhomSofiaContactNames) {
    EXPECT_EQ(filled("${sofia_contact(*/${dialed_user}@${dialed_domain})}"),
              "sofia/*/1001%example.com");
    EXPECT_EQ(filled("${sofia_contact(internal/1002@other.example)}"),
              "sofia/internal/1002%other.example");
    EXPECT_EQ(filled("${sofia_contact(${dialed_user})}"), "sofia/*/1001%example.com");
}

TEST(UserDialString, AsksTheCommandForWhatIsNoUserAlone) {
    EXPECT_EQ(filled("${sofia_contact(~yealink/1001@example.com)},sofia/x/a"), "sofia/x/a");
    EXPECT_EQ(filled("${answers(b)},sofia/x/a"), "sofia/x/b,sofia/x/a");
}

TEST(UserDialString, LeavesOutPlacesThatAreEmpty) {
    EXPECT_EQ(filled("${nothing(x)},sofia/x/a,${nothing(x)}|${nothing(x)}"), "sofia/x/a");
    EXPECT_EQ(filled("${nothing(x)}"), "");
}

class UserDialStrings : public test::CallWorld {
  protected:
    UserDialStrings() {
        Target phone;
        phone.profile = "internal";
        phone.uri = "sip:1001@203.0.113.20:5060";
        registered_["1001@example.com"] = {phone, phone};
    }
};

TEST_F(UserDialStrings, KeepWhatStandsBesideHisContacts) {
    model::DirectoryUser user;
    user.id = "1001";
    user.domain = "example.com";
    // As the configuration of many has it: a second command that is not here leaves no place.
    user.params["dial-string"] =
        "{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}}"
        "${sofia_contact(*/${dialed_user}@${dialed_domain})},${verto_contact(${dialed_user})}";
    directory_->add(user);
    const auto found = resolve(services_, "[leg_timeout=7]user/1001", {});
    ASSERT_THAT(found->sequences.at(0).groups.at(0), testing::SizeIs(2));
    for (const auto& target : found->sequences.at(0).groups[0]) {
        EXPECT_EQ(target.variables.get("sip_invite_domain"), "example.com");
        EXPECT_EQ(target.variables.get("presence_id"), "1001@example.com");
        EXPECT_EQ(target.ring_timeout, std::chrono::seconds(7));
    }
    user.params["dial-string"] =
        "${sofia_contact(${dialed_user}@${dialed_domain})},sofia/external/mobile@198.51.100.7";
    directory_->add(user);
    const auto both = resolve(services_, "user/1001", {});
    ASSERT_THAT(both->sequences.at(0).groups.at(0), testing::SizeIs(3));
    EXPECT_EQ(both->sequences.at(0).groups[0][2].uri, "sip:mobile@198.51.100.7");
}

}  // namespace
}  // namespace sofia::call
