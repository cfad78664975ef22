#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/presence.hpp"
#include "presence/dialog_info.hpp"
#include "presence/package.hpp"
#include "presence/pidf.hpp"
#include "presence/rooms.hpp"

namespace sofia::presence {

class Subscription;

/// What is known of users: their dialogs as far as somebody watches them, their publications and
/// mailboxes; and who watches whom. News of a user whom nobody watches costs one look-up, and none
/// while nobody watches anybody. Thread: SIP.
class Users {
  public:
    /// `rooms` outlive it.
    explicit Users(const Rooms& rooms) : rooms_(rooms) {}
    Users(const Users&) = delete;
    Users& operator=(const Users&) = delete;

    /// Whether anybody watches anybody.
    bool has_watchers() const noexcept { return !watched_.empty(); }
    /// `subscription` hears of its user's changes until unwatch().
    void watch(Subscription& subscription);
    void unwatch(Subscription& subscription);

    /// A leg is new, has changed or has ended.
    void on_leg(const LegNews& news);
    /// The same of something that is no leg but is shown like one; it is known whether it is
    /// watched or not.
    void on_foreign(const LegNews& news);
    /// Something else of a user may have changed: its watchers look.
    void on_change(const Resource& user);
    /// The legs are looked at anew, because calls have gone without a word, or come from another
    /// process.
    void look_again();
    /// Forgets all.
    void clear();

    /// The dialogs of a user who is watched, and what is shown like dialogs.
    Dialogs dialogs_of(const Resource& user);
    /// The presence of a user: busy in a call, else what it has published last, else whether it is
    /// registered.
    PresenceFact presence_of(const Resource& user);
    /// Its mailbox; nullptr when nothing is known of it.
    const model::Mailbox* mailbox_of(const Resource& user) const;

    /// Whether somebody at this address watches a user's messages, dialogs, presence.
    bool is_watched_from(const Resource& user,
                         Package package,
                         const std::string& ip,
                         std::uint16_t port) const;

    /// What is published; the caller tells the watchers.
    void put(model::Publication publication);
    void put(model::Mailbox mailbox);
    void remove(const model::PublicationKey& key);
    const model::Publication* find(const model::PublicationKey& key) const;
    /// Those of a user that have not ended, in the order in which they came.
    std::vector<const model::Publication*> publications_of(const Resource& user) const;
    /// Keys of those that have ended.
    std::vector<model::PublicationKey> ended_publications(base::WallTime now) const;

  private:
    struct Watched {
        Dialogs dialogs;
        std::vector<Subscription*> watchers;
        /// Whether the calls that were up before the first watcher came are among the dialogs.
        bool is_complete = false;
    };

    /// One look at all legs completes every user that is not.
    void complete();

    const Rooms& rooms_;
    std::unordered_map<Resource, Watched, ResourceHash> watched_;
    std::unordered_map<Resource, Dialogs, ResourceHash> foreign_;
    std::unordered_map<Resource, std::vector<model::Publication>, ResourceHash> publications_;
    std::unordered_map<Resource, model::Mailbox, ResourceHash> mailboxes_;
    bool is_complete_ = true;
};

}  // namespace sofia::presence
