#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "presence/resource.hpp"

namespace sofia::presence {

/// One dialog of a user, as watchers see it (RFC 4235 4.1).
struct DialogFact {
    /// In the order in which a dialog goes through them.
    enum class State { Trying, Early, Confirmed, Terminated } state = State::Trying;
    /// Whether the user has called; otherwise it was called.
    bool is_initiator = false;
    /// Who is at the other side: a URI, and the name that it shows.
    std::string remote_uri;
    std::string remote_name;

    bool operator==(const DialogFact&) const = default;
};

/// The dialogs of a user, by the id of the leg.
using Dialogs = std::map<std::string, DialogFact>;

/// The name in documents: "early".
std::string_view to_string(DialogFact::State state) noexcept;

/// What has changed from one state of affairs to another: new and changed dialogs, and those that
/// are there no more, as terminated. Pure.
Dialogs difference(const Dialogs& before, const Dialogs& now);

/// A document of RFC 4235: `is_full` with all dialogs, otherwise with those that have changed.
/// `is_private` leaves out who is at the other side. Pure.
std::string dialog_info(const Resource& user,
                        std::uint32_t version,
                        bool is_full,
                        const Dialogs& dialogs,
                        bool is_private);

}  // namespace sofia::presence
