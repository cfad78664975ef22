#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "sip/message.hpp"

namespace sofia::sip::nta {

/// The answers given without a transaction, so that a retransmission gets the same one and a
/// request that is still being worked on is not worked on twice. Bounded in entries and age; what
/// falls out is answered anew, which REGISTER and OPTIONS allow. Thread: SIP.
class AnswerCache {
  public:
    /// A given answer with the To tag that went with it.
    struct Answer {
        Reply reply;
        std::string to_tag;
    };
    /// What is known of a request.
    enum class State { New, Pending, Answered };

    /// \param max_entries requests remembered at most, the oldest goes first.
    /// \param max_age how long one is remembered from its arrival.
    AnswerCache(const base::Clock& clock, std::size_t max_entries, base::Milliseconds max_age)
        : clock_(clock), max_entries_(max_entries), max_age_(max_age) {}

    /// What identifies a request's transaction (RFC 3261 17.2.3), with the Call-ID and CSeq for
    /// senders without unique branches.
    static std::string key_of(const Request& request);
    /// Notes the arrival of a request; New when it was not known, and from now on it is Pending.
    State arrive(const std::string& key);
    /// Notes its answer; without effect when it has fallen out meanwhile.
    void answer(const std::string& key, Answer answer);
    /// The answer given, null when there is none.
    const Answer* find(const std::string& key) const;
    /// How many requests are remembered.
    std::size_t size() const noexcept { return entries_.size(); }

  private:
    void drop_old();

    const base::Clock& clock_;
    const std::size_t max_entries_;
    const base::Milliseconds max_age_;
    std::unordered_map<std::string, std::optional<Answer>> entries_;
    // The same keys in the order of arrival.
    std::deque<std::pair<base::SteadyTime, std::string>> arrivals_;
};

}  // namespace sofia::sip::nta
