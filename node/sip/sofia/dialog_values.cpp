#include "sip/sofia/dialog_values.hpp"

#include <algorithm>

#include "sip/literal.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {

namespace {

NameAddr with_tag(NameAddr address, const std::string& tag) {
    if (address.tag().empty() && !tag.empty())
        address.params.push_back({"tag", tag});
    return address;
}

}  // namespace

model::DialogState dialog_of(const Request& request, const std::string& local_tag) {
    model::DialogState dialog;
    dialog.call_id = request.call_id;
    dialog.local = with_tag(request.to, local_tag).str();
    dialog.remote = request.from.str();
    dialog.local_tag = local_tag;
    dialog.remote_tag = request.from.tag();
    dialog.remote_cseq = request.cseq;
    dialog.route_set = request.record_route;
    dialog.remote_target =
        request.contacts.empty() ? request.from.uri : request.contacts.front().address.uri;
    if (dialog.route_set.empty())
        dialog.next_hop = next_hop_to(request);
    return dialog;
}

void take_answer(model::DialogState& dialog, const Response& answer) {
    dialog.remote = answer.to.str();
    dialog.remote_tag = answer.to.tag();
    dialog.route_set.assign(answer.record_route.rbegin(), answer.record_route.rend());
    if (!answer.contacts.empty())
        dialog.remote_target = answer.contacts.front().address.uri;
    else if (dialog.remote_target.empty())
        dialog.remote_target = answer.to.uri;
}

std::string next_hop_to(const MessageHead& message) {
    if (message.contacts.empty() || message.source.ip.empty())
        return {};
    const auto contact = Uri::parse(message.contacts.front().address.uri);
    if (!contact || !is_literal(contact->host))
        return {};
    const bool is_direct = contact->host == message.source.ip;
    if (is_direct && !message.source.is_stream())
        return {};
    Uri hop;
    hop.host = message.source.ip;
    hop.port = message.source.port;
    if (message.source.is_stream())
        hop.params.push_back({"transport", message.source.transport});
    return hop.str();
}

}  // namespace sofia::sip::nta
