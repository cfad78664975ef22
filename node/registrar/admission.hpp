#pragma once

#include <cstdint>
#include <string>

#include "registrar/terms.hpp"

namespace sofia::registrar {

/// Who sent a REGISTER and under which terms, decided before its bindings are looked at. A value:
/// it outlives a reload of the directory.
struct Admission {
    Terms terms;
    /// Digest user and realm; empty when no digest was asked for.
    std::string auth_user;
    std::string auth_realm;
    /// See Registration::nonce_hash; empty and 0 without digest.
    std::string nonce_hash;
    std::uint32_t nonce_count = 0;
};

}  // namespace sofia::registrar
