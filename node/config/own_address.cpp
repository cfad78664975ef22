#include "config/own_address.hpp"

#include <string_view>

#include "base/text.hpp"
#include "config/digest.hpp"
#include "config/element.hpp"

namespace sofia::config {
namespace {

constexpr std::string_view kSipIp = "sip-ip";

/// Whether some tag has both words. A tree is read a second time for those only that need it: most
/// of it is users.
bool may_have_one(std::string_view text) {
    const auto stem = kOwnIpv4.substr(0, kOwnIpv4.size() - 1);
    for (auto at = text.find(stem); at != std::string_view::npos; at = text.find(stem, at + 1)) {
        const auto begin = text.rfind('<', at);
        const auto end = text.find('>', at);
        if (begin != std::string_view::npos &&
            text.substr(begin, end - begin).find(kSipIp) != std::string_view::npos)
            return true;
    }
    return false;
}

bool is_on_own_address(const Element& profile) {
    bool is_own = false;
    // The last one counts.
    for (const auto* param : profile.all("settings", "param"))
        if (param->attribute("name") == kSipIp) {
            const auto value = base::trim(param->attribute("value"));
            is_own = value == kOwnIpv4 || value == kOwnIpv6;
        }
    return is_own;
}

}  // namespace

std::set<std::string> profiles_on_own_address(const MergedText& anywhere) {
    std::set<std::string> names;
    if (!may_have_one(anywhere.text()))
        return names;
    const auto tree = parse_xml(anywhere);
    if (!tree)
        return names;
    for (const auto* section : tree->all("section"))
        for (const auto* configuration : section->all("configuration"))
            for (const auto* profile : configuration->all("profiles", "profile"))
                if (is_on_own_address(*profile))
                    names.emplace(profile->attribute("name"));
    return names;
}

}  // namespace sofia::config
