#include "app/dispatcher.hpp"

#include "app/register_answers.hpp"
#include "app/request_gate.hpp"
#include "base/clock.hpp"
#include "call/offer.hpp"
#include "call/on_invite.hpp"
#include "model/call_tag.hpp"
#include "presence/package.hpp"
#include "sip/uri.hpp"

namespace sofia::app {
namespace {

/// Whose answer says where a user is, or who the sender is by a nonce of the cluster.
bool needs_the_bindings(sip::Method method, bool passes_notify) noexcept {
    using enum sip::Method;
    return method == Register || method == Invite || method == Subscribe || method == Publish ||
           method == Message || (method == Notify && passes_notify);
}

}  // namespace

void Dispatcher::on_request(std::unique_ptr<sip::ServerTransaction> transaction) {
    const auto& request = transaction->request();
    // For a 2xx of a process that is gone: the peer has what it wants, unless the ACK is its answer
    // to an offer (RFC 3261 13.2.1).
    if (request.method == sip::Method::Ack && request.body.empty())
        return;
    if (!request.to.tag().empty() && request.method == sip::Method::Subscribe &&
        !model::call_of(request.to.tag())) {
        rooms_.presence.on_request(profile_, std::move(transaction));
        return;
    }
    if (!request.to.tag().empty()) {
        rooms_.lazy.look_up(profile_, std::move(transaction));
        return;
    }
    auto* profile = rooms_.services.profiles.find(profile_);
    if (profile != nullptr)
        if (const auto refusal = refuse_at_gate(request, *profile, rooms_.services.clock))
            return transaction->respond(with_our_name(*refusal, *profile->settings));
    if (profile != nullptr && request.method == sip::Method::Register)
        transaction = answered_with_our_name(std::move(transaction), profile->settings);
    if (const auto refusal = refuse_uri(transaction->request()))
        return transaction->respond(*refusal);
    const bool needs_bindings = needs_the_bindings(
        request.method, profile != nullptr && profile->settings->presence.forward_mwi);
    if (needs_bindings && rooms_.lease.refuses_new()) {
        transaction->respond(come_again());
        return;
    }
    if (!needs_bindings || !rooms_.waiting.is_open())
        return carry_out(std::move(transaction));
    // By value: the endpoint, and this with it, may be gone when the time has come.
    rooms_.waiting.enter(std::move(transaction), [rooms = rooms_, profile = profile_](auto waited) {
        Dispatcher(rooms, profile).carry_out(std::move(waited));
    });
}

void Dispatcher::carry_out(std::unique_ptr<sip::ServerTransaction> transaction) {
    const auto& request = transaction->request();
    const auto* profile = rooms_.services.profiles.find(profile_);
    if (profile == nullptr)
        return;
    switch (request.method) {
        case sip::Method::Register:
            rooms_.registrar.on_register(profile->settings, std::move(transaction));
            return;
        case sip::Method::Invite:
            call::on_invite(rooms_.services, rooms_.registrar, profile_, std::move(transaction));
            return;
        case sip::Method::Subscribe:
        case sip::Method::Publish:
        case sip::Method::Message:
            rooms_.presence.on_request(profile_, std::move(transaction));
            return;
        case sip::Method::Notify:
            if (profile->settings->presence.forward_mwi)
                rooms_.presence.on_request(profile_, std::move(transaction));
            else
                transaction->respond(sip::Reply::of(481));
            return;
        case sip::Method::Bye:
        case sip::Method::Info:
        case sip::Method::Prack:
        case sip::Method::Refer:
        case sip::Method::Update:
            // Allowed, in a dialog; this one has no tag of ours (RFC 3261 12.2.2).
            transaction->respond(sip::Reply::of(481));
            return;
        case sip::Method::Options: {
            const auto load = is_own_probe(request, *profile)
                                  ? call::Load{}
                                  : call::load_of(rooms_.services, *profile);
            auto reply = call::on_options(request, *profile->settings, load);
            for (auto& header : reply.headers)
                if (header.name == "Allow")
                    header.value = methods_of(*profile->settings);
            reply.add("Allow-Events", presence::allowed_events(*profile->settings) + ", refer");
            transaction->respond(reply);
            return;
        }
        default: {
            const bool known = request.method != sip::Method::Other;
            transaction->respond(
                sip::Reply::of(known ? 405 : 501).add("Allow", methods_of(*profile->settings)));
        }
    }
}

void Dispatcher::on_answer(const sip::Response& answer) {
    rooms_.lazy.look_up(profile_, answer);
}

std::string Dispatcher::connection_of(const model::DialogState& dialog) {
    const auto peer = sip::NameAddr::parse(dialog.remote);
    const auto aor = peer ? sip::Uri::parse(peer->uri) : std::nullopt;
    const auto target = sip::Uri::parse(dialog.remote_target);
    if (!aor || !target)
        return {};
    const auto& locations = rooms_.registrar.locations();
    const auto now = base::system_clock().wall();
    for (const auto* binding : locations.live_on_any(aor->user, aor->host, now)) {
        const auto contact = sip::Uri::parse(binding->key.contact_uri);
        // The Contact of an INVITE may have other parameters than that of the binding.
        if (!contact || binding->network_proto == "udp" || !binding->path.empty() ||
            contact->user != target->user || contact->host_port() != target->host_port())
            continue;
        sip::Uri source;
        source.host = binding->network_ip;
        source.port = binding->network_port;
        source.params.push_back({"transport", binding->network_proto});
        return source.str();
    }
    return {};
}

}  // namespace sofia::app
