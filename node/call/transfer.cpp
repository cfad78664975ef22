#include "call/transfer.hpp"

#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/applications.hpp"
#include "call/callee_identity.hpp"
#include "call/description.hpp"
#include "call/refer_to.hpp"
#include "call/replacement.hpp"
#include "call/script.hpp"

namespace sofia::call {
namespace {

/// How long a transfer of another process waits for the calls that it may name to be rebuilt.
constexpr std::chrono::milliseconds kResumeAfter{1000};

}  // namespace

Transfer::Transfer(Call& call, TransferImage what, std::unique_ptr<sip::ServerTransaction> refer)
    : call_(call), what_(std::move(what)), refer_(std::move(refer)) {}

Transfer::~Transfer() = default;

bool Transfer::may_begin(const Call& call) noexcept {
    return call.is_up() && !call.transfer_ && !call.replacement_ && !Call::is_changing(*call.a_) &&
           !Call::is_changing(*call.b_);
}

void Transfer::answer_refer(sip::Reply reply) {
    if (!refer_)
        return;
    if (reply.status < 300) {
        reply.add("Contact", place()->dialog->state().local_contact);
        if (what_.is_silent)
            reply.add("Refer-Sub", "false");  // RFC 4488 4.
    }
    refer_->respond(reply);
    call_.release(refer_);
}

void Transfer::on_saved(const base::Result<void>& saved) {
    if (!pending_ || (!saved && saved.error().kind == base::ErrorKind::Stale))
        return;  // Another node owns the call: it is the one to answer.
    const auto* profile = call_.services_.profiles.find(place()->profile());
    const bool may_be_volatile =
        profile != nullptr && profile->settings->calls.answer_when_volatile;
    if (!saved && !may_be_volatile) {
        answer_refer(call_.answer_to(*place(), 503).add("Retry-After", "5"));
        end();
        call_.save([](Call&, const base::Result<void>&) {});  // It may have been written after all.
        return;
    }
    if (!saved)
        call_.volatile_ = true;
    tell_whose();
    answer_refer(call_.answer_to(*place(), 202));
    notify(100, "Trying", false);
    start();
}

void Transfer::tell_whose() {
    const auto* profile = call_.services_.profiles.find(place()->profile());
    if (!refer_ || profile == nullptr || !profile->settings->calls.tell_transfers)
        return;  // Without a REFER it is a command's.
    const std::vector<sip::Header> asked{{"Refer-To", what_.target}, {"Replaces", what_.replaces}};
    const auto& party = what_.by_b ? *call_.a_ : *call_.b_;
    call_.fire("sofia::transferor", call_.other(party), call_.cause_, asked);
    call_.fire("sofia::transferee", party, call_.cause_, asked);
}

void Transfer::resume() {
    resume_timer_ = call_.services_.loop.after(
        kResumeAfter, [go = later([](Transfer& transfer) { transfer.start(); })] { go(); });
}

void Transfer::start() {
    if (!pending_)
        return;
    auto& party = call_.party();
    destination_before_ = party.destination;
    LOG_INFO(Area::Call,
             "call={} side {} is transferred to {}",
             call_.uuid_.str(),
             to_string(party.side()),
             what_.target);
    if (const auto ids = read_replaces(what_.replaces)) {
        Side side{};
        auto* second =
            call_.services_.table.find_dialog(ids->call_id, ids->to_tag, ids->from_tag, side);
        if (second != nullptr && second != &call_) {
            if (!second->is_up())
                fail(480,
                     "Temporarily Unavailable",
                     model::cause::kNormalTemporaryFailure,
                     "the call that is to be replaced is not up");
            else
                ring_dialog_of(side == Side::A ? *second->b_ : *second->a_);
            return;
        }
        if (second == nullptr && call_.services_.bring && !std::exchange(has_asked_, true)) {
            call_.services_.bring(
                {ids->call_id, ids->to_tag},
                later([](Transfer& transfer, bool said) { transfer.on_second(said); }));
            return;
        }
    }
    const auto uri = sip::Uri::parse(what_.target);
    party.destination = uri ? base::url_decode(uri->user) : std::string();
    // Who was called is known by what was dialled.
    if (party.outbound && !party.variables.has("effective_caller_id_number")) {
        party.variables.set("effective_caller_id_name", destination_before_);
        party.variables.set("effective_caller_id_number", destination_before_);
    }
    auto context = std::string(party.variables.get("force_transfer_context"));
    for (const auto* leg : {&party, call_.a_.get()})
        if (context.empty())
            context = leg->variables.get("context");
    if (const auto* profile = call_.services_.profiles.find(party.profile());
        context.empty() && profile != nullptr)
        context = profile->settings->calls.context;
    auto actions = route_call(call_.services_, call_, context);
    if (actions.empty()) {
        fail(404,
             "Not Found",
             model::cause::kNoRouteDestination,
             "no extension of context '" + context + "' matches " + party.destination);
        return;
    }
    call_.run(std::make_unique<Script>(call_.services_, call_.uuid_, std::move(actions)));
}

void Transfer::on_second(bool is_said) {
    if (is_said)
        start();
    else
        fail(503,
             "Service Unavailable",
             model::cause::kNormalTemporaryFailure,
             "the database cannot say now whether it has the call that is to be replaced");
}

// RFC 5589 7: the target's dialog with us is replaced by a new one of the same target.
void Transfer::ring_dialog_of(const Leg& target) {
    const auto dialog = target.dialog->state();
    Target replaced;
    replaced.profile = target.profile();
    replaced.uri = dialog.remote_target;
    replaced.route = dialog.route_set;
    replaced.next_hop = dialog.next_hop;
    replaced.transport = target.peer.transport;
    replaced.destination = target.destination;
    // Its own INVITE, or its first answer, has said who it is; the next answer need not.
    const auto shown = identity_of(target);
    replaced.variables.set("callee_id_name", shown.name);
    replaced.variables.set("callee_id_number", shown.number);
    if (shown.is_private)
        replaced.variables.set("callee_id_privacy", "true");
    BridgeRequest request;
    TargetSequence sequence;
    sequence.groups.push_back({std::move(replaced)});
    request.plan.sequences.push_back(std::move(sequence));
    request.headers.push_back(
        {"Replaces",
         fmt::format(
             "{};to-tag={};from-tag={}", dialog.call_id, dialog.remote_tag, dialog.local_tag)});
    request.headers.push_back({"Require", "replaces"});
    const auto& party = call_.party();
    if (const auto by = party.variables.get("sip_h_Referred-By"); !by.empty())
        request.headers.push_back({"Referred-By", std::string(by)});
    request.caller_name = party.outbound ? destination_before_ : party.caller_id_name;
    request.caller_number = party.outbound ? destination_before_ : party.caller_id_number;
    call_.bridge(std::move(request), later([](Transfer& transfer, const Failure& failure) {
                     transfer.fail(failure.status,
                                   failure.phrase,
                                   failure.cause,
                                   "the target did not replace its call");
                 }));
}

void Transfer::on_progress(const sip::Response& response) {
    if (pending_)
        notify(response.status, response.phrase, false);
}

std::unique_ptr<Leg> Transfer::exchange(Call& call, Side side, std::unique_ptr<Leg> leg) {
    if (side == Side::B)
        return std::exchange(call.b_, std::move(leg));
    // A call counts on the profile of its leg a.
    call.count(&sip::ProfileCounters::in_use, -1);
    auto former = std::exchange(call.a_, std::move(leg));
    call.count(&sip::ProfileCounters::in_use, 1);
    call.services_.table.rename_a(call, former->uuid());
    return former;
}

void Transfer::put(std::unique_ptr<Leg> leg) {
    former_ = exchange(call_, side(), std::move(leg));
    call_.listen(*place());
    former_->dialog->on_request([&services = call_.services_, uuid = call_.uuid_](
                                    std::unique_ptr<sip::ServerTransaction> request) {
        const bool is_bye = request->request().method == sip::Method::Bye;
        request->respond(sip::Reply::of(is_bye ? 200 : 481));
        auto* call = is_bye ? services.table.find(uuid) : nullptr;
        if (call == nullptr || !call->transfer_ || !call->transfer_->former_)
            return;
        call->transfer_->former_->hung_up = true;
    });
}

void Transfer::on_answer(std::unique_ptr<Leg> newcomer) {
    pending_ = false;
    auto& party = what_.by_b ? *call_.a_ : *call_.b_;
    call_.services_.table.keep(std::exchange(call_.fork_, nullptr));
    call_.script_.reset();
    call_.end_transactions(*place());
    put(std::move(newcomer));
    auto& leg = *place();
    leg.answered = call_.services_.clock.wall();
    if (leg.session)
        call_.begin_session(leg, SessionTerms(leg.session->terms));
    local_sdp_before_ = party.local_sdp;
    party.awaits_partner = true;
    party.local_sdp = continued(party.local_sdp, leg.remote_sdp);
    call_.keep_session_ids();
    call_.save(later([](Transfer& transfer, const Call&, const base::Result<void>& saved) {
        transfer.on_answer_saved(saved);
    }));
}

void Transfer::on_answer_saved(const base::Result<void>& saved) {
    auto& leg = *place();
    if (call_.ending_ || leg.state() != LegState::Answering)
        return;  // Somebody hung up while the database was at work.
    if (!saved && saved.error().kind == base::ErrorKind::Stale)
        return;  // Another node owns the call: we say nothing more to anybody.
    if (!saved) {
        const auto* profile = call_.services_.profiles.find(leg.profile());
        if (profile == nullptr || !profile->settings->calls.answer_when_volatile) {
            LOG_WARN(Area::Call,
                     "call={} transfer given up, it could not be written: {}",
                     call_.uuid_.str(),
                     saved.error().text);
            take_back();
            return;
        }
        call_.volatile_ = true;
    }
    leg.transition(LegState::Answered, "transfer is durable");
    call_.acknowledge(leg);
    call_.fire("CHANNEL_UNBRIDGE", *former_);
    call_.fire("CHANNEL_ANSWER", leg);
    call_.fire("CHANNEL_BRIDGE", *call_.a_);
    notify(200, "OK", true);
    dismiss(reason_header(model::cause::kNormalClearing));
    auto& party = what_.by_b ? *call_.a_ : *call_.b_;
    reconnect(call_, party);
}

void Transfer::reconnect(Call& call, Leg& party) {
    if (Call::is_changing(party))
        call.restore_later(party);
    else
        call.restore(party, party.local_sdp);
}

void Transfer::on_reconnected(Call& call, Leg& party) {
    party.awaits_partner = false;
    show_partner(call, party);
    auto& partner = call.other(party);
    if (is_same_media(party.remote_sdp, partner.local_sdp))
        return;
    // What the partner was offered is not what the party has described now.
    partner.local_sdp = continued(partner.local_sdp, party.remote_sdp);
    reconnect(call, partner);
}

void Transfer::take_back() {
    auto& party = what_.by_b ? *call_.a_ : *call_.b_;
    party.local_sdp = local_sdp_before_;
    party.awaits_partner = false;
    auto newcomer = exchange(call_, side(), std::move(former_));
    call_.listen(*place());
    const bool has_left = place()->hung_up;
    notify(503, "Service Unavailable", true);
    former_ = std::move(newcomer);
    call_.acknowledge(*former_);
    dismiss(reason_header(model::cause::kNormalTemporaryFailure));
    party.destination = destination_before_;
    if (has_left)
        call_.hangup(model::cause::kNormalTemporaryFailure, "the transfer could not be written");
    else
        call_.save([](Call&, const base::Result<void>&) {});  // It may have been written after all.
}

void Transfer::dismiss(const std::string& reason) {
    if (!former_)
        return;
    former_->end.by("send_bye");
    call_.fire_end(*former_, model::cause::kNormalClearing);
    if (former_->hung_up) {
        end();
        return;
    }
    auto bye = call_.request_to(*former_, sip::Method::Bye);
    add_reason(bye.headers, former_->variables, reason);
    former_->transition(LegState::Ending, "BYE sent: its place was taken");
    former_->bye_out =
        former_->dialog->send(bye, later([](Transfer& transfer, const sip::Response& response) {
                                  if (response.status < 200)
                                      return;
                                  auto& call = transfer.call_;
                                  call.release(transfer.former_->bye_out);
                                  transfer.end();
                                  call.finish_when_quiet();
                              }));
}

void Transfer::fail(int status,
                    const std::string& phrase,
                    const model::HangupCause& cause,
                    const std::string& why) {
    if (!std::exchange(pending_, false))
        return;
    LOG_INFO(Area::Call, "call={} transfer failed: {} ({})", call_.uuid_.str(), cause.name, why);
    auto& party = what_.by_b ? *call_.a_ : *call_.b_;
    party.destination = destination_before_;
    call_.script_.reset();
    call_.drop_fork({});
    const bool has_left = place()->hung_up;
    if (status < 300)
        status = model::status_of_cause(cause);
    notify(status, phrase.empty() ? std::string(sip::phrase_of(status)) : phrase, true);
    auto& call = call_;
    end();
    if (has_left)
        call.hangup(cause, "the transferor has left and nobody was reached");
    else
        call.save([](Call&, const base::Result<void>&) {});
}

void Transfer::on_transferor_left(std::unique_ptr<sip::ServerTransaction> bye) {
    auto& leg = *place();
    leg.hung_up = true;
    leg.transition(LegState::Ending, "BYE received, the transfer goes on");
    call_.end_transactions(leg);
    call_.acknowledge(leg);
    bye_ = std::move(bye);
    call_.save(later([](Transfer& transfer, const Call&, const base::Result<void>& saved) {
        if (!transfer.bye_ || (!saved && saved.error().kind == base::ErrorKind::Stale))
            return;
        transfer.bye_->respond(sip::Reply::of(200));
        transfer.call_.release(transfer.bye_);
    }));
}

void Transfer::cancel(const std::string& reason) {
    resume_timer_.reset();
    if (bye_) {
        bye_->respond(sip::Reply::of(200));
        call_.release(bye_);
    }
    if (std::exchange(pending_, false)) {
        answer_refer(call_.answer_to(*place(), 487));
        notify(487, "Request Terminated", true);
        call_.script_.reset();
        call_.drop_fork(reason);
        end();
    } else if (former_ && !former_->bye_out) {
        dismiss(reason);
    }
}

void Transfer::end() {
    pending_ = false;
    if (bye_)
        bye_->respond(sip::Reply::of(200));
    // We may be inside one of our own functions.
    call_.release(call_.transfer_);
}

}  // namespace sofia::call
