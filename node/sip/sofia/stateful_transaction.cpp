#include "sip/sofia/stateful_transaction.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "sip/sofia/guard.hpp"
#include "sip/sofia/message_reader.hpp"
#include "sip/sofia/reply_writer.hpp"

namespace sofia::sip::nta {

namespace {

constexpr int kTagBytes = 8;

bool is_success(int status) noexcept {
    return status >= 200 && status < 300;
}

}  // namespace

std::unique_ptr<StatefulTransaction> StatefulTransaction::open(std::shared_ptr<Room> room,
                                                               MessageRef message,
                                                               Request request) {
    auto* const sip = message.sip();
    auto* const transaction =
        nta_incoming_create(room->agent.get(), nullptr, message.release(), sip, TAG_END());
    if (transaction == nullptr)
        return nullptr;
    return std::unique_ptr<StatefulTransaction>(
        new StatefulTransaction(std::move(room), transaction, std::move(request)));
}

StatefulTransaction::StatefulTransaction(std::shared_ptr<Room> room,
                                         nta_incoming_t* transaction,
                                         Request request)
    : room_(std::move(room)),
      request_(std::move(request)),
      transaction_(std::make_shared<IncomingHandle>(*room_, transaction)),
      local_tag_(request_.to.tag()) {
    if (request_.method == Method::Invite)
        unanswered_ = std::make_shared<bool>(true);
    nta_incoming_bind(transaction, &StatefulTransaction::receive_cancel, this);
}

StatefulTransaction::~StatefulTransaction() {
    if (self_)
        *self_ = nullptr;
    guarded("unanswered request", [this] {
        if (!answered_)
            respond(Reply::of(500));
    });
}

const std::string& StatefulTransaction::local_tag() {
    if (local_tag_.empty())
        local_tag_ = base::make_token(kTagBytes) + tag_mark_;
    return local_tag_;
}

void StatefulTransaction::respond(const Reply& reply) {
    if (auto body = room_->renamed(reply.body))
        send({reply.status, reply.phrase, reply.headers, std::move(*body)});
    else
        send(reply);
}

void StatefulTransaction::send(const Reply& reply) {
    if (answered_) {
        LOG_WARN(Area::Sip,
                 "call-id={} second answer {} not sent: the request has its final answer",
                 request_.call_id,
                 reply.status);
        return;
    }
    const bool is_final = reply.status >= 200;
    answered_ = is_final;
    if (is_final)
        unanswered_.reset();
    if (!room_->is_open())
        return;
    if (!send_reply(room_->agent.get(), transaction_->get(), reply, local_tag(), room_->user_agent))
        LOG_WARN(Area::Sip, "call-id={} answer {} not sent", request_.call_id, reply.status);
    if (is_final && request_.method == Method::Invite && is_success(reply.status))
        repeat_until_ack(reply);
    if (!is_final)
        return;
    // A pending answer may keep the stack's transaction, which must not call us any more.
    nta_incoming_bind(transaction_->get(), nullptr, nullptr);
    transaction_.reset();
}

void StatefulTransaction::repeat_until_ack(const Reply& reply) {
    self_ = std::make_shared<StatefulTransaction*>(this);
    auto repeat = [room = room_.get(), transaction = transaction_, reply, tag = local_tag_] {
        if (room->is_open())
            send_reply(room->agent.get(), transaction->get(), reply, tag, room->user_agent);
    };
    auto acknowledged = [self = self_](const Request* ack) {
        if (*self != nullptr)
            (*self)->acknowledged(ack);
    };
    room_->answers.begin(
        request_.call_id, local_tag_, request_.cseq, std::move(repeat), std::move(acknowledged));
}

void StatefulTransaction::acknowledged(const Request* ack) {
    const auto callback = std::exchange(on_ack_, nullptr);
    if (callback)
        callback(ack);
}

void StatefulTransaction::on_cancel(std::function<void(const Request& cancel)> callback) {
    on_cancel_ = std::move(callback);
}

void StatefulTransaction::on_ack(std::function<void(const Request* ack)> callback) {
    on_ack_ = std::move(callback);
}

void StatefulTransaction::acknowledge(const Request& ack) {
    room_->answers.acknowledge(ack);
}

int StatefulTransaction::receive_cancel(CancelSink* sink,
                                        nta_incoming_t* transaction,
                                        const sip_t* sip) noexcept {
    const bool is_cancel = sip != nullptr && sip->sip_request != nullptr &&
                           sip->sip_request->rq_method == sip_method_cancel;
    if (!is_cancel)
        return 0;
    const MessageRef message(nta_incoming_getrequest_ackcancel(transaction));
    guarded("CANCEL", [&] { sink->on_cancel_message(message.get(), *sip); });
    return 0;
}

void StatefulTransaction::on_cancel_message(msg_t* message, const sip_t& sip) {
    const Agent::InCallback in_callback(room_->agent);
    if (!room_->is_open() || answered_)
        return;
    if (!on_cancel_) {
        respond(Reply::of(487));
        return;
    }
    const auto callback = on_cancel_;
    callback(read_request(message, sip));
}

}  // namespace sofia::sip::nta
