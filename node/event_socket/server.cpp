#include "event_socket/server.hpp"

#include <algorithm>
#include <atomic>
#include <list>
#include <map>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "event_socket/client.hpp"
#include "event_socket/frames.hpp"
#include "event_socket/log_feed.hpp"
#include "event_socket/network.hpp"

namespace sofia::event_socket {
namespace {

/// Tells the IO thread that a call is over.
class CallHelm final : public call::Helm {
  public:
    CallHelm(std::shared_ptr<base::Executor> mailbox, base::Task over)
        : mailbox_(std::move(mailbox)), over_(std::move(over)) {}
    ~CallHelm() override { mailbox_->post(std::move(over_)); }

  private:
    const std::shared_ptr<base::Executor> mailbox_;
    base::Task over_;
};

/// Refused connections that may still be reading their rejection; more are closed without a word.
constexpr std::size_t kMaxLeaving = 100;

}  // namespace

/// The server's inside. Its parts belong to the IO thread once that runs.
class Server::Room {
  public:
    Room(Options options, CommandRunner runner, bus::Bus& bus)
        : options_(std::move(options)),
          surroundings_{options_, std::move(runner), bus, network_, network_.mailbox(), [this] {
                            follow_interest();
                        }} {}

    ~Room() {
        if (!thread_.joinable())
            return;
        network_.post([this] {
            for (const auto& client : clients_)
                client->dismiss();
            // One turn later: a write that has just ended makes room for the notice first. Who is
            // further behind goes without it.
            network_.post([this] { network_.stop(); });
        });
        thread_.join();
    }

    base::Result<void> open() {
        const auto port = network_.listen(
            options_.address, options_.port, [this](auto link) { admit(std::move(link)); });
        if (!port)
            return tl::unexpected(port.error());
        port_ = *port;
        thread_ = std::thread([this] { network_.run(); });
        return {};
    }

    std::unique_ptr<call::Helm> steer(call::SteeredCall steered) {
        const auto number = ++steered_so_far_;
        network_.post([this, number, steered = std::move(steered)]() mutable {
            dial(number, std::move(steered), 0);
        });
        return std::make_unique<CallHelm>(surroundings_.mailbox, [this, number] {
            // One turn later: the last events of the call go first.
            network_.post([this, number] { call_over(number); });
        });
    }

    std::uint16_t port() const noexcept { return port_; }
    std::size_t count() const noexcept { return count_; }

  private:
    void admit(std::unique_ptr<Link> link) {
        if (options_.allowed && !options_.allowed(link->peer()))
            return turn_away(std::move(link), "address not allowed", "Access Denied, go away.\n");
        const auto came = std::count_if(clients_.begin(), clients_.end(), [](const auto& client) {
            return !client->is_steering();
        });
        if (static_cast<std::size_t>(came) >= options_.max_clients)
            return turn_away(std::move(link), "too many clients", "Too many clients.\n");
        LOG_INFO(Area::Socket, "peer={} connected", link->peer());
        add([&](auto ended) {
            return std::make_shared<Client>(surroundings_, std::move(link), std::move(ended));
        });
    }

    /// Keeps the client that `make` makes with what is to be called at its end.
    std::shared_ptr<Client> add(
        const std::function<std::shared_ptr<Client>(std::function<void()> ended)>& make) {
        const auto place = clients_.emplace(clients_.end());
        *place = make([this, place] {
            // Later, because the client is still on the stack.
            network_.post([this, place] { remove(place); });
        });
        count_ = clients_.size();
        (*place)->start();
        return *place;
    }

    /// Tries the servers of a call from the one at this place on.
    void dial(std::uint64_t number, call::SteeredCall steered, std::size_t which) {
        if (which >= steered.words.servers.size()) {
            dialling_.erase(number);
            return steered.left();
        }
        const auto server = steered.words.servers[which];
        dialling_[number] = network_.connect(
            server.host,
            server.port,
            options_.connect_limit,
            [this, number, which, server, steered](
                base::Result<std::unique_ptr<Link>> link) mutable {
                if (!link) {
                    LOG_WARN(Area::Socket,
                             "leg={} socket {} port {} cannot be reached: {}",
                             steered.leg,
                             server.host,
                             server.port,
                             link.error().text);
                    return dial(number, std::move(steered), which + 1);
                }
                LOG_INFO(Area::Socket,
                         "leg={} steered by {} port {}",
                         steered.leg,
                         server.host,
                         server.port);
                dialling_.erase(number);
                steering_[number] = add([&](auto ended) {
                    return std::make_shared<Client>(
                        surroundings_, std::move(*link), std::move(steered), std::move(ended));
                });
            });
    }

