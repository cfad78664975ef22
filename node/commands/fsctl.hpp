#pragma once

#include "commands/verb.hpp"

namespace sofia::commands {

/// `fsctl recover [sofia[:<profile>]]`, `fsctl recover flush[:sofia[:<profile>]]`: what `sofia
/// recover` does, with the answers of `fsctl` (behaviour-spec 1.9).
void fsctl_recover(Context& context, Arguments words, const Reply& reply);

}  // namespace sofia::commands
