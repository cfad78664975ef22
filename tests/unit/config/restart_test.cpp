#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/parameter.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a running profile keeps until it is restarted.
class Restart : public testing::Test {
  protected:
    using Params = std::vector<std::pair<std::string, std::string>>;

    model::Profile load(const Params& params) {
        std::string settings;
        for (const auto& [name, value] : params)
            settings.append("<param name=\"")
                .append(name)
                .append("\" value=\"")
                .append(value)
                .append("\"/>");
        tree_.profile("<settings>" + settings + "</settings>");
        const auto loaded = tree_.load();
        EXPECT_TRUE(loaded.has_value()) << loaded.error().text;
        return loaded ? loaded->configuration->profiles.at(0) : model::Profile{};
    }
    /// What is said when a profile with `running` finds `written` in the configuration.
    std::vector<std::string> waiting(const Params& running, const Params& written) {
        next_ = load(written);
        return keep_until_restart(load(running), next_);
    }

    test::ConfigTree tree_;
    model::Profile next_;
};

TEST_F(Restart, IsWhatEachRowThatSaysSoWaitsFor) {
    for (const auto group : profile_parameters())
        for (const auto& row : group)
            EXPECT_EQ(row.keep != nullptr,
                      row.support == Support::Supported && row.effect == Effect::OnRestart)
                << row.name;
}

TEST_F(Restart, ChangesEachOfThem) {
    const std::pair<std::string, std::string> changes[] = {{"sip-ip", "192.0.2.99"},
                                                           {"sip-port", "5099"},
                                                           {"ext-sip-ip", "203.0.113.1"},
                                                           {"ext-sip-port", "5070"},
                                                           {"bind-params", "transport=tcp"},
                                                           {"sip-domain", "pbx.example"},
                                                           {"contact-user", "office"},
                                                           {"tls", "true"},
                                                           {"tls-verify-policy", "in"},
                                                           {"tls-verify-policy", "subjects_out"},
                                                           {"tls-verify-in-subjects", "a.example"},
                                                           {"timer-T1", "250"},
                                                           {"NDLB-force-rport", "true"},
                                                           {"NDLB-force-rport", "server-only"},
                                                           {"alias", "192.0.2.10:5070"},
                                                           {"disable-srv", "true"},
                                                           {"disable-naptr", "true"},
                                                           {"profile-standby", "true"},
                                                           {"sip-trace", "true"},
                                                           {"shutdown-on-fail", "true"},
                                                           {"username", "office"}};
    for (const auto& change : changes) {
        EXPECT_THAT(waiting({}, {change}), ElementsAre(change.first)) << change.second;
        const auto before = load({});
        EXPECT_EQ(next_, before) << change.first << " stays as it was, its text as well";
        EXPECT_THAT(keep_until_restart(before, next_), IsEmpty());
        EXPECT_THAT(waiting({change}, {}), ElementsAre(change.first)) << "taken out again";
    }
}

TEST_F(Restart, IsNotNeededForTheSameInOtherWords) {
    EXPECT_THAT(waiting({{"tls", "true"}, {"sip-ip", "auto"}, {"timer-T1", "0500"}},
                        {{"tls", "on"}, {"sip-ip", "192.0.2.10"}}),
                IsEmpty());
    EXPECT_FALSE(next_.address.follows_machine) << "the address is written down from now on";
}

TEST_F(Restart, IsNotNeededForTheRest) {
    EXPECT_THAT(
        waiting({{"sip-port", "5060"}, {"nonce-ttl", "60"}},
                {{"sip-port", "5099"}, {"nonce-ttl", "120"}, {"ext-rtp-ip", "203.0.113.1"}}),
        ElementsAre("sip-port"));
    EXPECT_EQ(next_.address.sip_port, 5060);
    EXPECT_EQ(next_.address.ext_rtp_ip, "203.0.113.1");
    EXPECT_EQ(next_.registrar.nonce_ttl, std::chrono::seconds(120));
    EXPECT_EQ(next_.params.at("nonce-ttl"), "120");
}

TEST_F(Restart, ChangesTheMediaAddressThatFollowsTheListenAddress) {
    EXPECT_THAT(waiting({}, {{"sip-ip", "192.0.2.99"}}), ElementsAre("sip-ip"));
    EXPECT_THAT(next_.address.rtp_ip, ElementsAre("192.0.2.10"));
    waiting({}, {{"sip-ip", "192.0.2.99"}, {"rtp-ip", "192.0.2.98"}});
    EXPECT_THAT(next_.address.rtp_ip, ElementsAre("192.0.2.98")) << "one that is written down";
}

}  // namespace
}  // namespace sofia::config
