#include "app/identity.hpp"

#include <unistd.h>

namespace sofia::app {

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

bus::Identity identity_of(const config::Options& options,
                          const config::Configuration& configuration,
                          const std::string& core_uuid) {
    const auto global = [&](const char* name) {
        const auto found = configuration.globals.find(name);
        return found == configuration.globals.end() ? std::string{} : found->second;
    };
    return {core_uuid,
            host_name(),
            options.cluster.str(),
            global("local_ip_v4"),
            global("local_ip_v6")};
}

}  // namespace sofia::app
