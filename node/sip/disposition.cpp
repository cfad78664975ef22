#include "sip/disposition.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

bool is_sdp(const Body& body) {
    const auto type = std::string_view(body.content_type);
    return base::iequals(base::trim(type.substr(0, type.find(';'))), "application/sdp");
}

}  // namespace

Disposition disposition_of(const MessageHead& message) {
    Disposition disposition{is_sdp(message.body) ? "session" : "render", false};
    const auto parts = base::split(message.header("Content-Disposition"), ';');
    if (parts.empty() || base::trim(parts.front()).empty())
        return disposition;
    disposition.type = base::lower(base::trim(parts.front()));
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
        const auto equals = std::min(part->find('='), part->size());
        const std::string_view text(*part);
        if (base::iequals(base::trim(text.substr(0, equals)), "handling"))
            disposition.is_optional = base::iequals(
                base::trim(text.substr(std::min(equals + 1, part->size()))), "optional");
    }
    return disposition;
}

bool is_description(const MessageHead& message) {
    return is_sdp(message.body) && disposition_of(message).type == "session";
}

}  // namespace sofia::sip
