#pragma once

namespace sofia::call {

class Leg;

/// Who wants to know how legs are doing, without being known here. Thread: SIP.
class LegWatch {
  public:
    virtual ~LegWatch() = default;
    /// A leg is in another state than before, or its peer holds the call or does so no more; also
    /// when it is about to be destroyed without having ended.
    virtual void on_state(const Leg& leg) noexcept = 0;
};

}  // namespace sofia::call
