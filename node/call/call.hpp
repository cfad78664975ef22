#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/before.hpp"
#include "call/bridge_request.hpp"
#include "call/call_writer.hpp"
#include "call/fork.hpp"
#include "call/glare.hpp"
#include "call/image.hpp"
#include "call/leg.hpp"
#include "call/limits.hpp"
#include "call/services.hpp"
#include "model/hangup_cause.hpp"

namespace sofia::call {

class Script;
class Reliable;
class Transfer;
class Replacement;
struct Execution;

/// A call of two legs: the caller's side (a) and, once somebody has answered, the callee's (b).
/// Each leg is a dialog of its own; the call passes requests, answers and descriptions between
/// them, and keeps its row in the database in step.
///
/// One SIP verb a file: on_answer.cpp to on_update.cpp; bridge.cpp rings, caller_side.cpp refuses.
/// Owned by the CallTable. A call ends itself with finish(), after which it is destroyed when the
/// stack has returned. Thread: SIP.
class Call {
  public:
    Call(Services& services, base::CallUuid uuid, std::unique_ptr<Leg> a);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    const base::CallUuid& uuid() const noexcept { return uuid_; }
    Leg& a() noexcept { return *a_; }
    const Leg& a() const noexcept { return *a_; }
    /// The callee's leg, nullptr before somebody has answered.
    const Leg* b() const noexcept { return b_.get(); }
    /// Whether the caller has its 200 and both dialogs are confirmed.
    bool is_up() const noexcept { return a_->is_up() && b_ && b_->is_up(); }
    bool is_finished() const noexcept { return finished_; }
    /// Whether the row of this call is kept in the database.
    bool is_tracked() const noexcept { return tracked_; }
    /// Writes the row once more: its CSeq has jumped.
    void save_again() {
        save([](Call&, const base::Result<void>&) {});
    }
    /// Tells both peers the Contact that their dialogs have now: by an UPDATE where a session timer
    /// runs and the peer takes it, else by a re-INVITE with what it was last offered.
    void tell_contact();
    /// Sets a channel variable of a leg from outside; an empty value removes it. The row, if there
    /// is one, follows. \return false when no leg of this call has this id.
    bool set_variable(std::string_view leg_uuid, std::string_view name, std::string value);
    /// Whether it was answered although its row could not be written in time.
    bool is_volatile() const noexcept { return volatile_; }
    /// Visits the legs: those of the call, and those that are called and have not answered.
    void for_each_leg(const std::function<void(const Leg&)>& visit) const;
    /// The call as a value. Requires: leg b exists.
    CallImage image() const;

    // --- caller_side.cpp: before the answer
    /// Takes the caller's INVITE, whose answers from now on are the call's affair.
    void take_invite(std::unique_ptr<sip::ServerTransaction> invite);
    /// Judges the caller's codecs before the dialplan, see choose_early(), and whether his media is
    /// encrypted where it has to be. \return false when he was refused.
    bool judge_codecs(const model::ProfileMedia& media);
    /// Sends the caller a provisional answer; a description is passed once only. `is_certain`: it
    /// is the answer to the caller's offer and no other can come. `headers` are those of the callee
    /// that are passed on.
    void progress(int status,
                  const std::string& phrase,
                  const sip::Body& sdp,
                  bool is_certain = false,
                  const std::vector<sip::Header>& headers = {});
    /// Refuses the caller: final answer, end of the call. Extra header lines may be given (Contact
    /// of a 3xx).
    void refuse(const model::HangupCause& cause,
                int status,
                const std::string& phrase,
                std::vector<sip::Header> headers = {});
    /// Gives the call its list of dialplan actions and runs it.
    void run(std::unique_ptr<Script> script);
    /// Goes on with the next action of the list after one that had waited.
    void go_on();
    /// The list of actions that is run, nullptr when there is none (any more).
    Script* script() noexcept { return script_.get(); }

