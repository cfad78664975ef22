#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::model {

/// One user with what it inherits: user beats group beats domain (behaviour-spec 6.2).
struct DirectoryUser {
    std::string id;
    std::string number_alias;
    std::string domain;
    /// CIDR of the `cidr` attribute, for ACL nodes of kind `domain`; empty when none.
    std::string cidr;
    std::map<std::string, std::string> params;
    std::map<std::string, std::string> variables;
    /// Fields of the caller profile that calls of this user get (`profile-variables`).
    std::map<std::string, std::string> profile_variables;

    /// The value of a parameter, empty when absent.
    std::string_view param(const std::string& name) const noexcept {
        const auto found = params.find(name);
        return found == params.end() ? std::string_view{} : std::string_view{found->second};
    }
    /// The value of a variable, empty when absent.
    std::string_view variable(const std::string& name) const noexcept {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string_view{} : std::string_view{found->second};
    }
};

/// The users of all domains. A value that is never changed after it was built: a reload builds a
/// new one.
class Directory {
  public:
    /// Adds a user; a second one with the same id in the same domain replaces the first.
    void add(DirectoryUser user);
    /// Finds by id, else by number-alias, in `domain`; nullptr when there is none. Domain names and
    /// ids are compared without regard to the case of domain names only.
    const DirectoryUser* find(std::string_view user, std::string_view domain) const;
    /// Whether the domain is known at all.
    bool has_domain(std::string_view domain) const;
    /// All domains in small letters, in alphabetical order.
    std::vector<std::string> domains() const;
    /// The groups of a domain that a user is a member of, in alphabetical order.
    std::vector<std::string> groups_of(std::string_view user, std::string_view domain) const;
    /// Whether any user has this variable. Looks at all of them.
    bool has_variable(const std::string& name) const;
    /// Users of a domain in order of id.
    std::vector<const DirectoryUser*> users_of(std::string_view domain) const;
    /// Members of a group of a domain, in the order of the file; empty when unknown.
    std::vector<std::string> group(std::string_view name, std::string_view domain) const;
    /// Remembers that `user` belongs to `group` in `domain`.
    void add_to_group(const std::string& name, const std::string& domain, const std::string& user);

  private:
    struct Domain {
        std::map<std::string, DirectoryUser, std::less<>> by_id;
        std::map<std::string, std::string, std::less<>> id_by_alias;
        std::map<std::string, std::vector<std::string>, std::less<>> groups;
    };
    std::map<std::string, Domain, std::less<>> domains_;
};

}  // namespace sofia::model
