#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "config/parameter.hpp"
#include "sip/codec_list.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ProfileSettings : public testing::Test {
  protected:
    model::Profile load(std::initializer_list<std::pair<std::string, std::string>> params) {
        std::string settings;
        for (const auto& [name, value] : params)
            settings += "<param name=\"" + name + "\" value=\"" + value + "\"/>";
        tree_.profile("<settings>" + settings + "</settings>");
        const auto loaded = tree_.load();
        EXPECT_TRUE(loaded.has_value()) << loaded.error().text;
        return loaded ? loaded->configuration->profiles.at(0) : model::Profile{};
    }

    test::ConfigTree tree_;
};

TEST_F(ProfileSettings, GuessAddressesWhenNoneIsGiven) {
    const auto profile = load({});
    EXPECT_EQ(profile.address.sip_ip, "192.0.2.10");
    EXPECT_EQ(profile.address.sip_port, 5060);
    EXPECT_THAT(profile.address.rtp_ip, ElementsAre("192.0.2.10"));
    EXPECT_EQ(load({{"sip-ip", "auto"}}).address.sip_ip, "192.0.2.10");
    EXPECT_EQ(load({{"sip-port", "auto"}}).address.sip_port, 0);
}

TEST_F(ProfileSettings, TakeTheAddressOfAnInterface) {
    EXPECT_EQ(load({{"sip-ip", "interface:eth0"}}).address.sip_ip, "192.0.2.10");
    EXPECT_EQ(load({{"sip-ip", "interface:auto/eth0"}}).address.sip_ip, "192.0.2.10");
    EXPECT_EQ(load({{"sip-ip", "interface:ipv6/eth0"}}).address.sip_ip, "2001:db8::10");
    EXPECT_EQ(load({{"sip-ip", "[2001:db8::7]"}}).address.sip_ip, "2001:db8::7");
}

TEST_F(ProfileSettings, ReplaceTheAnyAddressWithAWarning) {
    EXPECT_EQ(load({{"sip-ip", "0.0.0.0"}}).address.sip_ip, "192.0.2.10");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'sip-ip': '0.0.0.0' "
                            "cannot be told to peers; 192.0.2.10 is used"));
    EXPECT_EQ(load({{"sip-ip", "::"}}).address.sip_ip, "2001:db8::10");
}

TEST_F(ProfileSettings, SayWhatTheDialplanSeesOfACaller) {
    using enum model::ProfileCalls::AssertedIdentity;
    EXPECT_EQ(load({}).calls.asserted_identity, Default);
    EXPECT_EQ(load({{"p-asserted-id-parse", "User-Only"}}).calls.asserted_identity, UserOnly);
    EXPECT_EQ(load({{"p-asserted-id-parse", "user-domain"}}).calls.asserted_identity, UserDomain);
    EXPECT_EQ(load({{"p-asserted-id-parse", "verbatim"}}).calls.asserted_identity, Verbatim);
    const auto profile =
        load({{"full-id-in-dialplan", "true"}, {"parse-invite-tel-params", "true"}});
    EXPECT_TRUE(profile.calls.full_destination);
    EXPECT_TRUE(profile.calls.keep_tel_params);
}

TEST_F(ProfileSettings, SayHowCallsAreSetUp) {
    const auto standard = load({});
    EXPECT_TRUE(standard.calls.pass_callee_id);
    EXPECT_TRUE(standard.calls.cid_in_1xx);
    EXPECT_TRUE(standard.calls.send_display_update);
    EXPECT_TRUE(standard.calls.invite_100);
    const auto profile = load({{"pass-callee-id", "false"},
                               {"cid-in-1xx", "false"},
                               {"send-display-update", "false"},
                               {"auto-invite-100", "false"},
                               {"ignore-183nosdp", "true"},
                               {"require-secure-rtp", "true"},
                               {"enable-compact-headers", "true"},
                               {"username", " office "}});
    EXPECT_FALSE(profile.calls.pass_callee_id);
    EXPECT_FALSE(profile.calls.cid_in_1xx);
    EXPECT_FALSE(profile.calls.send_display_update);
    EXPECT_FALSE(profile.calls.invite_100);
    EXPECT_TRUE(profile.calls.ignore_183_without_sdp);
    EXPECT_TRUE(profile.calls.require_srtp);
    EXPECT_TRUE(profile.calls.compact_headers);
    EXPECT_EQ(profile.calls.sdp_username, "office");
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, TakeCertificatesFromTheConfigurationFolderUnlessTold) {
    EXPECT_THAT(load({{"tls", "true"}}).address.tls.cert_dir, testing::EndsWith("/tls"));
    EXPECT_EQ(load({{"tls-cert-dir", "/etc/keys"}}).address.tls.cert_dir, "/etc/keys");
}

