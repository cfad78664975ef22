#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/event.hpp"
#include "presence/messages.hpp"
#include "presence/publications.hpp"
#include "presence/rooms.hpp"
#include "presence/subscriptions.hpp"
#include "presence/users.hpp"

namespace sofia::presence {

/// The node's event packages: who watches whom (SUBSCRIBE, NOTIFY), what users say of themselves
/// (PUBLISH), and messages between them (MESSAGE). It is there on an active node only: before
/// promote() requests wait, and after demote() nothing is sent. Thread: SIP.
class Presence {
  public:
    explicit Presence(Rooms rooms);
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;

    /// The node is active: goes on with what the database has. Watchers of a former process are
    /// told all, at a gentle pace, once calls have had time to be recovered; whoever asks or whose
    /// user changes is told before.
    void promote(std::vector<model::Subscription> subscriptions,
                 std::vector<model::Publication> publications,
                 std::vector<model::Mailbox> mailboxes);
    /// Forgets all without a word. Shut the endpoints before, for ending a request that waits
    /// answers it.
    void demote();

    /// SUBSCRIBE, within a dialog or not, PUBLISH or MESSAGE; NOTIFY outside of any dialog where
    /// the profile passes it on.
    void on_request(const std::string& profile, std::unique_ptr<sip::ServerTransaction> request);

    /// Whether anybody watches anybody, so that legs need be looked at.
    bool has_watchers() const noexcept { return users_.has_watchers(); }
    /// A leg is new, has changed or has ended.
    void on_leg(const LegNews& news) { users_.on_leg(news); }
    /// A binding has come, was renewed or is gone.
    void on_binding(const model::RegistrationKey& key, registrar::BindingChange change);
    /// Profiles have started, stopped or changed.
    void on_profiles();
    /// An event that a client of the event socket has sent: MESSAGE_WAITING, PRESENCE_IN,
    /// SEND_MESSAGE and so on; others are ignored. While the node becomes active they wait, on a
    /// standby they are dropped.
    void on_event(const model::Event& event);

    /// How many subscriptions there are.
    std::size_t size() const noexcept { return subscriptions_.size(); }
    /// What is known of a user, for `sofia_presence_data`.
    PresenceFact presence_of(const Resource& user) { return users_.presence_of(user); }
    std::vector<const model::Publication*> publications_of(const Resource& user) const {
        return users_.publications_of(user);
    }

  private:
    void begin_telling();
    void tell_next();
    void on_message_waiting(const model::Event& event);
    void on_presence_in(const model::Event& event);
    /// PRESENCE_PROBE: whoever knows more of a user who has registered may say it.
    void ask_for(const Resource& user, const std::string& profile) const;
    void announce(const Resource& user, const std::string& profile, bool is_registered) const;

    const Rooms rooms_;
    Users users_;
    Subscriptions subscriptions_;
    Publications publications_;
    Messages messages_;
    bool is_active_ = false;
    /// Requests that came before promote().
    std::vector<std::pair<std::string, std::unique_ptr<sip::ServerTransaction>>> waiting_;
    std::vector<model::Event> waiting_events_;
    std::unique_ptr<sip::Timer> sweep_;
    std::unique_ptr<sip::Timer> telling_;
};

}  // namespace sofia::presence
