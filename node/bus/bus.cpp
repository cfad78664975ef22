#include "bus/bus.hpp"

#include <atomic>
#include <mutex>

#include "bus/inbox.hpp"

namespace sofia::bus {

class Bus::Listener final : public Inbox<std::shared_ptr<const Published>> {
  public:
    using Inbox::Inbox;
};

struct Bus::State {
    State(Identity who, const base::Clock& time)
        : identity(std::make_shared<const Identity>(std::move(who))), clock(time) {}

    // Constant after construction
    const std::shared_ptr<const Identity> identity;
    const base::Clock& clock;
    /// Length of `listeners`, readable without the lock.
    std::atomic<std::size_t> listening{0};

    std::mutex mutex;
    // Guarded by mutex
    std::vector<std::shared_ptr<Listener>> listeners;
    std::vector<std::pair<std::string, std::string>> node_headers;
    std::uint64_t sequence = 0;
};

class Bus::Place final : public Subscription {
  public:
    Place(std::shared_ptr<State> state, std::shared_ptr<Listener> listener)
        : state_(std::move(state)), listener_(std::move(listener)) {}

    ~Place() override {
        listener_->close();
        const std::lock_guard lock(state_->mutex);
        std::erase(state_->listeners, listener_);
        state_->listening = state_->listeners.size();
    }

    std::uint64_t dropped() const override { return listener_->dropped(); }

  private:
    const std::shared_ptr<State> state_;
    const std::shared_ptr<Listener> listener_;
};

Bus::Bus(Identity identity, const base::Clock& clock)
    : state_(std::make_shared<State>(std::move(identity), clock)) {}

Bus::~Bus() = default;

void Bus::publish(model::Event event, std::source_location where) {
    // One lock for number and queues, so that every listener sees events in the order of their
    // numbers.
    const std::lock_guard lock(state_->mutex);
    ++state_->sequence;
    if (state_->listeners.empty())
        return;
    auto published = std::make_shared<Published>();
    published->event = std::move(event);
    published->sequence = state_->sequence;
    published->time = state_->clock.wall();
    published->identity = state_->identity;
    published->node_headers = state_->node_headers;
    published->where = where;
    for (const auto& listener : state_->listeners)
        listener->offer(published);
}

std::unique_ptr<Subscription> Bus::subscribe(
    base::Executor& executor,
    std::size_t limit,
    std::function<void(std::shared_ptr<const Published>)> listener) {
    auto entry = std::make_shared<Listener>(executor, limit, std::move(listener));
    const std::lock_guard lock(state_->mutex);
    state_->listeners.push_back(entry);
    state_->listening = state_->listeners.size();
    return std::make_unique<Place>(state_, std::move(entry));
}

bool Bus::has_listeners() const noexcept {
    return state_->listening != 0;
}

void Bus::set_node_headers(std::vector<std::pair<std::string, std::string>> headers) {
    const std::lock_guard lock(state_->mutex);
    state_->node_headers = std::move(headers);
}

}  // namespace sofia::bus
