#include "call/resolve.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/invite_shape.hpp"
#include "call/user_dial_string.hpp"
#include "sip/escape.hpp"

namespace sofia::call {
namespace {

namespace cause = model::cause;
using dialplan::DialLeg;
using dialplan::EndpointKind;

/// A directory dial-string may name users again; two users that name each other must not loop.
constexpr int kDeepest = 4;

/// Bounds a time that somebody wrote, so that no number overflows the timer.
constexpr std::chrono::hours kLongestRing{24};

constexpr long long kMostTries = 100;

/// A number of seconds as written; 0 for what is none.
std::chrono::seconds seconds_of(std::string_view text) {
    const auto number = base::to_number(base::trim(text));
    return number && *number > 0
               ? std::min<std::chrono::seconds>(std::chrono::seconds(*number), kLongestRing)
               : std::chrono::seconds(0);
}

bool has_scheme(std::string_view address) {
    for (const std::string_view scheme : {"sip:", "sips:", "tel:"})
        if (base::iequals(address.substr(0, scheme.size()), scheme))
            return true;
    return false;
}

class Resolver {
  public:
    Resolver(Services& services, const Variables& exported)
        : services_(services), exported_(exported) {}

    void add(const dialplan::DialString& dial_string, int depth) {
        for (const auto& originate : dial_string.originates) {
            plan_.sequences.push_back(sequence_of(originate));
            for (std::size_t i = 0; i < originate.groups.size(); ++i) {
                group_ = i;
                for (const auto& leg : originate.groups[i])
                    add_leg(leg, depth);
            }
        }
    }

    TargetPlan take() { return std::move(plan_); }

