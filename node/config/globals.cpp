#include "config/globals.hpp"

#include <array>
#include <utility>

namespace sofia::config {
namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> kEntities{{
    {'&', "&amp;"},
    {'<', "&lt;"},
    {'>', "&gt;"},
    {'"', "&quot;"},
    {'\'', "&apos;"},
}};

// Where Debian's packages keep such things; files that this node never opens have their place in
// the list because configurations name them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kDirectories{{
    {"base_dir", "/usr/share/sofia-node"},
    {"log_dir", "/var/log/sofia-node"},
    {"run_dir", "/run/sofia-node"},
    {"db_dir", "/var/lib/sofia-node"},
    {"data_dir", "/usr/share/sofia-node"},
    {"storage_dir", "/var/lib/sofia-node/storage"},
    {"recordings_dir", "/var/lib/sofia-node/recordings"},
    {"cache_dir", "/var/cache/sofia-node"},
    {"temp_dir", "/tmp"},
    {"sounds_dir", "/usr/share/sofia-node/sounds"},
    {"script_dir", "/usr/share/sofia-node/scripts"},
    {"mod_dir", "/usr/lib/sofia-node"},
    {"grammar_dir", "/usr/share/sofia-node/grammar"},
    {"htdocs_dir", "/usr/share/sofia-node/htdocs"},
    {"fonts_dir", "/usr/share/sofia-node/fonts"},
    {"images_dir", "/usr/share/sofia-node/images"},
}};

}  // namespace

void Globals::set_markup(std::string_view name, std::string_view markup) {
    markup_.insert_or_assign(std::string(name), std::string(markup));
}

void Globals::set_plain(std::string_view name, std::string_view text) {
    set_markup(name, escape_markup(text));
}

std::optional<std::string> Globals::markup(std::string_view name) const {
    auto found = markup_.find(name);
    if (found == markup_.end() && name == "domain_name")
        found = markup_.find("domain");
    return found == markup_.end() ? std::nullopt : std::optional(found->second);
}

std::map<std::string, std::string> Globals::plain() const {
    std::map<std::string, std::string> result;
    for (const auto& [name, markup] : markup_)
        result.emplace(name, unescape_markup(markup));
    if (const auto domain = markup("domain_name"))
        result.emplace("domain_name", unescape_markup(*domain));
    return result;
}

Globals preset_globals(const Host& host,
                       const std::filesystem::path& conf_dir,
                       const std::string& switchname) {
    Globals globals;
    globals.set_plain("hostname", host.name);
    globals.set_plain("switchname", switchname.empty() ? host.name : switchname);
    globals.set_plain("local_ip_v4", host.main_ipv4);
    globals.set_plain("local_mask_v4", host.main_mask());
    globals.set_plain("local_ip_v6", host.main_ipv6);
    globals.set_plain("domain", host.main_ipv4);
    globals.set_plain("core_uuid", host.core_uuid);
    globals.set_plain("switch_serial", host.core_uuid);
    globals.set_plain("zrtp_enabled", "false");
    globals.set_plain("nat_type", "");
    globals.set_plain("nat_public_addr", "");
    globals.set_plain("conf_dir", conf_dir.string());
    globals.set_plain("certs_dir", (conf_dir / "tls").string());
    for (const auto& [name, path] : kDirectories)
        globals.set_plain(name, path);
    return globals;
}

std::string escape_markup(std::string_view text) {
    std::string result;
    for (const char c : text) {
        std::string_view written(&c, 1);
        for (const auto& [plain, entity] : kEntities)
            if (plain == c)
                written = entity;
        result.append(written);
    }
    return result;
}

std::string unescape_markup(std::string_view markup) {
    std::string result;
    while (!markup.empty()) {
        std::size_t taken = 1;
        char c = markup.front();
        for (const auto& [plain, entity] : kEntities)
            if (markup.starts_with(entity)) {
                c = plain;
                taken = entity.size();
                break;
            }
        result.push_back(c);
        markup.remove_prefix(taken);
    }
    return result;
}

}  // namespace sofia::config
