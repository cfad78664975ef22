#include "commands/gateway_text.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "commands/fixed_table.hpp"
#include "commands/xml_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

using gateway::Gateway;
using gateway::State;

/// Seconds until one that has failed or is trying does so again; nothing for others.
std::optional<long long> seconds_to_retry(const Gateway& gateway, base::SteadyTime now) {
    const auto& standing = gateway.standing();
    const bool waits = standing.state == State::Failed || standing.state == State::FailWait ||
                       standing.state == State::Trying;
    if (!waits)
        return std::nullopt;
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(standing.next - now);
    return std::max<long long>(left.count(), 0);
}

std::string retry_suffix(const Gateway& gateway, base::SteadyTime now) {
    const auto retry = seconds_to_retry(gateway, now);
    return retry ? fmt::format(" (retry: {}s)", *retry) : "";
}

std::string name_with_profile(const Gateway& gateway) {
    return gateway.settings().profile + "::" + gateway.settings().name;
}

std::string ping_time(const Gateway& gateway) {
    return fmt::format("{:.2f}", static_cast<double>(gateway.ping_time().count()) / 1000);
}

std::chrono::microseconds uptime(const Gateway& gateway, const base::Clock& clock) {
    return gateway.is_up() ? std::chrono::duration_cast<std::chrono::microseconds>(
                                 clock.steady() - gateway.standing().up_since)
                           : std::chrono::microseconds(0);
}

/// When the next ping goes out, in seconds since 1970; 0 for never.
std::string next_ping(const Gateway& gateway, const base::Clock& clock) {
    if (gateway.settings().ping.count() == 0)
        return "0";
    const auto left = std::chrono::duration_cast<base::Milliseconds>(gateway.standing().next_ping -
                                                                     clock.steady());
    return std::to_string((base::to_epoch_ms(clock.wall()) + left.count()) / 1000);
}

/// A label or element name and its value.
using Field = std::pair<std::string_view, std::string>;

/// What text and XML have in common, in order, under the names of the XML.
std::vector<Field> identity(const Gateway& gateway) {
    const auto& settings = gateway.settings();
    return {{"name", settings.name},
            {"profile", settings.profile},
            {"scheme", settings.scheme},
            {"realm", settings.realm},
            {"username", settings.username},
            {"password", settings.password.empty() ? "no" : "yes"},
            {"from", "<" + settings.from_uri + ">"},
            {"contact", gateway.contact()},
            {"exten", settings.extension},
            {"to", settings.to_uri},
            {"proxy", settings.proxy},
            {"context", settings.context},
            {"expires", std::to_string(settings.expires.count())},
            {"freq", std::to_string(gateway.wanted().count())}};
}

std::string label_of(std::string_view name) {
    std::string label(name);
    label.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(label.front())));
    return label;
}

}  // namespace

std::vector<Gateway*> gateways_of(Context& context, std::string_view profile) {
    const auto* gateways = context.services.gateways;
    return gateways == nullptr ? std::vector<Gateway*>{} : gateways->all(profile);
}

Gateway* find_gateway(Context& context, std::string_view name) {
    const auto* gateways = context.services.gateways;
    return gateways == nullptr ? nullptr : gateways->find(name);
}

StatusRow status_row(const Gateway& gateway, base::SteadyTime now) {
    return {name_with_profile(gateway),
            "gateway",
            gateway.settings().to_uri,
            std::string(to_string(gateway.standing().state)),
            retry_suffix(gateway, now)};
}

