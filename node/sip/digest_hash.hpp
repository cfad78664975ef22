#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "sip/digest.hpp"

namespace sofia::sip {

/// The hash of the parts joined by ':', in lower-case hex, without building the joined text. Empty
/// when OpenSSL does not offer the algorithm. Thread: any; each thread keeps its own context,
/// because fetching one costs more than hashing a short text.
std::string hash_joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts);

}  // namespace sofia::sip
