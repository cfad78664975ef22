#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "call/leg_end.hpp"
#include "call/leg_state.hpp"
#include "call/leg_watch.hpp"
#include "call/session_timer.hpp"
#include "call/variables.hpp"
#include "gateway/trunk.hpp"
#include "model/hangup_cause.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"

namespace sofia::call {

class Steering;

/// Which side of the call a leg is: A asked for the call (or was called first by `originate`), B
/// was called for it.
enum class Side { A, B };

/// "a" or "b".
std::string_view to_string(Side side) noexcept;

/// One leg: a dialog with one peer and what is known of that peer. Owned by its Call or, while it
/// rings, by the Fork. Thread: SIP.
class Leg {
  public:
    Leg(base::LegUuid uuid, Side side, std::string profile)
        : uuid_(std::move(uuid)), side_(side), profile_(std::move(profile)) {}
    /// Tells who watches, if the leg has not ended.
    ~Leg();
    Leg(Leg&&) = default;

    const base::LegUuid& uuid() const noexcept { return uuid_; }
    Side side() const noexcept { return side_; }
    const std::string& profile() const noexcept { return profile_; }
    LegState state() const noexcept { return state_; }

    /// The only way to change the state: checks that the move is legal (an illegal one is a bug and
    /// is refused with an error line) and logs it in one line with `why`. \return false when the
    /// move was refused.
    bool transition(LegState to, std::string_view why);
    /// `watch`, nullptr for nobody, hears of each state from now on, and of the present one unless
    /// it is New. It outlives the leg.
    void watched_by(LegWatch* watch);

    /// Whether the dialog is confirmed and no BYE was sent or received.
    bool is_up() const noexcept { return state_ == LegState::Answered; }

    /// Whether we called the peer; otherwise the peer called us.
    bool outbound = false;
    std::unique_ptr<sip::Dialog> dialog;
    /// The peer's INVITE (first one or re-INVITE) that we have not finally answered, or whose 2xx
    /// is not yet acknowledged.
    std::unique_ptr<sip::ServerTransaction> invite_in;
    /// Our INVITE that has no final answer yet.
    std::unique_ptr<sip::ClientTransaction> invite_out;
    /// The peer's BYE that waits for its answer until the other peer has confirmed ours, or the end
    /// of the call is durable.
    std::unique_ptr<sip::ServerTransaction> bye_in;
    /// The peer has said BYE, or is gone: it is told nothing more.
    bool hung_up = false;
    /// Our BYE that has no final answer yet.
    std::unique_ptr<sip::ClientTransaction> bye_out;
    /// Our first INVITE to it carried no description: the peer's 2xx made the offer, and its ACK
    /// carries our answer (RFC 3261 13.2.1).
    bool made_offer = false;
    /// The peer's UPDATE, and ours to it, that have no final answer yet.
    std::unique_ptr<sip::ServerTransaction> update_in;
    std::unique_ptr<sip::ClientTransaction> update_out;
    /// The peer has said that it takes UPDATE (its Allow, RFC 3311 4).
    bool allows_update = false;
    /// The dialog's session timer; null when there is none.
    std::unique_ptr<SessionTimer> session;
    /// The Min-SE of the peer's last 422; 0 when it sent none.
    std::chrono::seconds session_least{0};
    /// Our OPTIONS that has no answer yet.
    std::unique_ptr<sip::ClientTransaction> probe_out;
    /// Runs until a re-INVITE of ours that met one of the peer's is sent again.
    std::unique_ptr<sip::Timer> glare_timer;
    /// CSeq of our INVITE whose 2xx still waits for our ACK; 0 when none does.
    std::uint32_t unacknowledged_cseq = 0;
    /// Reason of our BYE that waits for the ACK of our 2xx; nothing when no BYE waits.
    std::optional<std::string> held_bye;
    /// Our CSeq as the database knows it.
    std::uint32_t saved_cseq = 0;

    /// Last session description that the peer sent and that we sent to it; passed through
    /// unchanged.
    sip::Body remote_sdp;
    sip::Body local_sdp;
    /// The peer has put us on hold (its last description is sendonly or inactive).
    bool holds = false;
    /// The peer has yet to be offered what its new partner described, because a transfer has put
    /// that one in the place of another.
    bool awaits_partner = false;
    /// "udp", "tcp" or "tls" and the address the peer's messages come from.
    sip::Address peer;
    /// Who the peer is, for listings and events.
    std::string caller_id_name;
    std::string caller_id_number;
    std::string destination;
    base::WallTime created{};
    /// When the peer was first said to ring, and first described media before it answered; not
    /// kept in the call's row.
    base::WallTime rang{};
    base::WallTime early_media{};
    base::WallTime answered{};
    Variables variables;
    LegEnd end;
    /// What listeners have been told of it last, see publish_about(): no part of what it is.
    struct Told {
        std::string_view state = "CS_NEW";
        std::string_view call_state = "DOWN";
        bool end = false;
    };
    mutable Told told;
    /// The gateway that it goes through; nullptr for none.
    std::shared_ptr<gateway::Trunk> trunk;
    /// The gateway whose password answers the peer's challenges (see login.hpp), and what was
    /// answered; nullptr for none.
    std::shared_ptr<gateway::Trunk> login;
    std::unique_ptr<sip::DigestClient> digest;
    /// The server outside that steers its dialplan, or did so and follows it; nullptr for none.
    std::shared_ptr<Steering> steering;

  private:
    base::LegUuid uuid_;
    Side side_;
    std::string profile_;
    LegState state_ = LegState::New;
    /// Who watches; a leg that has become another one tells nobody.
    struct Watch {
        Watch() = default;
        Watch(Watch&& from) noexcept : by(std::exchange(from.by, nullptr)) {}
        LegWatch* by = nullptr;
    } watch_;
};

}  // namespace sofia::call
