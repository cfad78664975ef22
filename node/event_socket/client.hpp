#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "bus/bus.hpp"
#include "call/steered_call.hpp"
#include "event_socket/command_parser.hpp"
#include "event_socket/link.hpp"
#include "event_socket/options.hpp"
#include "event_socket/session.hpp"
#include "sip/loop.hpp"

namespace sofia::event_socket {

/// What all clients of a server share; outlives them.
struct Surroundings {
    const Options& options;
    CommandRunner runner;
    bus::Bus& bus;
    sip::Loop& loop;
    /// Where replies of the runner arrive; other threads keep it beyond the server's life.
    std::shared_ptr<base::Executor> mailbox;
    /// Called for each command before its reply goes out, because the interest in events or log
    /// may have changed.
    std::function<void()> interest_changed;
};

/// One connected client, who came here or to whom the node went because he steers a call: reads its
/// commands, has the session decide and carries that out. The commands of one client are answered
/// in their order; while one runs, no further one is read. Owned by shared_ptr, so that late
/// replies can find out that it has gone. Thread: IO.
class Client final : public std::enable_shared_from_this<Client> {
  public:
    /// `ended` is called once, when the connection is over and the client can be destroyed; not
    /// from inside deliver() or start().
    Client(Surroundings& surroundings, std::unique_ptr<Link> link, std::function<void()> ended);
    /// The same for who steers a call.
    Client(Surroundings& surroundings,
           std::unique_ptr<Link> link,
           call::SteeredCall steered,
           std::function<void()> ended);

    /// Greets who came, and begins to read.
    void start();
    /// Hands on an event if the client wants it.
    void deliver(const RenderedEvent& event);
    /// Hands on a log line if the client wants it.
    void deliver(const LogRecord& record);
    /// Whether events, or log lines, are wanted at all.
    bool listens() const noexcept { return session_.listens(); }
    bool logs() const noexcept { return session_.log_level().has_value(); }
    /// Which events may be wanted.
    bus::Interest interest() const { return session_.interest(); }
    /// Whether it steers a call, or did.
    bool is_steering() const noexcept { return steered_.has_value(); }
    /// The call that it steers is over: says good-bye, or lingers if that was asked for.
    void call_over();
    /// Says good-bye on behalf of the node, which is going down.
    void dismiss();

  private:
    enum class Stage {
        Open,       ///< commands are read and answered
        Lingering,  ///< after `exit` with `linger`: events still go out, a second `exit` is heard
        Closing,    ///< the last words are on their way
        Over,       ///< the owner was told; nothing happens any more
    };

    void receive(std::string_view bytes);
    void work();
    void carry_out(Outcome outcome);
    void ask(Question question);
    void give(call::Order order);
    void await(std::function<void(std::function<void(std::string)>)> begin,
               std::function<std::string(std::string_view output)> answer);
    /// Lets go of the call that it steers; the dialplan goes on.
    void leave_call();
    void run_job(const Job& job);
    void send(std::string frames);
    void give_up(const base::Error& error);
    void finish(std::optional<std::chrono::seconds> linger);
    void end();

    // Constant after construction
    Surroundings& surroundings_;
    const std::function<void()> ended_;

    std::unique_ptr<Link> link_;
    std::optional<call::SteeredCall> steered_;
    bool has_left_call_ = false;
    CommandParser parser_;
    Session session_;
    /// Runs out when the client does not authenticate, later when its `linger` is over.
    std::unique_ptr<sip::Timer> timer_;
    /// A command line runs; the answer made of its output comes next.
    bool answering_ = false;
    Stage stage_ = Stage::Open;
};

}  // namespace sofia::event_socket