TEST_F(ProfileSettings, JoinVerifyPolicies) {
    const auto tls = load({{"tls-verify-policy", "in|subjects_out"},
                           {"tls-verify-in-subjects", "one.example|two.example"}})
                         .address.tls;
    EXPECT_TRUE(tls.verify_in && tls.verify_out && tls.verify_subjects_out);
    EXPECT_FALSE(tls.verify_subjects_in);
    EXPECT_THAT(tls.subjects_in, ElementsAre("one.example", "two.example"));
    EXPECT_FALSE(load({{"tls-verify-policy", "none"}}).address.tls.verify_in);
}

TEST_F(ProfileSettings, WarnOfATlsVersionThatIsNeverSpoken) {
    load({{"tls-version", "tlsv1,tlsv1.1,tlsv1.2"}});
    EXPECT_THAT(tree_.warnings(), testing::IsEmpty());
    load({{"tls-version", "sslv3"}});
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'tls-version': only "
                            "TLS 1.2 and 1.3 are spoken"));
}

TEST_F(ProfileSettings, BindMoreAddressesThanOne) {
    EXPECT_THAT(load({{"alias", "192.0.2.10:5070"}, {"alias", "sip:192.0.2.10:5071;transport=udp"}})
                    .address.more_urls,
                ElementsAre("sip:192.0.2.10:5070", "sip:192.0.2.10:5071;transport=udp"));
}

TEST_F(ProfileSettings, KnowWhetherTheAddressIsTheMachinesOwn) {
    EXPECT_TRUE(load({}).address.follows_machine);
    for (const auto* own : {"auto", "interface:eth0", "0.0.0.0", "$${local_ip_v4}", "$${domain}"})
        EXPECT_TRUE(load({{"sip-ip", own}}).address.follows_machine) << own;
    for (const auto* written : {"192.0.2.10", "192.0.2.50", "2001:db8::10"})
        EXPECT_FALSE(load({{"sip-ip", written}}).address.follows_machine) << written;
    EXPECT_FALSE(
        load({{"sip-ip", "$${local_ip_v4}"}, {"sip-ip", "192.0.2.50"}}).address.follows_machine)
        << "the last one counts";
}

TEST_F(ProfileSettings, FollowTheMachineUnlessTheySayOtherwise) {
    EXPECT_TRUE(load({}).address.auto_restart);
    EXPECT_FALSE(load({{"auto-restart", "false"}}).address.auto_restart);
}

TEST_F(ProfileSettings, RememberAnExternalAddressThatIsNotLookedUp) {
    EXPECT_EQ(load({{"ext-sip-ip", "stun:stun.example"}}).address.unread_external,
              "stun:stun.example");
    EXPECT_EQ(load({{"ext-sip-ip", "203.0.113.1"}}).address.unread_external, "");
    EXPECT_EQ(load({{"ext-sip-ip", "auto"}}).address.unread_external, "");
}

TEST_F(ProfileSettings, KeepSeveralMediaAddresses) {
    EXPECT_THAT(load({{"rtp-ip", "192.0.2.10"}, {"rtp-ip", "192.0.2.11"}}).address.rtp_ip,
                ElementsAre("192.0.2.10", "192.0.2.11"));
}

TEST_F(ProfileSettings, ReadCodecListsWithAWordAboutWhatIsWrongInThem) {
    const auto media = load({{"codec-prefs", "PCMU,PCMA@20,opus@48000h"},
                             {"outbound-codec-prefs", "PMCU"},
                             {"inbound-codec-negotiation", "Scrooge"}})
                           .media;
    EXPECT_EQ(sip::to_text(media.inbound), "PCMU,opus@48000h");
    EXPECT_EQ(sip::to_text(media.outbound), "PMCU");
    EXPECT_EQ(media.negotiation, model::CodecNegotiation::Scrooge);
    EXPECT_THAT(
        tree_.warnings(),
        ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'codec-prefs': 'PCMA@20': "
                    "'@20' is none of @8000h, @20i, @1c; the entry is left out",
                    "freeswitch.xml:1: profile 'internal': parameter 'outbound-codec-prefs': "
                    "'PMCU': unknown codec; it is matched by its name"));
}

