#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/event.hpp"
#include "model/presence.hpp"
#include "presence/resource.hpp"

namespace sofia::presence {

/// A document of RFC 3842; of a mailbox of which nothing is known it says that nothing waits. Pure.
std::string message_summary(const Resource& user, const model::Mailbox* mailbox);

/// The Message-Account of such a document, a URI; empty when it names none. Pure.
std::string account_of(std::string_view document);

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
