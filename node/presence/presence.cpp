#include "presence/presence.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "presence/gate.hpp"
#include "presence/message_summary.hpp"

namespace sofia::presence {
namespace {

constexpr std::chrono::milliseconds kSweep{1000};
/// After a takeover calls come back by recovery and by their peers' requests.
constexpr std::chrono::milliseconds kSettle{3000};
constexpr std::chrono::milliseconds kPace{100};
constexpr std::size_t kAtOnce = 20;
constexpr std::size_t kMostWaiting = 10'000;
constexpr std::size_t kLongestId = 255;

}  // namespace

Presence::Presence(Rooms rooms)
    : rooms_(std::move(rooms)),
      users_(rooms_),
      subscriptions_(rooms_, users_),
      publications_(rooms_, users_),
      messages_(rooms_) {}

void Presence::promote(std::vector<model::Subscription> subscriptions,
                       std::vector<model::Publication> publications,
                       std::vector<model::Mailbox> mailboxes) {
    is_active_ = true;
    LOG_INFO(Area::Sip,
             "active with {} subscription(s), {} publication(s), {} mailbox(es), {} waiting",
             subscriptions.size(),
             publications.size(),
             mailboxes.size(),
             waiting_.size());
    for (auto& publication : publications)
        users_.put(std::move(publication));
    for (auto& mailbox : mailboxes)
        users_.put(std::move(mailbox));
    subscriptions_.load(std::move(subscriptions));
    sweep_ = rooms_.loop.every(kSweep, [this] {
        subscriptions_.sweep();
        publications_.sweep();
    });
    telling_ = rooms_.loop.after(kSettle, [this] { begin_telling(); });
    for (auto& [profile, request] : std::exchange(waiting_, {}))
        on_request(profile, std::move(request));
    for (const auto& event : std::exchange(waiting_events_, {}))
        on_event(event);
}

void Presence::begin_telling() {
    telling_ = rooms_.loop.every(kPace, [this] { tell_next(); });
}

void Presence::tell_next() {
    if (subscriptions_.tell_some(kAtOnce))
        return;
    // Not inside of the timer's own task.
    rooms_.loop.post([done = std::shared_ptr<sip::Timer>(std::move(telling_))] {});
}

void Presence::demote() {
    is_active_ = false;
    waiting_.clear();
    waiting_events_.clear();
    sweep_.reset();
    telling_.reset();
    subscriptions_.clear();
    publications_.forget();
    messages_.forget();
    users_.clear();
}

void Presence::on_request(const std::string& profile_name,
                          std::unique_ptr<sip::ServerTransaction> request) {
    if (!is_active_) {
        if (waiting_.size() >= kMostWaiting)
            return request->respond(not_now());
        waiting_.emplace_back(profile_name, std::move(request));
        return;
    }
    const auto* running = rooms_.profiles.find(profile_name);
    if (running == nullptr)
        return;
    // A rescan in between does not take the settings away.
    const auto settings = running->settings;
    const auto& profile = *settings;
    switch (request->request().method) {
        case sip::Method::Subscribe:
            if (request->request().to.tag().empty())
                subscriptions_.on_subscribe(profile, std::move(request));
            else
                subscriptions_.on_refresh(profile, std::move(request));
            return;
        case sip::Method::Publish:
            publications_.on_publish(profile, std::move(request));
            return;
        case sip::Method::Message:
            messages_.on_message(profile, std::move(request));
            return;
        case sip::Method::Notify:
            messages_.on_notify(profile, std::move(request));
            return;
        default:
            request->respond(sip::Reply::of(405));
    }
}

void Presence::on_binding(const model::RegistrationKey& key, registrar::BindingChange change) {
    if (!is_active_ || (!has_watchers() && !rooms_.bus.has_listeners()))
        return;
    const auto* running = rooms_.profiles.find(key.profile);
    const auto user =
        running == nullptr ? std::nullopt : resource_of(*running->settings, key.user, key.host);
    if (!user)
        return;
    if (change != registrar::BindingChange::Renewed)
        users_.on_change(*user);
    const auto& rules = running->settings->presence;
    if (change == registrar::BindingChange::Gone)
        announce(*user, key.profile, false);
    else if (change == registrar::BindingChange::Made || rules.tell_each_register)
        rules.probe_on_register ? ask_for(*user, key.profile) : announce(*user, key.profile, true);
    using Query = model::ProfilePresence::Query;
    const auto query = running->settings->presence.message_query;
    const bool asks = (query == Query::Always && change != registrar::BindingChange::Gone) ||
                      (query == Query::First && change == registrar::BindingChange::Made);
    if (!asks || !rooms_.bus.wants("MESSAGE_QUERY"))
        return;
    model::Event event{"MESSAGE_QUERY", {}, {}, {}};
    event.add("Message-Account", user->uri()).add("VM-Sofia-Profile", key.profile);
    rooms_.bus.publish(std::move(event));
}

void Presence::announce(const Resource& user,
                        const std::string& profile,
                        bool is_registered) const {
    if (!rooms_.bus.wants("PRESENCE_IN"))
        return;
    model::Event event{"PRESENCE_IN", {}, {}, {}};
    event.add("proto", "sip")
        .add("login", profile)
        .add("from", user.str())
        .add("rpid", is_registered ? "unknown" : "away")
        .add("status", is_registered ? "Registered" : "Unregistered")
        .add("event_type", "presence");
    rooms_.bus.publish(std::move(event));
}

void Presence::ask_for(const Resource& user, const std::string& profile) const {
    if (!rooms_.bus.has_listeners())
        return;
    model::Event event{"PRESENCE_PROBE", {}, {}, {}};
    event.add("proto", "sip")
        .add("login", profile)
        .add("from", user.str())
        .add("to", user.str())
        .add("event_type", "presence")
        .add("presence-source", "register")
        .add("alt_event_type", "dialog");
    rooms_.bus.publish(std::move(event));
}

void Presence::on_profiles() {
    if (is_active_)
        users_.look_again();
}

void Presence::on_event(const model::Event& event) {
    if (!is_active_) {
        // The bindings are there first, and then the node seems to serve.
        if (rooms_.registrar.is_active() && waiting_events_.size() < kMostWaiting)
            waiting_events_.push_back(event);
        return;
    }
    if (event.name == "MESSAGE_WAITING")
        on_message_waiting(event);
    else if (event.name == "PRESENCE_IN")
        on_presence_in(event);
    else
        messages_.on_event(event);
}

void Presence::on_presence_in(const model::Event& event) {
    using State = DialogFact::State;
    const std::string from(event.header("from"));
    const std::string id(event.header("unique-id"));
    const auto state = event.header("answer-state");
    const auto at = from.rfind('@');
    if (at == std::string::npos || id.empty() || id.size() > kLongestId)
        return;
    LegNews news{{}, id, {}};
    news.fact.state = state == "confirmed" || state == "answered" ? State::Confirmed
                      : state == "early" || state == "ringing"    ? State::Early
                      : state == "trying"                         ? State::Trying
                                                                  : State::Terminated;
    // There a leg's own direction is meant: the node called it, or it called.
    news.fact.is_initiator = event.header("Presence-Call-Direction") == "inbound";
    news.fact.remote_uri = "sip:" + from;
    // A script's kind of lamp is watched as KIND+NAME, and some say only NAME.
    const std::string kind(event.header("proto"));
    std::vector<std::string> names{from.substr(0, at)};
    if (!kind.empty() && kind != "sip" && kind != "any" && !from.starts_with(kind + "+"))
        names.push_back(kind + "+" + names.front());
    std::vector<Resource> users;
    for (const auto* running : rooms_.profiles.all())
        for (const auto& name : names)
            if (const auto user = resource_of(*running->settings, name, from.substr(at + 1));
                user && std::find(users.begin(), users.end(), *user) == users.end())
                users.push_back(*user);
    for (auto& user : users) {
        news.user = std::move(user);
        users_.on_foreign(news);
    }
}

void Presence::on_message_waiting(const model::Event& event) {
    const auto news = read_message_waiting(event);
    if (!news)
        return;
    const auto is_uri = news->account.find(':') != std::string::npos;
    const auto uri = is_uri ? news->account : "sip:" + news->account;
    // Each profile may know the mailbox by another domain.
    std::vector<Resource> users;
    for (const auto* running : rooms_.profiles.all()) {
        if (!news->profile.empty() && running->settings->name != news->profile)
            continue;
        const auto user = resource_of(*running->settings, uri);
        if (!user || std::find(users.begin(), users.end(), *user) != users.end())
            continue;
        users.push_back(*user);
        model::Mailbox mailbox;
        mailbox.key = {user->user, user->host};
        mailbox.waiting = news->is_waiting ? "yes" : "no";
        mailbox.counts = news->counts;
        mailbox.told = rooms_.clock.wall();
        rooms_.writer.put(mailbox, [](const base::Result<void>&) {});
        users_.put(std::move(mailbox));
        users_.on_change(*user);
        // A phone that has not subscribed is told all the same.
        messages_.notify_unasked(
            *user,
            Package::MessageSummary,
            message_summary(*user, users_.mailbox_of(*user)),
            [&](const model::Registration& binding) {
                return !users_.is_watched_from(
                    *user, Package::MessageSummary, binding.network_ip, binding.network_port);
            });
    }
}

}  // namespace sofia::presence
