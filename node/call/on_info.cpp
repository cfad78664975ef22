// INFO (RFC 6086) and MESSAGE (RFC 3428) pass from leg to leg with their bodies; the answer is the
// other peer's.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "call/call.hpp"

namespace sofia::call {
namespace {

/// Whether this INFO is one that the profile passes on (proxy-info, proxy-info-content-types).
bool is_passed(const sip::Request& info, const model::ProfileCalls& settings) {
    if (!settings.pass_info)
        return false;
    const auto& types = settings.pass_info_types;
    const auto type =
        base::lower(base::trim(info.body.content_type.substr(0, info.body.content_type.find(';'))));
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

void Call::on_info(Leg& leg, std::unique_ptr<sip::ServerTransaction> info) {
    if (!is_up()) {
        info->respond(answer_to(leg, 200));  // Nobody is there yet who could want it.
        return;
    }
    const auto* const profile = services_.profiles.find(leg.profile());
    if (profile != nullptr && !is_passed(info->request(), profile->settings->calls)) {
        info->respond(answer_to(leg, 200));
        return;
    }
    std::vector<sip::Header> headers;
    if (const auto package = info->request().header("Info-Package"); !package.empty())
        headers.push_back({"Info-Package", std::string(package)});
    pass(leg, std::move(info), std::move(headers));
}

void Call::on_message(Leg& leg, std::unique_ptr<sip::ServerTransaction> message) {
    const auto* const profile = services_.profiles.find(leg.profile());
    if (profile == nullptr || !profile->settings->calls.pass_message)
        message->respond(answer_to(leg, 405));
    else if (!is_up())
        message->respond(answer_to(leg, 480));
    else
        pass(leg, std::move(message), {});
}

}  // namespace sofia::call
