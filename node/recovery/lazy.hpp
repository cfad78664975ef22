#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "call/services.hpp"
#include "recovery/call_source.hpp"
#include "sip/endpoint.hpp"

namespace sofia::recovery {

/// Answers in-dialog requests for calls that this process does not know yet: the dialog is looked
/// up in the database, the call is rebuilt, and the held request is handed to it. Nobody gets 481
/// for a call that is in the table (promise 3). Thread: SIP.
class Lazy {
  public:
    Lazy(call::Services& services, CallSource& source) : services_(services), source_(source) {}

    /// Takes a request with a To tag that matched no dialog on `profile`. An ACK is let go, it
    /// needs no answer. Requests for one dialog share one look-up; above a bound of requests held
    /// the answer is 503 with Retry-After, as it is for a call that exists but cannot be rebuilt
    /// here and now.
    void look_up(const std::string& profile, std::unique_ptr<sip::ServerTransaction> request);

  private:
    struct Held {
        std::string profile;
        std::unique_ptr<sip::ServerTransaction> request;
    };
    void found(const std::string& key, base::Result<std::optional<model::TrackedCall>> row);

    call::Services& services_;
    CallSource& source_;
    std::map<std::string, std::vector<Held>> held_;
    std::size_t held_count_ = 0;
};

}  // namespace sofia::recovery
