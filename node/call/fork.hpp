#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "call/best_response.hpp"
#include "call/leg.hpp"
#include "call/offer.hpp"
#include "call/target.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::call {

/// Rings the targets of a plan until one answers: in each sequence the groups one after the other,
/// the targets of a group at once (RFC 3261 16.6 in spirit); sequences know nothing of each other.
/// The first 2xx wins, the others are cancelled; a loser's 2xx that crossed the CANCEL is
/// acknowledged and ended (RFC 3261 13.2.2.4, 15). Redirections are followed unless the profile
/// passes them on.
///
/// It outlives its call until the last transaction has ended, so it is held by shared_ptr: by the
/// call while it rings, and by the table's keep() until it is idle. Thread: SIP.
class Fork : public std::enable_shared_from_this<Fork> {
  public:
    /// What the call hears. After answered or failed, or after stop(), nothing more is called but
    /// `lost`.
    struct Events {
        /// A provisional response above 100 of this leg.
        std::function<void(Leg&, const sip::Response&)> progress;
        /// The winner. Its dialog is established; its 2xx waits for our ACK.
        std::function<void(std::unique_ptr<Leg>, const sip::Response&)> answered;
        /// Nobody can be reached.
        std::function<void(const Failure&)> failed;
        /// A leg was made, for events and listings.
        std::function<void(const Leg&)> created;
        /// A leg that was made did not win. Called once for each of them, also when another has
        /// answered and while stop() runs.
        std::function<void(const Leg&, const model::HangupCause&)> lost;
        /// Asked for each redirection, see own_users(); unset: it leads elsewhere.
        std::function<std::optional<std::vector<Target>>(const std::string& profile,
                                                         const sip::Uri& contact)>
            own_users;
        /// Who hears of the states of legs that are made; nullptr: nobody.
        LegWatch* watch = nullptr;
    };

    Fork(sip::Loop& loop,
         const base::Clock& clock,
         sip::ProfileTable& profiles,
         Side side,
         TargetPlan plan,
         Offer offer,
         Events events);
    ~Fork();
    Fork(const Fork&) = delete;
    Fork& operator=(const Fork&) = delete;

    /// Begins with the first group of each sequence. A sequence without a time of its own gives up
    /// after `timeout`. failed() may be called before it returns.
    void start(std::chrono::seconds timeout);
    /// Cancels what rings, with a Reason value (RFC 3326), and calls no event any more but `lost`,
    /// with `cause`.
    void stop(const std::string& reason, const model::HangupCause& cause);
    /// Calls no event any more and nobody else, without a word to those who ring.
    void mute();
    /// Visits the legs that are called and have not answered.
    void for_each_leg(const std::function<void(const Leg&)>& visit) const;
    /// Whether somebody has answered, nobody can be reached, or it was stopped.
    bool is_decided() const noexcept { return decided_; }
    /// Whether nothing is under way or to come any more.
    bool idle() const noexcept { return decided_ && attempts_.empty(); }
    /// Whether there is one target and no other: what it describes early is what the caller gets.
    bool is_sole() const noexcept;
    /// The leg with this id that is called and has not answered; nullptr when there is none.
    Leg* find_leg(std::string_view uuid) const noexcept;
    /// Cancels the leg with this id and goes on with the others. failed() may be called before it
    /// returns. \return false when it does not ring, or not any more.
    bool cancel_leg(std::string_view uuid, const model::HangupCause& cause);
    /// Cancels what rings on a profile (everything when empty), and goes on with the others.
    /// failed() may be called before it returns.
    void cancel_on(const std::string& profile, const model::HangupCause& cause);
    /// Forgets every attempt on a profile whose sockets are about to close (every one when empty),
    /// and goes on with the others. failed() may be called before it returns.
    void abandon(const std::string& profile);

  private:
    struct Attempt;
    /// A target whose leg_delay_start has not passed.
    struct Waiting {
        Target target;
        std::unique_ptr<sip::Timer> timer;
    };
    /// A sequence on its way.
    struct Run {
        TargetSequence sequence;
        std::size_t next_group = 0;
        int tries_left = 1;
        std::unique_ptr<sip::Timer> timeout;
        std::vector<std::unique_ptr<Waiting>> waiting;
        /// Runs between two tries.
        std::unique_ptr<sip::Timer> pause;
        bool over = false;
    };

