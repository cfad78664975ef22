#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "call/steered_call.hpp"

namespace sofia::call {

struct Services;

/// The orders of a server that steers a call, in their turn. Belongs to the leg that is steered,
/// because the server follows that to its end, also when the dialplan has ended. Thread: SIP.
class Steering {
  public:
    using Reply = std::function<void(const base::Result<void>&)>;

    explicit Steering(bool is_async) : is_async_(is_async) {}
    /// Who waits for the end of an order is answered: the call is over.
    ~Steering();
    Steering(const Steering&) = delete;
    Steering& operator=(const Steering&) = delete;

    /// The connection.
    void take(std::unique_ptr<Helm> helm) { helm_ = std::move(helm); }
    bool has_server() const noexcept { return helm_ != nullptr; }
    /// The server has gone; what it has ordered is still run.
    void server_left() { helm_.reset(); }

    /// Puts an order behind the others. Errors: Overload; `reply` was called then.
    base::Result<void> put(Order order, Reply reply);
    /// The order whose turn it is, which runs from now on; nullptr when there is none.
    const Order* next();
    /// The one that runs, nullptr for none.
    const Order* running() const noexcept { return running_ ? &running_->order : nullptr; }
    /// Whether others wait for their turn.
    bool has_waiting() const noexcept { return !waiting_.empty(); }
    /// The one that runs has ended, or one of its loops.
    void complete();
    /// The call goes elsewhere in the dialplan: orders are not awaited any more, and a server that
    /// is not asynchronous is dismissed.
    void leave();
    /// The dialplan has ended: what waits is not run any more. One that runs, as the bridge that
    /// was answered, ends with the call.
    void end_script();

  private:
    struct Given {
        Order order;
        Reply reply;
        int loops_left = 0;
    };

    const bool is_async_;
    std::unique_ptr<Helm> helm_;
    std::deque<Given> waiting_;
    std::optional<Given> running_;
};

/// Carries out an order for the leg with this id: in its turn while the leg's dialplan waits for
/// orders; at once when it can be run beside what runs, or when the dialplan has ended. `steering`
/// is what the order was meant for.
void steer(Services& services,
           const std::string& leg,
           const std::shared_ptr<Steering>& steering,
           Order order,
           Steering::Reply reply);

}  // namespace sofia::call
