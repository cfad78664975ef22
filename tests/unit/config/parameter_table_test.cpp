#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "config/parameter.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

// Behaviour-spec 14.1, profile and global.
constexpr std::string_view kNames =
    "3pcc-reinvite-bridged-on-ack NDLB-allow-bad-iananame NDLB-allow-crypto-in-avp "
    "NDLB-allow-nondup-sdp NDLB-broken-auth-hash NDLB-expires-in-register-response "
    "NDLB-force-rport "
    "NDLB-proxy-never-patch-reinvites NDLB-received-in-nat-reg-contact NDLB-sendrecv-in-session "
    "NDLB-support-asterisk-missing-srtp-auth abort-on-empty-external-ip accept-blind-auth "
    "accept-blind-reg aggressive-nat-detection alias all-reg-options-ping allow-update "
    "apply-candidate-acl apply-inbound-acl apply-inbound-acl-x-token apply-nat-acl apply-proxy-acl "
    "apply-proxy-acl-x-token apply-register-acl auth-all-packets auth-calls auth-calls-acl-only "
    "auth-messages auth-require-user auth-subscriptions auto-invite-100 auto-jitterbuffer-msec "
    "auto-restart auto-rtp-bugs bind-attempt-interval bind-attempts bind-params bitpacking "
    "blind-auth-reply-403 caller-id-type capture-server challenge-realm "
    "channel-xml-fetch-on-nightmare-transfer cid-in-1xx cng-pt codec-prefs confirm-blind-transfer "
    "contact-user context db-inner-post-trans-execute db-inner-pre-trans-execute "
    "db-post-trans-execute db-pre-trans-execute db-spin-up-wait-ms dbname debug debug-presence "
    "debug-sla dialplan disable-auth-messages disable-auth-subscriptions disable-hold "
    "disable-naptr "
    "disable-register disable-rtp-auto-adjust disable-srv disable-srv503 disable-transcoding "
    "disable-transfer dtmf-duration dtmf-type enable-100rel enable-3pcc enable-chat "
    "enable-compact-headers enable-rfc-5626 enable-soa enable-timer enforce-blind-auth-result "
    "ext-rtp-ip ext-sip-ip ext-sip-port extended-info-parsing fire-bye-response-events "
    "fire-message-events fire-transfer-events force-publish-expires force-register-db-domain "
    "force-register-domain force-subscription-domain force-subscription-expires "
    "forward-unsolicited-mwi-notify full-id-in-dialplan hold-music ignore-183nosdp in-dialog-chat "
    "inbound-bypass-media inbound-codec-negotiation inbound-codec-prefs inbound-late-negotiation "
    "inbound-no-media inbound-proxy-media inbound-reg-force-matching-username "
    "inbound-reg-in-new-thread inbound-use-callid-as-uuid keepalive-method liberal-dtmf "
    "local-network-acl log-auth-failures log-level make-every-transfer-a-nightmare manage-presence "
    "manage-shared-appearance manual-redirect manual-rtp-bugs manual-video-rtp-bugs "
    "max-auth-validity max-calls max-proceeding max-recv-requests-per-second max-reg-threads "
    "max-registrations-per-extension media-option minimum-session-expires multiple-registrations "
    "mwi-use-reg-callid nat-options-ping nonce-ttl odbc-dsn outbound-codec-prefs outbound-proxy "
    "outbound-use-uuid-as-callid p-asserted-id-parse parse-all-invite-headers "
    "parse-invite-tel-params pass-callee-id pass-rfc2833 ping-mean-interval ping-thread-frequency "
    "pnp-provision-url presence-disable-early presence-hold-state presence-hosts presence-privacy "
    "presence-probe-on-register presence-proto-lookup profile-standby proxy-hold proxy-info "
    "proxy-info-content-types proxy-message proxy-notify-events proxy-refer proxy-refer-replaces "
    "record-path record-template reg-deny-binding-fetch-and-no-lookup "
    "registration-thread-frequency "
    "require-secure-rtp reuse-connections rewrite-multicasted-fs-path rfc-7989 rfc-7989-filter "
    "rfc-7989-force-old rfc2833-pt rfc8760-auth-algorithms rtcp-audio-interval-msec "
    "rtcp-video-interval-msec rtp-autofix-timing rtp-digit-delay rtp-hold-timeout-sec rtp-ip "
    "rtp-notimer-during-bridge rtp-rewrite-timestamps rtp-timeout-sec rtp-timer-name "
    "send-display-update send-message-query-on-register send-presence-on-register session-timeout "
    "shutdown-on-fail sip-capture sip-domain sip-expires-late-margin sip-expires-max-deviation "
    "sip-force-expires sip-force-expires-max sip-force-expires-min sip-ip "
    "sip-messages-respond-200-ok "
    "sip-options-respond-503-on-busy sip-port sip-subscribe-respond-200-ok "
    "sip-subscription-max-deviation sip-trace sip-user-ping-max sip-user-ping-min "
    "socket-tcp-keepalive stir-shaken-as-key stir-shaken-as-url stir-shaken-vs-ca-dir "
    "stir-shaken-vs-cert-path-check stir-shaken-vs-require-date suppress-cng supress-cng "
    "t38-passthru tcp-always-nat tcp-keepalive tcp-ping2pong tcp-pingpong "
    "tcp-unreg-on-socket-close "
    "timer-T1 timer-T1X64 timer-T2 timer-T4 tls tls-always-nat tls-bind-params tls-cert-dir "
    "tls-ciphers tls-only tls-orq-connect-timeout tls-passphrase tls-sip-port tls-timeout "
    "tls-verify-date tls-verify-depth tls-verify-in-subjects tls-verify-policy tls-version "
    "tracelevel "
    "track-calls unregister-on-options-fail update-refresher use-port-for-acl-check "
    "user-agent-filter user-agent-string username vad watchdog-enabled watchdog-event-timeout "
    "watchdog-step-timeout ws-binding wss-binding";

