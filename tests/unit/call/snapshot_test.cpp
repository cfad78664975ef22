#include "call/snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using testing::HasSubstr;
using testing::Lt;

LegImage leg(const std::string& name) {
    LegImage leg;
    leg.uuid = base::LegUuid("uuid-of-" + name);
    leg.profile = "internal";
    leg.dialog = {"call-" + name,
                  "<sip:" + name + "@example.com>;tag=here",
                  "\"Peer \\\"P\\\" of " + name + "\" <sip:peer@example.com>;tag=there",
                  "here",
                  "there",
                  17,
                  42,
                  {"<sip:proxy1.example.com;lr>", "<sip:proxy2.example.com;lr>"},
                  "sip:peer@203.0.113.5:5060;transport=tcp",
                  "<sip:mod_sofia@192.0.2.1:5060>",
                  "sip:203.0.113.5:40000;transport=tcp"};
    leg.remote_sdp = {"application/sdp", "v=0\r\ns=of " + name + "\r\n"};
    leg.local_sdp = {"application/sdp", "v=0\r\ns=to " + name + "\r\n"};
    leg.peer = {"2001:db8::5", 40000, "tcp"};
    leg.caller_id_name = "Name of " + name;
    leg.caller_id_number = "1000";
    leg.destination = "2000";
    leg.created = base::from_epoch_ms(1767225600000);
    leg.answered = base::from_epoch_ms(1767225605123);
    leg.variables.set("sip_h_X-Quote", "say \"hello\" \\ it's 5€");
    leg.variables.set("empty_after", "x");
    return leg;
}

CallImage image() {
    CallImage image;
    image.uuid = base::CallUuid("call-uuid");
    image.a = leg("a");
    image.b = leg("b");
    image.b.outbound = true;
    return image;
}

TEST(Snapshot, CallComesBackAsItWas) {
    auto original = image();
    original.a.holds = true;
    const auto back = from_row(to_row(original));
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_EQ(*back, original);
}

TEST(Snapshot, WhoHungUpAndWhoMadeTheOfferComeBack) {
    auto original = image();
    original.ending = true;
    original.a.hung_up = true;
    original.b.made_offer = true;
    EXPECT_EQ(from_row(to_row(original)).value(), original);
}

TEST(Snapshot, SessionTimersAndWhoTakesUpdateComeBack) {
    auto original = image();
    original.a.allows_update = true;
    original.b.session = {std::chrono::seconds(1800), true};
    original.b.session_ends = base::from_epoch_ms(1767227400123);
    EXPECT_EQ(from_row(to_row(original)).value(), original);
}

TEST(Snapshot, TransfersComeBack) {
    auto original = image();
    original.a.awaits_partner = true;
    original.b.hung_up = true;
    original.transfer =
        TransferImage{true, "sip:3000@example.com", "id;to-tag=t;from-tag=f", 7, true};
    EXPECT_EQ(from_row(to_row(original)).value(), original);
}

TEST(Snapshot, RowOfTheVersionBeforeIsRead) {
    auto row = to_row(image());
    row.snapshot_version = kSnapshotVersion - 1;
    EXPECT_EQ(from_row(row).value(), image());
}

// As nodes wrote it before these fields existed.
TEST(Snapshot, RowThatDoesNotSayWhoHungUpIsReadAsNobody) {
    auto original = image();
    original.ending = true;
    original.b.hung_up = true;
    auto row = to_row(original);
    const std::string field = R"("bye":true,)";
    row.snapshot.erase(row.snapshot.find(field), field.size());
    original.b.hung_up = false;
    EXPECT_EQ(from_row(row).value(), original);
}

TEST(Snapshot, CallWithoutRouteNextHopAndDescriptionsComesBackAsItWas) {
    auto original = image();
    for (auto* side : {&original.a, &original.b}) {
        side->dialog.route_set.clear();
        side->dialog.next_hop.clear();
        side->remote_sdp = {};
        side->local_sdp = {};
        side->variables = {};
    }
    EXPECT_EQ(from_row(to_row(original)).value(), original);
}

TEST(Snapshot, DescriptionThatPassedUnchangedIsWrittenOnce) {
    auto bypassed = image();
    bypassed.a.local_sdp = bypassed.b.remote_sdp;
    bypassed.b.local_sdp = bypassed.a.remote_sdp;
    const auto row = to_row(bypassed);
    EXPECT_EQ(row.snapshot.find("s=of a"), row.snapshot.rfind("s=of a"));
    EXPECT_EQ(from_row(row).value(), bypassed);
}

TEST(Snapshot, BytesThatAreNoUtf8ComeBackAsTheyWere) {
    auto original = image();
    original.a.remote_sdp.data = "v=0\r\ns=caf\xE9 \xFF\xFE\r\n";
    original.a.remote_sdp.data.push_back('\0');
    original.a.remote_sdp.data += "\xEF\x9C\x80 and real UTF-8: \xC3\xA9";
    original.b.local_sdp = original.a.remote_sdp;
    original.a.caller_id_name = "Ren\xE9";
    original.a.dialog.remote = "\"Ren\xE9\" <sip:rene@example.com>;tag=there";
    original.b.dialog.route_set = {"<sip:\xE9@proxy.example.com;lr>"};
    original.b.variables.set("sip_from_display", "Ren\xE9");
    const auto back = from_row(to_row(original));
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_EQ(*back, original);
}

