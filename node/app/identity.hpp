#pragma once

#include <string>

#include "bus/bus.hpp"
#include "config/configuration.hpp"
#include "config/options.hpp"

namespace sofia::app {

/// The name of this machine.
std::string host_name();

/// The node as its events name it.
bus::Identity identity_of(const config::Options& options,
                          const config::Configuration& configuration,
                          const std::string& core_uuid);

}  // namespace sofia::app
