#include "sip/sofia/answer_cache.hpp"

#include <utility>

namespace sofia::sip::nta {

std::string AnswerCache::key_of(const Request& request) {
    std::string key;
    key.reserve(request.via_branch.size() + request.via_host.size() + request.call_id.size() +
                request.method_name.size() + 16);
    key.append(request.via_branch).append("\n").append(request.via_host).append("\n");
    key.append(request.call_id).append("\n").append(std::to_string(request.cseq)).append("\n");
    key.append(request.method_name);
    return key;
}

AnswerCache::State AnswerCache::arrive(const std::string& key) {
    drop_old();
    const auto [entry, is_new] = entries_.try_emplace(key);
    if (!is_new)
        return entry->second ? State::Answered : State::Pending;
    arrivals_.emplace_back(clock_.steady(), key);
    return State::New;
}

void AnswerCache::answer(const std::string& key, Answer answer) {
    const auto entry = entries_.find(key);
    if (entry != entries_.end())
        entry->second = std::move(answer);
}

const AnswerCache::Answer* AnswerCache::find(const std::string& key) const {
    const auto entry = entries_.find(key);
    return entry != entries_.end() && entry->second ? &*entry->second : nullptr;
}

void AnswerCache::drop_old() {
    const auto oldest = clock_.steady() - max_age_;
    while (!arrivals_.empty() &&
           (arrivals_.size() >= max_entries_ || arrivals_.front().first < oldest)) {
        entries_.erase(arrivals_.front().second);
        arrivals_.pop_front();
    }
}

}  // namespace sofia::sip::nta
