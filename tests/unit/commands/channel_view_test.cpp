#include "commands/channel_view.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

const ChannelPlace kPlace{"peer1", "public"};
const base::WallTime kCreated = base::from_epoch_ms(1795380201100);

call::Leg answered_leg(const char* uuid, call::Side side) {
    call::Leg leg{base::LegUuid(uuid), side, "internal"};
    leg.outbound = side == call::Side::B;
    leg.peer = {"127.0.0.20", 5080, "udp"};
    leg.caller_id_name = leg.caller_id_number = "uac";
    leg.destination = "9000";
    leg.created = leg.answered = kCreated;
    for (const auto state :
         {call::LegState::Trying, call::LegState::Answering, call::LegState::Answered})
        leg.transition(state, "test");
    return leg;
}

std::string listing_of(const Record& row) {
    ListingWriter listing(row.columns(), ListingStyle{});
    listing.add(row);
    return std::move(listing).text();
}

const auto* const kUuidA = "0fa12074-bfe6-4fda-9600-300c30daa144";
const auto* const kUuidB = "51516443-e235-4ad7-b560-e1eccf446d64";

TEST(ShowChannels, HasTheRowOfTheTranscript) {
    samples::use_transcript_zone();
    const auto a = answered_leg(kUuidA, call::Side::A);
    const auto b = answered_leg(kUuidB, call::Side::B);
    Record row(channel_columns());
    fill_channel(row, kUuidA, a, &b, kPlace);
    EXPECT_EQ(listing_of(row),
              "uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,"
              "application,application_data,dialplan,context,read_codec,read_rate,read_bit_rate,"
              "write_codec,write_rate,write_bit_rate,secure,hostname,presence_id,presence_data,"
              "accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,"
              "sent_callee_name,sent_callee_num,initial_cid_name,initial_cid_num,initial_ip_addr,"
              "initial_dest,initial_dialplan,initial_context\n"
              "0fa12074-bfe6-4fda-9600-300c30daa144,inbound,2026-11-22 20:43:21,1795380201,"
              "sofia/internal/uac@127.0.0.20,CS_HIBERNATE,uac,uac,127.0.0.20,9000,signal_bridge,"
              "51516443-e235-4ad7-b560-e1eccf446d64,XML,public,,,,,,,,peer1,,,,ACTIVE,Outbound "
              "Call,9000,SEND,0fa12074-bfe6-4fda-9600-300c30daa144,Outbound Call,9000,uac,uac,"
              "127.0.0.20,9000,XML,public\n"
              "\n1 total.\n");
}

TEST(ShowCalls, HasTheRowOfTheTranscript) {
    samples::use_transcript_zone();
    const auto a = answered_leg(kUuidA, call::Side::A);
    const auto b = answered_leg(kUuidB, call::Side::B);
    Record row(call_columns());
    fill_call(row, kUuidA, a, &b, kPlace);
    EXPECT_EQ(
        listing_of(row),
        "uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,"
        "presence_id,presence_data,accountcode,callstate,callee_name,callee_num,"
        "callee_direction,call_uuid,hostname,sent_callee_name,sent_callee_num,b_uuid,"
        "b_direction,b_created,b_created_epoch,b_name,b_state,b_cid_name,b_cid_num,b_ip_addr,"
        "b_dest,b_presence_id,b_presence_data,b_accountcode,b_callstate,b_callee_name,"
        "b_callee_num,b_callee_direction,b_sent_callee_name,b_sent_callee_num,"
        "call_created_epoch\n"
        "0fa12074-bfe6-4fda-9600-300c30daa144,inbound,2026-11-22 20:43:21,1795380201,"
        "sofia/internal/uac@127.0.0.20,CS_HIBERNATE,uac,uac,127.0.0.20,9000,,,,ACTIVE,"
        "Outbound Call,9000,SEND,0fa12074-bfe6-4fda-9600-300c30daa144,peer1,Outbound Call,9000,"
        "51516443-e235-4ad7-b560-e1eccf446d64,outbound,2026-11-22 20:43:21,1795380201,"
        "sofia/internal/9000,CS_HIBERNATE,uac,uac,127.0.0.20,9000,,,,ACTIVE,"
        "Outbound Call,9000,SEND,uac,uac,1795380201\n"
        "\n1 total.\n");
}

TEST(ShowCalls, LeavesTheCalleeEmptyWhenTheRowBeforeHadOne) {
    const auto a = answered_leg(kUuidA, call::Side::A);
    const auto b = answered_leg(kUuidB, call::Side::B);
    Record row(call_columns());
    fill_call(row, kUuidA, a, &b, kPlace);
    fill_call(row, kUuidA, a, nullptr, kPlace);
    for (const auto* column : {"b_uuid", "b_direction", "callee_name", "call_created_epoch"})
        EXPECT_EQ(row.get(column), "") << column;
    EXPECT_EQ(row.get("uuid"), kUuidA);
}

TEST(ChannelRecord, SaysWhatALegIsDoing) {
    call::Leg leg{base::LegUuid("leg"), call::Side::B, "internal"};
    leg.outbound = true;
    Record row(channel_columns());
    const auto call_state = [&] {
        fill_channel(row, "call", leg, nullptr, kPlace);
        return row.get("callstate");
    };
    EXPECT_EQ(call_state(), "DOWN");
    leg.transition(call::LegState::Trying, "test");
    leg.transition(call::LegState::Ringing, "test");
    EXPECT_EQ(call_state(), "RINGING");
    leg.transition(call::LegState::Answering, "test");
    leg.transition(call::LegState::Answered, "test");
    EXPECT_EQ(call_state(), "ACTIVE");
    leg.holds = true;
    EXPECT_EQ(call_state(), "HELD");
    leg.transition(call::LegState::Ending, "test");
    EXPECT_EQ(call_state(), "HANGUP");
}

TEST(ChannelRecord, HasTheCodecThatBothDescribe) {
    auto leg = answered_leg(kUuidA, call::Side::A);
    leg.remote_sdp = {"application/sdp", "v=0\r\nm=audio 4000 RTP/AVP 18 8 0\r\n"};
    leg.local_sdp = {"application/sdp", "v=0\r\nm=audio 5000 RTP/AVP 8\r\n"};
    Record row(channel_columns());
    fill_channel(row, "call", leg, nullptr, kPlace);
    for (const std::string prefix : {"read_", "write_"}) {
        EXPECT_EQ(row.get(prefix + "codec"), "PCMA");
        EXPECT_EQ(row.get(prefix + "rate"), "8000");
        EXPECT_EQ(row.get(prefix + "bit_rate"), "64000");
    }
}

TEST(ChannelRecord, NamesNoPartnerBeforeSomebodyHasAnswered) {
    const call::Leg leg{base::LegUuid("leg"), call::Side::A, "internal"};
    Record row(channel_columns());
    fill_channel(row, "call", leg, nullptr, kPlace);
    EXPECT_EQ(row.get("application_data"), "");
    EXPECT_EQ(row.get("call_uuid"), "call");
}

}  // namespace
}  // namespace sofia::commands
