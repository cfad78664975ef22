#include "sip/dig.hpp"

#include <algorithm>

namespace sofia::sip {

std::vector<DigRoute> routes_to(std::vector<DigHost> hosts) {
    std::erase_if(hosts, [](const auto& host) { return host.addresses.empty(); });
    std::stable_sort(hosts.begin(), hosts.end(), [](const auto& left, const auto& right) {
        return left.rank < right.rank;
    });
    std::vector<DigRoute> routes;
    unsigned preference = 0;
    for (auto group = hosts.begin(); group != hosts.end();) {
        const auto end = std::find_if(
            group, hosts.end(), [&](const auto& host) { return host.rank != group->rank; });
        unsigned total = 0;
        for (auto host = group; host != end; ++host)
            total += host->weight;
        const auto count = static_cast<double>(end - group);
        ++preference;
        for (; group != end; ++group) {
            const double share = total == 0 ? 1.0 / count : group->weight / double(total);
            for (const auto& address : group->addresses)
                routes.push_back({preference,
                                  share / static_cast<double>(group->addresses.size()),
                                  group->transport,
                                  group->port,
                                  address});
        }
    }
    return routes;
}

}  // namespace sofia::sip