constexpr std::string_view kGatewayNames =
    "908-retry-seconds auth-username caller-id-in-from contact-host contact-in-ping contact-params "
    "context destination-prefix distinct-to expire-seconds extension extension-in-contact "
    "from-domain from-user gw-auth-acl outbound-proxy password ping ping-max ping-min "
    "ping-monitoring ping-user-agent proxy realm reg-id register register-proxy register-transport "
    "retry-seconds retry_seconds rfc-5626 scheme timeout-seconds username";

TEST(Parameters, EveryNameThatUsersKnowIsInTheTable) {
    for (const auto& name : base::split(kNames, ' '))
        EXPECT_NE(find_profile_parameter(name), nullptr) << name;
    std::set<std::string_view> gateway;
    for (const auto& row : gateway_parameters())
        gateway.insert(row.name);
    for (const auto& name : base::split(kGatewayNames, ' '))
        EXPECT_TRUE(gateway.contains(name)) << name;
}

TEST(Parameters, NoNameIsInTheTableTwice) {
    std::set<std::string_view> seen;
    for (const auto group : profile_parameters())
        for (const auto& row : group)
            EXPECT_TRUE(seen.insert(row.name).second) << row.name;
}

TEST(Parameters, ASupportedOneSaysWhatItDoesAndHowItIsRead) {
    for (const auto group : profile_parameters())
        for (const auto& row : group) {
            EXPECT_EQ(row.set != nullptr, row.support == Support::Supported) << row.name;
            EXPECT_EQ(row.meaning.empty(), row.support != Support::Supported) << row.name;
        }
}

TEST(Parameters, TheStandardOfTheTableIsThatOfAFreshProfile) {
    const model::AclLists acl;
    const auto host = test::test_host();
    for (const auto group : profile_parameters())
        for (const auto& row : group) {
            if (row.support != Support::Supported || row.standard.empty() || row.standard == "auto")
                continue;
            Warnings warnings;
            model::Profile profile;
            const auto done =
                apply({row.name, row.standard, "profile", {}, host, acl, warnings}, profile);
            ASSERT_TRUE(done.has_value()) << done.error().text;
            profile.params.clear();
            EXPECT_EQ(profile, model::Profile{}) << row.name << "=" << row.standard;
            EXPECT_TRUE(warnings.take().empty()) << row.name;
        }
}

}  // namespace
}  // namespace sofia::config
