#include "call/call.hpp"

#include <utility>

#include "base/log.hpp"
#include "call/call_table.hpp"
#include "call/events.hpp"
#include "call/script.hpp"
#include "call/snapshot.hpp"

namespace sofia::call {

Call::Call(Services& services, base::CallUuid uuid, std::unique_ptr<Leg> a)
    : services_(services),
      uuid_(std::move(uuid)),
      a_(std::move(a)),
      cause_(model::cause::kNormalClearing) {
    if (auto* profile = services_.profiles.find(a_->profile())) {
        tracked_ = profile->settings->calls.track_calls;
        ++profile->counters.in_use;
    }
}

Call::~Call() {
    if (auto* profile = services_.profiles.find(a_->profile());
        profile != nullptr && profile->counters.in_use > 0)
        --profile->counters.in_use;
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
        image.peer = leg.peer;
        image.caller_id_name = leg.caller_id_name;
        image.caller_id_number = leg.caller_id_number;
        image.destination = leg.destination;
        image.created = leg.created;
        image.answered = leg.answered;
        image.variables = leg.variables;
        return image;
    };
    return {uuid_, leg_image(*a_), leg_image(*b_), ending_};
}

void Call::save(Saved then) {
    if (!tracked_) {
        then(*this, {});
        return;
    }
    row_written_ = true;
    services_.writer.put(to_row(image()),
                         [&services = services_, uuid = uuid_, then = std::move(then)](
                             const base::Result<void>& saved) {
                             // The call may have ended while the database was at work: it is looked
                             // up again, never remembered.
                             if (auto* call = services.table.find(uuid))
                                 then(*call, saved);
                         });
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

void Call::on_request(Side side, std::unique_ptr<sip::ServerTransaction> request) {
    auto& leg = side == Side::A ? *a_ : *b_;
    const auto& values = request->request();
    if (values.method != sip::Method::Bye && !values.require.empty()) {
        auto refusal =
            answer_to(leg, 420);  // RFC 3261 8.2.2.3: we offer no extension in this version.
        for (const auto& extension : values.require)
            refusal.add("Unsupported", extension);
        request->respond(refusal);
        return;
    }
    switch (values.method) {
        case sip::Method::Bye:
            on_bye(leg, std::move(request));
            return;
        case sip::Method::Invite:
            on_modify(leg, std::move(request));
            return;
        case sip::Method::Info:
            on_info(leg, std::move(request));
            return;
        case sip::Method::Options:
            request->respond(answer_to(leg, 200).add("Accept", "application/sdp"));
            return;
        default:
            request->respond(answer_to(leg, values.method == sip::Method::Other ? 501 : 405));
    }
}

sip::Outgoing Call::request_to(const Leg& leg, sip::Method method) const {
    sip::Outgoing request{method, {}, {}};
    if (auto* profile = services_.profiles.find(leg.profile())) {
        if (method ==
            sip::Method::Invite)  // A target refresh carries our Contact (RFC 3261 12.2.1.1).
            request.headers.push_back({"Contact", leg.dialog->state().local_contact});
        if (auto agent = user_agent(profile->settings->calls); !agent.empty())
            request.headers.push_back({"User-Agent", std::move(agent)});
    }
    return request;
}

sip::Reply Call::answer_to(const Leg& leg, int status) const {
    auto reply = sip::Reply::of(status);
    reply.add("Allow", std::string(allowed_methods()));
    if (auto* profile = services_.profiles.find(leg.profile()))
        if (auto agent = user_agent(profile->settings->calls); !agent.empty())
            reply.add("User-Agent", std::move(agent));
    return reply;
}

void Call::fire(std::string_view event, const Leg& leg) const {
    if (services_.bus.has_listeners())
        services_.bus.publish(channel_event(event, *this, leg, cause_, services_.clock.wall()));
}

void Call::finish() {
    if (std::exchange(finished_, true))
        return;
    drop_fork({});
    forget_row();
    for (auto* leg : {a_.get(), b_.get()}) {
        if (leg == nullptr)
            continue;
        leg->transition(LegState::Ended, std::string(cause_.name));
        fire("CHANNEL_HANGUP_COMPLETE", *leg);
    }
    services_.table.remove(uuid_);
}

void Call::abandon(const std::string& profile) {
    finished_ = true;
    if (fork_)
        fork_->abandon(profile);
    script_.reset();
    for (auto* leg : {a_.get(), b_.get()}) {
        if (leg == nullptr)
            continue;
        leg->invite_in.reset();
        leg->bye_in.reset();
        leg->invite_out.reset();
        leg->bye_out.reset();
        leg->dialog.reset();
    }
}

namespace {

std::unique_ptr<Leg> rebuild(const LegImage& image, Side side, sip::Endpoint& endpoint) {
    auto leg = std::make_unique<Leg>(image.uuid, side, image.profile);
    leg->outbound = image.outbound;
    leg->dialog = endpoint.rehydrate(image.dialog);
    leg->remote_sdp = image.remote_sdp;
    leg->local_sdp = image.local_sdp;
    leg->holds = image.holds;
    leg->peer = image.peer;
    leg->caller_id_name = image.caller_id_name;
    leg->caller_id_number = image.caller_id_number;
    leg->destination = image.destination;
    leg->created = image.created;
    leg->answered = image.answered;
    leg->variables = image.variables;
    leg->transition(LegState::Answered, "rehydrated");
    return leg;
}

/// Requests sent after the row was written are not in it: the next CSeq jumps over all that a call
/// can plausibly have used in between (RFC 3261 12.2.1.1 wants it only to rise).
constexpr std::uint32_t kCseqStep = 1000;

}  // namespace

base::Result<void> Call::rehydrate(Services& services, const CallImage& image) {
    auto* profile_a = services.profiles.find(image.a.profile);
    auto* profile_b = services.profiles.find(image.b.profile);
    if (profile_a == nullptr || profile_b == nullptr)
        return base::fail(base::ErrorKind::NotFound,
                          "profile '" + (profile_a == nullptr ? image.a.profile : image.b.profile) +
                              "' is not running");
    auto values = image;
    values.a.dialog.local_cseq += kCseqStep;
    values.b.dialog.local_cseq += kCseqStep;
    auto made = std::make_unique<Call>(
        services, image.uuid, rebuild(values.a, Side::A, *profile_a->endpoint));
    auto& call = services.table.add(std::move(made));
    call.b_ = rebuild(values.b, Side::B, *profile_b->endpoint);
    call.row_written_ = true;
    call.tracked_ = true;
    call.listen(*call.a_);
    call.listen(*call.b_);
    if (image.ending) {
        call.ending_durable_ = true;
        call.hangup(model::cause::kNormalClearing, "one side had hung up before the takeover");
    }
    return {};
}

}  // namespace sofia::call
