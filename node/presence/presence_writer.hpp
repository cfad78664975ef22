#pragma once

#include <functional>

#include "base/result.hpp"
#include "model/presence.hpp"
#include "model/subscription.hpp"

namespace sofia::presence {

/// The database as presence sees it: it never blocks, and completions come on the SIP thread, once,
/// with the outcome or with Timeout.
class PresenceWriter {
  public:
    using Done = std::function<void(base::Result<void>)>;

    virtual ~PresenceWriter() = default;
    virtual void put(model::Subscription subscription, Done done) = 0;
    virtual void put(model::Publication publication, Done done) = 0;
    virtual void put(model::Mailbox mailbox, Done done) = 0;
    /// Forgets one.
    virtual void remove(const model::SubscriptionKey& key, Done done) = 0;
    virtual void remove(const model::PublicationKey& key, Done done) = 0;
};

}  // namespace sofia::presence
