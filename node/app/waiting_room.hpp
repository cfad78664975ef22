#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "sip/endpoint.hpp"

namespace sofia::app {

/// Where requests wait that need the bindings, while a node that has just become active loads them:
/// the sockets are open before that, so that dialogs go on at once. INVITE has its 100 meanwhile,
/// and the other repetitions are absorbed. Thread: SIP.
class WaitingRoom {
  public:
    /// Carries out a request whose time has come.
    using Carry = std::function<void(std::unique_ptr<sip::ServerTransaction>)>;

    /// Whether requests have to wait now.
    bool is_open() const noexcept { return is_open_; }
    /// From now on requests wait.
    void open() noexcept { is_open_ = true; }
    /// Takes a request that `carry` will carry out. Above a bound it gets 503 with Retry-After.
    void enter(std::unique_ptr<sip::ServerTransaction> request, Carry carry);
    /// Nothing waits any more: carries out everything in its order.
    void close();
    /// Answers those who wait with 503 and Retry-After; further ones wait again.
    void send_away();
    /// Forgets those who wait. Their sockets must be shut, for ending a transaction answers it.
    void clear();

    /// How many wait.
    std::size_t size() const noexcept { return waiting_.size(); }

  private:
    struct Waiting {
        std::unique_ptr<sip::ServerTransaction> request;
        Carry carry;
    };

    bool is_open_ = false;
    std::vector<Waiting> waiting_;
};

/// 503 with Retry-After: this node cannot do it now, in a moment it or another one can (RFC
/// 3261 21.5.4).
sip::Reply come_again();

}  // namespace sofia::app
