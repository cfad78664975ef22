#include "sip/sofia/message_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include <arpa/inet.h>

#include "sip/disposition.hpp"
#include "sip/sofia/header_text.hpp"

namespace sofia::sip::nta {

namespace {

constexpr std::uint16_t kDefaultPort = 5060;

constexpr std::array kMethods{
    std::pair{Method::Invite, sip_method_invite},
    std::pair{Method::Ack, sip_method_ack},
    std::pair{Method::Bye, sip_method_bye},
    std::pair{Method::Cancel, sip_method_cancel},
    std::pair{Method::Options, sip_method_options},
    std::pair{Method::Register, sip_method_register},
    std::pair{Method::Info, sip_method_info},
    std::pair{Method::Prack, sip_method_prack},
    std::pair{Method::Update, sip_method_update},
    std::pair{Method::Refer, sip_method_refer},
    std::pair{Method::Subscribe, sip_method_subscribe},
    std::pair{Method::Notify, sip_method_notify},
    std::pair{Method::Message, sip_method_message},
    std::pair{Method::Publish, sip_method_publish},
};

/// Whether a header has a field of its own in both messages, so that it is no "other" header.
bool has_own_field(const msg_hclass_t* kind) noexcept {
    static const std::array known{sip_request_class,
                                  sip_status_class,
                                  sip_via_class,
                                  sip_route_class,
                                  sip_record_route_class,
                                  sip_from_class,
                                  sip_to_class,
                                  sip_call_id_class,
                                  sip_cseq_class,
                                  sip_contact_class,
                                  sip_require_class,
                                  sip_supported_class,
                                  sip_user_agent_class,
                                  sip_reason_class,
                                  sip_content_type_class,
                                  sip_separator_class,
                                  sip_payload_class,
                                  sip_content_length_class};
    return std::find(known.begin(), known.end(), kind) != known.end();
}

/// Whether it has one in a Request only.
bool has_request_field(const msg_hclass_t* kind) noexcept {
    static const std::array known{sip_max_forwards_class,
                                  sip_expires_class,
                                  sip_path_class,
                                  sip_authorization_class,
                                  sip_proxy_authorization_class};
    return std::find(known.begin(), known.end(), kind) != known.end();
}

std::vector<Header> other_headers(const msg_header_t* first, bool is_request) {
    std::vector<Header> headers;
    for (const auto* header = first; header != nullptr; header = header->sh_succ) {
        const auto* kind = header->sh_class;
        if (has_own_field(kind) || (is_request && has_request_field(kind)))
            continue;
        if (kind == sip_unknown_class) {
            const auto* unknown = reinterpret_cast<const sip_unknown_t*>(header);
            headers.push_back({text_or_empty(unknown->un_name), text_or_empty(unknown->un_value)});
        } else if (kind == sip_error_class) {
            // Whoever must tell it from one that is absent sees its name alone.
            const auto* unreadable = reinterpret_cast<const sip_error_t*>(header);
            if (unreadable->er_name != nullptr)
                headers.push_back({unreadable->er_name, {}});
        } else if (kind->hc_name != nullptr) {
            headers.push_back({kind->hc_name, value_text(header)});
        }
    }
    return headers;
}

/// Seconds as RFC 3261 25.1 writes them: above 2^32 - 1 that; nothing for what is no number, which
/// counts as not said (20.10, 20.19).
std::optional<std::uint32_t> delta_seconds(std::string_view text) noexcept {
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument)
        return std::nullopt;
    return error == std::errc::result_out_of_range ? std::numeric_limits<std::uint32_t>::max()
                                                   : seconds;
}

Contact contact_of(const sip_contact_t& contact) {
    Contact result;
    result.is_star = contact.m_url->url_type == url_any;
    result.address = name_addr(contact.m_display, contact.m_url, contact.m_params);
    if (contact.m_expires != nullptr)
        result.expires = delta_seconds(contact.m_expires);
    if (contact.m_q != nullptr) {
        const double q = std::clamp(std::strtod(contact.m_q, nullptr), 0.0, 1.0);
        result.q_thousandths = static_cast<int>(q * 1000 + 0.5);
    }
    return result;
}

Address source_of(msg_t* message, const sip_via_t* via) {
    Address source;
    const auto* address = msg_addr(message);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_ntop(address->su_family, SU_ADDR(address), text.data(), text.size()) != nullptr)
        source.ip = text.data();
    source.port = ntohs(address->su_port);
    if (via != nullptr && via->v_protocol == sip_transport_tcp)
        source.transport = "tcp";
    else if (via != nullptr && via->v_protocol == sip_transport_tls)
        source.transport = "tls";
    return source;
}

