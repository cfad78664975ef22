#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "config/globals.hpp"
#include "config/merged_text.hpp"
#include "config/warnings.hpp"

namespace sofia::config {

/// Reads the root file and everything that it includes, carries out the X-PRE-PROCESS directives
/// and replaces `$${name}`; comments and `<?...?>` are left out of the result.
///
/// Commands: `set` name=value; `env-set` name=ENVIRONMENT_VARIABLE; `include` of a path or glob,
/// relative to the file that it stands in, files in order of name; `stun-set` is answered with the
/// main address and a warning. `exec` and `exec-set` run nothing and are warned about once: a
/// configuration must not be able to start programs. A directive inside a comment does nothing;
/// another element name (X-NO-PRE-PROCESS) disables one.
///
/// Changes `globals` as directives say. Errors: Invalid: a file that cannot be read, a file that
/// includes itself, more than 100 levels or 10000 files, a comment without end.
/// Source: behaviour-spec 6.1.
base::Result<MergedText> preprocess(const std::filesystem::path& root,
                                    Globals& globals,
                                    Warnings& warnings);

}  // namespace sofia::config
