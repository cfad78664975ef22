#include "sip/sofia/request_writer.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "sip/sofia/connection.hpp"
#include "sip/sofia/message_reader.hpp"
#include "sip/sofia/message_writer.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {

namespace {

/// Puts a header structure of the stack into the message; false for null.
template <class SipHeader>
bool insert(msg_t* message, SipHeader* header) {
    return header != nullptr &&
           sip_header_insert(
               message, sip_object(message), reinterpret_cast<sip_header_t*>(header)) == 0;
}

std::string in_brackets(const std::string& uri) {
    return uri.find('<') == std::string::npos ? "<" + uri + ">" : uri;
}

/// Where a request goes by its dialog: the Request-URI and the Route values, first hop first.
struct Path {
    std::string request_uri;
    std::vector<std::string> routes;
};

/// The URI of a strict router at the head of the route set (RFC 2543), empty when there is none.
std::string strict_router(const model::DialogState& dialog) {
    if (dialog.route_set.empty())
        return {};
    const auto route = NameAddr::parse(in_brackets(dialog.route_set.front()));
    const auto uri = route ? Uri::parse(route->uri) : std::nullopt;
    return uri && !find_param(uri->params, "lr") ? route->uri : std::string();
}

/// A URI as it may stand in a Request-URI: without the headers that a Contact may have (RFC 3261
/// 19.1.1).
std::string without_headers(const std::string& uri) {
    const auto host = uri.find('@');  // The user part may have a question mark of its own.
    return uri.substr(0, uri.find('?', host == std::string::npos ? 0 : host));
}

Path path_of(const model::DialogState& dialog) {
    Path path{without_headers(dialog.remote_target), dialog.route_set};
    auto router = strict_router(dialog);
    if (router.empty())
        return path;
    // It wants itself in the Request-URI and the target at the end (RFC 3261 12.2.1.1).
    path.routes.erase(path.routes.begin());
    path.routes.push_back(path.request_uri);
    path.request_uri = std::move(router);
    return path;
}

bool add_routes(msg_t* message, const std::vector<std::string>& routes) {
    for (const auto& route : routes)
        if (!insert(message, sip_route_make(msg_home(message), in_brackets(route).c_str())))
            return false;
    return true;
}

}  // namespace

MessageRef write_request(nta_agent_t* agent,
                         const model::DialogState& dialog,
                         std::uint32_t cseq,
                         const Outgoing& request,
                         const std::string& user_agent) {
    MessageRef message(nta_msg_create(agent, 0));
    if (!message)
        return {};
    auto* const raw = message.get();
    auto* const home = message.home();
    const auto method = token_of(request.method);
    const std::string name(to_string(request.method));
    const auto path = path_of(dialog);
    const char* const kept_name = su_strdup(home, name.c_str());
    const bool complete =
        insert(raw,
               sip_request_create(
                   home, method, kept_name, URL_STRING_MAKE(path.request_uri.c_str()), nullptr)) &&
        add_routes(raw, path.routes) && insert(raw, sip_from_make(home, dialog.local.c_str())) &&
        insert(raw, sip_to_make(home, dialog.remote.c_str())) &&
        insert(raw, sip_call_id_make(home, dialog.call_id.c_str())) &&
        insert(raw, sip_cseq_create(home, cseq, method, kept_name));
    if (!complete) {
        LOG_ERROR(Area::Sip,
                  "call-id={} {} not sent: unreadable target={} from={} to={}",
                  dialog.call_id,
                  name,
                  path.request_uri,
                  dialog.local,
                  dialog.remote);
        return {};
    }
    add_headers(raw, request.headers, user_agent);
    if (message.sip()->sip_max_forwards == nullptr)
        insert(raw, sip_max_forwards_make(home, "70"));
    add_body(raw, request.body);
    return message;
}

std::string send_to(nta_agent_t* agent, const model::DialogState& dialog) {
    if (!dialog.next_hop.empty() && is_next_hop(agent, dialog.next_hop))
        return dialog.next_hop;
    return strict_router(dialog);
}

std::string first_hop(const model::DialogState& dialog) {
    const auto path = path_of(dialog);
    if (path.routes.empty())
        return path.request_uri;
    const auto route = NameAddr::parse(in_brackets(path.routes.front()));
    return route ? route->uri : std::string();
}

}  // namespace sofia::sip::nta
