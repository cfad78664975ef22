#include "bus/bus.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

#include "bus/inbox.hpp"

namespace sofia::bus {

class Bus::Listener final : public Inbox<std::shared_ptr<const Published>> {
  public:
    using Inbox::Inbox;

    // Guarded by State::mutex
    Interest interest = Interest::everything();
};

struct Bus::State {
    State(Identity who, const base::Clock& time)
        : identity(std::make_shared<const Identity>(std::move(who))), clock(time) {}

    // Constant after construction
    const std::shared_ptr<const Identity> identity;
    const base::Clock& clock;
    /// Length of `listeners`, readable without the lock.
    std::atomic<std::size_t> listening{0};
    /// What any of the listeners wants, readable without the lock.
    std::array<std::atomic<std::uint64_t>, Interest::kWords> wanted{};

    /// Needs the mutex: brings what is readable without it in step with the listeners.
    void note_listeners() {
        Interest all;
        for (const auto& listener : listeners)
            all.merge(listener->interest);
        for (std::size_t i = 0; i < Interest::kWords; ++i)
            wanted[i].store(all.words()[i], std::memory_order_release);
        listening.store(listeners.size(), std::memory_order_release);
    }

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
        state_->note_listeners();
    }

    std::uint64_t dropped() const override { return listener_->dropped(); }

    void want(const Interest& interest) override {
        const std::lock_guard lock(state_->mutex);
        listener_->interest = interest;
        state_->note_listeners();
    }

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
    // Before the event is moved away, and only once for all listeners.
    const auto bit = Interest::bit_of(event.name, event.subclass);
    const auto wants = [&](const auto& listener) {
        return (listener->interest.words()[bit.word] & bit.mask) != 0;
    };
    if (std::none_of(state_->listeners.begin(), state_->listeners.end(), wants))
        return;
    auto published = std::make_shared<Published>();
    published->event = std::move(event);
    published->sequence = state_->sequence;
    published->time = state_->clock.wall();
    published->identity = state_->identity;
    published->node_headers = state_->node_headers;
    published->where = where;
    for (const auto& listener : state_->listeners)
        if (wants(listener))
            listener->offer(published);
}

std::unique_ptr<Subscription> Bus::subscribe(
    base::Executor& executor,
    std::size_t limit,
    std::function<void(std::shared_ptr<const Published>)> listener) {
    auto entry = std::make_shared<Listener>(executor, limit, std::move(listener));
    const std::lock_guard lock(state_->mutex);
    state_->listeners.push_back(entry);
    state_->note_listeners();
    return std::make_unique<Place>(state_, std::move(entry));
}

bool Bus::wants(std::string_view name, std::string_view subclass) const noexcept {
    if (!has_listeners())
        return false;
    const auto bit = Interest::bit_of(name, subclass);
    return (state_->wanted[bit.word].load(std::memory_order_acquire) & bit.mask) != 0;
}

bool Bus::has_listeners() const noexcept {
    return state_->listening.load(std::memory_order_acquire) != 0;
}

void Bus::set_node_headers(std::vector<std::pair<std::string, std::string>> headers) {
    const std::lock_guard lock(state_->mutex);
    state_->node_headers = std::move(headers);
}

}  // namespace sofia::bus
