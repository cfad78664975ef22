#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/merged_text.hpp"

namespace sofia::config {

/// What stands for the addresses of the machine in read_anywhere().
constexpr std::string_view kOwnIpv4 = "$local_ip_v4";
constexpr std::string_view kOwnIpv6 = "$local_ip_v6";

/// The configuration that begins in the file `root`, after includes and directives, as no machine
/// in particular reads it: what a machine puts in (names, addresses, directories, the cluster) is
/// its variable's name. Errors: Invalid.
base::Result<MergedText> read_anywhere(const std::filesystem::path& root);

/// A digest of what read_anywhere() gave for a file in `dir`, 16 hexadecimal digits: nodes with the
/// same files have the same.
std::string digest_of(const MergedText& anywhere, const std::filesystem::path& dir);

}  // namespace sofia::config
