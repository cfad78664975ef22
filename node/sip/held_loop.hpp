#pragma once

#include <functional>

#include "base/executor.hpp"

namespace sofia::sip {

/// What a loop offers that can be held: it does nothing for as long as the node may not act
/// (ADR 0008).
class HeldLoop {
  public:
    virtual ~HeldLoop() = default;
    /// Takes tasks that run also while the loop is held: those that fence the node, change its role
    /// or end it. Their order among those of Loop::post() is not kept.
    virtual base::Executor& control() = 0;
    /// Sets who is asked, before each turn, each task and each message, whether this node may act.
    /// While the answer is no the loop is held: nothing is received or sent, no timer fires, what
    /// arrives waits in the sockets, and it asks again every few milliseconds. Thread: SIP.
    virtual void ask_before_acting(std::function<bool()> may_act) = 0;
};

}  // namespace sofia::sip
