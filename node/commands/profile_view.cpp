#include "commands/profile_view.hpp"

#include <array>
#include <string_view>

#include "commands/fixed_table.hpp"
#include "commands/xml_text.hpp"
#include "sip/codec_list.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

/// One line of the information block under its three names; `json` is empty for a field that
/// jsonstatus does not have.
struct Field {
    std::string_view label;
    std::string_view xml;
    std::string_view json;
    std::string value;
};

const char* yes_no(bool value) {
    return value ? "true" : "false";
}

std::string param(const model::Profile& settings, const char* name, const char* otherwise) {
    const auto found = settings.params.find(name);
    return found == settings.params.end() || found->second.empty() ? otherwise : found->second;
}

std::string or_not_available(std::string value) {
    return value.empty() ? "N/A" : std::move(value);
}

std::string codecs_text(const model::CodecPreferences& codecs) {
    return codecs.empty() ? "any" : sip::to_text(codecs);
}

/// Fields in the order of the text form; those that do not apply are left out.
std::vector<Field> fields_of(const ProfileView& profile) {
    const auto& settings = *profile.settings;
    const auto& address = settings.address;
    const auto& calls = settings.calls;
    const auto& media = settings.media;
    std::vector<Field> fields;
    const auto add = [&](auto label, auto xml, auto json, std::string value) {
        fields.push_back({label, xml, json, std::move(value)});
    };
    const auto add_if_set = [&](auto label, auto xml, auto json, const std::string& value) {
        if (!value.empty())
            add(label, xml, json, value);
    };
    add("Name", "name", "", profile.alias.empty() ? settings.name : profile.alias);
    add("Domain Name", "domain-name", "domain-name", or_not_available(settings.domain));
    add_if_set("Alias Of", "alias-of", "alias-of", profile.alias.empty() ? "" : settings.name);
    add("Auto-NAT", "auto-nat", "auto-nat", "false");
    add("DBName", "db-name", "db-name", profile.database);
    add("Pres Hosts", "pres-hosts", "pres-hosts", param(settings, "presence-hosts", ""));
    add("Dialplan", "dialplan", "dialplan", calls.dialplan);
    add("Context", "context", "context", calls.context);
    add("Challenge Realm",
        "challenge-realm",
        "challenge-realm",
        settings.registrar.challenge_realm);
    for (const auto& ip : address.rtp_ip)
        add("RTP-IP", "rtp-ip", "rtp-ip", ip);
    add_if_set("Ext-RTP-IP", "ext-rtp-ip", "ext-rtp-ip", address.ext_rtp_ip);
    add("SIP-IP", "sip-ip", "sip-ip", address.sip_ip);
    add_if_set("Ext-SIP-IP", "ext-sip-ip", "ext-sip-ip", address.ext_sip_ip);
    add_if_set("URL", "url", "url", profile.url);
    add_if_set("BIND-URL", "bind-url", "bind-url", profile.bind_url);
    add_if_set("TLS-URL", "tls-url", "tls-url", profile.tls_url);
    add_if_set("TLS-BIND-URL", "tls-bind-url", "tls-bind-url", profile.tls_bind_url);
    add("HOLD-MUSIC", "hold-music", "hold-music", param(settings, "hold-music", "N/A"));
    add("OUTBOUND-PROXY",
        "outbound-proxy",
        "outbound-proxy",
        or_not_available(calls.outbound_proxy));
    add("CODECS IN", "inbound-codecs", "", codecs_text(media.inbound));
    add("CODECS OUT", "outbound-codecs", "", codecs_text(media.outbound));
    add("TEL-EVENT", "tel-event", "", param(settings, "rfc2833-pt", "101"));
    add("DTMF-MODE", "dtmf-mode", "", param(settings, "dtmf-type", "rfc2833"));
    add("CNG", "cng", "", param(settings, "cng-pt", "13"));
    add("SESSION-TO", "session-to", "", param(settings, "session-timeout", "0"));
    add("MAX-DIALOG", "max-dialog", "", std::to_string(calls.max_proceeding));
    add("MAX-RECV-RPS", "max-recv-rps", "", param(settings, "max-recv-requests-per-second", "0"));
    // Media flows past the node whatever the profile says; no relay is there.
    add("NOMEDIA", "nomedia", "", "true");
    add("LATE-NEG", "late-neg", "", yes_no(media.late_negotiation || media.bypass));
    add("PROXY-MEDIA", "proxy-media", "", "false");
    add("AGGRESSIVENAT",
        "aggressive-nat",
        "",
        param(settings, "aggressive-nat-detection", "false"));
    add_if_set("USER-AGENT-FILTER", "user-agent-filter", "", settings.registrar.user_agent_filter);
    if (const auto most = settings.registrar.max_registrations_per_extension; most > 0)
        add("MAX-REG-PEREXT", "max-registrations-per-extension", "", std::to_string(most));
    return fields;
}

/// The counters close both forms; text and XML have them in different orders.
std::vector<Field> counters_of(const ProfileView& profile) {
    const auto& counters = profile.counters;
    return {{"CALLS-IN", "calls-in", "", std::to_string(counters.calls_in)},
            {"FAILED-CALLS-IN", "failed-calls-in", "", std::to_string(counters.failed_calls_in)},
            {"CALLS-OUT", "calls-out", "", std::to_string(counters.calls_out)},
            {"FAILED-CALLS-OUT", "failed-calls-out", "", std::to_string(counters.failed_calls_out)},
            {"REGISTRATIONS", "registrations", "", std::to_string(profile.registrations)}};
}

constexpr std::array kColumns{Column{17}, Column{}};

}  // namespace

std::string profile_text(const ProfileView& profile) {
    FixedTable table(kColumns);
    table.rule();
    for (const auto& field : fields_of(profile))
        table.row({field.label, field.value});
    for (const auto& field : counters_of(profile))
        table.row({field.label, field.value});
    return table.text();
}

std::string profile_xml(const ProfileView& profile) {
    XmlText text;
    text.open(2, "profile-info");
    for (const auto& field : fields_of(profile))
        text.element(4, field.xml, field.value);
    const auto counters = counters_of(profile);
    for (const auto index : {0U, 2U, 1U, 3U, 4U})
        text.element(4, counters[index].xml, counters[index].value);
    return text.close(2, "profile-info").text();
}

nlohmann::ordered_json profile_json(const ProfileView& profile) {
    auto info = nlohmann::ordered_json::object();
    for (const auto& field : fields_of(profile)) {
        if (field.json.empty())
            continue;
        const std::string name(field.json);
        if (name == "rtp-ip")
            info[name].push_back(field.value);
        else
            info[name] = name == "hold-music" && field.value == "N/A" ? "" : field.value;
        // Always present here, unlike in the other forms.
        if (name == "sip-ip")
            info["ext-sip-ip"] = profile.settings->address.ext_sip_ip;
    }
    return info;
}

}  // namespace sofia::commands
