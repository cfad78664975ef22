#include "config/parameter_readers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/acl_entry.hpp"

namespace sofia::config {
namespace {

tl::unexpected<base::Error> expected(std::string what) {
    return base::fail(base::ErrorKind::Invalid, std::move(what));
}

std::string_view unit_of(Shape shape) {
    switch (shape) {
        case Shape::Seconds:
            return "a number of seconds";
        case Shape::Milliseconds:
            return "a number of milliseconds";
        case Shape::Port:
            return "a port";
        default:
            return "a number";
    }
}

bool is_any_address(std::string_view address) {
    return address == "0.0.0.0" || address == "::";
}

base::Result<std::string> address_of_interface(const Given& given, std::string_view wanted) {
    const bool ipv6 = wanted.starts_with("ipv6/");
    if (const auto slash = wanted.find('/'); slash != std::string_view::npos)
        wanted.remove_prefix(slash + 1);
    auto address = given.host.address_of(wanted, ipv6);
    if (address.empty() && !ipv6 && given.value.find("ipv4/") == std::string_view::npos)
        address = given.host.address_of(wanted, true);
    if (address.empty())
        return expected(fmt::format(
            "'interface:' and an interface that has an address; '{}' has none", wanted));
    return address;
}

}  // namespace

base::Result<long long> read_number(const Parameter& row, const Given& given) {
    const auto value = base::to_number(base::trim(given.value));
    if (!value || *value > row.most || (*value < 0 && row.least >= 0))
        return expected(fmt::format("{} from {} to {}", unit_of(row.shape), row.least, row.most));
    if (*value >= row.least)
        return *value;
    given.warnings.add(given.place,
                       fmt::format("{}: parameter '{}': '{}' is below the least value; {} is used",
                                   given.owner,
                                   given.name,
                                   given.value,
                                   row.least));
    return row.least;
}

base::Result<std::string> read_listen_address(const Given& given) {
    constexpr std::string_view kInterface = "interface:";
    const auto value = base::trim(given.value);
    if (value == "auto")
        return given.host.main_ipv4;
    if (value.starts_with(kInterface))
        return address_of_interface(given, value.substr(kInterface.size()));
    if (is_any_address(value)) {
        const auto& main = value == "::" ? given.host.main_ipv6 : given.host.main_ipv4;
        given.warnings.add(given.place,
                           fmt::format("{}: parameter '{}': '{}' cannot be told to peers; {} is "
                                       "used",
                                       given.owner,
                                       given.name,
                                       value,
                                       main));
        return main;
    }
    const auto network = model::Network::parse(value);
    if (!network || value.find('/') != std::string_view::npos)
        return expected("an IPv4 or IPv6 address, 'auto' or 'interface:NAME'");
    const bool brackets = value.starts_with('[');
    return std::string(brackets ? value.substr(1, value.size() - 2) : value);
}

base::Result<std::vector<std::string>> read_acl_entries(const Given& given) {
    auto entries = base::split(given.value, ',');
    if (entries.size() == 1 && entries.front() == "none")
        return std::vector<std::string>{};
    for (const auto& entry : entries)
        if (!given.acl.knows(model::read_acl_entry(given.acl, entry).list))
            return expected(
                fmt::format("the name of an access list or a network; '{}' is neither", entry));
    if (entries.empty())
        return expected("the name of an access list, a network or 'none'");
    return entries;
}

base::Result<std::vector<std::string>> read_acl_names(const Given& given) {
    auto names = read_acl_entries(given);
    if (!names)
        return names;
    for (auto& name : *names) {
        std::string list(model::read_acl_entry(given.acl, name).list);
        if (list != name)
            given.warnings.add(given.place,
                               fmt::format("{}: parameter '{}': '{}': only '{}' counts; contexts "
                                           "belong to apply-inbound-acl",
                                           given.owner,
                                           given.name,
                                           name,
                                           list));
        name = std::move(list);
    }
    return names;
}

}  // namespace sofia::config
