#include "sip/sofia/nta_endpoint.hpp"

#include <random>
#include <utility>

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "sip/sofia/bind_url.hpp"
#include "sip/sofia/connection.hpp"
#include "sip/sofia/dialog_values.hpp"
#include "sip/sofia/factory.hpp"
#include "sip/sofia/message_tap.hpp"
#include "sip/sofia/nta_client_transaction.hpp"
#include "sip/sofia/nta_dialog.hpp"
#include "sip/sofia/stateful_transaction.hpp"

namespace sofia::sip::nta {

namespace {

constexpr int kTagPrefixBytes = 4;
constexpr int kTagBytes = 8;
// 2024-01-01 00:00:00 UTC.
constexpr std::int64_t kCseqBeginsAtMs = 1704067200000;

/// A first CSeq with room below 2^31 for a long dialog (RFC 3261 8.1.1.5).
std::uint32_t first_cseq() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_int_distribution<std::uint32_t>(1, 1 << 20)(random);
}

NameAddr tagged(NameAddr address, std::string tag) {
    std::erase_if(address.params, [](const Param& param) { return param.name == "tag"; });
    address.params.push_back({"tag", std::move(tag)});
    return address;
}

/// The transport that a URI or a Route value asks for (RFC 3263 4.1).
std::string_view transport_of(const std::string& hop) {
    const auto asks_for = [&](const char* text) { return hop.find(text) != std::string::npos; };
    if (asks_for("transport=tls") || hop.starts_with("sips:") || hop.starts_with("<sips:"))
        return "tls";
    return asks_for("transport=tcp") ? "tcp" : "udp";
}

}  // namespace

NtaEndpoint::NtaEndpoint(SuLoop& loop, const model::Profile& profile, EndpointListener& listener)
    : room_(std::make_shared<Room>(loop, profile)),
      listener_(listener),
      next_cseq_(static_cast<std::uint32_t>(
          (base::to_epoch_ms(base::system_clock().wall()) - kCseqBeginsAtMs) / 1000)) {
    room_->tag_prefix = base::make_token(kTagPrefixBytes);
    room_->connection_of = [&listener](const model::DialogState& dialog) {
        return listener.connection_of(dialog);
    };
}

NtaEndpoint::~NtaEndpoint() {
    shut();
}

base::Result<void> NtaEndpoint::open(const model::Profile& profile) {
    const auto opened = room_->agent.open(room_->loop.root(), profile, *this);
    if (!opened)
        return opened;
    const auto port = room_->agent.port();
    room_->host_port = public_host_port(profile.address, port);
    url_ = shown_url(profile.address, port);
    bind_url_ = shown_bind_url(profile.address, port);
    room_->tls_host_port = public_tls_host_port(profile.address);
    tls_url_ = shown_tls_url(profile.address);
    tls_bind_url_ = shown_tls_bind_url(profile.address);
    return {};
}

std::string NtaEndpoint::contact(std::string_view user, std::string_view transport) const {
    std::string value = "<sip:";
    value.append(user.empty() ? std::string_view(room_->contact_user) : user);
    value.append("@").append(transport == "tls" ? room_->tls_host_port : room_->host_port);
    if (!transport.empty() && transport != "udp")
        value.append(";transport=").append(transport);
    return value.append(">");
}

std::unique_ptr<Dialog> NtaEndpoint::accept(ServerTransaction& invite) {
    auto state = dialog_of(invite.request(), invite.local_tag());
    state.local_cseq = first_cseq();
    state.local_contact = contact({}, invite.request().source.transport);
    auto dialog = std::make_unique<NtaDialog>(room_, std::move(state), NtaDialog::Role::Callee);
    if (const auto* stateful = dynamic_cast<const StatefulTransaction*>(&invite))
        dialog->watch(stateful->unanswered_mark());
    return dialog;
}

