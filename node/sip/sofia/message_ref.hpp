#pragma once

#include <utility>

#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// One reference to a message of the stack, given back when destroyed. Thread: SIP.
class MessageRef {
  public:
    MessageRef() = default;
    /// Takes over the reference that `message` stands for.
    explicit MessageRef(msg_t* message) noexcept : message_(message) {}
    MessageRef(MessageRef&& other) noexcept : message_(other.release()) {}
    MessageRef& operator=(MessageRef&& other) noexcept {
        std::swap(message_, other.message_);
        return *this;
    }
    ~MessageRef() { msg_destroy(message_); }

    /// The message, null when none is held.
    msg_t* get() const noexcept { return message_; }
    /// Its headers, null when there is none.
    sip_t* sip() const noexcept { return message_ != nullptr ? sip_object(message_) : nullptr; }
    /// Where parts of the message are allocated.
    su_home_t* home() const noexcept { return msg_home(message_); }
    /// Gives the reference to a function of the stack that takes it over.
    msg_t* release() noexcept { return std::exchange(message_, nullptr); }
    explicit operator bool() const noexcept { return message_ != nullptr; }

  private:
    msg_t* message_ = nullptr;
};

}  // namespace sofia::sip::nta
