#include "config/read_gateway.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/parameter_readers.hpp"
#include "config/words.hpp"

namespace sofia::config {
namespace {

bool is_gateway_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
    });
}

const Parameter* find_row(std::string_view name) {
    for (const auto& row : gateway_parameters())
        if (row.name == name)
            return &row;
    return nullptr;
}

// What becomes part of a URI.
bool is_address(std::string_view name) {
    constexpr std::array<std::string_view, 6> kAddresses{
        "proxy", "realm", "register-proxy", "outbound-proxy", "from-domain", "contact-host"};
    return std::find(kAddresses.begin(), kAddresses.end(), name) != kAddresses.end();
}

// The value as it is kept; an error says what was expected.
base::Result<std::string> checked(const Parameter& row, const Given& given) {
    if (row.name == "register-transport") {
        const auto value = base::lower(base::trim(given.value));
        if (value != "udp" && value != "tcp" && value != "tls" && value != "sctp")
            return base::fail(base::ErrorKind::Invalid, "udp, tcp, tls or sctp");
        return value;
    }
    if (row.name == "cid-type") {
        const auto value = base::lower(base::trim(given.value));
        if (!value.empty() && value != "rpid" && value != "pid" && value != "none")
            return base::fail(base::ErrorKind::Invalid, "rpid, pid or none");
        return value;
    }
    if (is_address(row.name)) {
        std::string value(base::trim(given.value));
        if (value.find_first_of(" \t\r\n") != std::string::npos)
            return base::fail(base::ErrorKind::Invalid, "a host, host:port or URI without blanks");
        return value;
    }
    if (row.shape == Shape::Text || row.shape == Shape::Flag)
        return std::string(given.value);
    // Off is below the least pause of a ping and means something of its own.
    if (row.name == "ping" && base::to_number(base::trim(given.value)) == 0)
        return std::string("0");
    const auto number = read_number(row, given);
    if (!number)
        return tl::unexpected(number.error());
    return std::to_string(*number);
}

base::Result<void> require(const Element& element,
                           const model::GatewaySettings& gateway,
                           const std::string& name) {
    const auto found = gateway.params.find(name);
    if (found != gateway.params.end() && !found->second.empty())
        return {};
    return fail_at(element.place,
                   fmt::format("gateway '{}': parameter '{}' is missing; expected a value because "
                               "register is true",
                               gateway.name,
                               name));
}

void read_variables(const Element& element, model::GatewaySettings& gateway) {
    for (const auto* variable : element.all("variables", "variable")) {
        const std::string name(variable->attribute("name"));
        const std::string value(variable->attribute("value"));
        const auto direction = variable->attribute("direction");
        if (name.empty())
            continue;
        if (direction != "outbound")
            gateway.inbound_variables[name] = value;
        if (direction != "inbound")
            gateway.outbound_variables[name] = value;
    }
}

}  // namespace

base::Result<model::GatewaySettings> read_gateway(const Element& element,
                                                  const Host& host,
                                                  const model::AclLists& acl,
                                                  Warnings& warnings) {
    model::GatewaySettings gateway;
    gateway.name = element.attribute("name");
    if (!is_gateway_name(gateway.name))
        return fail_at(element.place,
                       fmt::format("gateway name '{}' is not possible; expected letters, digits, "
                                   "'.', '-' and '_'",
                                   gateway.name));
    const auto owner = fmt::format("gateway '{}'", gateway.name);
    for (const auto* param : element.all("param")) {
        const Given given{param->attribute("name"),
                          param->attribute("value"),
                          owner,
                          param->place,
                          host,
                          acl,
                          warnings};
        const auto* row = find_row(given.name);
        if (row == nullptr) {
            warnings.add_once(
                once_a_file("gateway parameter", given),
                given.place,
                fmt::format(
                    "{}: parameter '{}' is unknown and changes nothing", owner, given.name));
            continue;
        }
        if (row->support == Support::Rejected && !asks_for_standard(*row, given.value))
            warnings.add_once(
                once_a_file("gateway parameter", given), given.place, refusal(*row, given));
        if (row->shape == Shape::Flag)
            warn_unless_word(given, {});
        auto value = checked(*row, given);
        if (!value)
            return impossible(given, value.error().text);
        gateway.params.insert_or_assign(std::string(given.name), std::move(*value));
    }
    const auto wants = gateway.params.find("register");
    if (wants == gateway.params.end() || base::is_true(wants->second))
        for (const auto* name : {"username", "password"})
            if (auto there = require(element, gateway, name); !there)
                return tl::unexpected(there.error());
    read_variables(element, gateway);
    return gateway;
}

}  // namespace sofia::config
