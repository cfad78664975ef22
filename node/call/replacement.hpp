#pragma once

#include <memory>

#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {

/// An INVITE with Replaces (RFC 3891) that a call of ours has accepted: a newcomer takes the place
/// of one of its peers. The other peer is offered what the newcomer describes; its answer and the
/// new pair are made durable before the newcomer gets its 200 and the replaced peer its BYE. Owned
/// by its call, and alive until the replaced leg is gone. Thread: SIP.
class Replacement {
  public:
    Replacement(Call& call, Side side, std::unique_ptr<Leg> newcomer);
    ~Replacement();
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;

    /// Offers the newcomer's description to the peer that stays.
    void start();
    /// The call ends before that was decided: the newcomer is refused.
    void cancel();
    /// Whether the replaced leg still waits for the answer to its BYE.
    bool waits_for_former() const noexcept { return decided_ && outsider_ && outsider_->bye_out; }

  private:
    void on_response(const sip::Response& response);
    void on_saved(const base::Result<void>& saved);
    void refuse(int status);
    void dismiss();
    void end();
    std::unique_ptr<Leg>& place() noexcept { return side_ == Side::A ? call_.a_ : call_.b_; }
    Leg& party() noexcept { return side_ == Side::A ? *call_.b_ : *call_.a_; }
    /// Exchanges the leg in the call and the one outside.
    void swap();
    template <class Action>
    auto later(Action action) {
        return [&services = call_.services_, uuid = call_.uuid_, action](const auto&... values) {
            auto* call = services.table.find(uuid);
            if (call != nullptr && call->replacement_)
                action(*call->replacement_, values...);
        };
    }

    Call& call_;
    const Side side_;
    /// The newcomer's leg, and once it is in the call the replaced one.
    std::unique_ptr<Leg> outsider_;
    bool decided_ = false;
    /// What the peer that stays was offered, and what it had before.
    sip::Body offered_;
    sip::Body remote_sdp_before_;
    sip::Body local_sdp_before_;
};

}  // namespace sofia::call
