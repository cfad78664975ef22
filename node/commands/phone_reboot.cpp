#include "commands/phone_reboot.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "registrar/way_to_phone.hpp"

namespace sofia::commands {
namespace {

/// What one make of phone understands as an order to restart.
struct Make {
    /// Part of its User-Agent value, in lower case.
    std::string_view user_agent_part;
    std::string_view event;
};

constexpr std::string_view kServiceControl = "service-control";

// The first that fits counts, so a part of a name stands after the whole.
constexpr std::array kMakes{Make{"snom", "check-sync;reboot=true"},
                            Make{"yealink", "check-sync;reboot=true"},
                            Make{"linksys/spa8000", "check-sync"},
                            Make{"linksys", "reboot_now"},
                            Make{"spa", "reboot"},
                            Make{"cisco-cp7960g", "check-sync"},
                            Make{"cisco-cp7940g", "check-sync"},
                            Make{"cisco", kServiceControl},
                            Make{"", "check-sync"}};

std::string_view event_for(std::string_view user_agent) {
    const auto name = base::lower(user_agent);
    for (const auto& make : kMakes)
        if (name.find(make.user_agent_part) != std::string::npos)
            return make.event;
    return {};
}

sip::Body service_control_body() {
    return {"text/plain",
            "action=restart\nRegisterCallId={}\nConfigVersionStamp={0000000000000000}\n"
            "DialplanVersionStamp={0000000000000000}\nSoftkeyVersionStamp={0000000000000000}\n"};
}

bool names(std::string_view which, const model::Registration& binding) {
    if (which.empty() || which == binding.call_id)
        return true;
    const auto at = which.rfind('@');
    if (at == std::string_view::npos)
        return base::iequals(which, binding.key.host);
    const auto user = which.substr(0, at);
    return (user.empty() || base::iequals(user, binding.key.user)) &&
           base::iequals(which.substr(at + 1), binding.key.host);
}

sip::NewDialog way_to(const model::Registration& binding) {
    auto to = registrar::way_to_phone(binding);
    to.call_id = binding.call_id;
    return to;
}

}  // namespace

sip::Outgoing reboot_request(std::string_view user_agent) {
    const auto event = event_for(user_agent);
    sip::Outgoing request;
    request.method = sip::Method::Notify;
    request.headers = {{"Event", std::string(event)},
                       {"Subscription-State", "terminated;reason=noresource"}};
    if (event == kServiceControl)
        request.body = service_control_body();
    else
        request.body.content_type = "application/simple-message-summary";
    return request;
}

std::vector<PhoneNotify> reboot_notifies(Context& context,
                                         const std::string& profile,
                                         std::string_view which) {
    const auto& endpoint = *context.profiles.find(profile)->endpoint;
    registrar::BindingFilter filter;
    filter.profile = profile;
    std::vector<PhoneNotify> notifies;
    for (const auto* binding : context.registrar.locations().list(filter)) {
        if (binding->expires <= context.clock.wall() || !names(which, *binding))
            continue;
        PhoneNotify notify{way_to(*binding), reboot_request(binding->user_agent)};
        notify.request.headers.push_back({"Contact", endpoint.contact("", binding->network_proto)});
        if (auto& body = notify.request.body; !body.empty())
            body.data.insert(body.data.find('}'), binding->call_id);
        notifies.push_back(std::move(notify));
    }
    return notifies;
}

}  // namespace sofia::commands
