#include "presence/subscriptions.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "presence/gate.hpp"

namespace sofia::presence {
namespace {

constexpr std::size_t kMostSubscriptions = 100'000;
constexpr std::size_t kLongestCallId = 500;
/// What is kept of headers that only people look at.
constexpr std::size_t kLongestText = 500;
/// A watcher whose time ended while no node was active may still renew it for so long.
constexpr std::chrono::seconds kGrace{10};

std::chrono::seconds shortened(std::chrono::seconds granted, std::chrono::seconds most) {
    const auto limit = std::min(most.count(), granted.count() / 2);
    if (limit <= 0)
        return granted;
    thread_local std::minstd_rand random{std::random_device{}()};
    return granted -
           std::chrono::seconds(std::uniform_int_distribution<long long>(0, limit)(random));
}

std::chrono::seconds lifetime(const model::Profile& profile, std::chrono::seconds granted) {
    return shortened(granted, profile.presence.max_deviation);
}

sip::Reply accepted(const model::Profile& profile,
                    const model::Subscription& row,
                    std::chrono::seconds granted) {
    return sip::Reply::of(profile.presence.subscribe_200 ? 200 : 202)
        .add("Expires", std::to_string(granted.count()))
        .add("Contact", row.local_contact);
}

sip::Reply bad_event(const model::Profile& profile) {
    return sip::Reply::of(489).add("Allow-Events", allowed_events(profile));
}

}  // namespace

struct Subscriptions::Wish {
    Package package{};
    EventValue event;
    Resource user;
    Resource watcher;
    /// 0: one NOTIFY and no more (RFC 6665 4.4.3).
    std::chrono::seconds granted{0};
};

Subscriptions::Subscriptions(const Rooms& rooms, Users& users) : rooms_(rooms), users_(users) {}

Subscriptions::~Subscriptions() {
    clear();
}

void Subscriptions::on_subscribe(const model::Profile& profile,
                                 std::unique_ptr<sip::ServerTransaction> subscribe) {
    const auto& request = subscribe->request();
    Wish wish;
    wish.event = read_event(request.header("Event"));
    const auto package = package_of(wish.event.name);
    if (!package || !serves(profile, *package))
        return refuse(*subscribe, profile, bad_event(profile), "event '" + wish.event.name + "'");
    wish.package = *package;
    if (const auto refusal = refuse_extensions(request))
        return refuse(*subscribe, profile, *refusal, "it requires an extension");
    if (request.contacts.size() != 1 || request.contacts.front().is_star)
        return refuse(*subscribe,
                      profile,
                      sip::Reply::of(400, "Missing Contact Header"),
                      "it has not one Contact");
    if (request.call_id.size() > kLongestCallId || wish.event.id.size() > kLongestText)
        return refuse(*subscribe, profile, sip::Reply::of(400), "an id is too long");
    if (!accepts(request.header("Accept"), *package))
        return refuse(*subscribe,
                      profile,
                      sip::Reply::of(406).add("Accept", std::string(content_type(*package))),
                      "it does not accept the documents");
    auto user = resource_of(profile, request.uri);
    if (!user)
        user = resource_of(profile, request.to.uri);
    const auto watcher = resource_of(profile, request.from.uri);
    if (!user || !watcher)
        return refuse(*subscribe, profile, sip::Reply::of(404), "it names no user");
    const bool is_fetch = request.expires == 0U;
    const auto granted = is_fetch
                             ? std::chrono::seconds(0)
                             : grant(request.expires, profile.presence.force_subscription_expires);
    if (!granted)
        return refuse(*subscribe, profile, too_brief(), "the time is too short");
    if (all_.size() + fetching_.size() >= kMostSubscriptions)
        return refuse(*subscribe, profile, not_now(), "there are too many subscriptions");
    if (!admit(rooms_,
               profile,
               *subscribe,
               profile.presence.auth_subscriptions,
               registrar::ChallengeBy::Registrar))
        return;
    wish.user = *user;
    wish.watcher = *watcher;
    wish.granted = is_fetch ? *granted : lifetime(profile, *granted);
    begin(profile, std::move(subscribe), wish);
}

void Subscriptions::begin(const model::Profile& profile,
                          std::unique_ptr<sip::ServerTransaction> subscribe,
                          const Wish& wish) {
    const auto* running = rooms_.profiles.find(profile.name);
    if (running == nullptr)
        return;
    const auto& request = subscribe->request();
    auto dialog = running->endpoint->accept(*subscribe);
    model::Subscription row;
    take_dialog(row, dialog->state());
    row.profile = profile.name;
    row.event = to_string(wish.package);
    row.event_id = wish.event.id;
    row.watcher_user = wish.watcher.user;
    row.watcher_host = wish.watcher.host;
    row.user = wish.user.user;
    row.host = wish.user.host;
    row.accept = request.header("Accept").substr(0, kLongestText);
    row.user_agent = request.user_agent.substr(0, kLongestText);
    row.network_ip = request.source.ip;
    row.network_port = request.source.port;
    row.network_proto = request.source.transport;
    row.expires = rooms_.clock.wall() + wish.granted;
    const auto subscription = std::make_shared<Subscription>(
        rooms_, users_, *this, wish.package, std::move(row), std::move(dialog));
    if (wish.granted.count() == 0) {
        subscribe->respond(accepted(profile, subscription->row(), wish.granted));
        fetching_.insert(subscription);
        users_.watch(*subscription);
        probe(*subscription);
        subscription->end("timeout");
        return;
    }
    const std::shared_ptr<sip::ServerTransaction> waiting = std::move(subscribe);
    rooms_.writer.put(subscription->row_to_write(),
                      [this,
                       era = std::weak_ptr<void>(era_),
                       subscription,
                       waiting,
                       reply = accepted(profile, subscription->row(), wish.granted)](
                          const base::Result<void>& written) {
                          if (!era.expired())
                              on_written(subscription, *waiting, reply, written);
                      });
}

void Subscriptions::on_written(const Shared& subscription,
                               sip::ServerTransaction& subscribe,
                               const sip::Reply& reply,
                               const base::Result<void>& written) {
    const auto& row = subscription->row();
    if (!written) {
        subscribe.respond(not_now());
        // It may be written all the same.
        rooms_.writer.remove(row.key, [](const base::Result<void>&) {});
        LOG_WARN(Area::Sip,
                 "subscription={} refused with 503: {}",
                 row.key.call_id,
                 written.error().text);
        return;
    }
    subscribe.respond(reply);
    LOG_INFO(Area::Sip,
             "subscription={} event={} user={} watcher={}@{} until={}",
             row.key.call_id,
             row.event,
             subscription->user().str(),
             row.watcher_user,
             row.watcher_host,
             base::to_epoch_ms(row.expires));
    add(subscription);
    probe(*subscription);
    subscription->tell_all();
}

void Subscriptions::add(const Shared& subscription) {
    const auto& row = subscription->row();
    all_.insert_or_assign(row.key, subscription);
    by_expiry_.insert({row.expires, row.key});
    users_.watch(*subscription);
    rooms_.metrics.gauge("subscriptions").set(static_cast<std::int64_t>(all_.size()));
}

void Subscriptions::forget(Subscription& subscription) {
    users_.unwatch(subscription);
    by_expiry_.erase({subscription.row().expires, subscription.row().key});
    Shared gone;
    if (const auto found = all_.find(subscription.row().key);
        found != all_.end() && found->second.get() == &subscription) {
        gone = std::move(found->second);
        all_.erase(found);
    }
    if (const auto found = fetching_.find(subscription.shared_from_this());
        found != fetching_.end()) {
        gone = *found;
        fetching_.erase(found);
    }
    rooms_.metrics.gauge("subscriptions").set(static_cast<std::int64_t>(all_.size()));
    // We may be in a callback of its dialog or transaction.
    rooms_.loop.post([gone] {});
}

void Subscriptions::on_refresh(const model::Profile& profile,
                               std::unique_ptr<sip::ServerTransaction> subscribe) {
    const auto& request = subscribe->request();
    const auto found = all_.find({request.call_id, std::string(request.to.tag())});
    auto* running = rooms_.profiles.find(profile.name);
    if (found == all_.end() || running == nullptr || found->second->row().profile != profile.name ||
        found->second->dialog() == nullptr || !running->endpoint->deliver(subscribe))
        subscribe->respond(sip::Reply::of(481));
}

void Subscriptions::on_request(Subscription& subscription,
                               std::unique_ptr<sip::ServerTransaction> request) {
    const auto& values = request->request();
    const auto* running = rooms_.profiles.find(subscription.row().profile);
    if (running == nullptr)
        return;
    const auto profile = running->settings;
    if (values.method != sip::Method::Subscribe)
        return request->respond(sip::Reply::of(405).add("Allow", "SUBSCRIBE, NOTIFY"));
    if (subscription.is_ended() || !all_.contains(subscription.row().key))
        return request->respond(sip::Reply::of(481));
    const auto event = read_event(values.header("Event"));
    if (package_of(event.name) != subscription.package() || event.id != subscription.row().event_id)
        // Another subscription needs a dialog of its own (RFC 6665 4.5.2).
        return refuse(*request, *profile, sip::Reply::of(403), "its dialog is for another event");
    if (profile->calls.auth_all_packets && !admit(rooms_,
                                                  *profile,
                                                  *request,
                                                  profile->presence.auth_subscriptions,
                                                  registrar::ChallengeBy::Registrar))
        return;
    std::shared_ptr<sip::ServerTransaction> shared = std::move(request);
    if (values.expires == 0U)
        return finish(subscription, *profile, std::move(shared));
    const auto granted = grant(values.expires, profile->presence.force_subscription_expires);
    if (!granted)
        return refuse(*shared, *profile, too_brief(), "the time is too short");
    renew(subscription, *profile, std::move(shared), lifetime(*profile, *granted));
}

void Subscriptions::renew(Subscription& subscription,
                          const model::Profile& profile,
                          std::shared_ptr<sip::ServerTransaction> request,
                          std::chrono::seconds granted) {
    // SUBSCRIBE is a target refresh (RFC 6665 4.5.1).
    subscription.dialog()->refresh_target(request->request());
    by_expiry_.erase({subscription.row().expires, subscription.row().key});
    subscription.prolong(rooms_.clock.wall() + granted);
    by_expiry_.insert({subscription.row().expires, subscription.row().key});
    auto row = subscription.row_to_write();
    auto reply = accepted(profile, row, granted);
    rooms_.writer.put(std::move(row),
                      [this,
                       weak = subscription.weak_from_this(),
                       request = std::move(request),
                       reply = std::move(reply)](const base::Result<void>& written) {
                          request->respond(written ? reply : not_now());
                          // It lives as long as we.
                          if (const auto self = weak.lock(); self && written) {
                              self->tell_all();
                              probe(*self);
                          }
                      });
}

void Subscriptions::finish(Subscription& subscription,
                           const model::Profile& profile,
                           std::shared_ptr<sip::ServerTransaction> request) {
    auto reply = accepted(profile, subscription.row(), std::chrono::seconds(0));
    rooms_.writer.remove(subscription.row().key,
                         [weak = subscription.weak_from_this(),
                          request = std::move(request),
                          reply = std::move(reply)](const base::Result<void>& removed) {
                             request->respond(removed ? reply : not_now());
                             if (const auto self = weak.lock(); self && removed)
                                 self->end("timeout");
                         });
}

void Subscriptions::on_lag(Subscription& subscription) {
    rooms_.writer.put(subscription.row_to_write(), [](const base::Result<void>&) {});
}

void Subscriptions::on_over(Subscription& subscription, const std::string& why) {
    LOG_INFO(Area::Sip,
             "subscription={} event={} user={} is over: {}",
             subscription.row().key.call_id,
             subscription.row().event,
             subscription.user().str(),
             why);
    if (all_.contains(subscription.row().key))
        rooms_.writer.remove(subscription.row().key, [](const base::Result<void>&) {});
    forget(subscription);
}

void Subscriptions::probe(const Subscription& subscription) const {
    const bool is_mailbox = subscription.package() == Package::MessageSummary;
    model::Event event{is_mailbox ? "MESSAGE_QUERY" : "PRESENCE_PROBE", {}, {}, {}};
    if (!rooms_.bus.wants(event.name))
        return;
    const auto& row = subscription.row();
    if (is_mailbox) {
        event.add("Message-Account", subscription.user().uri())
            .add("VM-Sofia-Profile", row.profile);
    } else {
        event.add("proto", "sip")
            .add("login", row.profile)
            .add("from", row.watcher_user + "@" + row.watcher_host)
            .add("to", subscription.user().str())
            .add("event_type", row.event)
            .add("sub-call-id", row.key.call_id);
    }
    rooms_.bus.publish(std::move(event));
}

void Subscriptions::load(std::vector<model::Subscription> rows) {
    const auto least = rooms_.clock.wall() + kGrace;
    for (auto& row : rows) {
        const auto package = package_of(row.event);
        if (!package || all_.contains(row.key))
            continue;
        row.expires = std::max(row.expires, least);
        untold_.push_back(row.key);
        add(std::make_shared<Subscription>(
            rooms_, users_, *this, *package, std::move(row), nullptr));
    }
}

void Subscriptions::clear() {
    for (const auto& [key, subscription] : all_)
        users_.unwatch(*subscription);
    for (const auto& subscription : fetching_)
        users_.unwatch(*subscription);
    all_.clear();
    fetching_.clear();
    by_expiry_.clear();
    untold_.clear();
    era_ = std::make_shared<char>();
    rooms_.metrics.gauge("subscriptions").set(0);
}

void Subscriptions::sweep() {
    const auto now = rooms_.clock.wall();
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
        const auto key = by_expiry_.begin()->second;
        by_expiry_.erase(by_expiry_.begin());
        if (const auto found = all_.find(key); found != all_.end())
            found->second->end("timeout");
    }
}

bool Subscriptions::tell_some(std::size_t most) {
    for (; most > 0 && !untold_.empty(); --most) {
        if (const auto found = all_.find(untold_.back());
            found != all_.end() && !found->second->has_told())
            found->second->tell_all();
        untold_.pop_back();
    }
    return !untold_.empty();
}

}  // namespace sofia::presence
