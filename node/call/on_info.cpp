// INFO passes from leg to leg with its body (RFC 6086); the answer is the other peer's.

#include <utility>

#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {

void Call::on_info(Leg& leg, std::unique_ptr<sip::ServerTransaction> info) {
    if (!is_up()) {
        info->respond(answer_to(leg, 200));  // Nobody is there yet who could want it.
        return;
    }
    auto& to = other(leg);
    auto request = request_to(to, sip::Method::Info);
    request.body = info->request().body;
    if (const auto package = info->request().header("Info-Package"); !package.empty())
        request.headers.push_back({"Info-Package", std::string(package)});
    // The exchange belongs to nobody but itself: both transactions live until the final answer.
    struct Exchange {
        std::unique_ptr<sip::ServerTransaction> from;
        std::unique_ptr<sip::ClientTransaction> to;
    };
    auto exchange = std::make_shared<Exchange>();
    exchange->from = std::move(info);
    exchange->to =
        to.dialog->send(request, [exchange, &loop = services_.loop](const sip::Response& response) {
            if (response.status < 200)
                return;
            sip::Reply answer = sip::Reply::of(response.status, response.phrase);
            answer.body = response.body;
            exchange->from->respond(answer);
            loop.post([exchange] { exchange->to.reset(); });
        });
}

}  // namespace sofia::call
