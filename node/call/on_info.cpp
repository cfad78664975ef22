// INFO (RFC 6086) and MESSAGE (RFC 3428) pass from leg to leg with their bodies; the answer is the
// other peer's.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "call/call.hpp"

namespace sofia::call {
namespace {

std::string type_of(const sip::Request& info) {
    const auto& type = info.body.content_type;
    return base::lower(base::trim(type.substr(0, type.find(';'))));
}

/// Whether this INFO is one that the profile passes on (proxy-info, proxy-info-content-types).
bool is_passed(const sip::Request& info, const model::ProfileCalls& settings) {
    if (!settings.pass_info)
        return false;
    const auto& types = settings.pass_info_types;
    return types.empty() || std::find(types.begin(), types.end(), type_of(info)) != types.end();
}

/// The key that a phone reports, and how long it was held in ms: `Signal=5`, `Duration=160` of
/// application/dtmf-relay, or the bare key of application/dtmf. Nothing when it is no such INFO.
std::vector<sip::Header> key_of(const sip::Request& info) {
    std::string key;
    std::string duration = "160";
    const auto type = type_of(info);
    if (type == "application/dtmf")
        key = base::trim(info.body.data);
    if (type == "application/dtmf-relay")
        for (const auto& line : base::split(info.body.data, '\n')) {
            const auto equals = line.find('=');
            const auto name = base::trim(std::string_view(line).substr(0, equals));
            if (equals == std::string::npos)
                continue;
            if (base::iequals(name, "signal"))
                key = base::trim(std::string_view(line).substr(equals + 1));
            else if (base::iequals(name, "duration"))
                duration = base::trim(std::string_view(line).substr(equals + 1));
        }
    const bool is_key = key.size() == 1 && std::string_view("0123456789*#ABCDabcdF").find(key[0]) !=
                                               std::string_view::npos;
    return is_key && base::to_number(duration)
               ? std::vector<sip::Header>{{"DTMF-Digit", key},
                                          {"DTMF-Duration", duration},
                                          {"DTMF-Source", "INFO"}}
               : std::vector<sip::Header>{};
}

}  // namespace

void Call::on_info(Leg& leg, std::unique_ptr<sip::ServerTransaction> info) {
    if (const auto key = key_of(info->request()); !key.empty())
        fire("DTMF", leg, cause_, key);
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