  private:
    TargetSequence sequence_of(const dialplan::Originate& originate) const {
        const auto value = [&](const char* name) {
            const auto found = originate.variables.find(name);
            return found == originate.variables.end() ? std::string(exported_.get(name))
                                                      : found->second;
        };
        TargetSequence sequence;
        sequence.timeout = seconds_of(value("originate_timeout"));
        sequence.tries = static_cast<int>(
            std::clamp(base::to_number(value("originate_retries")).value_or(1), 1LL, kMostTries));
        if (const auto pause = base::to_number(value("originate_retry_sleep_ms")))
            sequence.pause = std::chrono::milliseconds(std::clamp(*pause, 500LL, 60'000LL));
        sequence.rejected_by = value("fail_on_single_reject");
        return sequence;
    }

    void add_leg(const DialLeg& leg, int depth) {
        switch (leg.kind) {
            case EndpointKind::Sofia:
                leg.registered ? add_registered(leg) : add_direct(leg);
                return;
            case EndpointKind::User:
                add_user(leg, leg.user, depth);
                return;
            case EndpointKind::Group:
                add_members(leg, depth);
                return;
            case EndpointKind::Gateway:
                add_gateway(leg);
                return;
            case EndpointKind::Error:
                fail(leg, model::find_cause(leg.user).value_or(cause::kNormalUnspecified));
                return;
            case EndpointKind::Unsupported:
                refuse(leg, "this node has no endpoint '" + leg.endpoint + "'");
                return;
        }
    }

    void add_direct(const DialLeg& leg) {
        auto* profile = services_.profiles.find(leg.profile);
        if (profile == nullptr) {
            fail(leg, cause::kInvalidProfile);
            return;
        }
        sip::Uri uri;
        uri.scheme = leg.scheme;
        uri.user = sip::escape_user(leg.user);
        uri.host = leg.host;
        uri.port = leg.port;
        for (const auto& [name, value] : leg.params)
            uri.params.push_back({name, value});
        Target target = blank(leg, profile->settings->name);
        if (!leg.transport.empty()) {
            if (leg.transport != "udp" && leg.transport != "tcp" && leg.transport != "tls") {
                refuse(
                    leg,
                    "transport '" + leg.transport + "' is not supported; expected udp, tcp or tls");
                return;
            }
            uri.params.push_back({"transport", leg.transport});
            target.transport = leg.transport;
        }
        target.uri = uri.str();
        target.next_hop = leg.route;
        target.to_uri = to_uri(leg, uri.host_port());
        if (!are_uris(leg, {{"the address", target.uri}, {"the To after '^'", target.to_uri}}))
            return;
        if (const auto& proxy = profile->settings->calls.outbound_proxy;
            target.next_hop.empty() && !proxy.empty())
            target.route.push_back(sip::loose_route(proxy));
        target.destination = leg.user.empty() ? leg.host : leg.user;
        place(std::move(target));
    }

    /// What follows '^', as a URI; empty when nothing does.
    static std::string to_uri(const DialLeg& leg, const std::string& host) {
        if (leg.to.empty() || has_scheme(leg.to))
            return leg.to;
        return "sip:" + leg.to + (leg.to.find('@') == std::string::npos ? "@" + host : "");
    }

    /// Refuses the leg when one of these texts, or its fs_path, is no URI.
    bool are_uris(const DialLeg& leg, std::vector<std::pair<const char*, std::string>> texts) {
        texts.emplace_back("fs_path", leg.route);
        for (const auto& [what, text] : texts)
            if (!text.empty() && !sip::Uri::parse(text)) {
                refuse(leg, fmt::format("{} '{}' is no SIP URI", what, text));
                return false;
            }
        return true;
    }

    void add_registered(const DialLeg& leg) {
        if (leg.profile == "*" && !leg.host.empty())
            return add_bindings(leg, {}, leg.user, leg.host);
        auto* profile = services_.profiles.find(leg.profile);
        if (profile == nullptr) {
            fail(leg, cause::kInvalidProfile);
            return;
        }
        const auto& settings = *profile->settings;
        const auto host = !leg.host.empty()         ? leg.host
                          : settings.domain.empty() ? settings.name
                                                    : settings.domain;
        add_bindings(leg, settings.name, leg.user, host);
    }

    void add_user(const DialLeg& leg, const std::string& user, int depth) {
        const auto domain = leg.host.empty() ? services_.settings.default_domain : leg.host;
        const auto* known = services_.settings.directory
                                ? services_.settings.directory->find(user, domain)
                                : nullptr;
        if (const auto custom = known == nullptr ? std::string_view{} : known->param("dial-string");
            !custom.empty() && depth < kDeepest) {
            add_custom(leg, custom, known->id, domain, depth);
            return;
        }
        add_bindings(leg, {}, known == nullptr ? user : known->id, domain);
    }

    void add_custom(const DialLeg& leg,
                    std::string_view text,
                    const std::string& user,
                    const std::string& domain,
                    int depth) {
        const auto filled = fill_dial_string(text, user, domain, services_.api);
        const auto parsed = dialplan::parse_dial_string(filled);
        if (!parsed) {
            LOG_WARN(Area::Dialplan,
                     "dial-string of {}@{}: {}: '{}'",
                     user,
                     domain,
                     parsed.error().text,
                     filled);
            fail(leg, cause::kInvalidUrl);
            return;
        }
        // All that the user's dial-string names rings together with the leg that asked for it.
        for (const auto& originate : parsed->originates)
            for (const auto& group : originate.groups)
                for (auto inner : group) {
                    inner.variables.insert(leg.variables.begin(), leg.variables.end());
                    add_leg(inner, depth + 1);
                }
    }

    void add_members(const DialLeg& leg, int depth) {
        const auto domain = leg.host.empty() ? services_.settings.default_domain : leg.host;
        const auto members = services_.settings.directory
                                 ? services_.settings.directory->group(leg.user, domain)
                                 : std::vector<std::string>{};
        if (members.empty())
            fail(leg, cause::kNoRouteDestination);
        for (const auto& member : members)
            add_user(leg, member, depth);
    }

    void add_gateway(const DialLeg& leg) {
        const auto name = leg.profile.empty() ? leg.gateway : leg.profile + "::" + leg.gateway;
        const auto* gateway =
            services_.gateways == nullptr ? nullptr : services_.gateways->find(name);
        if (gateway == nullptr)
            fail(leg, cause::kInvalidGateway);
        else if (!gateway->is_up())
            fail(leg, cause::kGatewayDown);
        else
            add_trunk(leg, gateway->trunk());
    }

    void add_trunk(const DialLeg& leg, const std::shared_ptr<gateway::Trunk>& trunk) {
        const auto& gateway = trunk->settings();
        auto uri = sip::Uri::parse(gateway.proxy);
        if (!uri) {
            fail(leg, cause::kInvalidGateway);
            return;
        }
        uri->user = sip::escape_user(gateway.destination_prefix + leg.user);
        Target target = blank(leg, gateway.profile);
        target.transport = gateway.transport;
        if (gateway.transport != "udp")
            uri->params.push_back({"transport", gateway.transport});
        for (const auto& [name, value] : leg.params)
            uri->params.push_back({name, value});
        target.uri = uri->str();
        target.to_uri = to_uri(leg, uri->host_port());
        if (!are_uris(leg, {{"the To after '^'", target.to_uri}}))
            return;
        target.destination = leg.user;
        if (!gateway.outbound_proxy.empty())
            target.route.push_back(sip::loose_route(gateway.outbound_proxy));
        target.trunk = trunk;
        auto& variables = target.variables;
        for (const auto& [name, value] : gateway.outbound_variables)
            variables.set(name, value);
        variables.set("sip_gateway_name", gateway.name);
        if (!variables.has("sip_contact_user"))
            variables.set("sip_contact_user", "gw+" + gateway.name);
        place(std::move(target));
    }

    void add_bindings(const DialLeg& leg,
                      const std::string& profile,
                      const std::string& user,
                      const std::string& host) {
        auto bindings = services_.locate(profile, user, host);
        if (const auto excluded = of_leg_or_all(leg, "sip_exclude_contact"); !excluded.empty())
            std::erase_if(bindings, [&](const Target& binding) {
                return binding.uri.find(excluded) != std::string::npos;
            });
        if (const auto agent = base::lower(of_leg_or_all(leg, "sip_match_user_agent"));
            !agent.empty())
            std::erase_if(bindings, [&](const Target& binding) {
                return base::lower(binding.user_agent).find(agent) == std::string::npos;
            });
        if (bindings.empty()) {
            fail(leg, cause::kUserNotRegistered);
            return;
        }
        const auto to = to_uri(leg, host);
        if (!are_uris(leg, {{"the To after '^'", to}}))
            return;
        for (auto& binding : bindings) {
            const auto own = blank(leg, binding.profile);
            if (!to.empty())
                binding.to_uri = to;
            // Its transport is the one that it has registered over.
            if (!leg.route.empty())
                binding.next_hop = leg.route;
            binding.variables = own.variables;
            binding.ring_timeout = own.ring_timeout;
            binding.start_delay = own.start_delay;
            binding.destination = user;
            place(std::move(binding));
        }
    }

    std::string_view of_leg_or_all(const DialLeg& leg, const std::string& name) const {
        const auto own = leg.variables.find(name);
        return own == leg.variables.end() ? exported_.get(name) : std::string_view(own->second);
    }

    Target blank(const DialLeg& leg, const std::string& profile) const {
        Target target;
        target.profile = profile;
        target.variables = exported_;
        for (const auto& [name, value] : leg.variables)
            target.variables.set(name, value);
        target.ring_timeout = seconds_of(target.variables.get("leg_timeout"));
        target.start_delay = seconds_of(target.variables.get("leg_delay_start"));
        return target;
    }

    void place(Target target) {
        if (const auto shaped = shape_target(target); !shaped) {
            plan_.unreachable.push_back({target.uri, cause::kInvalidUrl});
            LOG_WARN(Area::Dialplan, "leg={} left out: {}", target.uri, shaped.error().text);
            return;
        }
        if (services_.settings.intake.outbound_paused) {
            plan_.unreachable.push_back({target.uri, cause::kSystemShutdown});
            LOG_INFO(Area::Dialplan, "leg={} left out: calls out are paused", target.uri);
            return;
        }
        if (const auto name = target.variables.get("sip_use_gateway"); !name.empty())
            use_login(target, name);
        auto& groups = plan_.sequences.back().groups;
        if (groups.size() <= group_)
            groups.resize(group_ + 1);
        groups[group_].push_back(std::move(target));
    }

    void use_login(Target& target, std::string_view name) const {
        const auto* gateway =
            services_.gateways == nullptr ? nullptr : services_.gateways->find(name);
        if (gateway != nullptr)
            target.login = gateway->trunk();
        else
            LOG_WARN(Area::Dialplan, "leg={} sip_use_gateway: no gateway '{}'", target.uri, name);
    }

    void refuse(const DialLeg& leg, std::string_view why) {
        plan_.unreachable.push_back({leg.endpoint + "/" + leg.destination, cause::kInvalidUrl});
        LOG_WARN(Area::Dialplan, "leg={} left out: {}", leg.destination, why);
    }

    void fail(const DialLeg& leg, const model::HangupCause& why) {
        plan_.unreachable.push_back({leg.endpoint + "/" + leg.destination, why});
        LOG_INFO(Area::Dialplan, "leg={} cannot be called: {}", leg.destination, why.name);
    }

    Services& services_;
    const Variables& exported_;
    TargetPlan plan_;
    std::size_t group_ = 0;
};

}  // namespace

TargetPlan resolve(Services& services,
                   const dialplan::DialString& dial_string,
                   const Variables& exported) {
    Resolver resolver(services, exported);
    resolver.add(dial_string, 0);
    return resolver.take();
}

base::Result<TargetPlan> resolve(Services& services,
                                 std::string_view dial_string,
                                 const Variables& exported) {
    const auto parsed = dialplan::parse_dial_string(dial_string);
    if (!parsed)
        return tl::unexpected(parsed.error());
    return resolve(services, *parsed, exported);
}

}  // namespace sofia::call
