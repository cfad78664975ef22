#include "event_socket/server.hpp"

#include <atomic>
#include <list>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "event_socket/client.hpp"
#include "event_socket/frames.hpp"
#include "event_socket/log_feed.hpp"
#include "event_socket/network.hpp"

namespace sofia::event_socket {
namespace {

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

    std::uint16_t port() const noexcept { return port_; }
    std::size_t count() const noexcept { return count_; }

  private:
    void admit(std::unique_ptr<Link> link) {
        if (options_.allowed && !options_.allowed(link->peer()))
            return turn_away(std::move(link), "address not allowed", "Access Denied, go away.\n");
        if (clients_.size() >= options_.max_clients)
            return turn_away(std::move(link), "too many clients", "Too many clients.\n");
        LOG_INFO(Area::Socket, "peer={} connected", link->peer());
        const auto place = clients_.emplace(clients_.end());
        *place = std::make_shared<Client>(surroundings_, std::move(link), [this, place] {
            // Later, because the client is still on the stack.
            network_.post([this, place] { remove(place); });
        });
        count_ = clients_.size();
        (*place)->start();
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
    std::unique_ptr<bus::Subscription> subscription_;
    /// What `subscription_` was told to want.
    bus::Interest interest_;
    std::unique_ptr<LogFeed> log_feed_;

    // Any thread
    std::atomic<std::size_t> count_{0};

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

std::uint16_t Server::port() const noexcept {
    return room_->port();
}

std::size_t Server::clients() const noexcept {
    return room_->count();
}

}  // namespace sofia::event_socket