// The text is written by one library and read by another (ADR 0012).
TEST(Snapshot, EveryByteComesBackInEveryKindOfField) {
    auto original = image();
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes.push_back(static_cast<char>(byte));
    original.a.remote_sdp.data = bytes;
    original.a.dialog.call_id = bytes;
    original.a.dialog.route_set = {bytes, bytes};
    original.b.peer.port = 65535;
    original.b.dialog.local_cseq = 4294967295U;
    original.b.variables.set(bytes, bytes);
    EXPECT_EQ(from_row(to_row(original)).value(), original);
}

TEST(Snapshot, RowShowsWhatPeopleQuery) {
    auto call = image();
    EXPECT_EQ(to_row(call).state, "active");
    call.b.holds = true;
    EXPECT_EQ(to_row(call).state, "held");
    call.ending = true;
    const auto row = to_row(call);
    EXPECT_EQ(row.state, "ending");
    EXPECT_EQ(row.uuid.str(), "call-uuid");
    EXPECT_EQ(row.profile, "internal");
    EXPECT_EQ(row.caller_id_name, "Name of a");
    EXPECT_EQ(row.caller_id_number, "1000");
    EXPECT_EQ(row.destination, "2000");
    EXPECT_EQ(base::to_epoch_ms(row.answered), 1767225605123);
    EXPECT_EQ(row.a, (model::DialogKey{"call-a", "here"}));
    EXPECT_EQ(row.b, (model::DialogKey{"call-b", "here"}));
    EXPECT_EQ(row.snapshot_version, kSnapshotVersion);
    EXPECT_TRUE(from_row(row)->ending);
}

TEST(Snapshot, FieldsOfALaterVersionAreSkipped) {
    auto row = to_row(image());
    row.snapshot.insert(1, "\"srtp\":{\"key\":[1,2]},");
    row.snapshot.insert(row.snapshot.find("\"a\":{") + 5, "\"mos\":4.2,");
    EXPECT_EQ(from_row(row).value(), image());
}

TEST(Snapshot, DamagedTextIsInvalidAndSaysWhere) {
    auto row = to_row(image());
    const auto whole = row.snapshot;
    for (const std::string& damaged :
         {std::string{},
          std::string("{}"),
          std::string("[]"),
          std::string("null"),
          whole.substr(0, whole.size() / 2),
          std::string(whole).replace(whole.find("\"cid\""), 5, "\"x\""),
          std::string(whole).replace(whole.find(":17"), 3, ":\"\"")}) {
        row.snapshot = damaged;
        const auto back = from_row(row);
        ASSERT_FALSE(back) << damaged;
        EXPECT_EQ(back.error().kind, base::ErrorKind::Invalid);
        EXPECT_THAT(back.error().text, HasSubstr("snapshot damaged"));
    }
}

TEST(Snapshot, VersionThatThisNodeCannotReadIsUnsupported) {
    for (const int version : {0, -1, kSnapshotVersion + 1}) {
        auto row = to_row(image());
        row.snapshot_version = version;
        const auto back = from_row(row);
        ASSERT_FALSE(back);
        EXPECT_EQ(back.error().kind, base::ErrorKind::Unsupported);
        EXPECT_THAT(back.error().text, HasSubstr(std::to_string(version)));
    }
}

TEST(Snapshot, PlainCallTakesLessThanFourKilobytes) {
    auto plain = image();
    std::string sdp =
        "v=0\r\no=alice 2890844526 2890844526 IN IP4 203.0.113.9\r\ns=-\r\n"
        "c=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0 8 9 18 101\r\n";
    for (const auto* codec : {"0 PCMU/8000", "8 PCMA/8000", "9 G722/8000", "18 G729/8000"})
        sdp += std::string("a=rtpmap:") + codec + "\r\n";
    sdp += "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";
    plain.a.remote_sdp.data = plain.b.remote_sdp.data = sdp;
    plain.a.local_sdp = plain.b.remote_sdp;
    plain.b.local_sdp = plain.a.remote_sdp;
    for (const auto* name : {"direction",
                             "sofia_profile_name",
                             "recovery_profile_name",
                             "sip_from_display",
                             "sip_from_tag",
                             "sip_call_id",
                             "sip_network_ip",
                             "sip_network_port",
                             "sip_user_agent",
                             "max_forwards",
                             "sip_from_user",
                             "sip_from_uri",
                             "sip_to_user",
                             "sip_to_uri",
                             "sip_req_uri",
                             "sip_contact_uri",
                             "context",
                             "domain_name"})
        plain.a.variables.set(name, "a value of usual length");
    EXPECT_THAT(to_row(plain).snapshot.size(), Lt(4096U));
}

}  // namespace
}  // namespace sofia::call
