#include "gateway/gateway.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "sip/escape.hpp"

namespace sofia::gateway {
namespace {

constexpr int kTagBytes = 8;
/// A registrar that names a least time beyond this is not followed.
constexpr seconds kLongestExpires{86400 * 7};

seconds seconds_in(std::string_view header) {
    return seconds(std::clamp<long long>(
        base::to_number(base::trim(header)).value_or(0), 0, kLongestExpires.count()));
}

bool is_challenge(int status) noexcept {
    return status == 401 || status == 407;
}

bool is_same_place(const std::string& left, const std::string& right) {
    const auto ours = sip::Uri::parse(left);
    const auto theirs = sip::Uri::parse(right);
    return ours && theirs && ours->user == theirs->user && ours->host_port() == theirs->host_port();
}

}  // namespace

Gateway::Gateway(const GatewayRooms& rooms,
                 Settings settings,
                 const std::optional<model::GatewayRegistration>& row)
    : rooms_(rooms),
      trunk_(std::make_shared<Trunk>(std::move(settings), rooms.surroundings)),
      wanted_(this->settings().expires),
      call_id_(base::make_uuid()),
      from_tag_(base::make_token(kTagBytes)) {
    const auto& ours = this->settings();
    if (const auto* profile = rooms_.profiles.find(ours.profile))
        contact_ = register_contact_of(
            ours,
            contact_of(ours, profile->endpoint->contact({}, ours.transport)),
            rooms_.surroundings.cluster ? rooms_.surroundings.cluster() : std::string());
    const auto now = rooms_.clock.steady();
    standing_ = begin(ours, now);
    const bool is_ours = row && row->aor == ours.from_uri && row->registrar == ours.target;
    if (!is_ours)
        return;
    call_id_ = row->call_id;
    cseq_ = row->cseq + kCseqStep;
    saved_cseq_ = row->cseq;
    const auto left = row->granted_until - rooms_.clock.wall();
    if (!ours.registers || row->contact != contact_ || left.count() <= 0)
        return;
    granted_until_ = row->granted_until;
    standing_ = resume(ours, now, left);
    LOG_INFO(Area::Sip,
             "gateway={} goes on: registered for another {} s",
             ours.name,
             std::chrono::duration_cast<seconds>(left).count());
}

void Gateway::tick() {
    if (!leaving_)
        carry_out(on_tick(settings(), standing_, rooms_.clock.steady()));
}

void Gateway::carry_out(Decision decision, int status, const std::string& phrase) {
    const auto before = std::exchange(standing_, decision.standing);
    const bool changed = before.state != standing_.state || before.up != standing_.up;
    if (changed) {
        LOG_INFO(Area::Sip,
                 "gateway={} {} -> {}, {}: {}",
                 settings().name,
                 to_string(before.state),
                 to_string(standing_.state),
                 standing_.up ? "UP" : "DOWN",
                 decision.why);
        tell(status, phrase);
    }
    switch (decision.act) {
        case Act::Register:
            digest_.begin();
            send_register(wanted_);
            return;
        case Act::Unregister:
            digest_.begin();
            send_register(seconds(0));
            return;
        case Act::Ping:
            send_ping();
            return;
        case Act::Nothing:
            return;
    }
}

sip::NewDialog Gateway::way_there() const {
    const auto& ours = settings();
    sip::NewDialog way;
    way.from = {{}, ours.from_uri, {}};
    way.to = {{}, ours.distinct_to ? ours.to_uri : ours.from_uri, {}};
    way.target = ours.target;
    // A hop of which the message shows nothing; a connection is only made along a route.
    if (ours.transport == "udp")
        way.next_hop = ours.register_proxy;
    else if (!ours.register_proxy.empty())
        way.route.push_back(sip::loose_route(ours.register_proxy));
    return way;
}

void Gateway::send_register(seconds expires) {
    const auto* profile = rooms_.profiles.find(settings().profile);
    if (profile == nullptr)
        return;
    auto way = way_there();
    way.call_id = call_id_;
    way.from_tag = from_tag_;
    way.cseq = ++cseq_;
    sip::Outgoing request;
    request.method = sip::Method::Register;
    request.headers = trunk_->credentials(digest_, "REGISTER", way.target);
    request.headers.push_back({"Contact", contact_});
    request.headers.push_back({"Expires", std::to_string(expires.count())});
    // RFC 5626 4.2.1; path, because what is between us and the registrar may need it.
    if (!settings().reg_id.empty())
        request.headers.push_back({"Supported", "path, outbound"});
    // Before it is sent: a registrar that loses the Contact must not be taken for one that has it.
    if (expires.count() == 0)
        granted_until_ = {};
    if (expires.count() == 0 || saved_cseq_ == 0 || cseq_ - saved_cseq_ > kCseqStep / 2)
        write({});
    register_out_ =
        profile->endpoint->send(way, request, [this, expires](const sip::Response& response) {
            if (response.status >= 200)
                on_register_response(response, expires);
        });
}

void Gateway::on_register_response(const sip::Response& response, seconds asked) {
    // The callback is that of the transaction, which may be destroyed in it.
    register_out_.reset();
    trunk_->trust(response.source);
    const auto now = rooms_.clock.steady();
    if (is_challenge(response.status) &&
        trunk_->take(digest_, response, Way::ToGateway, "REGISTER")) {
        send_register(asked);
        return;
    }
    if (leaving_ || asked.count() == 0 || standing_.state != State::Trying)
        return;
    if (response.status < 300) {
        registrar_ = response.source;
        on_accepted(response, asked);
        return;
    }
    const auto least = seconds_in(response.header("Min-Expires"));
    if (response.status == 423 && least > asked) {
        LOG_INFO(Area::Sip, "gateway={} wants at least {} s", settings().name, least.count());
        wanted_ = least;
        send_register(wanted_);
        return;
    }
    carry_out(on_refused(settings(),
                         standing_,
                         now,
                         response.status,
                         seconds_in(response.header("Retry-After"))),
              response.status,
              response.phrase);
}

void Gateway::on_accepted(const sip::Response& response, seconds asked) {
    const auto now = rooms_.clock.steady();
    const auto granted = granted_by(response, asked);
    if (granted.count() == 0) {
        carry_out(on_refused(settings(), standing_, now, response.status, seconds(0)),
                  response.status,
                  "nothing granted");
        return;
    }
    granted_until_ = rooms_.clock.wall() + granted;
    carry_out(on_granted(standing_, now, granted), response.status, response.phrase);
    write([weak = weak_from_this()](const base::Result<void>& written) {
        const auto self = weak.lock();
        if (!self || self->standing_.state != State::Register)
            return;
        if (!written)
            LOG_WARN(Area::Sip,
                     "gateway={} is registered, but a successor will not know: {}",
                     self->settings().name,
                     written.error().text);
        self->carry_out(on_written(self->standing_, self->rooms_.clock.steady()));
    });
}

seconds Gateway::granted_by(const sip::Response& response, seconds asked) const {
    // RFC 3261 10.2.4: the expires of our own Contact counts, else the header, else what we asked.
    const auto ours = sip::NameAddr::parse(contact_);
    for (const auto& contact : response.contacts)
        if (contact.expires && (response.contacts.size() == 1 ||
                                (ours && is_same_place(ours->uri, contact.address.uri))))
            return seconds(std::min<std::uint32_t>(
                *contact.expires, static_cast<std::uint32_t>(kLongestExpires.count())));
    const auto header = response.header("Expires");
    return header.empty() ? asked : seconds_in(header);
}

void Gateway::send_ping() {
    const auto* profile = rooms_.profiles.find(settings().profile);
    if (profile == nullptr)
        return;
    const auto& ours = settings();
    auto way = way_there();
    // Where calls go.
    if (way.next_hop.empty() && way.route.empty() && !ours.outbound_proxy.empty())
        way.route.push_back(sip::loose_route(ours.outbound_proxy));
    sip::Outgoing request;
    request.method = sip::Method::Options;
    if (ours.contact_in_ping)
        request.headers.push_back({"Contact", contact_});
    if (!ours.ping_user_agent.empty())
        request.headers.push_back({"User-Agent", ours.ping_user_agent});
    const auto sent = rooms_.clock.steady();
    ping_out_ = profile->endpoint->send(way, request, [this, sent](const sip::Response& response) {
        if (response.status >= 200)
            on_ping_response(response, sent);
    });
}

void Gateway::on_ping_response(const sip::Response& response, base::SteadyTime sent) {
    ping_out_.reset();
    trunk_->trust(response.source);
    const auto now = rooms_.clock.steady();
    ping_time_ = std::chrono::duration_cast<std::chrono::microseconds>(now - sent);
    auto decision = on_ping_answer(settings(), standing_, now, response.status);
    const bool is_news = decision.standing.ping_count != standing_.ping_count ||
                         decision.standing.up != standing_.up;
    if (is_news)
        LOG_WARN(Area::Sip,
                 "gateway={} {}, state {}",
                 settings().name,
                 decision.why,
                 decision.standing.up ? "UP" : "DOWN");
    const bool is_told =
        decision.standing.state != standing_.state || decision.standing.up != standing_.up;
    carry_out(std::move(decision), response.status, response.phrase);
    if (settings().ping_monitoring && !is_told)
        tell(response.status, response.phrase);
}

void Gateway::use(Settings settings) {
    const auto now = rooms_.clock.steady();
    if (settings.ping != this->settings().ping)
        standing_.next_ping = now + settings.ping;
    if (settings.expires != this->settings().expires)
        wanted_ = settings.expires;
    standing_.ping_count = std::min(standing_.ping_count, settings.ping_max);
    // What pings had found out is void when there are none any more.
    if (!settings.registers && settings.ping.count() == 0)
        standing_.up = true;
    trunk_->use(std::move(settings));
}

bool Gateway::command(bool registers) {
    if (!settings().registers)
        return false;
    register_out_.reset();
    carry_out({on_command(standing_, registers), Act::Nothing, "told to by command"});
    return true;
}

bool Gateway::may_be_registered() const {
    return settings().registers &&
           (granted_until_ > rooms_.clock.wall() || standing_.state == State::Trying);
}

void Gateway::leave() {
    const bool has_to_tell = may_be_registered();
    leaving_ = true;
    standing_.up = false;
    ping_out_.reset();
    register_out_.reset();
    if (!has_to_tell)
        return;
    digest_.begin();
    send_register(seconds(0));
}

void Gateway::write(std::function<void(base::Result<void>)> done) {
    model::GatewayRegistration row;
    row.key = {settings().profile, settings().name};
    row.aor = settings().from_uri;
    row.registrar = settings().target;
    row.contact = contact_;
    row.call_id = call_id_;
    row.cseq = cseq_;
    row.granted_until = granted_until_;
    saved_cseq_ = cseq_;
    rooms_.writer.put(
        std::move(row), done ? std::move(done) : [](const base::Result<void>&) {});
}

void Gateway::tell(int status, const std::string& phrase) const {
    if (!rooms_.surroundings.bus.wants("CUSTOM", "sofia::gateway_state"))
        return;
    model::Event event{"CUSTOM", "sofia::gateway_state", {}, {}};
    event.add("Gateway", settings().name)
        .add("State", std::string(to_string(standing_.state)))
        .add("Ping-Status", standing_.up ? "UP" : "DOWN");
    if (!registrar_.ip.empty())
        event.add("Register-Network-IP", registrar_.ip)
            .add("Register-Network-Port", std::to_string(registrar_.port));
    if (!phrase.empty())
        event.add("Phrase", phrase);
    if (status != 0)
        event.add("Status", std::to_string(status));
    rooms_.surroundings.bus.publish(std::move(event));
}

}  // namespace sofia::gateway
