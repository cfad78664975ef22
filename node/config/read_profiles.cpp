#include "config/read_profiles.hpp"

#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/parameter.hpp"
#include "config/read_gateway.hpp"
#include "config/words.hpp"

namespace sofia::config {
namespace {

using model::Profile;

/// Reads one profile after the other and keeps the names that are taken.
class Reader {
  public:
    explicit Reader(const ProfileSurroundings& around) : around_(around) {}

    base::Result<void> take_names(const std::vector<const Element*>& elements) {
        for (const auto* element : elements) {
            const std::string name(element->attribute("name"));
            if (name.empty())
                return fail_at(element->place, "sofia: expected <profile name=\"...\">");
            const auto [first, is_new] = names_.emplace(base::lower(name), element->place);
            if (!is_new)
                return fail_at(element->place,
                               fmt::format("profile '{}' is defined twice; the first is at {}",
                                           name,
                                           first->second.str()));
        }
        return {};
    }

    base::Result<Profile> read(const Element& element) {
        Profile profile;
        profile.name = element.attribute("name");
        profile.domain = element.attribute("domain");
        owner_ = fmt::format("profile '{}'", profile.name);
        warn_of_strangers(element);
        if (auto done = read_settings(element, profile); !done)
            return tl::unexpected(done.error());
        if (auto done = complete(element, profile); !done)
            return tl::unexpected(done.error());
        for (const auto* alias : element.all("aliases", "alias"))
            add_alias(alias->attribute("name"), alias->place, profile);
        for (const auto* gateway : element.all("gateways", "gateway"))
            if (auto done = add_gateway(*gateway, profile); !done)
                return tl::unexpected(done.error());
        for (const auto* domain : element.all("domains", "domain"))
            if (auto done = read_domain(*domain, profile); !done)
                return tl::unexpected(done.error());
        return profile;
    }

  private:
    void warn_of_strangers(const Element& element) {
        static const std::set<std::string_view> kKnown{
            "aliases", "gateways", "domains", "settings"};
        for (const auto& child : element.children)
            if (!kKnown.contains(child.name))
                around_.warnings.add(child.place,
                                     fmt::format("{}: <{}> is unknown; expected aliases, gateways, "
                                                 "domains or settings",
                                                 owner_,
                                                 child.name));
    }

    base::Result<void> read_settings(const Element& element, Profile& profile) {
        for (const auto* param : element.all("settings", "param")) {
            const Given given{param->attribute("name"),
                              param->attribute("value"),
                              owner_,
                              param->place,
                              around_.host,
                              around_.acl,
                              around_.warnings};
            if (auto done = apply(given, profile); !done)
                return done;
        }
        return {};
    }

    /// Where a parameter stands last, which is the value that counts.
    static Place place_of(const Element& profile, std::string_view name) {
        auto place = profile.place;
        for (const auto* param : profile.all("settings", "param"))
            if (base::iequals(param->attribute("name"), name))
                place = param->place;
        return place;
    }

    // What follows from several parameters, or from their absence.
    base::Result<void> complete(const Element& element, Profile& profile) {
        auto& address = profile.address;
        if (address.sip_ip.empty()) {
            address.sip_ip = around_.host.main_ipv4;
            address.follows_machine = true;
        }
        if (address.rtp_ip.empty())
            address.rtp_ip.push_back(address.sip_ip);
        if (address.tls.cert_dir.empty())
            address.tls.cert_dir = around_.cert_dir;
        if (address.tls.only && !address.tls.enabled)
            around_.warnings.add(
                place_of(element, "tls-only"),
                fmt::format("{}: parameter 'tls-only': does nothing without 'tls', expected true "
                            "there; UDP and TCP are bound and TLS is not",
                            owner_));
        if (!address.ext_sip_ip.empty() && address.ext_sip_ip != address.sip_ip)
            around_.warnings.add(element.place,
                                 fmt::format("{}: local-network-acl is not supported yet; peers of "
                                             "the own network are told {} as well",
                                             owner_,
                                             address.ext_sip_ip));
        const auto& registrar = profile.registrar;
        if (registrar.force_expires_max < registrar.force_expires_min)
            return fail_at(element.place,
                           fmt::format("{}: sip-force-expires-max {} is less than "
                                       "sip-force-expires-min {}",
                                       owner_,
                                       registrar.force_expires_max.count(),
                                       registrar.force_expires_min.count()));
        if (registrar.max_expires < registrar.min_expires)
            return fail_at(element.place,
                           fmt::format("{}: sip-expires-max {} is less than sip-expires-min {}",
                                       owner_,
                                       registrar.max_expires.count(),
                                       registrar.min_expires.count()));
        return {};
    }

