#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "config/configuration.hpp"

namespace sofia::test {

/// A machine that is the same for every test.
inline config::Host test_host() {
    config::Host host;
    host.name = "node-a";
    host.main_ipv4 = "192.0.2.10";
    host.main_ipv6 = "2001:db8::10";
    host.core_uuid = "11111111-2222-3333-4444-555555555555";
    host.addresses = {
        {"lo", "127.0.0.1", false, *model::Network::parse("127.0.0.1/8"), "255.0.0.0"},
        {"eth0", "192.0.2.10", false, *model::Network::parse("192.0.2.10/24"), "255.255.255.0"},
        {"eth0", "2001:db8::10", true, *model::Network::parse("2001:db8::10/64"), ""}};
    return host;
}

/// A configuration tree in a directory of its own, which is removed at the end.
class ConfigTree {
  public:
    ConfigTree() { std::filesystem::create_directories(dir_); }
    ~ConfigTree() {
        std::error_code ignored;
        std::filesystem::remove_all(dir_, ignored);
    }
    ConfigTree(const ConfigTree&) = delete;
    ConfigTree& operator=(const ConfigTree&) = delete;

    const std::filesystem::path& dir() const { return dir_; }

    /// Writes a file, making its directories.
    ConfigTree& write(const std::string& path, std::string_view text) {
        std::filesystem::create_directories((dir_ / path).parent_path());
        std::ofstream(dir_ / path, std::ios::binary) << text;
        return *this;
    }

    /// Writes a root with these sections.
    ConfigTree& sections(const std::string& configuration,
                         const std::string& directory = "",
                         const std::string& dialplan = "") {
        return write("freeswitch.xml",
                     "<document type=\"freeswitch/xml\">"
                     "<section name=\"configuration\">" +
                         configuration + "</section><section name=\"directory\">" + directory +
                         "</section><section name=\"dialplan\">" + dialplan +
                         "</section></document>");
    }

    /// Writes a root with one profile, named internal.
    ConfigTree& profile(const std::string& inside, const std::string& directory = "") {
        return sections("<configuration name=\"sofia.conf\"><profiles><profile name=\"internal\">" +
                            inside + "</profile></profiles></configuration>",
                        directory);
    }

    base::Result<config::Loaded> load() const { return config::load(dir_, test_host()); }

    /// The error of loading, paths shortened to be relative to the tree; empty when it loads.
    std::string error() const {
        const auto loaded = load();
        return loaded ? std::string() : relative(loaded.error().text);
    }

    /// The warnings of loading as `file:line: text`, paths relative to the tree.
    std::vector<std::string> warnings() const {
        std::vector<std::string> texts;
        const auto loaded = load();
        if (!loaded)
            return {"error: " + relative(loaded.error().text)};
        for (const auto& warning : loaded->warnings)
            texts.push_back(relative(warning.str()));
        return texts;
    }

    /// `text` without the name of the directory of this tree.
    std::string relative(std::string text) const {
        const auto prefix = dir_.string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

  private:
    const std::filesystem::path dir_ =
        std::filesystem::temp_directory_path() / ("sofia-config-" + base::make_token(8));
};

}  // namespace sofia::test
