#include "event_socket/client.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "event_socket/frames.hpp"

namespace sofia::event_socket {
namespace {

/// Who has not given the password may not fill our memory.
constexpr std::size_t kUnauthenticatedLimitBytes = 16 * 1024;

/// Delivers one answer to the IO thread: the first that is given, or an empty one when the runner
/// drops its reply, so that a client never waits for ever.
class Answer {
  public:
    Answer(std::shared_ptr<base::Executor> mailbox, std::function<void(std::string)> deliver)
        : mailbox_(std::move(mailbox)), deliver_(std::move(deliver)) {}
    ~Answer() { give({}); }
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    void give(std::string output) {
        if (!given_.exchange(true))
            mailbox_->post([deliver = deliver_, text = std::move(output)]() mutable {
                deliver(std::move(text));
            });
    }

  private:
    const std::shared_ptr<base::Executor> mailbox_;
    const std::function<void(std::string)> deliver_;
    std::atomic<bool> given_{false};
};

/// A function for other threads that delivers the first answer it is given to the IO thread.
std::function<void(std::string)> delivering(const Surroundings& surroundings,
                                            std::function<void(std::string)> deliver) {
    auto answer = std::make_shared<Answer>(surroundings.mailbox, std::move(deliver));
    return [answer](std::string output) { answer->give(std::move(output)); };
}

Control control_of(const call::SteeredCall& call, const bus::Identity& identity) {
    bus::Published published;
    published.event = call.data;
    published.time =
        std::chrono::time_point_cast<base::Milliseconds>(std::chrono::system_clock::now());
    published.identity = std::make_shared<const bus::Identity>(identity);
    auto lines = bus::encode(published, bus::Encoding::Plain);
    // Without the empty line that ends an event.
    lines.erase(lines.find_last_not_of('\n') + 1);
    lines += '\n';
    return {call.leg, call.channel_name, call.words.is_async, call.words.is_full, std::move(lines)};
}

model::Event job_event(const Job& job, std::string output) {
    const auto blank = job.line.find_first_of(" \t");
    model::Event event{"BACKGROUND_JOB", "", {}, std::move(output)};
    event.add("Job-UUID", job.uuid);
    if (!job.owner.empty())
        event.add("Job-Owner-UUID", job.owner);
    event.add("Job-Command", job.line.substr(0, blank));
    if (blank != std::string::npos)
        event.add("Job-Command-Arg", job.line.substr(blank + 1));
    if (event.body.empty())
        event.body = "-ERR no reply\n";
    return event;
}

}  // namespace

Client::Client(Surroundings& surroundings, std::unique_ptr<Link> link, std::function<void()> ended)
    : surroundings_(surroundings),
      ended_(std::move(ended)),
      link_(std::move(link)),
      parser_(std::min(kUnauthenticatedLimitBytes, surroundings.options.command_limit_bytes)),
      session_(surroundings.options.password, base::make_uuid, surroundings.options.find_account) {}

Client::Client(Surroundings& surroundings,
               std::unique_ptr<Link> link,
               call::SteeredCall steered,
               std::function<void()> ended)
    : surroundings_(surroundings),
      ended_(std::move(ended)),
      link_(std::move(link)),
      steered_(std::move(steered)),
      parser_(surroundings.options.command_limit_bytes),
      session_(control_of(*steered_, surroundings.options.identity), base::make_uuid) {}

void Client::start() {
    if (steered_)
        return link_->start([this](std::string_view bytes) { receive(bytes); }, [this] { end(); });
    send(frames::auth_request());
    timer_ = surroundings_.loop.after(surroundings_.options.auth_limit, [this] {
        LOG_INFO(Area::Socket, "peer={} closed: not authenticated in time", link_->peer());
        send(frames::disconnect_notice("Not authenticated in time."));
        finish(std::nullopt);
    });
    link_->start([this](std::string_view bytes) { receive(bytes); }, [this] { end(); });
}

void Client::deliver(const RenderedEvent& event) {
    if (stage_ <= Stage::Lingering && session_.wants(event))
        send(event.frame(session_.encoding()));
    if (stage_ == Stage::Open && session_.ends_with(event)) {
        const auto linger = session_.linger_time();
        send(session_.notice("", linger));
        finish(linger);
    }
}

void Client::deliver(const LogRecord& record) {
    if (stage_ == Stage::Open && session_.log_level() >= level_number(record.level))
        send(frames::log_data(record));
}

void Client::dismiss() {
    if (stage_ == Stage::Open)
        send(session_.notice("The node is shutting down."));
    if (stage_ <= Stage::Lingering)
        finish(std::nullopt);
}

void Client::call_over() {
    has_left_call_ = true;
    if (stage_ != Stage::Open)
        return;
    const auto linger = session_.linger_time();
    send(session_.notice("", linger));
    finish(linger);
}

void Client::leave_call() {
    if (steered_ && !std::exchange(has_left_call_, true))
        steered_->left();
}

void Client::receive(std::string_view bytes) {
    if (stage_ > Stage::Lingering)
        return;
    parser_.feed(bytes);
    work();
}

/// Carries out commands until one has to be waited for or no complete one is left.
void Client::work() {
    while (!answering_ && stage_ <= Stage::Lingering) {
        auto command = parser_.next();
        if (!command)
            return give_up(command.error());
        if (!*command)
            return link_->resume();
        const bool knew_password = session_.authenticated();
        auto outcome = session_.receive(**command);
        // Before the reply: who has read "+OK" misses no event from there on.
        surroundings_.interest_changed();
        carry_out(std::move(outcome));
        if (session_.authenticated() && !knew_password) {
            timer_.reset();
            parser_.set_limit(surroundings_.options.command_limit_bytes);
        }
    }
    if (stage_ <= Stage::Lingering)
        link_->pause();
}

void Client::carry_out(Outcome outcome) {
    if (!outcome.frames.empty())
        send(std::move(outcome.frames));
    if (outcome.event && surroundings_.options.on_event)
        surroundings_.options.on_event(*outcome.event);
    if (outcome.event)
        surroundings_.bus.publish(std::move(*outcome.event));
    if (outcome.job)
        run_job(*outcome.job);
    if (outcome.api)
        ask({std::move(*outcome.api), frames::api_response});
    if (outcome.question)
        ask(std::move(*outcome.question));
    if (outcome.order)
        give(std::move(*outcome.order));
    if (outcome.close) {
        if (!session_.authenticated())
            LOG_WARN(Area::Socket, "peer={} wrong password", link_->peer());
        finish(outcome.linger);
    }
}

void Client::ask(Question question) {
    await([this, line = std::move(question.line)](
              auto reply) { surroundings_.runner(line, std::move(reply)); },
          std::move(question.answer));
}

void Client::give(call::Order order) {
    await([this,
           order = std::move(order)](auto reply) { steered_->execute(order, std::move(reply)); },
          [](std::string_view output) {
              return frames::command_reply(output.empty() ? "-ERR no reply" : output);
          });
}

/// Further commands wait until the output is there and the answer made of it was sent.
void Client::await(std::function<void(std::function<void(std::string)>)> begin,
                   std::function<std::string(std::string_view output)> answer) {
    answering_ = true;
    begin(delivering(
        surroundings_,
        [weak = weak_from_this(), answer = std::move(answer)](const std::string& output) {
            const auto self = weak.lock();
            if (!self)
                return;
            self->answering_ = false;
            auto frames = answer(output);
            // Before the reply, as in work().
            self->surroundings_.interest_changed();
            self->send(std::move(frames));
            self->work();
        }));
}

/// The event is for whoever listens, so it comes also when this client has gone.
void Client::run_job(const Job& job) {
    surroundings_.runner(
        job.line, delivering(surroundings_, [job, &bus = surroundings_.bus](std::string output) {
            bus.publish(job_event(job, std::move(output)));
        }));
}

void Client::send(std::string frames) {
    if (stage_ >= Stage::Closing)
        return;
    if (link_->unsent() > surroundings_.options.output_limit_bytes) {
        LOG_WARN(Area::Socket,
                 "peer={} disconnected: {} bytes of output not taken",
                 link_->peer(),
                 link_->unsent());
        return end();
    }
    link_->send(std::move(frames));
}

void Client::give_up(const base::Error& error) {
    LOG_WARN(Area::Socket, "peer={} disconnected: {}", link_->peer(), error.text);
    send(frames::command_reply("-ERR " + error.text) + session_.notice(""));
    finish(std::nullopt);
}

/// Ends the connection after the last words, or after the time that the client asked for.
void Client::finish(std::optional<std::chrono::seconds> linger) {
    if (stage_ >= Stage::Closing)
        return;
    leave_call();
    if (linger) {
        stage_ = Stage::Lingering;
        timer_ = surroundings_.loop.after(*linger, [this] {
            if (steered_)
                send(session_.notice(""));
            finish(std::nullopt);
        });
    } else {
        stage_ = Stage::Closing;
        link_->finish();
    }
}

void Client::end() {
    if (std::exchange(stage_, Stage::Over) == Stage::Over)
        return;
    leave_call();
    ended_();
}

}  // namespace sofia::event_socket
