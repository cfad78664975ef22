#include "registrar/forced_contact.hpp"

#include "base/text.hpp"
#include "registrar/contact_text.hpp"

namespace sofia::registrar {
namespace {

constexpr std::string_view kTls = "NDLB-tls-connectile-dysfunction";
constexpr std::string_view kFlow = "NDLB-connectile-dysfunction-2.0";

std::optional<sip::Uri> literal_of(std::string_view value) {
    const auto address = sip::NameAddr::parse(value);
    auto uri = address ? sip::Uri::parse(address->uri) : std::nullopt;
    if (!uri || uri->host.empty() || (uri->scheme != "sip" && uri->scheme != "sips"))
        return std::nullopt;
    return uri;
}

}  // namespace

ForcedContact forced_contact(std::string_view value) {
    if (value.empty())
        return ForcedContact::None;
    if (base::iequals(value, kFlow))
        return ForcedContact::Flow;
    for (const auto name : {std::string_view("NDLB-connectile-dysfunction"),
                            std::string_view("nat-connectile-dysfunction"),
                            kTls})
        if (base::iequals(value, name))
            return ForcedContact::Source;
    return literal_of(value) ? ForcedContact::Literal : ForcedContact::None;
}

std::optional<sip::Contact> literal_contact(const sip::Contact& contact, std::string_view value) {
    const auto uri = literal_of(value);
    if (!uri)
        return std::nullopt;
    auto forced = contact;
    forced.address.uri = uri->str();
    return forced;
}

std::string contact_at_source(const sip::Request& request, const sip::Contact& contact) {
    const auto& source = request.source;
    auto moved = contact;
    if (auto uri = sip::Uri::parse(contact.address.uri)) {
        uri->host = source.ip;
        uri->port = source.port;
        std::erase_if(uri->params, [](const sip::Param& param) {
            return base::iequals(param.name, "fs_nat") || base::iequals(param.name, "transport");
        });
        if (source.is_stream())
            uri->params.push_back({"transport", source.transport});
        uri->params.push_back({"fs_nat", "yes"});
        moved.address.uri = uri->str();
    }
    moved.address.params.clear();
    const auto text = moved.address.str();
    return moved.address.display.empty() ? "\"\" " + text : text;
}

std::string forced_status(const sip::Address& source, std::string_view value) {
    if (base::iequals(value, kFlow))
        return "Registered(AUTO-NAT-2.0)";
    // Over UDP this status would hide that the phone is behind NAT.
    return base::iequals(value, kTls) && source.transport == "tls" ? "Registered(TLSHACK)"
                                                                   : "Registered(AUTO-NAT)";
}

}  // namespace sofia::registrar
