#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bus/event_text.hpp"
#include "call/steered_call.hpp"
#include "event_socket/command.hpp"
#include "event_socket/filters.hpp"
#include "event_socket/log_record.hpp"
#include "event_socket/rendered_event.hpp"
#include "event_socket/rights.hpp"
#include "event_socket/subscriptions.hpp"

namespace sofia::event_socket {

/// A command that runs in the background and ends in a BACKGROUND_JOB event.
struct Job {
    std::string uuid;
    std::string line;
    /// The leg that its client steers; empty for none.
    std::string owner = {};
};

/// A command line whose output decides how a client's command is answered.
struct Question {
    std::string line;
    /// Draws the consequences of the output. \return the frames to send. Called while the session
    /// lives, at most once, before any further command.
    std::function<std::string(std::string_view output)> answer;
};

/// What the connection has to do after a command, in the order of the fields.
struct Outcome {
    /// Frames to send now; may be empty.
    std::string frames;
    /// An event to publish.
    std::optional<model::Event> event;
    /// A job to start.
    std::optional<Job> job;
    /// A command line to run, whose output is the api/response; further commands wait for it.
    std::optional<std::string> api;
    /// A question to ask; further commands wait for its answer.
    std::optional<Question> question;
    /// What the call that the client steers is to do; further commands wait for the answer.
    std::optional<call::Order> order;
    /// Whether the connection ends.
    bool close = false;
    /// How long events still flow before it ends.
    std::optional<std::chrono::seconds> linger;
};

/// The call that a client steers, because the node has connected to it (application `socket`).
struct Control {
    std::string leg;
    std::string channel_name;
    bool is_async = false;
    bool is_full = false;
    /// The channel's data as header lines, for `connect`.
    std::string data;
};

/// The protocol state of one client as pure decisions: commands in, frames and wishes out.
/// Source: behaviour-spec 11.3. Commands before a successful `auth` are ignored; who steers a call
/// needs none. Thread: one at a time.
class Session {
  public:
    /// Finds a user who may log in; nothing when there is none.
    using FindAccount =
        std::function<std::optional<Account>(const std::string& user, const std::string& domain)>;
    /// `password` is what `auth` must give. `make_uuid` names jobs and sent events. Without
    /// `find_account` no user may log in.
    Session(std::string password,
            std::function<std::string()> make_uuid,
            FindAccount find_account = {});
    /// The session of a client that steers a call.
    Session(Control control, std::function<std::string()> make_uuid);

    /// Answers a command.
    Outcome receive(const Command& command);
    /// Whether the right password was given.
    bool authenticated() const noexcept { return authenticated_; }
    /// Whether the client asked for any events.
    bool listens() const noexcept { return authenticated_ && !subscriptions_.empty(); }
    /// The events that may go to the client, for the bus.
    bus::Interest interest() const {
        return listens() ? subscriptions_.interest() : bus::Interest();
    }
    /// Whether this event goes to the client: subscribed, let through by the filters and, after
    /// `myevents`, of the leg that it named.
    bool wants(const RenderedEvent& event) const;
    /// Whether this is the last event of the leg that `myevents` follows, with which the connection
    /// ends. A server that steers a call is told of its end by the call.
    bool ends_with(const RenderedEvent& event) const;
    /// The encoding of its events.
    bus::Encoding encoding() const noexcept { return encoding_; }
    /// What `linger` asked for; nothing: the connection ends with the call.
    std::optional<std::chrono::seconds> linger_time() const noexcept { return linger_; }
    /// The last frame before the node closes.
    std::string notice(std::string_view why,
                       std::optional<std::chrono::seconds> linger = std::nullopt) const;
    /// The highest level number that goes to the client; nothing without `log`.
    std::optional<int> log_level() const noexcept { return log_level_; }

  private:
    using Verb = Outcome (Session::*)(const Command&);
    static Verb find_verb(std::string_view word);

    Outcome auth(const Command& command);
    Outcome userauth(const Command& command);
    Outcome refuse() const;
    Outcome api(const Command& command);
    Outcome bgapi(const Command& command);
    Outcome event(const Command& command);
    Outcome nixevent(const Command& command);
    Outcome noevents(const Command& command);
    Outcome filter(const Command& command);
    Outcome log(const Command& command);
    Outcome nolog(const Command& command);
    Outcome sendevent(const Command& command);
    Outcome sendmsg(const Command& command);
    Outcome myevents(const Command& command);
    Outcome divert_events(const Command& command);
    Outcome getvar(const Command& command);
    // session_control.cpp: what only who steers a call may say
    Outcome connect(const Command& command);
    Outcome resume(const Command& command);
    Outcome order(const Command& command) const;
    Outcome follow_own(const Command& command);
    /// Whether who steers a call only may not say that.
    bool is_for_full_control(Verb verb) const noexcept;
    Outcome linger(const Command& command);
    Outcome nolinger(const Command& command);
    Outcome exit(const Command& command);

    // Constant after construction
    const std::string password_;
    const std::function<std::string()> make_uuid_;
    const FindAccount find_account_;
    const std::optional<Control> control_;

    bool authenticated_ = false;
    Rights rights_;
    /// `exit` was given; only another `exit` is still heard.
    bool leaving_ = false;
    bus::Encoding encoding_ = bus::Encoding::Plain;
    Subscriptions subscriptions_;
    Filters filters_;
    /// The leg that `myevents` named, until `noevents`.
    std::optional<std::string> own_leg_;
    std::optional<int> log_level_;
    std::optional<std::chrono::seconds> linger_;
};

/// Whether `given` is the secret; the time it takes depends on the length of `given` only.
bool same_secret(std::string_view given, std::string_view secret) noexcept;

}  // namespace sofia::event_socket
