#include "config/read_settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::config {
namespace {

tl::unexpected<base::Error> wrong(const Element& param,
                                  std::string_view file,
                                  std::string_view expected) {
    return fail_at(param.place,
                   fmt::format("{}: parameter '{}': '{}' is not possible; expected {}",
                               file,
                               param.attribute("name"),
                               param.attribute("value"),
                               expected));
}

std::optional<long long> number_up_to(std::string_view text, long long most) {
    const auto number = base::to_number(base::trim(text));
    return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

constexpr std::string_view kFile = "event_socket.conf";

base::Result<void> set_event_socket(const Element& param,
                                    const model::AclLists& acl,
                                    EventSocketOptions& options,
                                    bool& acl_given) {
    const auto name = param.attribute("name");
    const auto value = param.attribute("value");
    if (name == "listen-ip") {
        if (!model::Network::parse(value) || value.find('/') != std::string_view::npos)
            return wrong(param, kFile, "an IPv4 or IPv6 address");
        options.ip = base::trim(value);
    } else if (name == "listen-port") {
        const auto port = number_up_to(value, 65535);
        if (!port || *port == 0)
            return wrong(param, kFile, "a port from 1 to 65535");
        options.port = static_cast<std::uint16_t>(*port);
    } else if (name == "password") {
        if (value.empty())
            return wrong(param, kFile, "a password");
        options.password = value;
    } else if (name == "apply-inbound-acl") {
        if (!acl_given)
            options.acl.clear();
        acl_given = true;
        for (const auto& list : base::split(value, ',')) {
            if (!acl.knows(list))
                return wrong(param, kFile, "the name of an access list or a network");
            options.acl.push_back(list);
        }
    }
    return {};
}

/// What is written down and changes nothing.
void warn_of_event_socket(const Element& param, Warnings& warnings) {
    constexpr std::array<std::string_view, 5> kKnown{
        "listen-ip", "listen-port", "password", "apply-inbound-acl", "debug"};
    const auto name = param.attribute("name");
    const auto value = param.attribute("value");
    const auto warn = [&](std::string_view why) {
        warnings.add(param.place, fmt::format("{}: parameter '{}' {}", kFile, name, why));
    };
    if (name == "nat-map") {
        if (base::is_true(value))
            warn("is not heeded: no router is asked to let clients in");
    } else if (name == "stop-on-bind-error") {
        if (!base::is_true(value))
            warn("is true in any case: nobody could command a node without its event socket");
    } else if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) {
        warn("is unknown and changes nothing");
    }
}

base::Result<void> set_switch(const Element& param, Warnings& warnings, SwitchOptions& options) {
    constexpr long long kMost = 10'000'000;
    const auto name = param.attribute("name");
    const auto value = param.attribute("value");
    if (name == "switchname") {
        options.switchname = base::trim(value);
    } else if (name == "max-sessions" || name == "sessions-per-second") {
        const auto number = number_up_to(value, kMost);
        if (!number)
            return wrong(
                param, "switch.conf", fmt::format("a number from 0 to {}; 0: no limit", kMost));
        (name == "max-sessions" ? options.max_sessions : options.sessions_per_second) =
            static_cast<std::uint32_t>(*number);
    } else if (name == "core-db-dsn" && !value.empty()) {
        warnings.add(param.place,
                     "switch.conf: parameter 'core-db-dsn' is not read; name the database with "
                     "--db or db= in node.conf");
    }
    return {};
}

}  // namespace

base::Result<EventSocketOptions> read_event_socket(const Element* configuration,
                                                   const model::AclLists& acl,
                                                   Warnings& warnings) {
    EventSocketOptions options;
    bool acl_given = false;
    if (configuration != nullptr)
        for (const auto* param : configuration->all("settings", "param")) {
            warn_of_event_socket(*param, warnings);
            if (auto done = set_event_socket(*param, acl, options, acl_given); !done)
                return tl::unexpected(done.error());
        }
    return options;
}

base::Result<SwitchOptions> read_switch(const Element* configuration, Warnings& warnings) {
    SwitchOptions options;
    if (configuration != nullptr)
        for (const auto* param : configuration->all("settings", "param"))
            if (auto done = set_switch(*param, warnings, options); !done)
                return tl::unexpected(done.error());
    return options;
}

}  // namespace sofia::config
