// A phone whose partner has become another one is shown who that is (RFC 4916 in spirit, with the
// headers of caller-id-type): by an UPDATE without a description, which changes nothing else.

#include <string>
#include <utility>

#include "base/log.hpp"
#include "call/best_response.hpp"
#include "call/callee_identity.hpp"
#include "call/transfer.hpp"

namespace sofia::call {

void Transfer::show_partner(Call& call, Leg& party, std::optional<sip::Outgoing> again) {
    const auto* profile = call.services_.profiles.find(party.profile());
    if (profile == nullptr || !profile->settings->calls.pass_callee_id ||
        !profile->settings->calls.send_display_update || !party.allows_update || !call.is_up() ||
        Call::is_changing(party))
        return;
    auto shown = display_header(party,
                                identity_of(call.other(party)),
                                profile->settings->calls,
                                party.dialog->state().local_contact);
    if (!shown)
        return;
    if (!again && party.digest)
        party.digest->begin();
    auto update = again ? std::move(*again) : call.request_to(party, sip::Method::Update);
    update.headers.push_back(std::move(*shown));
    party.update_out = party.dialog->send(
        update,
        [&services = call.services_, uuid = call.uuid_, side = party.side()](
            const sip::Response& response) {
            auto* found = response.status < 200 ? nullptr : services.table.find(uuid);
            if (found != nullptr)
                on_shown(*found, side == Side::A ? *found->a_ : *found->b_, response);
        });
}

void Transfer::on_shown(Call& call, Leg& party, const sip::Response& response) {
    call.release(party.update_out);
    if (!call.is_up())
        return;
    if (response.status < 300) {
        // It is a target refresh, and one of the session (RFC 3311 5.1, RFC 4028 7.2).
        party.dialog->establish(response);
        call.take_session(party, response);
        call.save([](Call&, const base::Result<void>&) {});
    } else if (is_dialog_gone(response.status)) {
        call.hangup(model::cause_of_status(response.status),
                    "UPDATE answered " + std::to_string(response.status));
    } else if (response.status == 405 || response.status == 501) {
        party.allows_update = false;  // Whatever its Allow said.
    } else if (Call::lengthen_session(party, response)) {
        show_partner(call, party);
    } else if (auto again = call.answer_challenge(party, response, sip::Method::Update)) {
        show_partner(call, party, std::move(again));
    } else {
        LOG_INFO(Area::Call,
                 "leg={} was not shown its new partner: UPDATE answered {}",
                 party.uuid().str(),
                 response.status);
    }
}

}  // namespace sofia::call
