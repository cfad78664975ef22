#include "presence/gate.hpp"

#include <algorithm>
#include <variant>

#include "base/log.hpp"

namespace sofia::presence {
namespace {

constexpr std::chrono::seconds kStandard{3600};
constexpr std::chrono::seconds kMost{86400};
constexpr std::chrono::seconds kLeast{60};

/// The verdict by digest; with force-subscription-domain in the directory of that domain, unless
/// another one is forced for all.
std::optional<registrar::Verdict> authenticate(const Rooms& rooms,
                                               const model::Profile& profile,
                                               const sip::Request& request,
                                               registrar::ChallengeBy by) {
    const auto& forced = profile.registrar.force_subscription_domain;
    if (forced.empty() || !profile.registrar.force_register_domain.empty())
        return rooms.registrar.authenticate(request, by, profile);
    auto changed = profile;
    changed.registrar.force_register_domain = forced;
    return rooms.registrar.authenticate(request, by, changed);
}

}  // namespace

std::optional<Sender> admit(const Rooms& rooms,
                            const model::Profile& profile,
                            sip::ServerTransaction& request,
                            bool needs_digest,
                            registrar::ChallengeBy by) {
    if (!needs_digest)
        return Sender{};
    const auto verdict = authenticate(rooms, profile, request.request(), by);
    if (!verdict) {
        request.respond(not_now());
        return std::nullopt;
    }
    if (const auto* challenge = std::get_if<registrar::Challenge>(&*verdict)) {
        auto reply = sip::Reply::of(challenge->status);
        reply.headers = challenge->headers;
        request.respond(reply);
        return std::nullopt;
    }
    if (const auto* accepted = std::get_if<registrar::Accepted>(&*verdict))
        return Sender{accepted->user};
    request.respond(sip::Reply::of(403));
    return std::nullopt;
}

std::optional<sip::Reply> refuse_extensions(const sip::Request& request) {
    if (request.require.empty())
        return std::nullopt;
    auto reply = sip::Reply::of(420);
    for (const auto& option : request.require)
        reply.add("Unsupported", option);
    return reply;
}

sip::Reply not_now() {
    return sip::Reply::of(503).add("Retry-After", "5");
}

std::optional<std::chrono::seconds> grant(std::optional<std::uint32_t> asked,
                                          std::chrono::seconds forced) {
    if (forced.count() > 0)
        return forced;
    const auto wanted = asked ? std::chrono::seconds(*asked) : kStandard;
    if (wanted < kLeast)
        return std::nullopt;
    return std::min(wanted, kMost);
}

sip::Reply too_brief() {
    return sip::Reply::of(423).add("Min-Expires", std::to_string(kLeast.count()));
}

void refuse(sip::ServerTransaction& request,
            const model::Profile& profile,
            const sip::Reply& reply,
            std::string_view why) {
    const auto& values = request.request();
    LOG_INFO(Area::Sip,
             "profile={} from={} {} refused with {}: {}",
             profile.name,
             values.source.ip,
             values.method_name,
             reply.status,
             why);
    request.respond(reply);
}

}  // namespace sofia::presence
