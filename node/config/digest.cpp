#include "config/digest.hpp"

#include "config/preprocess.hpp"
#include "store/migrator.hpp"

namespace sofia::config {
namespace {

constexpr std::size_t kDigits = 16;

/// A machine without anything of its own.
Host any_host() {
    Host host;
    host.name = "$hostname";
    host.main_ipv4 = "$local_ip_v4";
    host.main_ipv6 = "$local_ip_v6";
    host.core_uuid = "$core_uuid";
    return host;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    if (what.empty())
        return text;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace

std::string digest_of(const std::filesystem::path& root) {
    const auto dir = root.parent_path();
    auto globals = preset_globals(any_host(), dir, "$switchname");
    Warnings unheard;
    const auto merged = preprocess(root, globals, unheard);
    if (!merged)
        return {};
    const auto text = replaced(merged->text(), escape_markup(dir.string()), "$conf_dir");
    return store::sha256_hex(text).substr(0, kDigits);
}

}  // namespace sofia::config
