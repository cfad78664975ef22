#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "call/call.hpp"
#include "call/image.hpp"
#include "call/limits.hpp"
#include "sip/loop.hpp"

namespace sofia::call {

/// Owns every call of the node. Thread: SIP.
class CallTable {
  public:
    /// The place of a call among the others by age, good also when the call is gone.
    struct Age {
        /// When its leg a was made.
        base::WallTime created{};
        base::CallUuid uuid;

        auto operator<=>(const Age&) const = default;
    };

    explicit CallTable(sip::Loop& loop) : loop_(loop) {}

    /// Takes a call over and returns it.
    Call& add(std::unique_ptr<Call> call);
    /// The call with this id, or with a leg of this id; nullptr when there is none or it has
    /// finished.
    Call* find(const base::CallUuid& uuid);
    Call* find_leg(std::string_view leg_uuid);
    /// The call with this dialog, and which of its sides that is; nullptr when it is not here. By
    /// search: for transfers, nothing on the hot path needs it.
    Call* find_dialog(std::string_view call_id,
                      std::string_view local_tag,
                      std::string_view remote_tag,
                      Side& side);
    /// Tells that the leg a of a call is another one than `former`.
    void rename_a(const Call& call, const base::LegUuid& former);
    /// Takes a finished call out; it is destroyed when the stack has returned.
    void remove(const base::CallUuid& uuid);
    /// Keeps a fork alive until its last transaction has ended.
    void keep(std::shared_ptr<Fork> fork);

    /// Visits the legs that originate calls for nobody yet: none of them is in a call.
    void for_each_originated(const std::function<void(const Leg&)>& visit) const;
    /// Cancels such a leg. \return false when there is none with this id.
    bool cancel_originated(std::string_view leg_uuid, const model::HangupCause& cause);

    /// Who uses what, for the application `limit`.
    Limits& limits() noexcept { return limits_; }

    std::size_t size() const noexcept { return calls_.size(); }
    std::size_t peak() const noexcept { return peak_; }
    /// Calls ever added.
    std::uint64_t total() const noexcept { return total_; }
    /// Calls added in the current second of `now`.
    std::uint32_t added_in_second(base::SteadyTime now) const noexcept;
    /// Counts a new call for added_in_second().
    void count_new(base::SteadyTime now) noexcept;
    /// Calls `visit` for each call, in no order; it must not add or remove calls.
    void for_each(const std::function<void(const Call&)>& visit) const;
    /// Ids of all calls, in no order, for work that changes the table.
    std::vector<base::CallUuid> ids() const;
    /// The next calls behind a place, the oldest first and at most `limit`; from the oldest of all
    /// when it is nothing. Moves the place to the last of them. For who looks at all calls in
    /// several turns of the loop; the pointers are good for this one.
    std::vector<const Call*> by_age(std::optional<Age>& place, std::size_t limit) const;
    /// Which calls hangup_all() ends.
    enum class Whom { All, NotUp };
    /// Ends calls that have a leg on `profile` (any when empty), and cancels what rings there.
    /// \return how many calls were ended.
    std::size_t hangup_all(const std::string& profile,
                           const model::HangupCause& cause,
                           const std::string& why,
                           Whom whom = Whom::All);
    /// The calls with a leg on `profile` that are up, as values from which Call::rehydrate() goes
    /// on.
    std::vector<CallImage> images(const std::string& profile) const;
    /// Forgets all calls with a leg on `profile` without a word to their peers (any when empty);
    /// their rows stay. Calls that ring there among others go on with the others.
    void abandon(const std::string& profile);

  private:
    using ByAge = std::map<Age, Call*>;
    struct Entry {
        std::unique_ptr<Call> call;
        ByAge::iterator age;
    };
    bool touches(const Call& call, const std::string& profile) const;

    sip::Loop& loop_;
    Limits limits_;
    std::unordered_map<base::CallUuid, Entry> calls_;
    ByAge by_age_;
    std::unordered_map<std::string, base::CallUuid> call_by_leg_;
    std::vector<std::shared_ptr<Fork>> departing_;
    std::size_t peak_ = 0;
    std::uint64_t total_ = 0;
    base::SteadyTime second_{};
    std::uint32_t in_second_ = 0;
};

}  // namespace sofia::call