    void add_alias(std::string_view alias, const Place& place, Profile& profile) {
        if (alias.empty() || base::iequals(alias, profile.name))
            return;
        const auto [first, is_new] = names_.emplace(base::lower(alias), place);
        if (is_new)
            profile.aliases.emplace_back(alias);
        else
            around_.warnings.add(place,
                                 fmt::format("{}: alias '{}' is taken at {}; it is left out",
                                             owner_,
                                             alias,
                                             first->second.str()));
    }

    base::Result<void> add_gateway(const Element& element, Profile& profile) {
        auto gateway = read_gateway(element, around_.host, around_.acl, around_.warnings);
        if (!gateway) {
            // One carrier's slip of the pen must not keep a node from serving all others.
            around_.warnings.leave_out(gateway.error().text, "the gateway");
            return {};
        }
        const auto [first, is_new] = gateways_.emplace(gateway->name, element.place);
        if (is_new)
            profile.gateways.push_back(std::move(*gateway));
        else
            around_.warnings.add(element.place,
                                 fmt::format("{}: gateway '{}' is defined at {} already; this one "
                                             "is left out",
                                             owner_,
                                             gateway->name,
                                             first->second.str()));
        return {};
    }

    base::Result<void> read_domain(const Element& element, Profile& profile) {
        const auto name = element.attribute("name");
        const auto is_meant = [&](std::string_view domain) {
            return name == "all" || base::iequals(name, domain);
        };
        if (base::is_true(element.attribute("alias"))) {
            if (name != "all")
                add_alias(name, element.place, profile);
            else
                for (const auto& domain : around_.directory.domains)
                    add_alias(domain, element.place, profile);
        }
        if (base::is_true(element.attribute("parse")))
            for (const auto& gateway : around_.directory.gateways)
                if (is_meant(gateway.domain))
                    if (auto done = add_gateway(*gateway.element, profile); !done)
                        return done;
        return {};
    }

    const ProfileSurroundings& around_;
    std::string owner_;
    // Names of profiles and aliases in lower case, gateways as written, and where they stand.
    std::map<std::string, Place> names_;
    std::map<std::string, Place> gateways_;
};

}  // namespace

base::Result<std::vector<Profile>> read_profiles(const Element& sofia_conf,
                                                 const ProfileSurroundings& surroundings) {
    const auto elements = sofia_conf.all("profiles", "profile");
    Reader reader(surroundings);
    if (auto done = reader.take_names(elements); !done)
        return tl::unexpected(done.error());
    std::vector<Profile> profiles;
    for (const auto* element : elements) {
        auto profile = reader.read(*element);
        if (!profile)
            return tl::unexpected(profile.error());
        profiles.push_back(std::move(*profile));
    }
    return profiles;
}

base::Result<std::map<std::string, std::string>> read_global_settings(
    const Element& sofia_conf, const ProfileSurroundings& around) {
    std::map<std::string, std::string> values;
    const auto is_global = [](const Parameter* row) {
        const auto rows = global_parameters();
        return row >= rows.data() && row < rows.data() + rows.size();
    };
    for (const auto* param : sofia_conf.all("global_settings", "param")) {
        const auto name = param->attribute("name");
        const auto value = param->attribute("value");
        const Parameter* row = find_profile_parameter(name);
        const Given given{
            name, value, "global_settings", param->place, around.host, around.acl, around.warnings};
        const auto once = once_a_file("parameter", given);
        if (row == nullptr) {
            around.warnings.add_once(
                once,
                param->place,
                fmt::format("global_settings: parameter '{}' is unknown and changes nothing",
                            name));
        } else if (row->support == Support::Supported && is_global(row)) {
            Profile nobodys;
            if (row->shape == Shape::Flag)
                warn_unless_word(given, {});
            if (const auto done = row->set(*row, given, nobodys); !done)
                return impossible(given, done.error().text);
        } else if (row->support == Support::Rejected && !asks_for_standard(*row, value)) {
            around.warnings.add_once(once, param->place, refusal(*row, given));
        } else if (row->support == Support::Supported) {
            around.warnings.add_once(
                once,
                param->place,
                fmt::format(
                    "global_settings: parameter '{}' changes nothing: it belongs to a profile",
                    name));
        }
        values.insert_or_assign(std::string(name), std::string(value));
    }
    return values;
}

}  // namespace sofia::config
