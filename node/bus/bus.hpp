#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "bus/interest.hpp"
#include "model/event.hpp"

namespace sofia::bus {

/// What every event carries besides its own headers (behaviour-spec 11.6).
struct Identity {
    std::string core_uuid;
    std::string hostname;
    std::string switchname;
    std::string ipv4;
    std::string ipv6;
};

/// An event with its number and time, shared by all listeners and never changed.
struct Published {
    model::Event event;
    std::uint64_t sequence = 0;
    base::WallTime time{};
    std::shared_ptr<const Identity> identity;
    /// Extra header lines of the node: cluster and epoch.
    std::vector<std::pair<std::string, std::string>> node_headers;
    /// The line of code that published it, shown as Event-Calling-File, -Function, -Line-Number.
    std::source_location where;
};

/// A place at the bus. Destroying it ends the deliveries; none runs after the destructor has
/// returned on the listener's own executor thread. Destroyed on another thread, one delivery that
/// has already begun may still finish. The executor must outlive it; the bus need not.
class Subscription {
  public:
    virtual ~Subscription() = default;
    /// Events that were dropped because this listener was slow.
    virtual std::uint64_t dropped() const = 0;
    /// Says which events it wants from now on; at first it wants everything. Others neither take
    /// its time nor a place in its queue. Thread: any.
    virtual void want(const Interest& interest) = 0;
};

/// Carries events from any thread to listeners on their own threads. Each listener has a bounded
/// queue; when it is full the event is dropped for this listener and counted. Wake-ups are
/// coalesced: one posted task delivers many events. Thread: every function may be called from any
/// thread.
class Bus {
  public:
    /// `clock` gives each event its time and must outlive the bus.
    Bus(Identity identity, const base::Clock& clock);
    ~Bus();
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    /// Gives the event its number, counted from 1, and hands it to every listener that wants it;
    /// all see the same order. Never waits for a listener.
    void publish(model::Event event, std::source_location where = std::source_location::current());
    /// Calls `listener` on `executor` for each event; at most `limit` events wait at once.
    /// `executor` must not run a posted task inside post().
    std::unique_ptr<Subscription> subscribe(
        base::Executor& executor,
        std::size_t limit,
        std::function<void(std::shared_ptr<const Published>)> listener);
    /// Whether anybody wants an event of this name, and for CUSTOM of this subclass, so that it
    /// need not be built for nothing. Takes no lock.
    bool wants(std::string_view name, std::string_view subclass = {}) const noexcept;
    /// Whether anybody listens to anything.
    bool has_listeners() const noexcept;
    /// Sets the extra header lines that each event from now on carries.
    void set_node_headers(std::vector<std::pair<std::string, std::string>> headers);

  private:
    class Listener;
    class Place;
    struct State;
    // Shared with the subscriptions, which may outlive the bus.
    std::shared_ptr<State> state_;
};

}  // namespace sofia::bus
