// Requests that pass from peer to peer, or are ours, and change nothing in the call: INFO, MESSAGE,
// NOTIFY, REFER. A challenge that they meet is answered where the leg has credentials; the second
// one is a refusal.

#include "call/exchange.hpp"

#include <algorithm>
#include <utility>

#include "call/best_response.hpp"
#include "call/call_table.hpp"
#include "call/header_variables.hpp"
#include "call/transfer.hpp"
#include "sip/usage.hpp"

namespace sofia::call {
namespace {

sip::Reply passed(const sip::Response& response) {
    if (response.status < 300)
        return {response.status, response.phrase, {}, response.body};
    const int status = passed_status(response.status, 500);
    return {status, status == response.status ? response.phrase : std::string(), {}, response.body};
}

}  // namespace

void Call::pass(Leg& from,
                std::unique_ptr<sip::ServerTransaction> request,
                std::vector<sip::Header> headers) {
    auto& to = other(from);
    auto exchange = std::make_shared<Exchange>();
    exchange->leg = to.uuid();
    exchange->request = {request->request().method, std::move(headers), request->request().body};
    exchange->from = std::move(request);
    exchanges_.push_back(exchange);
    send_exchange(to, exchange, request_to(to, exchange->request.method));
}

void Call::send_notice(Leg& leg, sip::Outgoing notice) {
    auto exchange = std::make_shared<Exchange>();
    exchange->leg = leg.uuid();
    exchange->request = std::move(notice);
    exchange->notice = ++notices_;
    exchanges_.push_back(exchange);
    send_exchange(leg, exchange, request_to(leg, exchange->request.method));
}

void Call::send_exchange(Leg& to,
                         const std::shared_ptr<Exchange>& exchange,
                         sip::Outgoing request) {
    const auto& what = exchange->request;
    request.headers.insert(request.headers.end(), what.headers.begin(), what.headers.end());
    request.body = what.body;
    // The transaction must not hold the exchange that holds it.
    exchange->to =
        to.dialog->send(request,
                        [&services = services_, uuid = uuid_, weak = std::weak_ptr(exchange)](
                            const sip::Response& response) {
                            auto exchange = weak.lock();
                            if (response.status < 200 || !exchange)
                                return;
                            if (auto* call = services.table.find(uuid))
                                call->on_exchange_response(exchange, response);
                            else if (exchange->from && !exchange->from->answered())
                                exchange->from->respond(passed(response));
                            services.loop.post([departing = std::move(exchange)] {});
                        });
    keep_cseq_near(to);
}

void Call::on_exchange_response(const std::shared_ptr<Exchange>& exchange,
                                const sip::Response& response) {
    const auto& from = exchange->from;
    if (from && from->answered())
        return;
    auto* to = find_leg(exchange->leg);
    // An older notice that came after a later one would tell of what is over.
    const bool is_current = from || exchange->notice == notices_;
    if (to != nullptr && is_current && (response.status == 401 || response.status == 407)) {
        if (!std::exchange(exchange->challenged, true) && to->digest)
            to->digest->begin();
        if (auto again = answer_challenge(*to, response, exchange->request.method)) {
            release(exchange->to);  // We are in its callback.
            send_exchange(*to, exchange, std::move(*again));
            return;
        }
    }
    const auto method = exchange->request.method;
    if (from && to != nullptr && method == sip::Method::Refer && response.status < 300) {
        auto answer = passed(response);
        if (const auto sub = response.header("Refer-Sub"); !sub.empty())
            answer.add("Refer-Sub", std::string(sub));
        on_refer_passed(*to, exchange, response.cseq, std::move(answer));
        return;
    }
    if (from)
        from->respond(passed(response));
    std::erase(exchanges_, exchange);
    if (method == sip::Method::Notify) {
        if (!from && transfer_ && sip::ends_subscription(response.status))
            for (const auto& header : exchange->request.headers)
                if (header.name == "Event")
                    transfer_->end_subscription(header.value);
        return;  // 481 says that its subscription is gone, not the dialog (RFC 5057 5.1).
    }
    // RFC 3261 12.2.1.2: the other dialog is gone.
    if (from && response.status == 481)
        hangup(model::cause_of_status(481), std::string(sip::to_string(method)) + " answered 481");
}

Leg* Call::find_leg(const base::LegUuid& uuid) noexcept {
    for (auto* leg : {a_.get(), b_.get(), transfer_ ? transfer_->former() : nullptr})
        if (leg != nullptr && leg->uuid() == uuid && leg->dialog)
            return leg;
    return nullptr;
}

void Call::end_exchanges() {
    for (const auto& exchange : exchanges_) {
        if (!exchange->from)
            continue;                                  // A notice of the end goes its way.
        exchange->from->respond(sip::Reply::of(487));  // RFC 3261 15.1.2.
        services_.loop.post([departing = exchange] {});
    }
    std::erase_if(exchanges_, [](const auto& exchange) { return exchange->from != nullptr; });
}

}  // namespace sofia::call