TEST_F(ProfileSettings, TakeMediaPastTheNodeForGrantedAndWarnOfRelays) {
    EXPECT_FALSE(load({}).media.bypass);
    EXPECT_TRUE(load({{"inbound-bypass-media", "true"}}).media.bypass);
    EXPECT_TRUE(load({{"dtmf-type", "info"}, {"rfc2833-pt", "96"}}).media == model::ProfileMedia{});
    EXPECT_THAT(tree_.warnings(), IsEmpty());
    for (const auto& [name, value] :
         {std::pair{"inbound-bypass-media", "false"}, std::pair{"inbound-proxy-media", "true"}}) {
        load({{name, value}});
        EXPECT_THAT(tree_.warnings(),
                    ElementsAre(testing::HasSubstr("media relays are not supported yet")))
            << name;
    }
}

TEST_F(ProfileSettings, ReadExternalAddresses) {
    EXPECT_EQ(load({{"ext-sip-ip", "203.0.113.1"}}).address.ext_sip_ip, "203.0.113.1");
    EXPECT_EQ(load({{"ext-sip-ip", "autonat:203.0.113.1"}}).address.ext_sip_ip, "203.0.113.1");
    EXPECT_EQ(load({{"ext-sip-ip", "auto-nat"}}).address.ext_sip_ip, "");
    EXPECT_THAT(tree_.warnings(), IsEmpty());
    EXPECT_EQ(load({{"ext-rtp-ip", "stun:stun.example.com"}}).address.ext_rtp_ip, "");
    EXPECT_THAT(tree_.warnings(), ElementsAre(testing::HasSubstr("is not looked up")));
}

TEST_F(ProfileSettings, ReadEveryWordForTrueAndTakeTheRestForFalse) {
    for (const auto* word : {"true", "yes", "ON", "t", "enabled", "active", "allow", "1", "-3"})
        EXPECT_TRUE(load({{"auth-calls", word}}).calls.auth_calls) << word;
    for (const auto* word : {"false", "no", "Off", "f", "deny", "0", " 0 ", ""})
        EXPECT_FALSE(load({{"auth-calls", word}}).calls.auth_calls) << word;
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, SayWhatPassesWithinACall) {
    const auto standard = load({}).calls;
    EXPECT_FALSE(standard.pass_message || standard.pass_refer || standard.pass_refer_replaces ||
                 standard.session_id || standard.update_refresher);
    EXPECT_THAT(standard.pass_notify_events, IsEmpty());
    const auto calls = load({{"proxy-message", "true"},
                             {"proxy-notify-events", "Talk, hold"},
                             {"proxy-refer", "true"},
                             {"proxy-refer-replaces", "true"},
                             {"rfc-7989", "true"},
                             {"update-refresher", "true"}})
                           .calls;
    EXPECT_TRUE(calls.pass_message && calls.pass_refer && calls.pass_refer_replaces);
    EXPECT_TRUE(calls.session_id && calls.update_refresher);
    EXPECT_THAT(calls.pass_notify_events, ElementsAre("talk", "hold"));
    load({{"enable-3pcc", "true"}, {"allow-update", "true"}, {"confirm-blind-transfer", "true"}});
    EXPECT_THAT(tree_.warnings(), IsEmpty()) << "which hold in any case";
}

TEST_F(ProfileSettings, KnowTheWaysOfSeveralRegistrations) {
    using Multiple = model::ProfileRegistrar::Multiple;
    const auto of = [&](const char* value) {
        return load({{"multiple-registrations", value}}).registrar.multiple_registrations;
    };
    EXPECT_EQ(of("false"), Multiple::None);
    EXPECT_EQ(of("true"), Multiple::Contact);
    EXPECT_EQ(of("contact"), Multiple::Contact);
    EXPECT_EQ(of("call-id"), Multiple::CallId);
}

