#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/profile.hpp"
#include "sip/profile_table.hpp"

#include <nlohmann/json_fwd.hpp>

namespace sofia::commands {

/// What status output says of one running profile, detached from the SIP stack.
struct ProfileView {
    std::shared_ptr<const model::Profile> settings;
    /// The alias under which it was asked for; empty when asked by name.
    std::string alias;
    /// How others reach it, and what is bound; empty for one that has TLS alone.
    std::string url;
    std::string bind_url;
    /// The same of TLS; empty without it.
    std::string tls_url;
    std::string tls_bind_url;
    /// Name of the database without secrets.
    std::string database;
    sip::ProfileCounters counters;
    /// Bindings of the profile on any node.
    std::size_t registrations = 0;
};

/// One row of `sofia status`: a profile, an alias or a gateway.
struct StatusRow {
    std::string name;
    /// "profile", "alias" or "gateway".
    std::string type;
    /// The profile's URL, the name that an alias stands for, or who we are at a gateway.
    std::string data;
    /// "RUNNING (n)", "RUNNING (n) (TLS)", "ALIASED" or a gateway's state.
    std::string state;
    /// When a gateway that has failed tries again: " (retry: 5s)"; empty for all others.
    std::string retry{};
    /// Legs of a profile.
    std::size_t in_use = 0;
    /// Whether it is a profile's row of TLS.
    bool is_tls = false;
};

/// `sofia status`: profiles, aliases and gateways as a table with its footer (behaviour-spec 1.2).
std::string status_table(const std::vector<StatusRow>& rows);
/// `sofia xmlstatus`: the same as XML (behaviour-spec 1.4).
std::string status_xml(const std::vector<StatusRow>& rows);

/// The information block of `sofia status profile P` (behaviour-spec 1.3).
std::string profile_text(const ProfileView& profile);
/// `<profile-info>` of `sofia xmlstatus profile P`, indented by two (behaviour-spec 1.4).
std::string profile_xml(const ProfileView& profile);
/// The `info` object of `sofia jsonstatus` (behaviour-spec 1.4).
nlohmann::ordered_json profile_json(const ProfileView& profile);

}  // namespace sofia::commands
