#include "sip/sofia/pending_answers.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace sofia::sip::nta {

void PendingAnswers::begin(const std::string& call_id,
                           const std::string& local_tag,
                           std::uint32_t cseq,
                           Repeat repeat,
                           Acknowledged acknowledged) {
    const Key key{call_id, local_tag};
    auto& pending = pending_[key];
    pending = Pending{cseq, std::move(repeat), std::move(acknowledged), timers_.t1, {}, nullptr};
    schedule(key, pending);
}

void PendingAnswers::schedule(const Key& key, Pending& pending) {
    const auto wait = std::min(pending.interval, timers_.t1x64 - pending.elapsed);
    pending.elapsed += wait;
    pending.timer = loop_.after(wait, [this, key] { expire(key); });
}

void PendingAnswers::expire(const Key& key) {
    const auto found = pending_.find(key);
    if (found == pending_.end())
        return;
    auto& pending = found->second;
    if (pending.elapsed >= timers_.t1x64) {
        LOG_WARN(Area::Sip, "call-id={} cseq={} no ACK came", key.first, pending.cseq);
        const auto acknowledged = std::move(pending.acknowledged);
        pending_.erase(found);
        acknowledged(nullptr);
        return;
    }
    pending.repeat();
    pending.interval = std::min(pending.interval * 2, timers_.t2);
    schedule(key, pending);
}

bool PendingAnswers::acknowledge(const Request& ack) {
    const auto found = pending_.find(Key{ack.call_id, std::string(ack.to.tag())});
    if (found == pending_.end() || found->second.cseq != ack.cseq)
        return false;
    const auto acknowledged = std::move(found->second.acknowledged);
    pending_.erase(found);
    acknowledged(&ack);
    return true;
}

void PendingAnswers::forget(std::string_view call_id, std::string_view local_tag) noexcept {
    if (pending_.empty())
        return;
    pending_.erase(Key{call_id, local_tag});
}

}  // namespace sofia::sip::nta
