#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialplan/socket_words.hpp"
#include "model/event.hpp"

/// What passes between a call and the connection to the server that steers it (application
/// `socket`). Values, because the two live on threads of their own.
namespace sofia::call {

/// An application that the server wants run.
struct Order {
    std::string application = {};
    /// Its argument as written.
    std::string data = {};
    /// Names the run in events; empty: a name is made.
    std::string uuid = {};
    /// How often it is run.
    int loops = 1;
    /// Nothing is run beside it.
    bool is_locked = false;
    /// Whether the answer is given when it has ended, not already when it is taken.
    bool waits = false;
};

/// What the connection needs of the call.
struct SteeredCall {
    /// The id of the leg that is steered, and its name in listings.
    std::string leg;
    std::string channel_name;
    dialplan::SocketWords words;
    /// What is known of the leg, for `connect`.
    model::Event data;
    /// Gives an order; `reply` is called once, on the SIP thread, with "+OK" or "-ERR ...", or is
    /// destroyed. Thread: any.
    std::function<void(Order, std::function<void(std::string)> reply)> execute;
    /// The server steers no more, or could not be reached: the dialplan goes on. Thread: any.
    std::function<void()> left;
};

/// The connection as its call has it: when this is destroyed the server is told that the call is
/// over. Thread: SIP.
class Helm {
  public:
    virtual ~Helm() = default;
};

}  // namespace sofia::call