TEST_F(ProfileSettings, ReadDurationsInTheirUnits) {
    const auto profile = load({{"nonce-ttl", "120"},
                               {"timer-T1", "250"},
                               {"watchdog-step-timeout", "30000"},
                               {"sip-force-expires-min", "60"},
                               {"sip-force-expires-max", "90"}});
    EXPECT_EQ(profile.registrar.nonce_ttl, std::chrono::minutes(2));
    EXPECT_EQ(profile.timers.t1, std::chrono::milliseconds(250));
    EXPECT_EQ(profile.watchdog.step_timeout, std::chrono::seconds(30));
    EXPECT_EQ(profile.registrar.force_expires_max, std::chrono::seconds(90));
}

TEST_F(ProfileSettings, RaiseANumberBelowTheLeast) {
    EXPECT_EQ(load({{"nonce-ttl", "10"}}).registrar.nonce_ttl, std::chrono::seconds(60));
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'nonce-ttl': '10' is "
                            "below the least value; 60 is used"));
}

TEST_F(ProfileSettings, CollectAccessListsUntilNone) {
    EXPECT_THAT(load({{"apply-inbound-acl", "loopback.auto,198.51.100.0/24"},
                      {"apply-inbound-acl", "rfc1918.auto:ok:not-ok"}})
                    .calls.apply_inbound_acl,
                ElementsAre("loopback.auto", "198.51.100.0/24", "rfc1918.auto:ok:not-ok"));
    EXPECT_THAT(load({{"apply-inbound-acl", "loopback.auto"}, {"apply-inbound-acl", "none"}})
                    .calls.apply_inbound_acl,
                IsEmpty());
}

TEST_F(ProfileSettings, ReadDigestAlgorithmsInOrder) {
    EXPECT_THAT(load({{"rfc8760-auth-algorithms", "sha-256,MD5"}}).registrar.algorithms,
                ElementsAre("SHA-256", "MD5"));
    EXPECT_THAT(load({{"rfc8760-auth-algorithms", "SHA-512-256,MD5"}}).registrar.algorithms,
                ElementsAre("SHA-512-256", "MD5"));
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, AreAllKeptAsWritten) {
    const auto profile = load({{"sip-port", "5070"}, {"hold-music", "silence"}});
    EXPECT_EQ(profile.params.at("sip-port"), "5070");
    EXPECT_EQ(profile.params.at("hold-music"), "silence");
}

TEST_F(ProfileSettings, UnknownOrRejectedAreWarnedAboutOncePerName) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"><profiles>\n"
        "<profile name=\"a\"><settings>\n"
        "<param name=\"frobnicate\" value=\"1\"/>\n"
        "<param name=\"ws-binding\" value=\":5066\"/>\n"
        "<param name=\"tls-version\" value=\"tlsv1.3\"/>\n"
        "<param name=\"update-refresher\" value=\"false\"/>\n"
        "</settings></profile>\n"
        "<profile name=\"b\"><settings>\n"
        "<param name=\"frobnicate\" value=\"2\"/>\n"
        "<param name=\"ws-binding\" value=\":5066\"/>\n"
        "</settings></profile></profiles></configuration>");
    EXPECT_THAT(
        tree_.warnings(),
        ElementsAre("freeswitch.xml:3: profile 'a': parameter 'frobnicate' is unknown and "
                    "changes nothing",
                    "freeswitch.xml:4: profile 'a': parameter 'ws-binding' changes nothing: the "
                    "SIP stack has no WebSockets"));
}

TEST_F(ProfileSettings, SecretsAreNotRepeatedInWarnings) {
    load({{"odbc-dsn", "pgsql://host=db password=hunter2"}});
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': parameter 'odbc-dsn' names a "
                            "database that is not opened; bindings and calls are kept in the "
                            "node's own, which --db or db= in node.conf names"));
}