model::DialogState NtaEndpoint::new_dialog(const NewDialog& values) const {
    model::DialogState state;
    state.call_id = values.call_id.empty() ? base::make_uuid() : values.call_id;
    state.local_tag = values.from_tag.empty()
                          ? room_->tag_prefix + base::make_token(kTagBytes) + values.tag_mark
                          : values.from_tag;
    state.local = tagged(values.from, state.local_tag).str();
    state.remote = values.to.str();
    state.local_cseq = first_cseq();
    state.route_set = values.route;
    state.remote_target = values.target;
    state.next_hop = values.next_hop;
    // The peer's requests come the way that ours go.
    const auto& first_hop = !values.next_hop.empty() ? values.next_hop
                            : !values.route.empty()  ? values.route.front()
                                                     : values.target;
    state.local_contact = values.local_contact.empty()
                              ? contact(values.contact_user, transport_of(first_hop))
                              : values.local_contact;
    return state;
}

std::unique_ptr<Dialog> NtaEndpoint::start(const NewDialog& values) {
    return std::make_unique<NtaDialog>(room_, new_dialog(values), NtaDialog::Role::Caller);
}

std::unique_ptr<Dialog> NtaEndpoint::rehydrate(const model::DialogState& state) {
    return std::make_unique<NtaDialog>(room_, state, NtaDialog::Role::Rehydrated);
}

NtaDialog* NtaEndpoint::dialog_of_request(const Request& request) const {
    const auto local_tag = request.to.tag();
    if (local_tag.empty())
        return nullptr;
    return room_->dialogs.find(request.call_id, local_tag, request.from.tag());
}

bool NtaEndpoint::deliver(std::unique_ptr<ServerTransaction>& request) {
    auto* const dialog = dialog_of_request(request->request());
    if (dialog == nullptr)
        return false;
    if (request->request().method == Method::Ack)
        dialog->receive_stray_ack(request->request());
    else
        dialog->receive(std::move(request));
    request.reset();
    return true;
}

bool NtaEndpoint::has_dialog(std::string_view call_id, std::string_view local_tag) const {
    return room_->dialogs.find(call_id, local_tag) != nullptr;
}

std::unique_ptr<ClientTransaction> NtaEndpoint::send(const NewDialog& to,
                                                     const Outgoing& request,
                                                     OnResponse callback) {
    const auto cseq = to.cseq == 0 ? ++next_cseq_ : to.cseq;
    return std::make_unique<NtaClientTransaction>(
        room_, new_dialog(to), cseq, request, std::move(callback));
}

bool NtaEndpoint::has_connection(const std::string& uri) const {
    return room_->is_open() && is_reachable(room_->agent.get(), uri);
}

base::Result<void> NtaEndpoint::reload_certificates() {
    return room_->agent.reload_certificates();
}

void NtaEndpoint::trace(bool on) {
    room_->agent.trace(on);
}

void NtaEndpoint::capture(bool on) {
    if (on && !has_way_for_copies())
        LOG_WARN(
            Area::Sip, "{}: capture is on, but there is no capture-server to send copies to", url_);
    room_->agent.capture(on);
}

void NtaEndpoint::shut() {
    room_->close();
    room_->answers.clear();
    if (!room_->agent.in_callback()) {
        room_->agent.destroy();
        return;
    }
    // The stack is below us on the call stack; its memory goes when it has returned.
    room_->loop.post([room = room_] { room->agent.destroy(); });
}

}  // namespace sofia::sip::nta

namespace sofia::sip {

base::Result<std::unique_ptr<Endpoint>> open_endpoint(Loop& loop,
                                                      const model::Profile& profile,
                                                      EndpointListener& listener) {
    auto endpoint =
        std::make_unique<nta::NtaEndpoint>(dynamic_cast<nta::SuLoop&>(loop), profile, listener);
    const auto opened = endpoint->open(profile);
    if (!opened)
        return tl::unexpected(opened.error());
    return endpoint;
}

EndpointFactory endpoint_factory(Loop& loop) {
    return [&loop](const model::Profile& profile, EndpointListener& listener) {
        return open_endpoint(loop, profile, listener);
    };
}

}  // namespace sofia::sip
