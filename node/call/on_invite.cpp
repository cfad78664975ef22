#include "call/on_invite.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "call/admission.hpp"
#include "call/applications.hpp"
#include "call/call_table.hpp"
#include "call/challenged.hpp"
#include "call/dialled.hpp"
#include "call/facts.hpp"
#include "call/header_variables.hpp"
#include "call/identify.hpp"
#include "call/refer_to.hpp"
#include "call/script.hpp"
#include "call/session_id.hpp"
#include "call/transfer.hpp"
#include "model/call_tag.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kAsserted = "sip_P-Asserted-Identity";

/// What a gateway's extension leads to (behaviour-spec 3.1).
std::string extension_of(const gateway::Settings& gateway, const sip::Request& invite) {
    const auto request = sip::Uri::parse(invite.uri);
    const auto to = sip::Uri::parse(invite.to.uri);
    if (gateway.extension == "auto_to_user")
        return to ? base::url_decode(to->user) : std::string();
    if (gateway.extension != "auto")
        return gateway.extension;
    // A registrar calls our Contact, whose user is no number.
    const bool is_contact = request && request->user == "gw+" + gateway.name;
    const auto& dialled = is_contact ? to : request;
    return dialled ? base::url_decode(dialled->user) : std::string();
}

/// The caller comes through a gateway: its variables, context and extension are the call's.
void enter_through(Leg& leg, const gateway::Gateway& gateway, const sip::Request& invite) {
    const auto& settings = gateway.settings();
    leg.trunk = gateway.trunk();
    ++leg.trunk->counters.calls_in;
    leg.variables.set("sip_gateway", settings.name);
    for (const auto& [name, value] : settings.inbound_variables)
        leg.variables.set(name, value);
    leg.variables.set("context", settings.context);
    if (auto extension = extension_of(settings, invite); !extension.empty())
        leg.destination = std::move(extension);
}

/// The caller's Call-ID where the profile wants it and no leg has it yet: a call that comes back to
/// us through a proxy has one Call-ID and two legs.
base::LegUuid leg_uuid(Services& services,
                       const model::ProfileCalls& settings,
                       const sip::Request& invite) {
    if (settings.call_id_is_uuid && services.table.find_leg(invite.call_id) == nullptr)
        return base::LegUuid(invite.call_id);
    return base::LegUuid(base::make_uuid());
}

std::unique_ptr<Leg> make_leg(Services& services,
                              Side side,
                              const model::Profile& profile,
                              const sip::Request& invite,
                              const Caller& caller) {
    const auto* const gateway =
        services.gateways == nullptr ? nullptr : services.gateways->called_by(invite.uri);
    auto leg = std::make_unique<Leg>(leg_uuid(services, profile.calls, invite), side, profile.name);
    leg->watched_by(services.leg_watch);
    leg->created = services.clock.wall();
    leg->peer = invite.source;
    leg->remote_sdp = invite.body;
    leg->allows_update = invite.allows(sip::Method::Update);
    if (const auto from = sip::Uri::parse(invite.from.uri))
        leg->caller_id_number = base::url_decode(from->user);
    leg->caller_id_name = invite.from.display.empty() ? leg->caller_id_number : invite.from.display;
    if (const auto uri = sip::Uri::parse(invite.uri))
        leg->destination = dialled(*uri, profile.calls, leg->variables);
    set_inbound_variables(*leg, invite);
    if (profile.calls.session_id)
        leg->variables.set(std::string(kSessionId), read_session_id(invite));
    if (profile.calls.keep_all_headers)
        keep_all_headers(leg->variables, invite);
    auto& variables = leg->variables;
    if (const auto wanted = profile.calls.asserted_identity;
        wanted != model::ProfileCalls::AssertedIdentity::Default && variables.has(kAsserted))
        variables.set(kAsserted, asserted_identity(variables.get(kAsserted), wanted));
    variables.set("context", profile.calls.context);
    variables.set("domain_name", services.settings.default_domain);
    if (!caller.acl.empty()) {
        variables.set("sip_acl_authed_by", caller.acl);
        variables.set("sip_acl_token", caller.acl_token);
    }
    if (!caller.auth_user.empty()) {
        variables.set("sip_authorized", "true");
        variables.set("sip_auth_username", caller.auth_user);
        variables.set("sip_auth_realm", caller.auth_realm);
    }
    if (caller.user != nullptr) {
        for (const auto& [name, value] : caller.user->variables)
            variables.set(name, value);
        variables.set("user_name", caller.user->id);
        variables.set("domain_name", caller.user->domain);
        if (variables.has("user_context"))
            variables.set("context", std::string(variables.get("user_context")));
    }
    if (!caller.context.empty())
        variables.set("context", caller.context);
    if (gateway != nullptr)
        enter_through(*leg, *gateway, invite);
    if (variables.get("context") == "_domain_")
        variables.set("context", std::string(variables.get("sip_from_host")));
    return leg;
}

/// The call whose dialog a Replaces value names, and on which side it is.
Call* find_replaced(Services& services, std::string_view replaces, Side& side) {
    const auto ids = read_replaces(replaces);
    return ids ? services.table.find_dialog(ids->call_id, ids->to_tag, ids->from_tag, side)
               : nullptr;
}

