#include "commands/registration_text.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "commands/date_text.hpp"
#include "commands/fixed_table.hpp"
#include "commands/xml_text.hpp"
#include "sip/uri.hpp"

namespace sofia::commands {
namespace {

/// One field under its two names.
struct Field {
    std::string_view label;
    std::string_view xml;
    std::string value;
};

constexpr std::string_view kPingTime = "Ping-Time:";

const std::string& host_of(const model::Registration& binding, const std::string& node) {
    return binding.owner.empty() ? node : binding.owner.str();
}

std::array<Field, 13> fields_of(const model::Registration& binding,
                                const RegistrationPlace& place) {
    const auto& reach = place.phones.of(binding.key);
    const auto ping_ms = static_cast<double>(reach.round_trip.count()) / 1000;
    const auto user_at_host = binding.key.user + '@' + binding.key.host;
    return {{{"Call-ID:", "call-id", binding.call_id},
             {"User:", "user", user_at_host},
             {"Contact:", "contact", binding.contact},
             {"Agent:", "agent", binding.user_agent.empty() ? "unknown" : binding.user_agent},
             {"Status:", "status", binding.status + "(unknown)"},
             {"Ping-Status:", "ping-status", reach.reachable ? "Reachable" : "Unreachable"},
             {kPingTime, "ping-time", fmt::format("{:.2f}", ping_ms)},
             {"Host:", "host", host_of(binding, place.node)},
             {"IP:", "network-ip", binding.network_ip},
             {"Port:", "network-port", std::to_string(binding.network_port)},
             {"Auth-User:", "sip-auth-user", binding.auth_user},
             {"Auth-Realm:", "sip-auth-realm", binding.auth_realm},
             {"MWI-Account:", "mwi-account", user_at_host}}};
}

std::string ending(const model::Registration& binding,
                   base::WallTime now,
                   std::string_view date_word,
                   std::string_view seconds_word) {
    const auto left = std::chrono::floor<std::chrono::seconds>(binding.expires - now).count();
    return fmt::format(
        " {}({}) {}({})", date_word, local_date(binding.expires), seconds_word, left);
}

constexpr std::array kColumns{Column{12}, Column{}};

constexpr std::array<std::string_view, 10> kShowColumns{"reg_user",
                                                        "realm",
                                                        "token",
                                                        "url",
                                                        "expires",
                                                        "network_ip",
                                                        "network_port",
                                                        "network_proto",
                                                        "hostname",
                                                        "metadata"};

}  // namespace

std::string registrations_text(const Registrations& bindings, const RegistrationPlace& place) {
    FixedTable table(kColumns);
    table.line("").line("Registrations:").rule();
    for (const auto* binding : bindings) {
        for (const auto& [label, xml, value] : fields_of(*binding, place)) {
            if (label == kPingTime)  // The one label that scripts expect without padding.
                table.line(std::string(label) + '\t' + value);
            else if (label == "Status:")
                table.row({label, value + ending(*binding, place.now, "EXP", "EXPSECS")});
            else
                table.row({label, value});
        }
        table.line("");
    }
    table.line("Total items returned: " + std::to_string(bindings.size())).rule();
    return table.text();
}

std::string registrations_xml(const Registrations& bindings, const RegistrationPlace& place) {
    XmlText text;
    text.open(2, "registrations");
    for (const auto* binding : bindings) {
        text.open(4, "registration");
        for (const auto& [label, xml, value] : fields_of(*binding, place))
            text.element(
                8,
                xml,
                xml == "status" ? value + ending(*binding, place.now, "exp", "expsecs") : value);
        text.close(4, "registration");
    }
    return text.close(2, "registrations").text();
}

std::span<const std::string_view> registration_columns() noexcept {
    return kShowColumns;
}

void fill_registration(Record& record,
                       const model::Registration& binding,
                       const std::string& node) {
    record.clear();
    record.set("reg_user", binding.key.user);
    record.set("realm", binding.key.host);
    record.set("token", binding.call_id);
    record.set("url", dial_string(binding));
    record.set("expires", epoch_seconds(binding.expires));
    record.set("network_ip", binding.network_ip);
    record.set("network_port", std::to_string(binding.network_port));
    record.set("network_proto", binding.network_proto);
    record.set("hostname", host_of(binding, node));
}

std::string dial_string(const model::Registration& binding) {
    const auto contact = sip::NameAddr::parse(binding.contact);
    return "sofia/" + binding.key.profile + '/' +
           (contact ? contact->uri : binding.key.contact_uri);
}

}  // namespace sofia::commands
