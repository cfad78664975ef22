#include "sip/sofia/stateless_transaction.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "sip/sofia/guard.hpp"
#include "sip/sofia/reply_writer.hpp"

namespace sofia::sip::nta {

namespace {

constexpr int kTagBytes = 8;

}  // namespace

StatelessTransaction::StatelessTransaction(std::shared_ptr<Room> room,
                                           MessageRef message,
                                           Request request,
                                           std::string key)
    : room_(std::move(room)),
      message_(std::move(message)),
      request_(std::move(request)),
      key_(std::move(key)),
      local_tag_(request_.to.tag()) {}

StatelessTransaction::~StatelessTransaction() {
    guarded("unanswered request", [this] {
        if (!answered_)
            respond(Reply::of(500));
    });
}

const std::string& StatelessTransaction::local_tag() {
    if (local_tag_.empty())
        local_tag_ = base::make_token(kTagBytes);
    return local_tag_;
}

void StatelessTransaction::respond(const Reply& reply) {
    // A provisional answer to a non-INVITE request has no use without a transaction (RFC 4320).
    if (answered_ || reply.status < 200)
        return;
    answered_ = true;
    if (!room_->is_open())
        return;
    if (!send_stateless_reply(
            room_->agent.get(), std::move(message_), reply, local_tag(), room_->user_agent))
        LOG_WARN(Area::Sip, "call-id={} answer {} not sent", request_.call_id, reply.status);
    if (!key_.empty())
        room_->given.answer(key_, {reply, local_tag_});
}

}  // namespace sofia::sip::nta
