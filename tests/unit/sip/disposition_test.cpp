#include "sip/disposition.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

Request request(const std::string& content_type, const std::string& disposition = {}) {
    Request made;
    made.body = {content_type, "x"};
    if (!disposition.empty())
        made.headers.push_back({"content-disposition", disposition});
    return made;
}

// RFC 3261 20.11.
TEST(Disposition, OfSdpIsASessionAndOfAnythingElseToBeShown) {
    EXPECT_EQ(disposition_of(request("application/sdp")), (Disposition{"session", false}));
    EXPECT_EQ(disposition_of(request("text/plain")), (Disposition{"render", false}));
}

TEST(Disposition, IsRequiredUnlessItsSenderSaysOptional) {
    EXPECT_EQ(disposition_of(request("text/plain", "Icon; size=3 ; Handling = Optional")),
              (Disposition{"icon", true}));
    for (const auto* required :
         {"icon", "icon;handling=required", "icon;handling", "icon;handling=x"})
        EXPECT_EQ(disposition_of(request("text/plain", required)), (Disposition{"icon", false}))
            << required;
}

TEST(Disposition, DescriptionIsSdpThatIsForASession) {
    EXPECT_TRUE(is_description(request("application/sdp")));
    EXPECT_TRUE(
        is_description(request("Application/SDP ;charset=utf-8", "session;handling=optional")));
    EXPECT_FALSE(is_description(request("application/sdp", "early-session")));
    EXPECT_FALSE(is_description(request("text/plain", "session")));
}

}  // namespace
}  // namespace sofia::sip
