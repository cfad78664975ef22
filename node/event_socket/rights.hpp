#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "event_socket/subscriptions.hpp"

namespace sofia::event_socket {

/// What somebody may do on the event socket: everything who knows its password, what the directory
/// says a user who logs in with `userauth` (behaviour-spec 11.3). A value.
class Rights {
  public:
    /// May do nothing.
    Rights() = default;
    static Rights everything();
    /// Reads the values of esl-allowed-events (words as those of `event`), esl-allowed-api (names
    /// of commands, "all" or "none") and esl-allowed-log. What is empty allows nothing.
    static Rights read(std::string_view events, std::string_view api, std::string_view log);

    /// Whether a command line may be run; `sendevent` and `sendmsg` count as commands too.
    bool may_run(std::string_view line) const;
    /// Whether all of these events may be asked for.
    bool may_ask_for(const Subscriptions& events) const { return events_.covers(events); }
    /// Whether an event may be seen.
    bool may_see(const model::Event& event) const { return events_.includes(event); }
    bool may_see_log() const noexcept { return log_; }

    /// As the reply to `userauth` shows them: "all", "none", or the words.
    const std::string& events() const noexcept { return events_text_; }
    const std::string& api() const noexcept { return api_text_; }

  private:
    Subscriptions events_;
    std::string events_text_ = "none";
    bool all_commands_ = false;
    std::set<std::string, std::less<>> commands_;
    std::string api_text_ = "none";
    bool log_ = false;
};

/// A user of the directory who may log in.
struct Account {
    /// Never empty.
    std::string password;
    Rights rights;
};

}  // namespace sofia::event_socket