    // --- schedule.cpp
    /// Ends the call at the time that the variable kScheduledHangup names, if any. Also for a call
    /// of another process.
    void keep_schedule();
    /// Takes a place at a resource until the call ends, see Limits::take(). One that the call has
    /// it keeps. Remembered in a variable, so that who takes the call over takes the place as well.
    bool take_place(const std::string& name, long long most, std::chrono::seconds window);
    /// Takes again the places that a call of another process had.
    void retake_places();

    // --- bridge.cpp
    /// Rings the targets; `failed` is called when nobody can be reached.
    void bridge(BridgeRequest request, std::function<void(const Failure&)> failed);

    // --- on_refer.cpp
    /// The leg whose calls the dialplan makes: the caller's, or the one that is being transferred.
    Leg& party() noexcept;
    const Leg& party() const noexcept;
    /// Ends what the dialplan was asked for without success: a transfer, of which the call itself
    /// may survive, or the call.
    void give_up(const model::HangupCause& cause, const std::string& why);
    /// Takes the INVITE of a peer that wants the place of another in this call (RFC 3891). Its leg
    /// has been made; the answer is the call's affair. Requires: is_up().
    void replace(Side side,
                 std::unique_ptr<Leg> newcomer,
                 std::unique_ptr<sip::ServerTransaction> invite);

    // --- on_command.cpp
    /// The leg of this call with this id, also one that rings; nullptr when it has none.
    const Leg* leg_of(std::string_view uuid) const noexcept;
    /// Ends what a leg of this call is in: one that rings is cancelled, and the call goes on with
    /// the others that ring, or with what the dialplan says then; else the call.
    void hangup_leg(std::string_view uuid, const model::HangupCause& cause, const std::string& why);
    /// Sends the peer of a side to another destination of the dialplan. Before the answer that is
    /// the caller, and what rings is cancelled; within a call the other peer keeps its place until
    /// somebody has answered. An empty context is the one that the call has. Errors: NotFound (no
    /// extension matches; nothing has changed), Invalid, Overload (the call is changing).
    base::Result<void> transfer(Side side, const std::string& destination, std::string context);
    /// Publishes CHANNEL_EXECUTE or CHANNEL_EXECUTE_COMPLETE about an application on a leg.
    void tell(std::string_view event, const Leg& leg, const Execution& what) const;

    // --- on_hangup.cpp
    /// Ends the call on our own account, whatever its state: CANCEL, final answer or BYE with
    /// Reason on each leg.
    void hangup(const model::HangupCause& cause, const std::string& why);

    /// Takes over a first side that we called and that has answered with an offer (originate, RFC
    /// 3725 4.1). Its 2xx is acknowledged with the second side's answer.
    void take_first_side();

    // --- on_probe.cpp
    /// Asks the peer of a leg with OPTIONS within its dialog; `done` gets its final response, and
    /// is not called when the call ends before. Requires: is_up().
    void probe(Side side, std::function<void(const sip::Response&)> done);
    /// Ends the call because the peer of a leg does not have it any more: BYE goes to the other
    /// side only. Without effect unless the call is up.
    void lose_peer(Side side, const model::HangupCause& cause, const std::string& why);

    // --- rehydration
    /// Goes on with a call of another process: both dialogs are rebuilt. `ending` calls only send
    /// their BYEs. Errors: NotFound (a profile is not running).
    static base::Result<void> rehydrate(Services& services, const CallImage& image);
    /// Publishes that this call of another process is here.
    void tell_back();

    /// Closes everything without a word: the profile's sockets are gone or, without a name, we are
    /// fenced. What rings on another profile is cancelled.
    void abandon(const std::string& profile);
    /// Goes on without the callees that ring on a profile: cancels them, or, when its sockets are
    /// gone, forgets them.
    void cancel_on(const std::string& profile, const model::HangupCause& cause);
    void forget_ringing_on(const std::string& profile);

  private:
    friend class Transfer;
    friend class Replacement;