TEST_F(ProfileSettings, OfADatabaseAreToldOfOnce) {
    load({{"odbc-dsn", "a:b:c"}, {"dbname", "pgsql://x"}, {"dbname", ""}});
    EXPECT_THAT(tree_.warnings(), testing::SizeIs(1));
    load({{"dbname", ""}});
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, ReadWhoMayWatchAndSayWhat) {
    using Query = model::ProfilePresence::Query;
    EXPECT_EQ(load({}).presence, model::ProfilePresence{});
    const auto presence = load({{"manage-presence", "passive"},
                                {"presence-hosts", "Office.Example, 192.0.2.1"},
                                {"auth-subscriptions", "false"},
                                {"disable-auth-messages", "true"},
                                {"force-subscription-expires", "120"},
                                {"force-publish-expires", "240"},
                                {"sip-subscription-max-deviation", "30"},
                                {"sip-subscribe-respond-200-ok", "true"},
                                {"sip-messages-respond-200-ok", "true"},
                                {"send-message-query-on-register", "first-only"},
                                {"presence-disable-early", "true"},
                                {"presence-privacy", "true"}})
                              .presence;
    EXPECT_EQ(presence,
              (model::ProfilePresence{.manage = true,
                                      .hosts = {"office.example", "192.0.2.1"},
                                      .auth_subscriptions = false,
                                      .auth_messages = false,
                                      .force_subscription_expires = std::chrono::seconds(120),
                                      .force_publish_expires = std::chrono::seconds(240),
                                      .max_deviation = std::chrono::seconds(30),
                                      .subscribe_200 = true,
                                      .message_200 = true,
                                      .message_query = Query::First,
                                      .disable_early = true,
                                      .privacy = true}));
    EXPECT_EQ(load({{"send-message-query-on-register", "false"}}).presence.message_query,
              Query::Never);
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, ReadWhichPhonesAreAskedAndHowOften) {
    using Nat = model::ProfilePings::Nat;
    const auto of = [&](const char* value) {
        return load({{"nat-options-ping", value}}).pings.nat;
    };
    EXPECT_EQ(of("true"), Nat::Yes);
    EXPECT_EQ(of("udp-only"), Nat::UdpOnly);
    EXPECT_EQ(of("no"), Nat::No);
    const auto pings = load({{"all-reg-options-ping", "true"},
                             {"unregister-on-options-fail", "true"},
                             {"sip-user-ping-max", "5"},
                             {"sip-user-ping-min", "2"},
                             {"ping-mean-interval", "45"},
                             {"ping-thread-frequency", "2"}})
                           .pings;
    EXPECT_EQ(pings,
              (model::ProfilePings{.all = true,
                                   .unregister_on_fail = true,
                                   .max = 5,
                                   .min = 2,
                                   .interval = std::chrono::seconds(45),
                                   .period = std::chrono::seconds(2)}));
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(ProfileSettings, ReadHowTheStackDealsWithNatAndNames) {
    using Rport = model::ProfileStack::ServerRport;
    const auto of = [&](const char* value) { return load({{"NDLB-force-rport", value}}).stack; };
    EXPECT_EQ(of("true"), (model::ProfileStack{.server_rport = Rport::Always}));
    EXPECT_EQ(of("safe"), model::ProfileStack{});
    EXPECT_EQ(of("false"), model::ProfileStack{});
    EXPECT_EQ(of("client-only"), (model::ProfileStack{.server_rport = Rport::Never}));
    EXPECT_EQ(of("server-only"), (model::ProfileStack{.client_rport = false}));
    EXPECT_EQ(of("disabled"),
              (model::ProfileStack{.client_rport = false, .server_rport = Rport::Never}));
    EXPECT_FALSE(load({{"disable-srv", "true"}}).stack.use_srv);
    EXPECT_FALSE(load({{"disable-naptr", "true"}}).stack.use_naptr);
}

TEST_F(ProfileSettings, ReadWhoIsLetInAndHowOften) {
    const auto profile = load({{"sip-expires-max-deviation", "30"},
                               {"max-auth-validity", "7"},
                               {"auth-require-user", "true"},
                               {"use-port-for-acl-check", "true"},
                               {"auth-calls-acl-only", "true"},
                               {"sip-options-respond-503-on-busy", "true"},
                               {"NDLB-received-in-nat-reg-contact", "true"},
                               {"max-recv-requests-per-second", "500"},
                               {"profile-standby", "true"}});
    const auto& registrar = profile.registrar;
    EXPECT_EQ(registrar.max_deviation, std::chrono::seconds(30));
    EXPECT_EQ(registrar.max_auth_validity, 7U);
    EXPECT_TRUE(registrar.auth_require_user && registrar.use_port_for_acl &&
                registrar.received_in_nat_contact);
    EXPECT_TRUE(profile.calls.auth_calls_acl_only && profile.calls.options_503_on_busy);
    EXPECT_EQ(profile.calls.max_requests_per_second, 500U);
    EXPECT_TRUE(profile.standby);
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

}  // namespace
}  // namespace sofia::config
