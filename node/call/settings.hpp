#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "dialplan/dialplan.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"

namespace sofia::call {

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
};

}  // namespace sofia::call
