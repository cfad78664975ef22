#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "model/profile.hpp"
#include "sip/message.hpp"
#include "sip/sofia/nta_headers.hpp"
#include "sip/sofia/su_loop.hpp"

namespace sofia::sip::nta {

/// The 2xx answers to INVITEs whose ACK has not come: each is repeated at T1 doubling to T2 until
/// its ACK or 64*T1 (RFC 3261 13.3.1.4). They live here and not in the transaction, so that an
/// owner who drops the transaction does not end the repetition. Thread: SIP.
class PendingAnswers {
  public:
    /// Sends the answer once more.
    using Repeat = std::function<void()>;
    /// Called once with the ACK, or with nullptr when none came in time.
    using Acknowledged = std::function<void(const Request*)>;

    PendingAnswers(SuLoop& loop, const model::ProfileTimers& timers)
        : loop_(loop), timers_(timers) {}

    /// Begins to repeat the answer of the dialog `call_id`, `local_tag` to its INVITE number
    /// `cseq`. An older answer of the same dialog is forgotten.
    void begin(const std::string& call_id,
               const std::string& local_tag,
               std::uint32_t cseq,
               Repeat repeat,
               Acknowledged acknowledged);
    /// Ends the repetition that this ACK belongs to.
    /// \return false when there is none.
    bool acknowledge(const Request& ack);
    /// Forgets the answer of a dialog that is gone, without calling anybody.
    void forget(std::string_view call_id, std::string_view local_tag) noexcept;
    /// Forgets all.
    void clear() noexcept { pending_.clear(); }

  private:
    using Key = std::pair<std::string, std::string>;
    struct Pending {
        std::uint32_t cseq = 0;
        Repeat repeat;
        Acknowledged acknowledged;
        std::chrono::milliseconds interval{0};
        std::chrono::milliseconds elapsed{0};
        std::unique_ptr<Timer> timer;
    };

    void schedule(const Key& key, Pending& pending);
    void expire(const Key& key);

    SuLoop& loop_;
    const model::ProfileTimers timers_;
    std::map<Key, Pending> pending_;
};

}  // namespace sofia::sip::nta
