#pragma once

#include <optional>
#include <string>

#include "model/event.hpp"
#include "model/presence.hpp"
#include "presence/resource.hpp"

namespace sofia::presence {

/// A document of RFC 3842; of a mailbox of which nothing is known it says that nothing waits. Pure.
std::string message_summary(const Resource& user, const model::Mailbox* mailbox);

/// What a voice mail system says of a mailbox.
struct MailboxNews {
    /// URI, or `user@host`.
    std::string account;
    /// The profile whose domains count, empty: any.
    std::string profile;
    bool is_waiting = false;
    /// "new/old (urgent new/urgent old)" or empty.
    std::string counts;
};

/// Reads an event MESSAGE_WAITING: MWI-Message-Account, MWI-Messages-Waiting, MWI-Voice-Message,
/// sofia-profile. Nothing when it names no account. Counts that RFC 3842 5.2 does not know are left
/// out. Pure.
std::optional<MailboxNews> read_message_waiting(const model::Event& event);

}  // namespace sofia::presence
