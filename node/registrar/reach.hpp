#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "model/registration.hpp"

namespace sofia::registrar {

/// What is known of a phone's being there. One that was never asked counts as reachable.
struct Reach {
    bool reachable = true;
    /// Answers that count, see judge_ping().
    std::uint32_t count = 0;
    /// From the last OPTIONS that was answered to its answer; 0: none was.
    std::chrono::microseconds round_trip{0};

    bool operator==(const Reach&) const = default;
};

/// That of every phone that is asked, by its binding. In memory only: who takes over asks again.
/// Thread: SIP.
class ReachTable {
  public:
    /// Of a binding; that of one never asked when nothing is known.
    const Reach& of(const model::RegistrationKey& key) const {
        static const Reach kNeverAsked;
        const auto found = known_.find(key);
        return found == known_.end() ? kNeverAsked : found->second;
    }
    void set(const model::RegistrationKey& key, const Reach& reach) { known_[key] = reach; }
    void forget(const model::RegistrationKey& key) { known_.erase(key); }
    void clear() { known_.clear(); }

  private:
    std::map<model::RegistrationKey, Reach> known_;
};

}  // namespace sofia::registrar