    using Saved = std::function<void(Call&, const base::Result<void>&)>;
    /// A request that waits for the other peer's answer.
    struct Exchange;
    Leg& other(const Leg& leg) const noexcept { return &leg == a_.get() ? *b_ : *a_; }
    /// Writes the call's row and calls `then` with the call if it still exists; at once when the
    /// call is not tracked.
    void save(Saved then);
    void forget_row();
    /// Writes the row again, when the CSeq in it lags behind the leg's.
    void keep_cseq_near(const Leg& leg);
    void listen(Leg& leg);
    void on_request(Side side, std::unique_ptr<sip::ServerTransaction> request);
    /// on_request.cpp: with what a request is refused whatever it asks for: an extension that we do
    /// not have, a sender who has not shown who he is (auth-all-packets); nothing: it may go on.
    std::optional<sip::Reply> refusal_of(const Leg& leg, const sip::Request& request) const;
    /// Publishes the header lines that the leg's variable kWatchedHeaders names.
    void tell_watched(const Leg& leg, const sip::MessageHead& message) const;
    sip::Outgoing request_to(const Leg& leg, sip::Method method) const;
    sip::Reply answer_to(const Leg& leg, int status) const;
    /// on_challenge.cpp: the request once more, with the answer to a gateway's challenge; nothing
    /// when the response is none, or is not to be answered.
    std::optional<sip::Outgoing> answer_challenge(Leg& leg,
                                                  const sip::Response& response,
                                                  sip::Method method);
    void fire(std::string_view event, const Leg& leg) const { fire(event, leg, cause_); }
    void fire(std::string_view event,
              const Leg& leg,
              const model::HangupCause& cause,
              const std::vector<sip::Header>& more = {}) const;
    void fire_begin(const Leg& leg) const;
    void fire_end(const Leg& leg, const model::HangupCause& cause) const;
    /// Publishes, once, that the call is over.
    void tell_end() const;
    void finish();
    /// Changes a number of the caller's profile.
    void count(std::uint32_t sip::ProfileCounters::*number, int change);
    bool awaits_answer() const noexcept {
        return !a_->outbound && a_->invite_in && !a_->invite_in->answered();
    }
    /// Lets go of a transaction in whose callback we may be: it is destroyed when the stack has
    /// returned.
    template <class Transaction>
    void release(std::unique_ptr<Transaction>& transaction) {
        if (transaction)
            services_.loop.post(
                [departing = std::shared_ptr<Transaction>(std::move(transaction))] {});
    }

