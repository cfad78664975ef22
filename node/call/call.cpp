#include "call/call.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "call/admission.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/reliable.hpp"
#include "call/replacement.hpp"
#include "call/script.hpp"
#include "call/snapshot.hpp"
#include "call/transfer.hpp"
#include "call/waiting_applications.hpp"

namespace sofia::call {

Call::Call(Services& services, base::CallUuid uuid, std::unique_ptr<Leg> a)
    : services_(services),
      uuid_(std::move(uuid)),
      a_(std::move(a)),
      cause_(model::cause::kNormalClearing) {
    if (const auto* profile = services_.profiles.find(a_->profile()))
        tracked_ = profile->settings->calls.track_calls;
    count(&sip::ProfileCounters::in_use, 1);
}

Call::~Call() = default;

void Call::for_each_leg(const std::function<void(const Leg&)>& visit) const {
    visit(*a_);
    if (b_)
        visit(*b_);
    if (fork_)
        fork_->for_each_leg(visit);
}

CallImage Call::image() const {
    const auto leg_image = [](const Leg& leg) {
        LegImage image;
        image.uuid = leg.uuid();
        image.profile = leg.profile();
        image.outbound = leg.outbound;
        image.dialog = leg.dialog->state();
        image.remote_sdp = leg.remote_sdp;
        image.local_sdp = leg.local_sdp;
        image.holds = leg.holds;
        image.made_offer = leg.made_offer;
        image.allows_update = leg.allows_update;
        if (leg.session) {
            image.session = leg.session->terms;
            image.session_ends = leg.session->ends;
        }
        image.hung_up = leg.hung_up;
        image.awaits_partner = leg.awaits_partner;
        image.peer = leg.peer;
        image.caller_id_name = leg.caller_id_name;
        image.caller_id_number = leg.caller_id_number;
        image.destination = leg.destination;
        image.created = leg.created;
        image.answered = leg.answered;
        image.variables = leg.variables;
        return image;
    };
    CallImage image{uuid_, leg_image(*a_), leg_image(*b_), ending_, {}, tracked_};
    if (transfer_ && transfer_->is_pending())
        image.transfer = transfer_->image();
    return image;
}

void Call::save(Saved then) {
    if (!tracked_) {
        then(*this, {});
        return;
    }
    row_written_ = true;
    auto values = image();
    a_->saved_cseq = values.a.dialog.local_cseq;
    b_->saved_cseq = values.b.dialog.local_cseq;
    services_.writer.put(to_row(values),
                         [&services = services_, uuid = uuid_, then = std::move(then)](
                             const base::Result<void>& saved) {
                             // The call may have ended while the database was at work: it is looked
                             // up again, never remembered.
                             if (auto* call = services.table.find(uuid))
                                 then(*call, saved);
                         });
}

bool Call::set_variable(std::string_view leg_uuid, std::string_view name, std::string value) {
    auto* leg = a_->uuid().str() == leg_uuid ? a_.get() : b_.get();
    if (leg == nullptr || leg->uuid().str() != leg_uuid)
        leg = fork_ ? fork_->find_leg(leg_uuid) : nullptr;
    if (leg == nullptr)
        return false;
    leg->variables.set(name, std::move(value));
    if (leg == a_.get() && name == kScheduledHangup)
        keep_schedule();
    // Without a row yet the first one has it; an ending call needs no variables any more.
    if (row_written_ && !ending_)
        save_again();
    return true;
}

void Call::keep_cseq_near(const Leg& leg) {
    if (leg.dialog->state().local_cseq - leg.saved_cseq >= kCseqStep / 2)
        save([](Call&, const base::Result<void>&) {});
}

void Call::forget_row() {
    if (!std::exchange(row_written_, false))
        return;
    services_.writer.remove(uuid_, [uuid = uuid_](const base::Result<void>& removed) {
        if (!removed)
            LOG_WARN(
                Area::Call, "call={} row not removed yet: {}", uuid.str(), removed.error().text);
    });
}

void Call::listen(Leg& leg) {
    leg.dialog->on_request([&services = services_, uuid = uuid_, side = leg.side()](
                               std::unique_ptr<sip::ServerTransaction> request) {
        if (auto* call = services.table.find(uuid))
            call->on_request(side, std::move(request));
        else
            request->respond(sip::Reply::of(481));
    });
}

sip::Outgoing Call::request_to(const Leg& leg, sip::Method method) const {
    sip::Outgoing request{method, {}, {}};
    if (auto* profile = services_.profiles.find(leg.profile())) {
        // A target refresh carries our Contact (RFC 3261 12.2.1.1).
        if (method == sip::Method::Invite || method == sip::Method::Update) {
            request.headers.push_back({"Contact", leg.dialog->state().local_contact});
            request.headers.push_back(
                {"Allow", allowed_within_calls(profile->settings->calls.pass_message)});
            offer_session(request.headers,
                          session_rules(profile->settings->calls, leg.variables),
                          leg.session ? leg.session->terms : SessionTerms{},
                          leg.session_least);
        }
        add_session_id(leg, request.headers);
    }
    return request;
}

sip::Reply Call::answer_to(const Leg& leg, int status) const {
    auto reply = sip::Reply::of(status);
    auto* profile = services_.profiles.find(leg.profile());
    const bool takes_message = profile != nullptr && profile->settings->calls.pass_message;
    reply.add("Allow", allowed_within_calls(takes_message));
    if (profile != nullptr)
        add_session_id(leg, reply.headers);
    return reply;
}

void Call::fire(std::string_view event,
                const Leg& leg,
                const model::HangupCause& cause,
                const std::vector<sip::Header>& more) const {
    publish_about(services_, event, company_of(*this, leg), leg, cause, more);
}

void Call::fire_begin(const Leg& leg) const {
    publish_begin(services_, company_of(*this, leg), leg);
}

void Call::fire_end(const Leg& leg, const model::HangupCause& cause) const {
    publish_end(services_, company_of(*this, leg), leg, cause);
}

void Call::tell_back() {
    for (auto* leg : {a_.get(), b_.get()}) {
        leg->variables.set("recovered", "true");
        fire("CHANNEL_CREATE", *leg);
        fire("CHANNEL_ANSWER", *leg);
    }
    fire("CHANNEL_BRIDGE", *a_);
}

void Call::tell_end() const {
    if (a_->told.end)
        return;
    if (b_ && b_->answered != base::WallTime{})
        fire("CHANNEL_UNBRIDGE", *a_);
    for (const auto* leg : {a_.get(), b_.get()})
        if (leg != nullptr)
            fire_end(*leg, cause_);
}

void Call::finish() {
    if (std::exchange(finished_, true))
        return;
    count(&sip::ProfileCounters::in_use, -1);
    drop_fork({});
    places_.clear();
    forget_row();
    tell_end();
    for (auto* leg : {a_.get(), b_.get()})
        if (leg != nullptr)
            leg->transition(LegState::Ended, std::string(cause_.name));
    services_.table.remove(uuid_);
}

void Call::count(std::uint32_t sip::ProfileCounters::*number, int change) {
    if (auto* profile = services_.profiles.find(a_->profile())) {
        auto& value = profile->counters.*number;
        // A profile that was started again counts from zero, below the calls that it had.
        value = static_cast<std::uint32_t>(std::max(0, static_cast<int>(value) + change));
    }
}

void Call::abandon(const std::string& profile) {
    if (std::exchange(finished_, true))
        return;
    // A profile that closes, not a node that has lost its calls: what has ended stays ended, though
    // a peer has not confirmed its BYE.
    if (ending_ && !profile.empty()) {
        tell_end();
        forget_row();
    }
    count(&sip::ProfileCounters::in_use, -1);
    if (awaits_answer())
        count(&sip::ProfileCounters::proceeding, -1);
    if (fork_) {
        fork_->mute();
        fork_->abandon(profile);
        drop_fork(reason_header(model::cause::kSystemShutdown));
    }
    transfer_.reset();
    replacement_.reset();
    script_.reset();
    expiry_.reset();
    scheduled_hangup_.reset();
    places_.clear();
    exchanges_.clear();
    for (auto* leg : {a_.get(), b_.get()}) {
        if (leg == nullptr)
            continue;
        leg->invite_in.reset();
        leg->bye_in.reset();
        leg->invite_out.reset();
        leg->bye_out.reset();
        leg->update_in.reset();
        leg->update_out.reset();
        leg->session.reset();
        leg->probe_out.reset();
        leg->glare_timer.reset();
        leg->dialog.reset();
    }
}

void Call::cancel_on(const std::string& profile, const model::HangupCause& cause) {
    if (const auto fork = fork_)  // The call may let go of it inside.
        fork->cancel_on(profile, cause);
}

void Call::forget_ringing_on(const std::string& profile) {
    if (const auto fork = fork_)  // The call may let go of it inside.
        fork->abandon(profile);
}

namespace {

/// What the local CSeq jumps by: a step for what this row has not seen, and one for each 10 ms of
/// the call's age, so that a second crash before the next write does not lead to the same numbers.
std::uint32_t cseq_jump(base::WallTime answered, base::WallTime now) {
    constexpr base::Milliseconds kTick{10};
    const auto ticks = std::max(now - answered, base::Milliseconds(0)) / kTick;
    return kCseqStep + static_cast<std::uint32_t>(ticks);
}

std::unique_ptr<Leg> rebuild(const LegImage& image,
                             Side side,
                             sip::Endpoint& endpoint,
                             base::WallTime now) {
    auto leg = std::make_unique<Leg>(image.uuid, side, image.profile);
    leg->outbound = image.outbound;
    leg->saved_cseq = image.dialog.local_cseq;
    auto dialog = image.dialog;
    dialog.local_cseq += cseq_jump(image.answered, now);
    leg->dialog = endpoint.rehydrate(dialog);
    leg->remote_sdp = image.remote_sdp;
    leg->local_sdp = image.local_sdp;
    leg->holds = image.holds;
    leg->made_offer = image.made_offer;
    leg->allows_update = image.allows_update;
    if (image.session.interval.count() > 0) {
        leg->session = std::make_unique<SessionTimer>();
        leg->session->terms = image.session;
        leg->session->ends = image.session_ends;
    }
    leg->hung_up = image.hung_up;
    leg->awaits_partner = image.awaits_partner;
    leg->peer = image.peer;
    leg->caller_id_name = image.caller_id_name;
    leg->caller_id_number = image.caller_id_number;
    leg->destination = image.destination;
    leg->created = image.created;
    leg->answered = image.answered;
    leg->variables = image.variables;
    leg->transition(LegState::Answered, "rehydrated");
    if (image.hung_up)
        leg->transition(LegState::Ending, "had hung up before the takeover");
    return leg;
}

}  // namespace

base::Result<void> Call::rehydrate(Services& services, const CallImage& image) {
    auto* profile_a = services.profiles.find(image.a.profile);
    auto* profile_b = services.profiles.find(image.b.profile);
    if (profile_a == nullptr || profile_b == nullptr)
        return base::fail(base::ErrorKind::NotFound,
                          "profile '" + (profile_a == nullptr ? image.a.profile : image.b.profile) +
                              "' is not running");
    auto made = std::make_unique<Call>(
        services,
        image.uuid,
        rebuild(image.a, Side::A, *profile_a->endpoint, services.clock.wall()));
    auto& call = services.table.add(std::move(made));
    call.b_ = rebuild(image.b, Side::B, *profile_b->endpoint, services.clock.wall());
    call.row_written_ = image.is_tracked;
    call.tracked_ = image.is_tracked;
    call.listen(*call.a_);
    call.listen(*call.b_);
    call.keep_schedule();
    call.retake_places();
    call.a_->watched_by(services.leg_watch);
    call.b_->watched_by(services.leg_watch);
    for (auto* leg : {call.a_.get(), call.b_.get()})
        leg->dialog->on_answer(
            [&services, uuid = image.uuid, side = leg->side(), row_cseq = leg->saved_cseq](
                const sip::Response& answer) {
                if (auto* found = services.table.find(uuid))
                    found->on_former_answer(side, answer, row_cseq);
            });
    call.resume_session(*call.a_);
    call.resume_session(*call.b_);
    if (image.transfer) {
        call.transfer_ = std::make_unique<Transfer>(call, *image.transfer, nullptr);
        call.transfer_->resume();
    }
    for (auto* leg : {call.a_.get(), call.b_.get()})
        if (leg->awaits_partner && call.is_up())
            Transfer::reconnect(call, *leg);
    if (image.ending) {
        call.ending_durable_ = true;
        call.hangup(model::cause::kNormalClearing, "one side had hung up before the takeover");
    }
    return {};
}

}  // namespace sofia::call