std::string gateway_table(const std::vector<Gateway*>& gateways, base::SteadyTime now) {
    FixedTable table({});
    table
        .line(fmt::format("{:>25}\t{:>32}\t{}\t{:>9}\t{}\t{}",
                          "Profile::Gateway-Name",
                          "    Data    ",
                          "State",
                          "Ping Time",
                          "IB Calls(F/T)",
                          "OB Calls(F/T)"))
        .rule();
    gateway::TrunkCounters sum;
    for (const auto* gateway : gateways) {
        const auto& counters = gateway->trunk()->counters;
        table.line(fmt::format("{:>25}\t{:>32}\t{}\t{:>6}\t{}/{}\t{}/{}{}",
                               name_with_profile(*gateway),
                               gateway->settings().to_uri,
                               to_string(gateway->standing().state),
                               ping_time(*gateway),
                               counters.failed_calls_in,
                               counters.calls_in,
                               counters.failed_calls_out,
                               counters.calls_out,
                               retry_suffix(*gateway, now)));
        sum.failed_calls_in += counters.failed_calls_in;
        sum.calls_in += counters.calls_in;
        sum.failed_calls_out += counters.failed_calls_out;
        sum.calls_out += counters.calls_out;
    }
    table.rule().line(fmt::format("{}: Inbound(Failed/Total): {}/{},Outbound(Failed/Total):{}/{}",
                                  counted(gateways.size(), "gateway"),
                                  sum.failed_calls_in,
                                  sum.calls_in,
                                  sum.failed_calls_out,
                                  sum.calls_out));
    return table.text();
}

std::string gateway_text(const Gateway& gateway, const base::Clock& clock) {
    const auto& settings = gateway.settings();
    const auto& standing = gateway.standing();
    const auto& counters = gateway.trunk()->counters;
    FixedTable table({});
    table.rule();
    const auto row = [&](std::string_view label, const std::string& value) {
        table.line(fmt::format("{:<8}\t{}", label, value));
    };
    for (const auto& [name, value] : identity(gateway))
        row(label_of(name), value);
    row("Ping", next_ping(gateway, clock));
    row("PingFreq", std::to_string(settings.ping.count()));
    row("PingTime", ping_time(gateway));
    row("PingState",
        fmt::format("{}/{}/{}", settings.ping_min, standing.ping_count, settings.ping_max));
    row("State", std::string(to_string(standing.state)));
    row("Status",
        fmt::format("{}{}", standing.up ? "UP" : "DOWN", standing.pinging ? " (ping)" : ""));
    row("Uptime", fmt::format("{}s", uptime(gateway, clock).count() / 1000000));
    row("CallsIN", std::to_string(counters.calls_in));
    row("CallsOUT", std::to_string(counters.calls_out));
    row("FailedCallsIN", std::to_string(counters.failed_calls_in));
    row("FailedCallsOUT", std::to_string(counters.failed_calls_out));
    table.rule();
    return table.text();
}

std::string gateway_xml(const Gateway& gateway, const base::Clock& clock) {
    const auto& settings = gateway.settings();
    const auto& standing = gateway.standing();
    const auto& counters = gateway.trunk()->counters;
    XmlText text;
    text.open(2, "gateway");
    for (const auto& [name, value] : identity(gateway))
        text.element(4, name, value);
    text.element(4, "ping", next_ping(gateway, clock))
        .element(4, "pingfreq", std::to_string(settings.ping.count()))
        .element(4, "pingmin", std::to_string(settings.ping_min))
        .element(4, "pingcount", std::to_string(standing.ping_count))
        .element(4, "pingmax", std::to_string(settings.ping_max))
        .element(4, "pingtime", ping_time(gateway))
        .element(4, "pinging", standing.pinging ? "1" : "0")
        .element(4, "state", to_string(standing.state))
        .element(4, "status", standing.up ? "UP" : "DOWN")
        .element(4, "uptime-usec", std::to_string(uptime(gateway, clock).count()))
        .element(4, "calls-in", std::to_string(counters.calls_in))
        .element(4, "calls-out", std::to_string(counters.calls_out))
        .element(4, "failed-calls-in", std::to_string(counters.failed_calls_in))
        .element(4, "failed-calls-out", std::to_string(counters.failed_calls_out));
    if (const auto retry = seconds_to_retry(gateway, clock.steady()))
        text.element(4, "retry", fmt::format("{}s", *retry));
    return text.close(2, "gateway").text();
}

nlohmann::ordered_json gateway_json(const Gateway& gateway, base::SteadyTime now) {
    nlohmann::ordered_json json{{"type", "gateway"},
                                {"data", gateway.settings().to_uri},
                                {"state", to_string(gateway.standing().state)}};
    if (const auto retry = seconds_to_retry(gateway, now))
        json["retry"] = *retry;
    return json;
}

}  // namespace sofia::commands
