// INFO passes from leg to leg with its body (RFC 6086); the answer is the other peer's.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "call/best_response.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {
namespace {

sip::Reply passed(const sip::Response& response) {
    if (response.status < 300)
        return {response.status, response.phrase, {}, response.body};
    const int status = passed_status(response.status, 500);
    return {status, status == response.status ? response.phrase : std::string(), {}, response.body};
}

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

struct Call::Exchange {
    std::unique_ptr<sip::ServerTransaction> from;
    std::unique_ptr<sip::ClientTransaction> to;
};

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
    auto& to = other(leg);
    auto request = request_to(to, sip::Method::Info);
    request.body = info->request().body;
    if (const auto package = info->request().header("Info-Package"); !package.empty())
        request.headers.push_back({"Info-Package", std::string(package)});
    auto exchange = std::make_shared<Exchange>();
    exchange->from = std::move(info);
    exchanges_.push_back(exchange);
    // The transaction must not hold the exchange that holds it.
    exchange->to =
        to.dialog->send(request,
                        [&services = services_, uuid = uuid_, weak = std::weak_ptr(exchange)](
                            const sip::Response& response) {
                            auto exchange = weak.lock();
                            if (response.status < 200 || !exchange || exchange->from->answered())
                                return;
                            exchange->from->respond(passed(response));
                            if (auto* call = services.table.find(uuid)) {
                                std::erase(call->exchanges_, exchange);
                                // RFC 3261 12.2.1.2: the other dialog is gone.
                                if (response.status == 481)
                                    call->hangup(model::cause_of_status(481), "INFO answered 481");
                            }
                            services.loop.post([departing = std::move(exchange)] {});
                        });
    keep_cseq_near(to);
}

void Call::end_exchanges() {
    for (auto& exchange : std::exchange(exchanges_, {})) {
        exchange->from->respond(sip::Reply::of(487));  // RFC 3261 15.1.2.
        services_.loop.post([departing = std::move(exchange)] {});
    }
}

}  // namespace sofia::call
