#include "presence/messages.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/text.hpp"
#include "presence/gate.hpp"
#include "presence/message_summary.hpp"
#include "registrar/way_to_phone.hpp"

namespace sofia::presence {
namespace {

constexpr std::size_t kLongestMessage = 65536;
constexpr std::size_t kMostUnderWay = 10'000;
/// A sender is not kept longer than its transaction lasts (RFC 3261 timer F is 32 s).
constexpr std::chrono::seconds kPatience{25};
/// What an event that sends something may have.
constexpr std::string_view kPlain = "text/plain";

/// A header of a client's event, whose name is written in any case.
std::string_view value_of(const model::Event& event, std::string_view name) {
    for (const auto& [header, value] : event.headers)
        if (base::iequals(header, name))
            return value;
    return {};
}

/// Header lines that go on with a message, as they came.
bool is_passed(std::string_view name) {
    constexpr std::array<std::string_view, 12> kPassed{"Accept-Language",
                                                       "Content-Disposition",
                                                       "Content-Encoding",
                                                       "Content-Language",
                                                       "Date",
                                                       "In-Reply-To",
                                                       "Organization",
                                                       "P-Asserted-Identity",
                                                       "Priority",
                                                       "Reply-To",
                                                       "Subject",
                                                       "MIME-Version"};
    return base::iequals(name.substr(0, 2), "X-") ||
           std::any_of(kPassed.begin(), kPassed.end(), [&](std::string_view passed) {
               return base::iequals(passed, name);
           });
}

/// Whether a failure tells the sender more than another one (RFC 3261 16.7 step 6): 6xx, then the
/// smaller class, within it what the sender can act on.
bool is_better(int status, int than) noexcept {
    const auto rank = [](int value) {
        if (value >= 600)
            return 0;
        const bool says_little = value == 408 || value == 480 || value == 503;
        return value / 100 * 2 + (says_little ? 1 : 0);
    };
    return than == 0 || rank(status) < rank(than);
}

sip::NameAddr without_tag(sip::NameAddr address) {
    std::erase_if(address.params, [](const auto& param) { return param.name == "tag"; });
    return address;
}

}  // namespace

/// One message on its way.
struct Messages::Delivery {
    /// Null for one that nobody waits for.
    std::unique_ptr<sip::ServerTransaction> from;
    std::vector<std::unique_ptr<sip::ClientTransaction>> to;
    std::size_t waiting = 0;
    sip::Reply best;
    bool is_success_200 = false;
    /// News of a mailbox that the phone has not subscribed to.
    bool is_mwi = false;
    std::unique_ptr<sip::Timer> patience;
};

Messages::~Messages() = default;

void Messages::forget() {
    under_way_.clear();
}

void Messages::on_message(const model::Profile& profile,
                          std::unique_ptr<sip::ServerTransaction> message) {
    const auto& request = message->request();
    if (const auto refusal = refuse_extensions(request))
        return refuse(*message, profile, *refusal, "it requires an extension");
    if (request.body.data.size() > kLongestMessage)
        return refuse(*message, profile, sip::Reply::of(413), "it is too long");
    const auto user = resource_of(profile, request.uri);
    if (!user)
        return refuse(*message, profile, sip::Reply::of(404), "it names no user");
    if (!admit(rooms_,
               profile,
               *message,
               profile.presence.auth_messages,
               registrar::ChallengeBy::Proxy))
        return;
    const auto bindings = bindings_of(rooms_, *user);
    if (bindings.empty()) {
        const int status = is_known(rooms_, *user) ? 480 : 404;
        return refuse(
            *message, profile, sip::Reply::of(status), user->str() + " is not registered");
    }
    if (under_way_.size() >= kMostUnderWay)
        return refuse(*message, profile, not_now(), "too many messages are under way");
    tell(profile, request, *user);

    sip::Outgoing out{sip::Method::Message, {}, request.body};
    out.headers.push_back({"Max-Forwards", std::to_string(std::max(request.max_forwards - 1, 0))});
    for (const auto& header : request.headers)
        if (is_passed(header.name))
            out.headers.push_back(header);
    const auto from = without_tag(request.from);
    const auto delivery = std::make_shared<Delivery>();
    delivery->from = std::move(message);
    delivery->is_success_200 = profile.presence.message_200;
    under_way_.insert(delivery);
    delivery->patience = rooms_.loop.after(kPatience, [this, weak = std::weak_ptr(delivery)] {
        // 408 is no answer to a request but INVITE (RFC 4320 4.2).
        if (const auto waiting = weak.lock())
            finish(waiting, sip::Reply::of(480));
    });
    for (const auto* binding : bindings)
        send_to(delivery, *binding, out, &from);
    if (delivery->waiting == 0)
        finish(delivery, sip::Reply::of(480));
}

std::optional<Resource> Messages::mailbox_of(const model::Profile& profile,
                                             const sip::Request& notify) const {
    const auto named = resource_of(profile, account_of(notify.body.data));
    if (named && (is_known(rooms_, *named) || !bindings_of(rooms_, *named).empty()))
        return named;
    return resource_of(profile, notify.uri);
}

void Messages::on_notify(const model::Profile& profile,
                         std::unique_ptr<sip::ServerTransaction> notify) {
    const auto& request = notify->request();
    if (const auto refusal = refuse_extensions(request))
        return refuse(*notify, profile, *refusal, "it requires an extension");
    if (package_of(read_event(request.header("Event")).name) != Package::MessageSummary)
        return refuse(*notify,
                      profile,
                      sip::Reply::of(489).add("Allow-Events", allowed_events(profile)),
                      "nobody has subscribed to it");
    const auto type = content_type(Package::MessageSummary);
    if (!base::iequals(base::trim(std::string_view(request.body.content_type)
                                      .substr(0, request.body.content_type.find(';'))),
                       type))
        return refuse(*notify,
                      profile,
                      sip::Reply::of(415).add("Accept", std::string(type)),
                      "it is no document of messages");
    if (request.body.data.size() > kLongestMessage)
        return refuse(*notify, profile, sip::Reply::of(413), "it is too long");
    const bool is_admitted = rooms_.admits && rooms_.admits(profile, request.source);
    if (!admit(rooms_,
               profile,
               *notify,
               profile.presence.auth_messages && !is_admitted,
               registrar::ChallengeBy::Proxy))
        return;
    const auto user = mailbox_of(profile, request);
    if (!user)
        return refuse(*notify, profile, sip::Reply::of(404), "it names no user");
    if (bindings_of(rooms_, *user).empty())
        return refuse(*notify,
                      profile,
                      sip::Reply::of(is_known(rooms_, *user) ? 480 : 404),
                      user->str() + " is not registered");
    if (under_way_.size() >= kMostUnderWay)
        return refuse(*notify, profile, not_now(), "too many messages are under way");
    notify_unasked(*user, Package::MessageSummary, request.body.data, {});
    notify->respond(sip::Reply::of(200));
}

void Messages::send_to(const Shared& delivery,
                       const model::Registration& binding,
                       const sip::Outgoing& request,
                       const sip::NameAddr* from) {
    const auto* profile = rooms_.profiles.find(binding.key.profile);
    if (profile == nullptr || profile->standby)
        return;
    auto way = registrar::way_to_phone(binding);
    auto sent = request;
    if (request.method == sip::Method::Notify)  // RFC 6665 8.1.2 wants a Contact.
        sent.headers.push_back({"Contact", profile->endpoint->contact({}, binding.network_proto)});
    if (from != nullptr)
        way.from = *from;
    if (delivery->is_mwi && profile->settings->presence.mwi_by_register_call_id)
        way.call_id = binding.call_id;
    ++delivery->waiting;
    delivery->to.push_back(profile->endpoint->send(
        way, sent, [this, weak = std::weak_ptr(delivery)](const sip::Response& response) {
            if (const auto waiting = weak.lock(); waiting && response.status >= 200)
                on_response(waiting, response);
        }));
}

void Messages::on_response(const Shared& delivery, const sip::Response& response) {
    --delivery->waiting;
    if (response.status < 300)
        // 202: the phone's side passes it on and does not know yet (RFC 3428 7).
        return finish(delivery, sip::Reply::of(delivery->is_success_200 ? 200 : response.status));
    // A phone's challenge is not for the sender, whose credentials are ours; RFC 4320 for 408.
    const bool is_ours = response.status == 401 || response.status == 407 ||
                         response.status == 408 || response.status == 503;
    const int status = is_ours ? 480 : response.status;
    if (delivery->best.status == 200 || is_better(status, delivery->best.status))
        delivery->best = sip::Reply::of(status, is_ours ? std::string() : response.phrase);
    if (response.status >= 600 || delivery->waiting == 0)
        finish(delivery, delivery->best);
}

void Messages::finish(const Shared& delivery, sip::Reply reply) {
    if (delivery->from && !delivery->from->answered())
        delivery->from->respond(reply);
    delivery->patience.reset();
    // The others are not recalled: a message cannot be. It goes when its last answer has come, and
    // not inside of it.
    if (delivery->waiting > 0)
        return;
    under_way_.erase(delivery);
    rooms_.loop.post([delivery] {});
}

void Messages::deliver(const Resource& user,
                       const sip::Outgoing& request,
                       const sip::NameAddr* from,
                       const Wants& wants,
                       bool is_mwi) {
    const auto delivery = std::make_shared<Delivery>();
    delivery->is_mwi = is_mwi;
    for (const auto* binding : bindings_of(rooms_, user))
        if (!wants || wants(*binding))
            send_to(delivery, *binding, request, from);
    LOG_INFO(Area::Sip,
             "{} that nobody asked for, for {}, goes to {} phone(s)",
             sip::to_string(request.method),
             user.str(),
             delivery->waiting);
    if (delivery->waiting > 0)
        under_way_.insert(delivery);
}

void Messages::notify_unasked(const Resource& user,
                              Package package,
                              const std::string& document,
                              const Wants& wants) {
    if (under_way_.size() >= kMostUnderWay)
        return;
    sip::Outgoing notify{sip::Method::Notify, {}, {}};
    notify.headers.push_back({"Event", std::string(to_string(package))});
    notify.headers.push_back({"Subscription-State", "terminated;reason=noresource"});
    notify.body = {std::string(content_type(package)), document};
    deliver(user, notify, nullptr, wants, package == Package::MessageSummary);
}

bool Messages::on_event(const model::Event& event) {
    const bool is_sms = event.name == "CUSTOM" && event.subclass == "SMS::SEND_MESSAGE";
    const bool is_notify = event.name == "NOTIFY";
    if (!is_sms && !is_notify && event.name != "SEND_MESSAGE")
        return false;
    // An address in `to` is [profile/]user@host.
    std::string profile_name(value_of(event, is_sms ? "sip_profile" : "profile"));
    std::string address(value_of(event, "to"));
    if (const auto slash = address.find('/'); slash != std::string::npos) {
        profile_name = address.substr(0, slash);
        address = address.substr(slash + 1);
    }
    auto* profile = rooms_.profiles.find(profile_name);
    if (profile == nullptr && profile_name.empty() && !rooms_.profiles.all().empty())
        profile = rooms_.profiles.all().front();
    const auto at = address.find('@');
    const auto user =
        profile == nullptr ? std::nullopt
        : is_sms && at != std::string::npos
            ? resource_of(*profile->settings, address.substr(0, at), address.substr(at + 1))
            : resource_of(*profile->settings, value_of(event, "user"), value_of(event, "host"));
    if (!user || under_way_.size() >= kMostUnderWay) {
        LOG_WARN(Area::Sip,
                 "event {} names no running profile with a user, nothing is sent",
                 is_sms ? event.subclass : event.name);
        return true;
    }
    sip::Outgoing request{is_notify ? sip::Method::Notify : sip::Method::Message, {}, {}};
    const auto type = value_of(event, is_sms ? "type" : "content-type");
    request.body = {std::string(type.empty() ? kPlain : type), event.body};
    if (is_notify) {
        request.headers.push_back({"Event", std::string(value_of(event, "event-string"))});
        // Nobody has subscribed, and no more will come.
        request.headers.push_back({"Subscription-State", "terminated;reason=noresource"});
        if (event.body.empty())
            request.body = {};
    }
    if (const auto subject = value_of(event, "subject"); is_sms && !subject.empty())
        request.headers.push_back({"Subject", std::string(subject)});
    std::optional<sip::NameAddr> from;
    if (const std::string full(value_of(event, "from_full")); is_sms && !full.empty())
        from = sip::NameAddr::parse(full);
    else if (const std::string plain(value_of(event, "from")); is_sms && !plain.empty())
        from = sip::NameAddr::parse("<sip:" + plain + ">");
    if (from)
        from = without_tag(*from);
    deliver(*user, request, from ? &*from : nullptr);
    return true;
}

void Messages::tell(const model::Profile& profile,
                    const sip::Request& request,
                    const Resource& to) const {
    rooms_.metrics.counter("messages").add();
    if (!rooms_.bus.wants("MESSAGE"))
        return;
    const auto from = resource_of(profile, request.from.uri).value_or(Resource{});
    model::Event event{"MESSAGE", {}, {}, {}};
    event.add("login", "mod_sofia@" + profile.address.sip_ip)
        .add("proto", "sip")
        .add("to_proto", "sip")
        .add("from", from.str())
        .add("from_user", from.user)
        .add("from_host", from.host)
        .add("to_user", to.user)
        .add("to_host", to.host)
        .add("from_sip_ip", request.source.ip)
        .add("from_sip_port", std::to_string(request.source.port))
        .add("to", to.str())
        .add("subject",
             request.header("Subject").empty() ? "SIMPLE MESSAGE"
                                               : std::string(request.header("Subject")))
        .add("context", profile.calls.context)
        .add("type", request.body.content_type)
        .add("from_full", request.from.str())
        .add("sip_profile", profile.name)
        .add("sip_call_id", request.call_id);
    event.body = request.body.data;
    rooms_.bus.publish(std::move(event));
}

}  // namespace sofia::presence
