#pragma once

#include <atomic>
#include <memory>

namespace sofia::watchdog {

/// A letter box for one letter: a new one replaces the one that was not taken. No lock: neither
/// side can hold up the other. Thread: any.
template <class T>
class Slot {
  public:
    Slot() = default;
    ~Slot() { take(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    /// Puts a letter in.
    void put(std::unique_ptr<T> letter) noexcept {
        const std::unique_ptr<T> replaced(letter_.exchange(letter.release()));
    }
    /// Takes the letter out; null when there is none.
    std::unique_ptr<T> take() noexcept { return std::unique_ptr<T>(letter_.exchange(nullptr)); }

  private:
    std::atomic<T*> letter_{nullptr};
};

}  // namespace sofia::watchdog
