#include "registrar/contact_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "registrar/outbound.hpp"

namespace sofia::registrar {
namespace {

/// The parameters by which we tell ourselves how to reach the phone.
bool is_ours(const sip::Param& param) {
    return base::iequals(param.name, "fs_nat") || base::iequals(param.name, "fs_path") ||
           base::iequals(param.name, "received");
}

bool is_aggressive(const model::Profile& profile) {
    const auto found = profile.params.find("aggressive-nat-detection");
    return found != profile.params.end() && base::is_true(found->second);
}

/// `sip:user@ip:port;transport=tcp`, the packet's source as a URI; UDP needs no naming.
std::string source_uri(const sip::Address& source, const std::string& user) {
    sip::Uri uri;
    uri.user = user;
    uri.host = source.ip;
    uri.port = source.port;
    if (source.is_stream())
        uri.params.push_back({"transport", source.transport});
    return uri.str();
}

std::string host_port(const sip::Address& source) {
    const bool is_ipv6 = source.ip.find(':') != std::string::npos;
    return (is_ipv6 ? '[' + source.ip + ']' : source.ip) + ':' + std::to_string(source.port);
}

/// The URIs of Path values, topmost first, joined by ','.
std::string path_uris(const std::vector<std::string>& path) {
    std::string text;
    for (const auto& value : path) {
        const auto hop = sip::NameAddr::parse(value);
        if (!hop)
            continue;
        if (!text.empty())
            text.push_back(',');
        text.append(hop->uri);
    }
    return text;
}

}  // namespace

bool is_behind_nat(const sip::Request& request,
                   const sip::Contact& contact,
                   const model::Profile& profile,
                   const model::AclLists& acls) {
    if (!request.path.empty())
        return false;
    if (outbound_of(request, contact, profile) == Outbound::Flow)
        return true;
    const auto& lists = profile.registrar.apply_nat_acl;
    const auto& settings = profile.registrar;
    if ((settings.tcp_is_nat && request.source.transport == "tcp") ||
        (settings.tls_is_nat && request.source.transport == "tls"))
        return request.path.empty();
    const bool aggressive = is_aggressive(profile);
    if (lists.empty() && !aggressive)
        return false;
    const auto uri = sip::Uri::parse(contact.address.uri);
    if (!uri)
        return false;
    const bool moved = request.via_differs_from_source || uri->host != request.source.ip;
    return moved && (aggressive || std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
                         return acls.check(list, uri->host).allowed;
                     }));
}

std::string stored_contact(const sip::Request& request,
                           const sip::Contact& contact,
                           bool natted,
                           bool name_source) {
    auto shown = contact.address;
    shown.params.clear();
    if (auto uri = sip::Uri::parse(shown.uri)) {
        auto changed = std::erase_if(uri->params, is_ours) > 0;
        if (natted) {
            if (name_source)
                uri->params.push_back({"received", host_port(request.source)});
            uri->params.push_back({"fs_nat", "yes"});
            uri->params.push_back(
                {"fs_path", base::url_encode(source_uri(request.source, uri->user))});
            changed = true;
        } else if (!request.path.empty()) {
            uri->params.push_back({"fs_path", base::url_encode(path_uris(request.path))});
            changed = true;
        }
        if (changed)
            shown.uri = uri->str();
    }
    const auto text = shown.str();
    return shown.display.empty() ? "\"\" " + text : text;
}

std::string registered_status(const sip::Address& source, bool natted) {
    std::string status = "Registered(";
    for (const char c : source.transport)
        status.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return status.append(natted ? "-NAT)" : ")");
}

}  // namespace sofia::registrar
