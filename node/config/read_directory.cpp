#include "config/read_directory.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/acl.hpp"

namespace sofia::config {
namespace {

using Values = std::map<std::string, std::string>;

// The three blocks that users, groups and domains have alike.
struct Blocks {
    Values params;
    Values variables;
    Values profile_variables;

    // What is not set here is taken from `outer`.
    void inherit(const Blocks& outer) {
        params.insert(outer.params.begin(), outer.params.end());
        variables.insert(outer.variables.begin(), outer.variables.end());
        profile_variables.insert(outer.profile_variables.begin(), outer.profile_variables.end());
    }
};

Values values_of(const Element& owner, std::string_view wrapper, std::string_view name) {
    Values values;
    for (const auto* one : owner.all(wrapper, name))
        if (const auto key = one->attribute("name"); !key.empty())
            values.emplace(key, one->attribute("value"));
    return values;
}

// Entries that do something on the other system and nothing here. What belongs to services that
// are not there at all, like vm-* and jsonrpc-*, is passed over: its writer misses nothing.
constexpr std::array<std::string_view, 4> kIdleVariables{
    "register-gateway", "sip-register-gateway", "sip-force-extension", "registration_metadata"};
constexpr std::array<std::string_view, 2> kIdleParams{"reverse-auth-user", "reverse-auth-pass"};

void warn_of_idle(const Element& owner, Warnings& warnings) {
    const auto look = [&](std::string_view wrapper, std::string_view name, auto idle) {
        for (const auto* one : owner.all(wrapper, name))
            if (const auto key = one->attribute("name");
                std::find(idle.begin(), idle.end(), key) != idle.end())
                warnings.add_once(
                    fmt::format("directory {}", key),
                    one->place,
                    fmt::format(
                        "directory {} '{}' changes nothing, here and elsewhere", name, key));
    };
    look("variables", "variable", kIdleVariables);
    look("params", "param", kIdleParams);
    for (const auto* one : owner.all("variables", "variable"))
        if (const auto value = base::trim(one->attribute("value"));
            one->attribute("name") == "sip-force-contact" && !value.empty() &&
            !base::lower(value).ends_with("connectile-dysfunction") &&
            !base::lower(value).ends_with("connectile-dysfunction-2.0") &&
            value.find("sip:") == std::string_view::npos &&
            value.find("sips:") == std::string_view::npos)
            warnings.add(one->place,
                         fmt::format("directory variable 'sip-force-contact': '{}' is neither a "
                                     "known word nor a SIP URI and changes nothing",
                                     value));
}

Blocks blocks_of(const Element& owner, Warnings& warnings) {
    warn_of_idle(owner, warnings);
    return {values_of(owner, "params", "param"),
            values_of(owner, "variables", "variable"),
            values_of(owner, "profile-variables", "variable")};
}

/// Reads one domain after the other into a tree.
class Reader {
  public:
    explicit Reader(Warnings& warnings) : warnings_(warnings) {}

    base::Result<void> read_domain(const Element& domain) {
        domain_ = domain.attribute("name");
        if (domain_.empty())
            return fail_at(domain.place, "directory: expected <domain name=\"...\">");
        tree_.domains.push_back(domain_);
        const auto inherited = blocks_of(domain, warnings_);
        for (const auto* group : domain.all("groups", "group")) {
            auto of_group = blocks_of(*group, warnings_);
            of_group.inherit(inherited);
            for (const auto* user : group->all("users", "user"))
                if (auto done = read_user(*user, of_group, group->attribute("name")); !done)
                    return done;
        }
        for (const auto* user : domain.all("users", "user"))
            if (auto done = read_user(*user, inherited, {}); !done)
                return done;
        for (const auto* user : domain.all("user"))
            if (auto done = read_user(*user, inherited, {}); !done)
                return done;
        return {};
    }

    DirectoryTree take() { return std::move(tree_); }

  private:
    base::Result<void> read_user(const Element& element,
                                 const Blocks& inherited,
                                 std::string_view group) {
        model::DirectoryUser user;
        user.id = element.attribute("id");
        if (user.id.empty())
            return fail_at(
                element.place,
                fmt::format("directory domain '{}': expected <user id=\"...\">", domain_));
        if (!group.empty())
            tree_.directory.add_to_group(std::string(group), domain_, user.id);
        if (element.attribute("type") == "pointer")
            return {};
        user.domain = domain_;
        user.number_alias = element.attribute("number-alias");
        user.cidr = element.attribute("cidr");
        for (const auto& network : base::split(user.cidr, ','))
            if (const auto parsed = model::Network::parse(network); !parsed)
                return fail_at(element.place,
                               fmt::format("directory user '{}@{}': attribute 'cidr': {}",
                                           user.id,
                                           domain_,
                                           parsed.error().text));
        if (!seen_.emplace(base::lower(domain_), user.id).second) {
            warnings_.add(element.place,
                          fmt::format("directory user '{}@{}' is there already; this one is not "
                                      "used",
                                      user.id,
                                      domain_));
            return {};
        }
        auto blocks = blocks_of(element, warnings_);
        blocks.inherit(inherited);
        user.params = std::move(blocks.params);
        user.variables = std::move(blocks.variables);
        user.profile_variables = std::move(blocks.profile_variables);
        for (const auto* gateway : element.all("gateways", "gateway"))
            tree_.gateways.push_back({domain_, gateway});
        tree_.directory.add(std::move(user));
        return {};
    }

    Warnings& warnings_;
    DirectoryTree tree_;
    std::string domain_;
    std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

base::Result<DirectoryTree> read_directory(const std::vector<const Element*>& sections,
                                           Warnings& warnings) {
    Reader reader(warnings);
    for (const auto* section : sections)
        for (const auto* domain : section->all("domain"))
            if (auto done = reader.read_domain(*domain); !done)
                return tl::unexpected(done.error());
    return reader.take();
}

}  // namespace sofia::config
