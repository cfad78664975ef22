#include "call/refer_to.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::call {
namespace {

/// How many header lines have this name; one that the stack cannot read has an empty value.
auto lines_of(const sip::MessageHead& message, std::string_view name) {
    return std::count_if(message.headers.begin(), message.headers.end(), [&](const auto& line) {
        return base::iequals(line.name, name);
    });
}

}  // namespace

std::optional<ReplacesIds> read_replaces(std::string_view value) {
    auto parts = base::split(value, ';');
    if (parts.empty() || parts.front().find('=') != std::string::npos)
        return std::nullopt;
    ReplacesIds ids;
    ids.call_id = std::move(parts.front());
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
        const auto equals = std::min(part->find('='), part->size());
        const auto name = base::lower(base::trim(std::string_view(*part).substr(0, equals)));
        const auto text = std::string(
            base::trim(std::string_view(*part).substr(std::min(equals + 1, part->size()))));
        if (name == "to-tag")
            ids.to_tag = text;
        else if (name == "from-tag")
            ids.from_tag = text;
        else if (name == "early-only")
            ids.early_only = true;
    }
    if (ids.call_id.empty() || ids.to_tag.empty() || ids.from_tag.empty())
        return std::nullopt;
    return ids;
}

std::optional<ReferTo> read_refer_to(std::string_view value) {
    const auto address = sip::NameAddr::parse(value);
    auto uri = address ? sip::Uri::parse(address->uri) : std::nullopt;
    if (!uri)
        return std::nullopt;
    ReferTo refer;
    for (const auto& field : base::split(std::exchange(uri->headers, {}), '&')) {
        const auto equals = std::min(field.find('='), field.size());
        auto name = base::url_decode(std::string_view(field).substr(0, equals));
        auto text =
            base::url_decode(std::string_view(field).substr(std::min(equals + 1, field.size())));
        if (base::iequals(name, "Replaces"))
            refer.replaces = std::move(text);
        else
            refer.headers.push_back({std::move(name), std::move(text)});
    }
    const auto method = sip::find_param(uri->params, "method");
    if (method && !base::iequals(*method, "INVITE"))
        return std::nullopt;
    std::erase_if(uri->params,
                  [](const auto& param) { return base::iequals(param.name, "method"); });
    refer.uri = uri->str();
    return refer;
}

std::string refer_to_fault(const sip::MessageHead& refer) {
    const auto lines = lines_of(refer, "Refer-To");
    if (lines == 0)
        return "Missing Refer-To Header";
    if (lines > 1)
        return "More Than One Refer-To Header";
    const auto to = read_refer_to(refer.header("Refer-To"));
    if (!to)
        return "Unusable Refer-To Header";
    return to->replaces.empty() || read_replaces(to->replaces) ? std::string()
                                                               : "Unusable Replaces In Refer-To";
}

std::string replaces_fault(const sip::MessageHead& invite) {
    const auto lines = lines_of(invite, "Replaces");
    if (lines > 1)
        return "More Than One Replaces Header";
    return lines == 0 || read_replaces(invite.header("Replaces")) ? std::string()
                                                                  : "Unusable Replaces Header";
}

bool has_replaces(const sip::MessageHead& message) {
    return lines_of(message, "Replaces") > 0;
}

}  // namespace sofia::call