/// With what an INVITE with Replaces is refused (RFC 3891 3); 0: it may take the place.
int refuse_replacement(const Call* call,
                       Side side,
                       const sip::Request& invite,
                       const model::Profile& profile) {
    const auto ids = read_replaces(invite.header("Replaces"));
    if (call == nullptr || !ids)
        return 481;
    if (call->a().state() == LegState::Ending ||
        (call->b() && call->b()->state() == LegState::Ending))
        return 603;
    // An early dialog that its peer has begun counts as none.
    if (side == Side::A && !call->a().outbound && !call->a().is_up())
        return 481;
    if (ids->early_only)
        return 486;  // Only confirmed dialogs are replaced here.
    if (invite.body.empty() || !choose_early(profile.media, {}, invite.body).refusal.empty() ||
        (profile.calls.require_srtp && sip::has_plain_rtp(invite.body.data)))
        return 488;
    return Transfer::may_begin(*call) ? 0 : 491;
}

/// An INVITE with Replaces whose sender is admitted: the call of its dialog takes it, or it is
/// refused.
void take_replacement(Services& services,
                      const std::string& profile_name,
                      const Caller& caller,
                      std::unique_ptr<sip::ServerTransaction> invite) {
    auto* running = services.profiles.find(profile_name);
    if (running == nullptr)
        return;
    const auto& request = invite->request();
    Side side{};
    auto* call = find_replaced(services, request.header("Replaces"), side);
    if (const int status = refuse_replacement(call, side, request, *running->settings);
        status != 0) {
        invite->respond(sip::Reply::of(status).add("Allow", std::string(allowed_methods())));
        return;
    }
    ++running->counters.calls_in;
    auto newcomer = make_leg(services, side, *running->settings, request, caller);
    invite->mark_tag(model::mark_of(call->uuid(), side == Side::A ? 'a' : 'b'));
    newcomer->dialog = running->endpoint->accept(*invite);
    call->replace(side, std::move(newcomer), std::move(invite));
}

/// take_replacement() when the call is here, also if a former process has left it in the database.
void look_for_replaced(Services& services,
                       const std::string& profile_name,
                       const Caller& caller,
                       std::unique_ptr<sip::ServerTransaction> invite) {
    const auto ids = read_replaces(invite->request().header("Replaces"));
    if (!services.bring || !ids)
        return take_replacement(services, profile_name, caller, std::move(invite));
    // Shared, because a std::function is copied. The directory has the caller's user.
    const auto held = std::make_shared<std::unique_ptr<sip::ServerTransaction>>(std::move(invite));
    const auto then =
        [&services, profile_name, caller, held, directory = services.settings.directory](
            bool said) {
            if ((*held)->answered())
                return;  // Cancelled meanwhile.
            if (said)
                take_replacement(services, profile_name, caller, std::move(*held));
            else
                (*held)->respond(sip::Reply::of(503).add("Retry-After", "2"));
        };
    services.bring({ids->call_id, ids->to_tag}, then);
}

}  // namespace

Load load_of(const Services& services, const sip::RunningProfile& profile) {
    return {services.table.size(),
            services.settings.max_sessions,
            services.table.added_in_second(services.clock.steady()),
            services.settings.sessions_per_second,
            profile.counters.proceeding,
            profile.counters.in_use,
            profile.stopping,
            services.settings.intake.inbound_paused};
}

void on_invite(Services& services,
               registrar::Registrar& registrar,
               const std::string& profile_name,
               std::unique_ptr<sip::ServerTransaction> invite) {
    auto* running = services.profiles.find(profile_name);
    if (running == nullptr)
        return;
    const auto profile = running->settings;
    const auto& request = invite->request();
    auto refusal = refuse_invite(request, profile->calls, load_of(services, *running));
    Caller caller;
    if (!refusal) {
        caller = identify(services, registrar, *profile, request);
        if (!caller.admitted)
            refusal = std::move(caller.refusal);
        if (services.challenged != nullptr) {
            if (refusal && (refusal->status == 401 || refusal->status == 407))
                services.challenged->note(request);
            else
                services.challenged->settle(request.call_id);
        }
    }
    if (refusal) {
        refusal->add("Allow", std::string(allowed_methods()));
        invite->respond(*refusal);
        return;
    }
    if (has_replaces(request)) {
        look_for_replaced(services, profile_name, caller, std::move(invite));
        return;
    }
    ++running->counters.calls_in;
    services.table.count_new(services.clock.steady());
    auto leg = make_leg(services, Side::A, *profile, request, caller);
    base::CallUuid uuid(base::make_uuid());
    invite->mark_tag(model::mark_of(uuid, 'a'));
    leg->dialog = running->endpoint->accept(*invite);
    auto& call =
        services.table.add(std::make_unique<Call>(services, std::move(uuid), std::move(leg)));
    call.take_invite(std::move(invite));
    if (!call.judge_codecs(profile->media))
        return;
    auto actions = route_call(services, call, call.a().variables.get("context"));
    if (actions.empty()) {
        call.hangup(model::cause::kNoRouteDestination,
                    "no extension of context '" + std::string(call.a().variables.get("context")) +
                        "' matches " + call.a().destination);
        return;
    }
    call.run(std::make_unique<Script>(services, call.uuid(), std::move(actions)));
}

sip::Reply on_options(const sip::Request& options,
                      const model::Profile& profile,
                      const Load& load) {
    if (profile.calls.options_503_on_busy)
        if (auto full = refuse_when_full(profile.calls, load))
            return *full;
    // RFC 3261 8.2.2.3, 11.2: as an INVITE would be answered.
    auto reply = sip::Reply::of(200);
    add_unsupported(reply, options.require, profile.calls);
    if (!reply.headers.empty())
        reply.status = 420;
    reply.add("Allow", std::string(allowed_methods()));
    reply.add("Accept", "application/sdp");
    reply.add("Supported", "path, " + supported_extensions(profile.calls));
    return reply;
}

}  // namespace sofia::call
