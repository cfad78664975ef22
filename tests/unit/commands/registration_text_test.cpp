#include "commands/registration_text.hpp"

#include <utility>

#include <gmock/gmock.h>

#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

using testing::HasSubstr;

const std::string kNode = "node-1";
const registrar::ReachTable kAllReached;
const RegistrationPlace kPlace{kAllReached, samples::transcript_time(), kNode};

TEST(RegistrationsText, IsTheListOfTheTranscript) {
    samples::use_transcript_zone();
    const auto u0 = samples::registration(0);
    const auto u1 = samples::registration(1);
    EXPECT_EQ(registrations_text({&u0, &u1}, kPlace),
              "\n"
              "Registrations:\n"
              "=================================================================================="
              "===============\n"
              "Call-ID:    \t1-3845@127.0.0.20\n"
              "User:       \tu0@127.0.0.10\n"
              "Contact:    \t\"\" <sip:u0@127.0.0.20:5080>\n"
              "Agent:      \tunknown\n"
              "Status:     \tRegistered(UDP)(unknown) EXP(2026-11-22 21:44:09) EXPSECS(3659)\n"
              "Ping-Status:\tReachable\n"
              "Ping-Time:\t0.00\n"
              "Host:       \tpeer1\n"
              "IP:         \t127.0.0.20\n"
              "Port:       \t5080\n"
              "Auth-User:  \tu0\n"
              "Auth-Realm: \t127.0.0.10\n"
              "MWI-Account:\tu0@127.0.0.10\n"
              "\n"
              "Call-ID:    \t2-3845@127.0.0.20\n"
              "User:       \tu1@127.0.0.10\n"
              "Contact:    \t\"\" <sip:u1@127.0.0.20:5080>\n"
              "Agent:      \tunknown\n"
              "Status:     \tRegistered(UDP)(unknown) EXP(2026-11-22 21:44:09) EXPSECS(3659)\n"
              "Ping-Status:\tReachable\n"
              "Ping-Time:\t0.00\n"
              "Host:       \tpeer1\n"
              "IP:         \t127.0.0.20\n"
              "Port:       \t5080\n"
              "Auth-User:  \tu1\n"
              "Auth-Realm: \t127.0.0.10\n"
              "MWI-Account:\tu1@127.0.0.10\n"
              "\n"
              "Total items returned: 2\n"
              "=================================================================================="
              "===============\n");
}

TEST(RegistrationsText, TellsWhoAnswersAndHowSoon) {
    samples::use_transcript_zone();
    const auto u0 = samples::registration(0);
    registrar::ReachTable phones;
    phones.set(u0.key, {.reachable = false, .round_trip = std::chrono::microseconds(12345)});
    const auto text = registrations_text({&u0}, {phones, samples::transcript_time(), kNode});
    EXPECT_NE(text.find("Ping-Status:\tUnreachable\nPing-Time:\t12.35\n"), std::string::npos)
        << text;
}

TEST(RegistrationsXml, EscapesWhatThePhoneSent) {
    samples::use_transcript_zone();
    auto u0 = samples::registration(0);
    u0.call_id = "<call&id>";
    u0.user_agent = "Acme \xFF";
    EXPECT_EQ(registrations_xml({&u0}, kPlace),
              "  <registrations>\n"
              "    <registration>\n"
              "        <call-id>&lt;call&amp;id&gt;</call-id>\n"
              "        <user>u0@127.0.0.10</user>\n"
              "        <contact>&quot;&quot; &lt;sip:u0@127.0.0.20:5080&gt;</contact>\n"
              "        <agent>Acme &#65533;</agent>\n"
              "        <status>Registered(UDP)(unknown) exp(2026-11-22 21:44:09) "
              "expsecs(3659)</status>\n"
              "        <ping-status>Reachable</ping-status>\n"
              "        <ping-time>0.00</ping-time>\n"
              "        <host>peer1</host>\n"
              "        <network-ip>127.0.0.20</network-ip>\n"
              "        <network-port>5080</network-port>\n"
              "        <sip-auth-user>u0</sip-auth-user>\n"
              "        <sip-auth-realm>127.0.0.10</sip-auth-realm>\n"
              "        <mwi-account>u0@127.0.0.10</mwi-account>\n"
              "    </registration>\n"
              "  </registrations>\n");
}

TEST(ShowRegistrations, HasTheRowsOfTheTranscript) {
    Record row(registration_columns());
    fill_registration(row, samples::registration(0), "node-1");
    ListingWriter listing(registration_columns(), ListingStyle{});
    listing.add(row);
    EXPECT_EQ(std::move(listing).text(),
              "reg_user,realm,token,url,expires,network_ip,network_port,network_proto,hostname,"
              "metadata\n"
              "u0,127.0.0.10,1-3845@127.0.0.20,sofia/internal/sip:u0@127.0.0.20:5080,1795383849,"
              "127.0.0.20,5080,udp,peer1,\n"
              "\n1 total.\n");
}

TEST(ShowRegistrations, NamesThisNodeAsTheHostOfWhatItHasStored) {
    auto ours = samples::registration(0);
    ours.owner = base::NodeName();
    Record row(registration_columns());
    fill_registration(row, ours, "node-1");
    EXPECT_EQ(row.get("hostname"), "node-1");
    EXPECT_THAT(registrations_text({&ours}, kPlace), HasSubstr("\nHost:       \tnode-1\n"));
    EXPECT_THAT(registrations_xml({&ours}, kPlace), HasSubstr("<host>node-1</host>"));
}

TEST(DialString, KeepsTheParametersThatLeadThroughNat) {
    auto binding = samples::registration(0);
    binding.contact = "\"A\" <sip:u0@10.1.1.1:5080;fs_nat=yes;fs_path=sip%3A192.0.2.9>;q=0.5";
    EXPECT_EQ(dial_string(binding),
              "sofia/internal/sip:u0@10.1.1.1:5080;fs_nat=yes;fs_path=sip%3A192.0.2.9");
    binding.contact = "";
    EXPECT_EQ(dial_string(binding), "sofia/internal/sip:u0@127.0.0.20:5080");
}

}  // namespace
}  // namespace sofia::commands
