#pragma once

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include "model/acl.hpp"
#include "model/profile.hpp"
#include "registrar/refusal.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// Matches User-Agent texts; each expression is compiled once. Thread: SIP.
class UserAgentFilter {
  public:
    /// Whether `expression` (ECMAScript) is found in `agent`. An expression that can not be read
    /// lets nobody in and is logged once; config/ refuses such a one when it is loaded. Only the
    /// first 256 characters of the agent are looked at, because std::regex recurses.
    bool allows(const std::string& expression, std::string_view agent);

  private:
    /// Nothing for one that can not be read.
    std::map<std::string, std::optional<std::regex>> compiled_;
};

/// Why a REGISTER is refused before anybody asks who sent it; nothing when it may go on:
/// disable-register (403), user-agent-filter (403), an option tag in Require that we do not serve
/// (420 with Unsupported, RFC 3261 8.2.2.3), and with reg-deny-binding-fetch-and-no-lookup no
/// Contact (400).
std::optional<Refusal> refuse_at_door(const sip::Request& request,
                                      const model::Profile& profile,
                                      UserAgentFilter& agents);

/// What apply-register-acl says of a source (behaviour-spec 7.6).
struct AclDecision {
    enum Kind {
        NotAsked,  ///< the profile has no such lists: digest decides
        Passed,    ///< let in without digest
        Refused,   ///< 403
    } kind = NotAsked;
    /// `user@domain` of the node that let it in, empty when none names one.
    std::string token;
};

/// All lists must let the source in.
AclDecision check_register_acl(const model::Profile& profile,
                               const model::AclLists& acls,
                               const sip::Address& source);

}  // namespace sofia::registrar
