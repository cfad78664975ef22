#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/subscription.hpp"
#include "presence/rooms.hpp"
#include "presence/subscription.hpp"
#include "presence/users.hpp"

namespace sofia::presence {

/// Answers SUBSCRIBE (RFC 6665 4.2.1) and has the subscriptions. A 2xx that makes, renews or ends
/// one leaves when that is committed. Thread: SIP.
class Subscriptions final : public SubscriptionOwner {
  public:
    /// Both outlive it.
    Subscriptions(const Rooms& rooms, Users& users);
    ~Subscriptions() override;
    Subscriptions(const Subscriptions&) = delete;
    Subscriptions& operator=(const Subscriptions&) = delete;

    /// A SUBSCRIBE outside of any dialog.
    void on_subscribe(const model::Profile& profile,
                      std::unique_ptr<sip::ServerTransaction> subscribe);
    /// One within a dialog that the endpoint does not know: a former process may have made it.
    /// Answers 481 when nobody has.
    void on_refresh(const model::Profile& profile,
                    std::unique_ptr<sip::ServerTransaction> subscribe);

    /// Goes on with those of a former process. Their watchers are told all by tell_some().
    void load(std::vector<model::Subscription> rows);
    /// Forgets all without a word.
    void clear();
    /// Ends those whose time is over.
    void sweep();
    /// Tells the next watchers all that have heard nothing of this process yet. \return false when
    /// there are no more.
    bool tell_some(std::size_t most);

    std::size_t size() const noexcept { return all_.size(); }

    void on_request(Subscription& subscription,
                    std::unique_ptr<sip::ServerTransaction> request) override;
    void on_lag(Subscription& subscription) override;
    void on_over(Subscription& subscription, const std::string& why) override;

  private:
    using Shared = std::shared_ptr<Subscription>;

    /// What a new subscription asks for.
    struct Wish;

    void begin(const model::Profile& profile,
               std::unique_ptr<sip::ServerTransaction> subscribe,
               const Wish& wish);
    void on_written(const Shared& subscription,
                    sip::ServerTransaction& subscribe,
                    const sip::Reply& reply,
                    const base::Result<void>& written);
    void add(const Shared& subscription);
    void forget(Subscription& subscription);
    void renew(Subscription& subscription,
               const model::Profile& profile,
               std::shared_ptr<sip::ServerTransaction> request,
               std::chrono::seconds granted);
    void finish(Subscription& subscription,
                const model::Profile& profile,
                std::shared_ptr<sip::ServerTransaction> request);
    /// Asks who listens to events what they know: of messages, or of lamps that are theirs.
    void probe(const Subscription& subscription) const;

    const Rooms& rooms_;
    Users& users_;
    std::map<model::SubscriptionKey, Shared> all_;
    /// Those that only fetch, until their NOTIFY is answered.
    std::set<Shared> fetching_;
    std::set<std::pair<base::WallTime, model::SubscriptionKey>> by_expiry_;
    /// Those of a former process whose watchers are still to be told.
    std::vector<model::SubscriptionKey> untold_;
    /// What is being written when all is forgotten begins nothing any more.
    std::shared_ptr<void> era_ = std::make_shared<char>();
};

}  // namespace sofia::presence