    // --- fork_sequences.cpp

    void next_group(Run& run);
    void begin(Run& run, Target target);
    void wait(Run& run, Target target);
    void end(Run& run);
    void check_group(Run& run);
    void check_groups();
    /// Nothing more is begun.
    void settle();
    // --- fork.cpp
    void call(Run& run, Target target);
    void on_run_timeout(Run& run);
    void send_invite(Attempt& attempt);
    bool invite_again(Attempt& attempt, const sip::Response& refusal);
    void on_ring_timeout(Attempt& attempt);
    void on_response(Attempt& attempt, const sip::Response& response);
    void on_provisional(Attempt& attempt, const sip::Response& response);
    bool ignores_idle_progress(const Attempt& attempt) const;
    /// Sends the PRACK of a reliable provisional response (RFC 3262 4). \return false for one that
    /// is a repetition or out of order, and tells the call nothing.
    bool take_reliable(Attempt& attempt, const sip::Response& response);
    void on_answer(Attempt& attempt, const sip::Response& response);
    // --- fork_codecs.cpp
    /// Gives a leg the description that it offers. \return false when nothing is left of the
    /// caller's codecs, or the caller has no SRTP where it is needed; this is noted.
    bool describe(Attempt& attempt, const Target& target, const model::ProfileMedia& media);
    /// What the caller is offered of a callee's own offer (RFC 3261 13.2.1).
    LegOffer late_offer(const Leg& leg, const sip::Body& offer) const;
    /// Whether a callee describes itself with none of the codecs that it was offered, offers none
    /// that the call may use, or has no SRTP where it is needed.
    bool is_foreign(const Attempt& attempt, const sip::Body& answer) const;
    /// A callee's description with the codecs alone that its call is held to.
    sip::Body seen_by_caller(const Attempt& attempt, const sip::Body& answer) const;
    /// Goes on without a callee whose answer is foreign: CANCEL, or ACK and BYE.
    void refuse_answer(Attempt& attempt, const sip::Response& response);
    // --- fork.cpp
    void on_failure(Attempt& attempt, const sip::Response& response);
    /// Answers a gateway's challenge with another INVITE. \return false when this is none, or is
    /// not to be answered.
    bool answer_challenge(Attempt& attempt, const sip::Response& response);
    void end_loser(Attempt& attempt, const sip::Response& response);
    void follow(Run& run, const std::vector<sip::Contact>& contacts, const Target& from);
    /// False when the contact is of somebody else.
    bool call_own_users(Run& run, const sip::Contact& contact, const Target& from);
    void note(Failure failure);
    void note(const model::HangupCause& cause);
    void remove(Attempt& attempt);
    void give_up(Failure failure);
    /// Cancels some of what rings, and goes on with the others.
    void cancel_some(const std::function<bool(const Attempt&)>& which,
                     const model::HangupCause& cause);
    void cancel_attempts(const std::string& reason, const model::HangupCause& cause);
    void cancel(Attempt& attempt, const std::string& reason, const model::HangupCause& cause);
    void lose(const Attempt& attempt, const model::HangupCause& cause) const;
    /// Counts a call that was refused or not answered in time, for its profile and its gateway.
    void count_failure(const Leg& leg);
    bool is_ringing(const Run& run) const noexcept;

    sip::Loop& loop_;
    const base::Clock& clock_;
    sip::ProfileTable& profiles_;
    Side side_;
    std::vector<Unreachable> unreachable_;
    Offer offer_;
    Events events_;
    decltype(Events::lost) lost_;
    /// As many as the plan has; their places do not change.
    std::vector<Run> runs_;
    std::vector<std::unique_ptr<Attempt>> attempts_;
    /// Request-URIs called so far: a redirection never leads to one of them again.
    std::set<std::string> called_;
    int redirections_ = 0;
    std::optional<Failure> best_;
    bool decided_ = false;
};

}  // namespace sofia::call
