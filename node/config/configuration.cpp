#include "config/configuration.hpp"

#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/digest.hpp"
#include "config/element.hpp"
#include "config/own_address.hpp"
#include "config/preprocess.hpp"
#include "config/read_acl.hpp"
#include "config/read_dialplan.hpp"
#include "config/read_directory.hpp"
#include "config/read_profiles.hpp"
#include "config/read_settings.hpp"

namespace sofia::config {
namespace {

namespace fs = std::filesystem;

base::Result<fs::path> root_of(const fs::path& dir) {
    std::error_code error;
    for (const auto* name : {"freeswitch.xml", "sofia.xml"})
        if (fs::exists(dir / name, error))
            return dir / name;
    return base::fail(base::ErrorKind::NotFound,
                      fmt::format("{}: there is no configuration here; expected freeswitch.xml or "
                                  "sofia.xml",
                                  dir.string()));
}

/// The sections of a document by name, and the configurations of the section `configuration`.
class Document {
  public:
    static base::Result<Document> open(const Element& root, Warnings& warnings) {
        if (root.name != "document")
            return fail_at(root.place,
                           fmt::format("the root is <{}>; expected <document "
                                       "type=\"freeswitch/xml\">",
                                       root.name));
        Document document;
        for (const auto* section : root.all("section"))
            document.sections_[std::string(section->attribute("name"))].push_back(section);
        for (const auto* section : document.sections("configuration"))
            for (const auto* one : section->all("configuration"))
                if (!document.configurations_.try_emplace(std::string(one->attribute("name")), one)
                         .second)
                    warnings.add(one->place,
                                 fmt::format("configuration '{}' is there already; this one is not "
                                             "used",
                                             one->attribute("name")));
        return document;
    }

    std::vector<const Element*> sections(const std::string& name) const {
        const auto found = sections_.find(name);
        return found == sections_.end() ? std::vector<const Element*>{} : found->second;
    }

    const Element* configuration(const std::string& name) const {
        const auto found = configurations_.find(name);
        return found == configurations_.end() ? nullptr : found->second;
    }

  private:
    std::map<std::string, std::vector<const Element*>> sections_;
    std::map<std::string, const Element*> configurations_;
};

base::Result<void> read_sofia(const Document& document,
                              const Element& root,
                              const ProfileSurroundings& around,
                              Configuration& configuration) {
    const auto* sofia = document.configuration("sofia.conf");
    if (sofia == nullptr) {
        around.warnings.add(root.place, "there is no configuration 'sofia.conf', so no profile");
        return {};
    }
    auto settings = read_global_settings(*sofia, around);
    if (!settings)
        return tl::unexpected(settings.error());
    configuration.global_settings = std::move(*settings);
    const auto capture = configuration.global_settings.find("capture-server");
    if (capture != configuration.global_settings.end())
        if (const auto server = sip::CaptureServer::parse(capture->second))
            configuration.capture_server = *server;
    auto profiles = read_profiles(*sofia, around);
    if (!profiles)
        return tl::unexpected(profiles.error());
    configuration.profiles = std::move(*profiles);
    const auto is_set = [&](const char* name, bool standard = false) {
        const auto found = configuration.global_settings.find(name);
        return found == configuration.global_settings.end() ? standard
                                                            : base::is_true(found->second);
    };
    // A profile may say it as well.
    for (auto& profile : configuration.profiles) {
        profile.registrar.deny_fetch |= is_set("reg-deny-binding-fetch-and-no-lookup");
        profile.address.needs_external |= is_set("abort-on-empty-external-ip");
        profile.address.auto_restart &= is_set("auto-restart", true);
    }
    return {};
}

base::Result<void> read_all(const Element& root,
                            const Host& host,
                            Warnings& warnings,
                            Configuration& configuration) {
    const auto document = Document::open(root, warnings);
    if (!document)
        return tl::unexpected(document.error());
    auto directory = read_directory(document->sections("directory"), warnings);
    if (!directory)
        return tl::unexpected(directory.error());
    auto acl = read_acl(document->configuration("acl.conf"), directory->directory, host, warnings);
    if (!acl)
        return tl::unexpected(acl.error());
    const auto certificates = configuration.globals.find("certs_dir");
    const ProfileSurroundings around{
        *directory,
        *acl,
        host,
        certificates == configuration.globals.end() ? "" : certificates->second,
        warnings};
    if (auto done = read_sofia(*document, root, around, configuration); !done)
        return done;
    auto plan = read_dialplan(document->sections("dialplan"), warnings);
    if (!plan)
        return tl::unexpected(plan.error());
    auto socket = read_event_socket(document->configuration("event_socket.conf"), *acl, warnings);
    if (!socket)
        return tl::unexpected(socket.error());
    auto options = read_switch(document->configuration("switch.conf"), warnings);
    if (!options)
        return tl::unexpected(options.error());
    configuration.directory = std::move(directory->directory);
    configuration.dialplan = std::move(*plan);
    configuration.acl = std::move(*acl);
    configuration.event_socket = std::move(*socket);
    configuration.switch_options = std::move(*options);
    return {};
}

}  // namespace

base::Result<Loaded> load(const fs::path& dir, const Host& host, const std::string& switchname) {
    const auto root = root_of(dir);
    if (!root)
        return tl::unexpected(root.error());
    Warnings warnings;
    auto globals = preset_globals(host, dir, switchname);
    const auto merged = preprocess(*root, globals, warnings);
    if (!merged)
        return tl::unexpected(merged.error());
    const auto tree = parse_xml(*merged);
    if (!tree)
        return tl::unexpected(tree.error());
    auto configuration = std::make_shared<Configuration>();
    configuration->globals = globals.plain();
    if (auto done = read_all(*tree, host, warnings, *configuration); !done)
        return tl::unexpected(done.error());
    // What another machine would read tells what is this machine's own.
    const auto anywhere = read_anywhere(*root);
    const auto followers = anywhere ? profiles_on_own_address(*anywhere) : std::set<std::string>{};
    for (auto& profile : configuration->profiles)
        profile.address.follows_machine |= followers.contains(profile.name);
    return Loaded{std::move(configuration),
                  warnings.take(),
                  anywhere ? digest_of(*anywhere, root->parent_path()) : std::string(),
                  warnings.left_out()};
}

base::Result<Loaded> load_again(const fs::path& dir,
                                const Host& host,
                                const std::string& switchname) {
    auto loaded = load(dir, host, switchname);
    if (loaded && !loaded->left_out.empty())
        return base::fail(base::ErrorKind::Invalid, loaded->left_out.front());
    return loaded;
}

}  // namespace sofia::config