    // on_answer.cpp
    void on_answer(std::unique_ptr<Leg> b, const sip::Response& response);
    void on_answer_saved(const base::Result<void>& saved);
    void connect();
    /// Sends the caller its 200.
    void answer_caller();
    void on_first_ack(const sip::Request* ack);
    // on_former_answer.cpp
    void on_former_answer(Side side, const sip::Response& answer, std::uint32_t row_cseq);
    void offer_once_more(Leg& leg, const sip::Response& answer);
    void on_answered_once_more(Side side,
                               const sip::Response& offered,
                               const sip::Response& response);
    void on_former_ack(Leg& from, const sip::Request& ack);
    // on_hangup.cpp
    void on_cancel(const sip::Request& cancel);
    void on_bye(Leg& leg, std::unique_ptr<sip::ServerTransaction> bye);
    /// Sends BYE; as callee not before the ACK of our 2xx (RFC 3261 section 15).
    void send_bye(Leg& leg, const std::string& reason);
    void transmit_bye(Leg& leg, const sip::Outgoing& bye);
    /// Acknowledges the peer's 2xx if that has not been done.
    void acknowledge(Leg& leg, const sip::Body& body = {});
    void end_transactions(Leg& leg);
    /// The moment in which the call ends, for everybody.
    void begin_end();
    /// Writes down that the call is ending, and answers the BYE that waits for it.
    void write_ending();
    void finish_when_quiet();
    sip::Reply answer_to_bye(const Leg& leg) const;
    void drop_fork(const std::string& reason);
    // on_modify.cpp
    void on_modify(Leg& leg, std::unique_ptr<sip::ServerTransaction> invite);
    /// Offers the change to the other peer; `again`: with this request.
    void pass_modify(Leg& from, std::optional<sip::Outgoing> again = {});
    void on_modify_response(Side side, const sip::Response& response);
    void on_modify_saved(Side side, const base::Result<void>& saved, const Before& before);
    /// Whether a re-INVITE may get its 200 after the write; otherwise it has been refused.
    bool may_answer_modify(Leg& from, const base::Result<void>& saved);
    void answer_modify(Leg& from);
    void on_modify_ack(Side side, const sip::Request* ack);
    /// Undoes a change that its asker did not get: the other peer is offered what stood before.
    void take_back(Leg& from, const Before& before);
    void restore(Leg& leg, const sip::Body& description, std::optional<sip::Outgoing> again = {});
    void restore_later(Leg& leg);
    // on_hold.cpp
    void tell_hold(const Leg& leg) const;
    /// Whether disable-hold counts for what this leg's peer asks for.
    bool has_no_hold(const Leg& leg) const;
    /// Whether the profile of one of the legs wants encrypted media.
    bool needs_srtp() const;
    /// Answers an offer with 488 when none of its codecs may be used in this call, or it has no
    /// SRTP where it is needed. \return whether it did.
    bool refuse_codecs(const Leg& leg, sip::ServerTransaction& request) const;
    /// Why an offer of this leg's peer cannot pass, in words; empty: it can.
    std::string codec_refusal(const Leg& leg, const sip::Body& offer) const;
    /// A peer's description as the other one gets it.
    sip::Body passed_on(const Leg& from, const sip::Body& description) const;
    /// The other peer's answer as the one that made the offer gets it.
    sip::Body answer_for(const Leg& from, const sip::Body& offer, const sip::Body& answer) const;
    /// Whether an offer is a hold that the other peer is not told of.
    bool is_answered_here(const Leg& leg, const sip::Body& offer) const;
    /// Answers the hold in invite_in or update_in when it has been written down.
    void answer_hold(Leg& leg, const sip::Request& request);
    void on_hold_saved(Side side, const base::Result<void>& saved, const sip::Body& before);
    /// Whether an answer has no codec of its offer, or no SRTP where it is needed.
    bool is_foreign(const sip::Body& offer, const sip::Body& answer) const;
    // on_update.cpp
    void on_update(Leg& leg, std::unique_ptr<sip::ServerTransaction> update);
    Negotiation negotiation_of(const Leg& leg) const;
    /// Whether a re-INVITE or UPDATE is under way on this dialog, in either direction.
    static bool is_changing(const Leg& leg) noexcept;
    /// Takes the new target of an UPDATE without offer and answers it.
    void refresh_by_update(Leg& leg);
    /// Offers the peer's UPDATE to the other one, with UPDATE or INVITE.
    void pass_update(Leg& from, sip::Method method, std::optional<sip::Outgoing> again = {});
    void on_update_response(Side side, sip::Method method, const sip::Response& response);
    void on_update_saved(Side side, const base::Result<void>& saved, const Before& before);
    /// Whether the leg's UPDATE may get its 200 after the write; otherwise it has been refused, or
    /// another node is to answer it.
    bool may_answer(Leg& leg, const base::Result<void>& saved);
    void answer_update(Leg& leg, const sip::Body& description);
    // on_session.cpp
    SessionRules session_rules_of(const Leg& leg) const;
    /// Answers a refresh whose interval is too short with 422. \return whether it did.
    bool refuse_short_session(Leg& leg, sip::ServerTransaction& request) const;
    /// Begins, goes on with or ends the timer of a leg whose peer has sent a request that we
    /// accept, or accepted one of ours. \return whether there was one or is one now.
    bool agree_on_session(Leg& leg, const sip::Request& request);
    bool take_session(Leg& leg, const sip::Response& answer);
    static void add_session(const Leg& leg, sip::Reply& answer, const sip::Request& request);
    /// Notes what a 422 wants. \return whether the request is worth sending again.
    static bool lengthen_session(Leg& leg, const sip::Response& refusal);
    void begin_session(Leg& leg, const SessionTerms& terms);
    /// Goes on with the timer of a rebuilt leg.
    void resume_session(Leg& leg);
    void await_session(Leg& leg,
                       std::chrono::milliseconds refresh,
                       std::chrono::milliseconds expiry);
    void refresh_session(Leg& leg, std::optional<sip::Outgoing> again = {});
    void try_refresh_again(Leg& leg);
    void on_refresh_response(Side side, const sip::Response& response);
    // on_prack.cpp
    void begin_reliable();
    void send_provisional(sip::Reply provisional, bool is_certain);
    void on_prack(Leg& leg, std::unique_ptr<sip::ServerTransaction> prack);
    // on_refer.cpp
    void on_refer(Leg& leg, std::unique_ptr<sip::ServerTransaction> refer);
    // on_notify.cpp
    void on_notify(Leg& leg, std::unique_ptr<sip::ServerTransaction> notify);
    /// Passes a REFER to the other peer instead of carrying it out.
    void pass_refer(Leg& leg, std::unique_ptr<sip::ServerTransaction> refer);
    /// The other peer has accepted it: what names its NOTIFYs is made durable, then the asker is
    /// answered.
    void on_refer_passed(Leg& to,
                         const std::shared_ptr<Exchange>& exchange,
                         std::uint32_t cseq,
                         sip::Reply answer);
    /// The CSeq of the REFER that a NOTIFY is about, as the other peer knows it; nothing when none
    /// was passed.
    std::optional<std::uint32_t> passed_refer(const Leg& leg, std::string_view id) const;
    // on_info.cpp
    void on_info(Leg& leg, std::unique_ptr<sip::ServerTransaction> info);
    void on_message(Leg& leg, std::unique_ptr<sip::ServerTransaction> message);
    // exchange.cpp
    /// Sends a peer's request, with these header lines, to the other one, whose answer is passed
    /// back.
    void pass(Leg& from,
              std::unique_ptr<sip::ServerTransaction> request,
              std::vector<sip::Header> headers);
    /// Sends a request of ours whose answer changes nothing, but for a challenge.
    void send_notice(Leg& leg, sip::Outgoing notice);
    void send_exchange(Leg& to, const std::shared_ptr<Exchange>& exchange, sip::Outgoing request);
    void on_exchange_response(const std::shared_ptr<Exchange>& exchange,
                              const sip::Response& response);
    /// The leg with this id, also one whose place was taken; nullptr when it is gone.
    Leg* find_leg(const base::LegUuid& uuid) noexcept;
    void end_exchanges();
    // session_id.cpp
    /// Notes what a peer's request says in Session-ID, when the leg's profile has it.
    void note_session_id(Leg& leg, const sip::MessageHead& message);
    /// Gives each leg a Session-ID when one of their profiles has it.
    void keep_session_ids();
    /// Adds the header line of a message to this leg's peer.
    void add_session_id(const Leg& leg, std::vector<sip::Header>& headers) const;

