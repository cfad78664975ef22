#include "call/refer_to.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::call {

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

}  // namespace sofia::call
