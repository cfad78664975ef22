#include "commands/profile_query.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::commands {

base::Result<ProfileQuery> parse_profile_query(const model::Profile& profile, Arguments& words) {
    const auto invalid = base::fail(base::ErrorKind::Invalid, "Invalid Syntax!");
    ProfileQuery query;
    query.filter.profile = profile.name;
    if (words.left() == 0)
        return query;
    query.bindings = true;
    if (words.take_if("reg")) {
        query.information = false;
        query.filter.contact_part = words.take();
        return query;
    }
    const bool of_user = words.take_if("user");
    if (!of_user && !words.take_if("pres"))
        return invalid;
    const std::string wanted(words.take());
    if (wanted.empty())
        return invalid;
    const auto at = of_user ? wanted.find('@') : std::string::npos;
    query.information = !of_user;
    if (of_user)
        query.filter.user = wanted.substr(0, at);
    const auto& same = profile.presence.hosts;
    const auto is_part = [part = base::lower(wanted)](const auto& host) {
        return base::lower(host).find(part) != std::string::npos;
    };
    if (!of_user && std::any_of(same.begin(), same.end(), is_part))
        query.filter.hosts = same;
    else if (!of_user)
        query.filter.host = wanted;
    else if (at != std::string::npos)
        query.filter.host = wanted.substr(at + 1);
    return query;
}

}  // namespace sofia::commands