    Services& services_;
    base::CallUuid uuid_;
    std::unique_ptr<Leg> a_;
    std::unique_ptr<Leg> b_;
    std::unique_ptr<Script> script_;
    std::shared_ptr<Fork> fork_;
    std::vector<std::shared_ptr<Exchange>> exchanges_;
    /// How many notices were sent: only the last one is sent again.
    std::uint32_t notices_ = 0;
    int caller_max_forwards_ = 70;
    /// Runs while the caller's INVITE has an Expires header and no final answer.
    std::unique_ptr<sip::Timer> expiry_;
    std::unique_ptr<sip::Timer> scheduled_hangup_;
    std::vector<std::unique_ptr<Limits::Place>> places_;
    bool early_sdp_sent_ = false;
    /// The caller's reliable provisional answers; null when it gets none.
    std::unique_ptr<Reliable> reliable_;
    bool must_be_reliable_ = false;
    /// The caller's 200 waits for the PRACK of a description.
    bool answer_waits_ = false;
    std::unique_ptr<Transfer> transfer_;
    std::unique_ptr<Replacement> replacement_;
    bool tracked_ = false;
    bool row_written_ = false;
    bool volatile_ = false;
    bool ending_ = false;
    bool ending_durable_ = false;
    std::unique_ptr<sip::Timer> ending_timer_;
    bool finished_ = false;
    model::HangupCause cause_;
};

}  // namespace sofia::call
