#pragma once

#include <set>
#include <string>
#include <string_view>

#include "bus/interest.hpp"
#include "model/event.hpp"

namespace sofia::event_socket {

/// Which events a client asked for with `event` and `nixevent`. Source: behaviour-spec 11.3.
class Subscriptions {
  public:
    /// Adds the names of an `event` command: event names, then, after the word CUSTOM, subclasses.
    /// Unknown names are passed over. Gives how many were understood.
    int add(std::string_view words);
    /// Takes the names of a `nixevent` command away again; ALL takes everything. With ALL
    /// subscribed, what is taken away is the exception. Gives how many were understood.
    int remove(std::string_view words);
    /// Forgets everything.
    void clear();
    /// Whether anything at all was asked for.
    bool empty() const noexcept;
    /// Whether this event was asked for: by ALL, by its name, or, for CUSTOM, by its subclass.
    /// The name CUSTOM alone asks only for events without a subclass.
    bool includes(const model::Event& event) const;
    /// Whether all that `other` asks for is among what is asked for here.
    bool covers(const Subscriptions& other) const;
    /// At least what includes() says yes to, for the bus.
    bus::Interest interest() const;

  private:
    bool all_ = false;
    std::set<std::string, std::less<>> names_;
    std::set<std::string, std::less<>> subclasses_;
    /// Exceptions while `all_` is set.
    std::set<std::string, std::less<>> without_names_;
    std::set<std::string, std::less<>> without_subclasses_;
};

}  // namespace sofia::event_socket
