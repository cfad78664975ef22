#include "registrar/binding.hpp"

#include "registrar/contact_text.hpp"
#include "registrar/forced_contact.hpp"

namespace sofia::registrar {
namespace {

std::string unquoted(std::string_view value) {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    return std::string(value);
}

}  // namespace

Order order_of(const sip::Request& request, const model::Registration& binding) noexcept {
    if (binding.call_id != request.call_id || request.cseq > binding.cseq)
        return Order::Newer;
    return request.cseq == binding.cseq ? Order::Same : Order::Older;
}

model::Registration make_binding(const sip::Request& request,
                                 const Aor& aor,
                                 const sip::Contact& contact,
                                 const Admission& admission,
                                 bool natted,
                                 std::chrono::seconds lifetime,
                                 base::WallTime now) {
    model::Registration binding;
    binding.key = {aor.profile, aor.user, aor.host, contact.address.uri};
    binding.call_id = request.call_id;
    binding.cseq = request.cseq;
    const auto& variable = admission.terms.force_contact;
    const auto forced = natted ? forced_contact(variable) : ForcedContact::None;
    binding.contact =
        forced == ForcedContact::Source
            ? contact_at_source(request, contact)
            : stored_contact(request, contact, natted, admission.terms.received_in_nat_contact);
    binding.status = forced == ForcedContact::None ? registered_status(request.source, natted)
                                                   : forced_status(request.source, variable);
    for (const auto& hop : request.path)
        binding.path.append(binding.path.empty() ? "" : ", ").append(hop);
    binding.user_agent = request.user_agent.empty() ? "unknown" : request.user_agent;
    binding.network_ip = request.source.ip;
    binding.network_port = request.source.port;
    binding.network_proto = request.source.transport;
    binding.auth_user = admission.auth_user;
    binding.auth_realm = admission.auth_realm;
    binding.expires = now + lifetime + admission.terms.late_margin;
    binding.refreshed = now;
    const auto& params = contact.address.params;
    binding.instance_id = unquoted(sip::find_param(params, "+sip.instance").value_or(""));
    binding.reg_id = unquoted(sip::find_param(params, "reg-id").value_or(""));
    binding.q_thousandths = contact.q_thousandths;
    binding.nonce_hash = admission.nonce_hash;
    binding.nonce_count = admission.nonce_count;
    return binding;
}

bool has_contact(const model::Registration& binding, std::string_view text, const sip::Uri& uri) {
    if (binding.key.contact_uri == text)
        return true;
    const auto other = sip::Uri::parse(binding.key.contact_uri);
    return other && sip::equivalent(*other, uri);
}

bool is_same_phone(const model::Registration& left, const model::Registration& right) {
    if (left.instance_id.empty() || left.instance_id != right.instance_id ||
        left.reg_id != right.reg_id)
        return false;
    return !left.reg_id.empty() || left.call_id != right.call_id;
}

std::string contact_value(const model::Registration& binding,
                          std::chrono::seconds late_margin,
                          base::WallTime now) {
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(binding.expires - late_margin - now);
    auto text = "<" + binding.key.contact_uri + ">;expires=" + std::to_string(left.count());
    if (binding.q_thousandths < 1000)
        text.append(";q=0.").append(std::to_string(1000 + binding.q_thousandths).substr(1));
    if (!binding.instance_id.empty())
        text.append(";+sip.instance=\"").append(binding.instance_id).append("\"");
    if (!binding.reg_id.empty())
        text.append(";reg-id=").append(binding.reg_id);
    return text;
}

}  // namespace sofia::registrar
