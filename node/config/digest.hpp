#pragma once

#include <filesystem>
#include <string>

namespace sofia::config {

/// A digest of the configuration that begins in the file `root`, after includes and directives, 16
/// hexadecimal digits. What the machine puts in (names, addresses, directories, the cluster) counts
/// as its variable's name, so that nodes with the same files have the same digest. Empty when the
/// files cannot be read.
std::string digest_of(const std::filesystem::path& root);

}  // namespace sofia::config
