#pragma once

#include <memory>

#include "sofia/exit_status.hpp"
#include "sofia/node_link.hpp"
#include "sofia/settings.hpp"

namespace sofia::client {

/// Runs lines of the user on the node until either has ended: a console on a terminal, plain lines
/// otherwise. Events and log lines are printed as they come.
/// \return Failed when a plain line failed, NotReached when the node has gone.
ExitStatus run_console(const Settings& settings, std::unique_ptr<NodeLink> link);

}  // namespace sofia::client
