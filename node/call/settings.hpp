#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "dialplan/dialplan.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"

namespace sofia::call {

/// What an operator has said about new calls; it stays when the configuration is read again, and
/// ends with the process.
struct Intake {
    /// New calls are refused with 503.
    bool inbound_paused = false;
    /// Nobody is called.
    bool outbound_paused = false;
    /// In place of the configuration's limits.
    std::optional<std::uint32_t> max_sessions{};
    std::optional<std::uint32_t> sessions_per_second{};
};

/// The configuration that calls look at. Replaced as a whole by a reload; a call keeps what it
/// looked up.
struct Settings {
    std::shared_ptr<const dialplan::Dialplan> dialplan;
    std::shared_ptr<const model::Directory> directory;
    std::shared_ptr<const model::AclLists> acl;
    /// Global variables of the configuration, for `${...}` in the dialplan.
    std::map<std::string, std::string> globals;
    /// Domain that a user name without domain belongs to.
    std::string default_domain;
    /// Calls at once above which new ones get 503 with Retry-After (behaviour-spec 10.3).
    std::uint32_t max_sessions = 1000;
    /// New calls in one second above which further ones get 503.
    std::uint32_t sessions_per_second = 30;
    Intake intake{};
};

}  // namespace sofia::call
