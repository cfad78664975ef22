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
    host.main_ipv4 = kOwnIpv4;
    host.main_ipv6 = kOwnIpv6;
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

base::Result<MergedText> read_anywhere(const std::filesystem::path& root) {
    auto globals = preset_globals(any_host(), root.parent_path(), "$switchname");
    Warnings unheard;
    return preprocess(root, globals, unheard);
}

std::string digest_of(const MergedText& anywhere, const std::filesystem::path& dir) {
    const auto text = replaced(anywhere.text(), escape_markup(dir.string()), "$conf_dir");
    return store::sha256_hex(text).substr(0, kDigits);
}

}  // namespace sofia::config
