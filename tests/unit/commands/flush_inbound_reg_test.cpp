#include <gmock/gmock.h>

#include "commands/phone_reboot.hpp"
#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string header_of(const sip::Outgoing& request, const std::string& name) {
    for (const auto& header : request.headers)
        if (header.name == name)
            return header.value;
    return {};
}

TEST(RebootRequest, SpeaksTheLanguageOfEachMake) {
    const auto event = [](const char* agent) { return header_of(reboot_request(agent), "Event"); };
    EXPECT_EQ(event("snom370/8.7"), "check-sync;reboot=true");
    EXPECT_EQ(event("Yealink SIP-T46S"), "check-sync;reboot=true");
    EXPECT_EQ(event("Linksys/SPA8000-6.1"), "check-sync");
    EXPECT_EQ(event("Linksys/SPA941"), "reboot_now");
    EXPECT_EQ(event("Sipura/SPA3000"), "reboot");
    EXPECT_EQ(event("Cisco-CP7960G/8.0"), "check-sync");
    EXPECT_EQ(event("Cisco-CP7940G/8.0"), "check-sync");
    EXPECT_EQ(event("Cisco-CP8961/9"), "service-control");
    EXPECT_EQ(event("Acme"), "check-sync");
    EXPECT_EQ(event(""), "check-sync");
}

TEST(RebootRequest, CarriesABodyOnlyWhereOneIsRead) {
    const auto plain = reboot_request("Acme");
    EXPECT_TRUE(plain.body.empty());
    EXPECT_EQ(plain.body.content_type, "application/simple-message-summary");
    EXPECT_EQ(header_of(plain, "Subscription-State"), "terminated;reason=noresource");
    const auto cisco = reboot_request("Cisco-CP8961/9");
    EXPECT_EQ(cisco.body.content_type, "text/plain");
    EXPECT_THAT(cisco.body.data, testing::StartsWith("action=restart\nRegisterCallId={}\n"));
}

class FlushInboundReg : public CommandWorld {
  protected:
    FlushInboundReg() {
        std::vector<model::Registration> bindings;
        for (const int n : {0, 1, 2}) {
            auto binding = samples::registration(n);
            binding.expires = clock_.wall() + std::chrono::hours(1);
            bindings.push_back(std::move(binding));
        }
        bind(std::move(bindings));
    }
    std::size_t left() const { return registrar_.locations().size(); }
    std::vector<std::string> notified() const {
        std::vector<std::string> targets;
        for (const auto& notify : internal().all(sip::Method::Notify))
            targets.push_back(notify->target);
        return targets;
    }
};

TEST_F(FlushInboundReg, RemovesEveryBindingOfTheProfile) {
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg"), "+OK flushing all registrations\n");
    EXPECT_EQ(left(), 0U);
}

TEST_F(FlushInboundReg, LeavesOtherProfilesAlone) {
    EXPECT_EQ(run("sofia profile external flush_inbound_reg"), "+OK flushing all registrations\n");
    EXPECT_EQ(left(), 3U);
}

TEST_F(FlushInboundReg, RemovesWhatItsWordNames) {
    constexpr auto kDone = "+OK flushing all registrations matching specified call_id\n";
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg nosuch@127.0.0.10"), kDone);
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg u1@127.0.0.10"), kDone);
    EXPECT_EQ(left(), 2U);
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg 1-3845@127.0.0.20"), kDone);
    EXPECT_EQ(left(), 1U);
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg @127.0.0.10"), kDone);
    EXPECT_EQ(left(), 0U);
    EXPECT_THAT(notified(), IsEmpty());
}

TEST_F(FlushInboundReg, AnEmptyWordNamesNobody) {
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg \"\""),
              "+OK flushing all registrations matching specified call_id\n");
    EXPECT_EQ(run("sofia profile internal check_sync ''"),
              "+OK syncing all registrations matching specified call_id\n");
    EXPECT_EQ(left(), 3U);
    EXPECT_THAT(notified(), IsEmpty());
}

TEST_F(FlushInboundReg, RebootsThePhonesWhoseBindingsItRemoved) {
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg u1@127.0.0.10 reboot"),
              "+OK rebooting all registrations matching specified call_id\n");
    EXPECT_EQ(left(), 2U);
    EXPECT_THAT(notified(), ElementsAre("sip:u1@127.0.0.20:5080"));
    const auto notify = internal().last(sip::Method::Notify);
    EXPECT_EQ(notify->dialog.call_id, "2-3845@127.0.0.20");
    EXPECT_EQ(notify->header("Event"), "check-sync");
    EXPECT_NE(notify->header("Contact"), "");
    EXPECT_EQ(notify->dialog.to.uri, "sip:u1@127.0.0.10");
}

TEST_F(FlushInboundReg, RebootsAllPhonesWithoutAName) {
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg reboot"),
              "+OK rebooting all registrations\n");
    EXPECT_EQ(notified().size(), 3U);
}

TEST_F(FlushInboundReg, NamesTheRegistrationInTheBodyWhereOneIsRead) {
    auto cisco = samples::registration(0);
    cisco.user_agent = "Cisco-CP8961/9";
    cisco.expires = clock_.wall() + std::chrono::hours(1);
    bind({cisco});
    run("sofia profile internal flush_inbound_reg reboot");
    EXPECT_THAT(internal().last(sip::Method::Notify)->request.body.data,
                testing::HasSubstr("\nRegisterCallId={1-3845@127.0.0.20}\n"));
}

TEST_F(FlushInboundReg, DoesNotRebootABindingThatHasEnded) {
    advance(std::chrono::hours(1));
    run("sofia profile internal flush_inbound_reg reboot");
    EXPECT_THAT(notified(), IsEmpty());
}

TEST_F(FlushInboundReg, KeepsARequestUntilItsFinalAnswer) {
    run("sofia profile internal flush_inbound_reg u1@127.0.0.10 reboot");
    EXPECT_EQ(context_.unwatched.size(), 1U);
    const auto notify = internal().last(sip::Method::Notify);
    notify->answer(100);
    EXPECT_FALSE(notify->forgotten);
    notify->answer(481);
    EXPECT_EQ(context_.unwatched.size(), 0U);
}

TEST_F(FlushInboundReg, RebootsNobodyWhenTheDatabaseRefuses) {
    begin("sofia profile internal flush_inbound_reg reboot");
    ASSERT_EQ(bindings_writer_.waiting.size(), 1U);
    EXPECT_THAT(replies(), IsEmpty()) << "nothing is said before the commit";
    bindings_writer_.fail(base::ErrorKind::Unavailable);
    EXPECT_THAT(replies(), ElementsAre("-ERR as the test wants\n"));
    EXPECT_THAT(notified(), IsEmpty());
    EXPECT_EQ(left(), 3U);
}

TEST_F(FlushInboundReg, RebootsNobodyOverAProfileThatHasStoppedMeanwhile) {
    begin("sofia profile internal flush_inbound_reg reboot");
    profiles_.stop("internal");
    endpoints_.erase("internal");
    bindings_writer_.finish();
    EXPECT_THAT(replies(), ElementsAre("+OK rebooting all registrations\n"));
    EXPECT_EQ(context_.unwatched.size(), 0U);
}

TEST_F(FlushInboundReg, RemovesNothingWhenItDoesNotUnderstand) {
    EXPECT_EQ(run("sofia profile internal flush_inbound_reg u1@127.0.0.10 rebot"),
              "-ERR expected [<call_id> | <[user]@domain>] [reboot]\n");
    EXPECT_EQ(left(), 3U);
}

}  // namespace
}  // namespace sofia::commands
