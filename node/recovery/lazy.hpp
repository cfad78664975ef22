#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "call/services.hpp"
#include "recovery/call_source.hpp"
#include "recovery/prober.hpp"
#include "sip/endpoint.hpp"

namespace sofia::recovery {

/// Answers for calls that this process does not know yet: our tag in a message names its call (ADR
/// 0011), the call is looked up in the database and rebuilt, and the message is handed to it.
/// Nobody gets 481 or BYE for a call that is in the table (promise 3). The look-up claims under our
/// epoch, so that a node which has been displaced says nothing. A tag that names no call is not of
/// our making and costs no look-up. Thread: SIP.
class Lazy {
  public:
    /// From now on `services.bring` asks this.
    Lazy(call::Services& services, CallSource& source, Prober& prober);
    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;
    ~Lazy();

    /// Takes a request with a To tag that matched no dialog on `profile`. An ACK is let go, it
    /// needs no answer; a tag that is not of our making gets 481. Requests for one dialog share one
    /// look-up; above a bound of requests held the answer is 503 with Retry-After, as it is for a
    /// call that exists but cannot be rebuilt here and now.
    void look_up(const std::string& profile, std::unique_ptr<sip::ServerTransaction> request);
    /// Takes a 2xx to an INVITE that another process sent on `profile`. When the call is in the
    /// table its ACK is sent again; when the database says that it is not, the callee gets ACK and
    /// BYE (RFC 3261 13.2.2.4, 15). While the database cannot say, nothing is sent: the peer
    /// repeats it. Neither is anything for a tag that is not of our making: no node that could
    /// answer for it is known.
    void look_up(const std::string& profile, const sip::Response& answer);

    /// What `services.bring` promises: for a dialog that a request outside of it names (Replaces,
    /// RFC 3891 3).
    void bring(const model::DialogKey& dialog, std::function<void(bool)> then);

    /// Forgets the requests that wait; their sockets must be shut, for ending one answers it.
    void abandon();

  private:
    using Row = base::Result<std::optional<model::TrackedCall>>;
    struct HeldRequest {
        std::string profile;
        std::unique_ptr<sip::ServerTransaction> request;
    };
    struct HeldAnswer {
        std::string profile;
        sip::Response answer;
    };
    /// What waits for the same look-up.
    struct Held {
        std::vector<HeldRequest> requests;
        /// One for each tag of a peer: forks of one INVITE share our tag.
        std::map<std::string, HeldAnswer> answers;
        /// Of bring().
        std::vector<std::function<void(bool)>> asking;
        bool is_asked = false;
    };
    /// What the database and the plan made of a look-up.
    enum class Outcome {
        Here,     ///< the call is live: its dialogs take what was held
        Unknown,  ///< there is no such call
        Later,    ///< it cannot be said, or not be rebuilt, here and now
    };

    /// Asks the database for the call of a dialog unless that has been done.
    void ask(const base::CallUuid& call, const model::DialogKey& dialog);
    void found(const std::string& key, const Row& row);
    Outcome rebuild(const Row& row);
    void settle(HeldRequest held, Outcome outcome);
    void settle(const HeldAnswer& held, Outcome outcome);

    call::Services& services_;
    CallSource& source_;
    Prober& prober_;
    std::map<std::string, Held> held_;
    std::size_t held_count_ = 0;
};

}  // namespace sofia::recovery