    void call_over(std::uint64_t number) {
        dialling_.erase(number);
        const auto found = steering_.find(number);
        if (found == steering_.end())
            return;
        const auto client = found->second.lock();
        steering_.erase(found);
        if (client)
            client->call_over();
    }

    void remove(std::list<std::shared_ptr<Client>>::iterator place) {
        clients_.erase(place);
        count_ = clients_.size();
        follow_interest();
    }

    void turn_away(std::unique_ptr<Link> link, std::string_view reason, std::string_view words) {
        LOG_WARN(Area::Socket, "peer={} refused: {}", link->peer(), reason);
        if (leaving_.size() >= kMaxLeaving)
            return;
        const auto place = leaving_.insert(leaving_.end(), std::move(link));
        (*place)->start([](std::string_view) {},
                        [this, place] { network_.post([this, place] { leaving_.erase(place); }); });
        (*place)->send(frames::rude_rejection(words));
        (*place)->finish();
    }

    /// Listens to bus and log only while some client does, and only to what one of them wants.
    void follow_interest() {
        bus::Interest interest;
        bool events = false;
        bool log = false;
        for (const auto& client : clients_) {
            events = events || client->listens();
            interest.merge(client->interest());
            log = log || client->logs();
        }
        if (!events)
            subscription_.reset();
        else if (!subscription_) {
            subscription_ = surroundings_.bus.subscribe(
                network_, options_.queue_limit, [this](auto event) { deliver(std::move(event)); });
            interest_ = bus::Interest::everything();
        }
        if (subscription_ && interest != interest_) {
            interest_ = interest;
            subscription_->want(interest);
        }
        if (!log)
            log_feed_.reset();
        else if (!log_feed_)
            log_feed_ = std::make_unique<LogFeed>(
                network_, options_.queue_limit, [this](const LogRecord& record) {
                    for (const auto& client : clients_)
                        client->deliver(record);
                });
    }

    void deliver(std::shared_ptr<const bus::Published> published) {
        const RenderedEvent event(std::move(published));
        for (const auto& client : clients_)
            client->deliver(event);
    }

    // Constant after construction
    const Options options_;
    Network network_;
    Surroundings surroundings_;
    std::uint16_t port_ = 0;

    // IO thread only
    std::list<std::shared_ptr<Client>> clients_;
    std::list<std::unique_ptr<Link>> leaving_;
    /// By the number of the call: connections being made, and those that stand. A call says when
    /// it is over, which takes it out.
    std::map<std::uint64_t, std::unique_ptr<Attempt>> dialling_;
    std::map<std::uint64_t, std::weak_ptr<Client>> steering_;
    std::unique_ptr<bus::Subscription> subscription_;
    /// What `subscription_` was told to want.
    bus::Interest interest_;
    std::unique_ptr<LogFeed> log_feed_;

    // Any thread
    std::atomic<std::size_t> count_{0};
    std::atomic<std::uint64_t> steered_so_far_{0};

    std::thread thread_;
};

Server::Server(std::unique_ptr<Room> room) : room_(std::move(room)) {}

Server::~Server() = default;

base::Result<std::unique_ptr<Server>> Server::start(Options options,
                                                    CommandRunner runner,
                                                    bus::Bus& bus) {
    if (options.password.empty())
        return base::fail(base::ErrorKind::Invalid,
                          "event socket password: expected one that is not empty");
    auto room = std::make_unique<Room>(std::move(options), std::move(runner), bus);
    if (const auto opened = room->open(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<Server>(new Server(std::move(room)));
}

std::unique_ptr<call::Helm> Server::steer(call::SteeredCall call) {
    return room_->steer(std::move(call));
}

std::uint16_t Server::port() const noexcept {
    return room_->port();
}

std::size_t Server::clients() const noexcept {
    return room_->count();
}

}  // namespace sofia::event_socket