void read_head(MessageHead& head, msg_t* message, const sip_t& sip) {
    head.from = name_addr(sip.sip_from->a_display, sip.sip_from->a_url, sip.sip_from->a_params);
    head.to = name_addr(sip.sip_to->a_display, sip.sip_to->a_url, sip.sip_to->a_params);
    head.call_id = sip.sip_call_id->i_id;
    head.cseq = sip.sip_cseq->cs_seq;
    for (const auto* contact = sip.sip_contact; contact != nullptr; contact = contact->m_next)
        head.contacts.push_back(contact_of(*contact));
    head.record_route = values_of(sip.sip_record_route, &sip_record_route_t::r_next);
    if (sip.sip_require != nullptr)
        head.require = items(sip.sip_require->k_items);
    if (sip.sip_supported != nullptr)
        head.supported = items(sip.sip_supported->k_items);
    if (sip.sip_user_agent != nullptr)
        head.user_agent = text_or_empty(sip.sip_user_agent->g_string);
    head.reason = value_of(sip.sip_reason);
    head.body.content_type = value_of(sip.sip_content_type);
    if (sip.sip_payload != nullptr)
        head.body.data.assign(sip.sip_payload->pl_data, sip.sip_payload->pl_len);
    head.source = source_of(message, sip.sip_via);
}

void read_via(Request& request, const sip_via_t& via) {
    request.via_branch = text_or_empty(via.v_branch);
    request.via_host = text_or_empty(via.v_host);
    std::uint16_t port = kDefaultPort;
    if (via.v_port != nullptr) {
        request.via_host.append(":").append(via.v_port);
        std::from_chars(via.v_port, via.v_port + std::char_traits<char>::length(via.v_port), port);
    }
    // A client of a stream sends from a port that it never names, so only the host tells there.
    request.via_differs_from_source =
        via.v_received != nullptr || (!request.source.is_stream() && port != request.source.port);
}

/// Whether a body counts as not there: its sender leaves that to us (RFC 3261 20.11), and where a
/// session is described we take nothing else.
bool is_passed_over(const Request& request) {
    const bool describes = request.method == Method::Invite || request.method == Method::Update ||
                           request.method == Method::Prack || request.method == Method::Ack;
    return describes && disposition_of(request).is_optional && !is_description(request);
}

}  // namespace

Method method_of(sip_method_t method) noexcept {
    for (const auto& [ours, theirs] : kMethods)
        if (theirs == method)
            return ours;
    return Method::Other;
}

sip_method_t token_of(Method method) noexcept {
    for (const auto& [ours, theirs] : kMethods)
        if (ours == method)
            return theirs;
    return sip_method_unknown;
}

Request read_request(msg_t* message, const sip_t& sip) {
    Request request;
    read_head(request, message, sip);
    request.method = method_of(sip.sip_request->rq_method);
    request.method_name = sip.sip_request->rq_method_name;
    request.uri = url_text(sip.sip_request->rq_url);
    if (sip.sip_max_forwards != nullptr)
        request.max_forwards = static_cast<int>(sip.sip_max_forwards->mf_count);
    if (sip.sip_expires != nullptr)
        request.expires = static_cast<std::uint32_t>(sip.sip_expires->ex_delta);
    request.path = values_of(sip.sip_path, &sip_path_t::r_next);
    request.authorization = values_of(sip.sip_authorization, &sip_authorization_t::au_next);
    request.proxy_authorization =
        values_of(sip.sip_proxy_authorization, &sip_proxy_authorization_t::au_next);
    request.headers = other_headers(reinterpret_cast<const msg_header_t*>(sip.sip_request), true);
    read_via(request, *sip.sip_via);
    if (is_passed_over(request))
        request.body = {};
    return request;
}

Response read_response(msg_t* message, const sip_t& sip) {
    Response response;
    read_head(response, message, sip);
    response.status = sip.sip_status->st_status;
    response.phrase = text_or_empty(sip.sip_status->st_phrase);
    response.headers = other_headers(reinterpret_cast<const msg_header_t*>(sip.sip_status), false);
    return response;
}

}  // namespace sofia::sip::nta
