#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/best_response.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/image.hpp"

namespace sofia::call {

/// One accepted REFER (RFC 3515): the transferor's place in the call is given to whom it names. The
/// call goes on as it is until somebody has answered there; then the newcomer's leg takes the place
/// of the transferor's, which is made durable before anybody is told. Owned by its call, and alive
/// until the transferor's leg is gone. Thread: SIP.
class Transfer {
  public:
    /// `refer` is null for a transfer of another process.
    Transfer(Call& call, TransferImage what, std::unique_ptr<sip::ServerTransaction> refer);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Whether the call is up, and nothing is under way in it that a transfer or replacement would
    /// meet.
    static bool may_begin(const Call& call) noexcept;

    /// Whether nobody has answered and nothing has failed yet.
    bool is_pending() const noexcept { return pending_; }
    /// Whether the transferor's leg, replaced, still waits for the answer to its BYE.
    bool waits_for_former() const noexcept { return former_ && former_->bye_out; }
    /// The side of the transferor.
    Side side() const noexcept { return what_.by_b ? Side::B : Side::A; }
    const TransferImage& image() const noexcept { return what_; }
    /// The leg that lost its place; nullptr when none has.
    Leg* former() noexcept { return former_.get(); }

    /// The REFER was written, or could not be: 202 and the first NOTIFY, or a refusal.
    void on_saved(const base::Result<void>& saved);
    /// Goes on with the transfer of another process, when its other calls have had time to be
    /// rebuilt.
    void resume();

    /// Somebody rings.
    void on_progress(const sip::Response& response);
    /// Somebody has answered.
    void on_answer(std::unique_ptr<Leg> newcomer);
    /// Nobody could be reached. The call goes on as before if the transferor is still there.
    void fail(int status,
              const std::string& phrase,
              const model::HangupCause& cause,
              const std::string& why);
    /// The transferor hangs up before the outcome, which others await.
    void on_transferor_left(std::unique_ptr<sip::ServerTransaction> bye);
    /// The transferor has refused the NOTIFY of this Event value for good: he gets no more.
    void end_subscription(std::string_view event);
    /// The call ends: the transferor is told, and whoever rings is cancelled.
    void cancel(const std::string& reason);

    /// Puts another leg into a place of the call. \return the one that had it.
    static std::unique_ptr<Leg> exchange(Call& call, Side side, std::unique_ptr<Leg> leg);
    /// Offers a leg what stands in its `local_sdp`, its new partner's description, when nothing
    /// else is under way.
    static void reconnect(Call& call, Leg& party);
    /// The leg has accepted that: its partner is told if it describes other media than before.
    static void on_reconnected(Call& call, Leg& party);
    /// display_update.cpp: shows a leg's peer its new partner, by UPDATE where it takes that and
    /// nothing else is under way.
    /// `again`: with this request.
    static void show_partner(Call& call, Leg& party, std::optional<sip::Outgoing> again = {});

  private:
    static void on_shown(Call& call, Leg& party, const sip::Response& response);
    void start();
    /// Whether the call that the REFER names has been looked for everywhere.
    void on_second(bool is_said);
    void ring_dialog_of(const Leg& target);
    void on_answer_saved(const base::Result<void>& saved);
    void take_back();
    void dismiss(const std::string& reason);
    void notify(int status, const std::string& phrase, bool is_final);
    std::string event() const;
    void answer_refer(sip::Reply reply);
    /// Publishes who transfers whom, when that is a REFER's doing and the profile has it told.
    void tell_whose();
    void end();
    std::unique_ptr<Leg>& place() noexcept { return what_.by_b ? call_.b_ : call_.a_; }
    void put(std::unique_ptr<Leg> leg);
    /// Calls `action` with the transfer if it still exists.
    template <class Action>
    auto later(Action action) {
        return [&services = call_.services_, uuid = call_.uuid_, action](const auto&... values) {
            auto* call = services.table.find(uuid);
            if (call != nullptr && call->transfer_)
                action(*call->transfer_, values...);
        };
    }

    Call& call_;
    const TransferImage what_;
    bool pending_ = true;
    /// The transferor's subscription to the outcome has ended.
    bool is_unwatched_ = false;
    /// Whether the database was asked for the call that the REFER names.
    bool has_asked_ = false;
    std::unique_ptr<sip::ServerTransaction> refer_;
    /// The transferor's BYE that waits for its commit.
    std::unique_ptr<sip::ServerTransaction> bye_;
    std::unique_ptr<sip::Timer> resume_timer_;
    /// The transferor's leg, after another one took its place; on failure the newcomer's.
    std::unique_ptr<Leg> former_;
    /// What the party had before it was given a new partner.
    sip::Body local_sdp_before_;
    std::string destination_before_;
};

}  // namespace sofia::call
