#include "app/dispatcher.hpp"

#include "call/offer.hpp"
#include "call/on_invite.hpp"

namespace sofia::app {

void Dispatcher::on_request(std::unique_ptr<sip::ServerTransaction> transaction) {
    const auto& request = transaction->request();
    if (request.method == sip::Method::Ack)
        return;  // For a 2xx of a process that is gone: the peer has what it wants.
    if (!request.to.tag().empty()) {
        rooms_.lazy.look_up(profile_, std::move(transaction));
        return;
    }
    const bool needs_bindings =
        request.method == sip::Method::Register || request.method == sip::Method::Invite;
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
        case sip::Method::Options:
            transaction->respond(call::on_options(request, *profile->settings));
            return;
        default: {
            const bool known = request.method != sip::Method::Other;
            transaction->respond(sip::Reply::of(known ? 405 : 501)
                                     .add("Allow", std::string(call::allowed_methods())));
        }
    }
}

void Dispatcher::on_answer(const sip::Response& answer) {
    rooms_.lazy.look_up(profile_, answer);
}

}  // namespace sofia::app
