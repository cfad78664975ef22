#include "model/directory.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::model {

void Directory::add(DirectoryUser user) {
    auto& domain = domains_[base::lower(user.domain)];
    if (!user.number_alias.empty())
        domain.id_by_alias[user.number_alias] = user.id;
    auto id = user.id;
    domain.by_id.insert_or_assign(std::move(id), std::move(user));
}

const DirectoryUser* Directory::find(std::string_view user, std::string_view domain) const {
    const auto in = domains_.find(base::lower(domain));
    if (in == domains_.end())
        return nullptr;
    auto found = in->second.by_id.find(user);
    if (found == in->second.by_id.end()) {
        const auto alias = in->second.id_by_alias.find(user);
        if (alias == in->second.id_by_alias.end())
            return nullptr;
        found = in->second.by_id.find(alias->second);
    }
    return found == in->second.by_id.end() ? nullptr : &found->second;
}

bool Directory::has_domain(std::string_view domain) const {
    return domains_.contains(base::lower(domain));
}

std::vector<std::string> Directory::domains() const {
    std::vector<std::string> names;
    for (const auto& [name, content] : domains_)
        names.push_back(name);
    return names;
}

std::vector<std::string> Directory::groups_of(std::string_view user,
                                              std::string_view domain) const {
    std::vector<std::string> names;
    if (const auto in = domains_.find(base::lower(domain)); in != domains_.end())
        for (const auto& [name, members] : in->second.groups)
            if (std::find(members.begin(), members.end(), user) != members.end())
                names.push_back(name);
    return names;
}

bool Directory::has_variable(const std::string& name) const {
    for (const auto& [domain, content] : domains_)
        for (const auto& [id, user] : content.by_id)
            if (user.variables.contains(name))
                return true;
    return false;
}

std::vector<const DirectoryUser*> Directory::users_of(std::string_view domain) const {
    std::vector<const DirectoryUser*> users;
    if (const auto in = domains_.find(base::lower(domain)); in != domains_.end())
        for (const auto& [id, user] : in->second.by_id)
            users.push_back(&user);
    return users;
}

std::vector<std::string> Directory::group(std::string_view name, std::string_view domain) const {
    const auto in = domains_.find(base::lower(domain));
    if (in == domains_.end())
        return {};
    const auto found = in->second.groups.find(name);
    return found == in->second.groups.end() ? std::vector<std::string>{} : found->second;
}

void Directory::add_to_group(const std::string& name,
                             const std::string& domain,
                             const std::string& user) {
    domains_[base::lower(domain)].groups[name].push_back(user);
}

}  // namespace sofia::model
