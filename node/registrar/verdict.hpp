#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/directory.hpp"
#include "sip/digest.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// The credentials are right.
struct Accepted {
    /// The directory's entry; nullptr when nobody was looked up (accept-blind-auth). Valid as long
    /// as the directory that was given to the check.
    const model::DirectoryUser* user = nullptr;
    std::string auth_user;
    std::string realm;
    sip::DigestAlgorithm algorithm = sip::DigestAlgorithm::Md5;
    std::uint64_t nonce_id = 0;
    std::uint32_t nonce_count = 0;
    /// The nonce had been used before (auth-result RENEWED).
    bool renewed = false;
    /// The very same REGISTER was accepted moments ago: its sender has not seen the answer yet.
    bool repeat = false;
};

/// The sender is asked for credentials.
struct Challenge {
    /// 401 or 407.
    int status = 401;
    /// WWW-Authenticate or Proxy-Authenticate, one a configured algorithm, best first.
    std::vector<sip::Header> headers;
    /// Credentials came, but their nonce can not be used.
    bool stale = false;
    /// Why, in words.
    std::string reason;
    std::string user;
    std::string realm;
};

/// The sender is refused with 403.
struct Forbidden {
    /// Why, in words; for the log and events, never for the sender.
    std::string reason;
    std::string user;
    std::string realm;
};

/// How a request's authentication ended.
using Verdict = std::variant<Accepted, Challenge, Forbidden>;

}  // namespace sofia::registrar
