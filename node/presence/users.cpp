#include "presence/users.hpp"

#include <algorithm>
#include <utility>

#include "presence/subscription.hpp"

namespace sofia::presence {
namespace {

/// Scripts that never say that something is over must not fill the memory.
constexpr std::size_t kMostForeign = 10'000;
constexpr std::size_t kMostForeignOfOne = 100;

void put_fact(Dialogs& dialogs, const LegNews& news) {
    if (news.fact.state == DialogFact::State::Terminated)
        dialogs.erase(news.id);
    else
        dialogs.insert_or_assign(news.id, news.fact);
}

}  // namespace

void Users::watch(Subscription& subscription) {
    auto& watched = watched_[subscription.user()];
    watched.watchers.push_back(&subscription);
    is_complete_ = is_complete_ && watched.is_complete;
}

void Users::unwatch(Subscription& subscription) {
    const auto found = watched_.find(subscription.user());
    if (found == watched_.end())
        return;
    std::erase(found->second.watchers, &subscription);
    if (found->second.watchers.empty())
        watched_.erase(found);
}

void Users::on_leg(const LegNews& news) {
    const auto found = watched_.find(news.user);
    if (found == watched_.end())
        return;
    put_fact(found->second.dialogs, news);
    on_change(news.user);
}

void Users::on_foreign(const LegNews& news) {
    const bool is_over = news.fact.state == DialogFact::State::Terminated;
    const auto found = foreign_.find(news.user);
    if (found == foreign_.end() && (is_over || foreign_.size() >= kMostForeign))
        return;
    auto& dialogs = foreign_[news.user];
    if (is_over || dialogs.contains(news.id) || dialogs.size() < kMostForeignOfOne)
        put_fact(dialogs, news);
    if (dialogs.empty())
        foreign_.erase(news.user);
    on_change(news.user);
}

void Users::on_change(const Resource& user) {
    const auto found = watched_.find(user);
    if (found == watched_.end())
        return;
    for (auto* watcher : found->second.watchers)
        watcher->change();
}

void Users::look_again() {
    for (auto& [user, watched] : watched_) {
        watched.dialogs.clear();
        watched.is_complete = false;
        is_complete_ = false;
        for (auto* watcher : watched.watchers)
            watcher->change();
    }
}

void Users::clear() {
    watched_.clear();
    foreign_.clear();
    publications_.clear();
    mailboxes_.clear();
    is_complete_ = true;
}

void Users::complete() {
    if (std::exchange(is_complete_, true))
        return;
    rooms_.legs([this](const LegNews& news) {
        const auto found = watched_.find(news.user);
        if (found != watched_.end() && !found->second.is_complete)
            put_fact(found->second.dialogs, news);
    });
    for (auto& [user, watched] : watched_)
        watched.is_complete = true;
}

Dialogs Users::dialogs_of(const Resource& user) {
    complete();
    Dialogs all;
    if (const auto found = watched_.find(user); found != watched_.end())
        all = found->second.dialogs;
    if (const auto found = foreign_.find(user); found != foreign_.end())
        all.insert(found->second.begin(), found->second.end());
    return all;
}

PresenceFact Users::presence_of(const Resource& user) {
    const auto dialogs = dialogs_of(user);
    const auto is = [&](DialogFact::State state) {
        return std::any_of(dialogs.begin(), dialogs.end(), [&](const auto& entry) {
            return entry.second.state == state;
        });
    };
    if (is(DialogFact::State::Confirmed))
        return {true, "On The Phone", "on-the-phone"};
    if (is(DialogFact::State::Early) || is(DialogFact::State::Trying))
        return {true, "Ringing", "on-the-phone"};
    if (const auto published = publications_of(user); !published.empty()) {
        // The one that was renewed last is nearest to the truth (RFC 3903 does not say how several
        // are composed).
        const auto* last = *std::max_element(
            published.begin(), published.end(), [](const auto* left, const auto* right) {
                return left->published < right->published;
            });
        return {last->basic == "open", last->note, last->activity};
    }
    const bool is_registered = !bindings_of(rooms_, user).empty();
    return {is_registered, is_registered ? "Available" : "Unavailable", {}};
}

const model::Mailbox* Users::mailbox_of(const Resource& user) const {
    const auto found = mailboxes_.find(user);
    return found == mailboxes_.end() ? nullptr : &found->second;
}

bool Users::is_watched_from(const Resource& user,
                            Package package,
                            const std::string& ip,
                            std::uint16_t port) const {
    const auto found = watched_.find(user);
    if (found == watched_.end())
        return false;
    const auto& watchers = found->second.watchers;
    return std::any_of(watchers.begin(), watchers.end(), [&](const Subscription* watcher) {
        return watcher->package() == package && watcher->row().network_ip == ip &&
               watcher->row().network_port == port;
    });
}

void Users::put(model::Publication publication) {
    auto& all = publications_[{publication.key.user, publication.key.host}];
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& other) { return other.key == publication.key; });
    if (found == all.end())
        all.push_back(std::move(publication));
    else
        *found = std::move(publication);
}

void Users::put(model::Mailbox mailbox) {
    Resource user{mailbox.key.user, mailbox.key.host};
    mailboxes_.insert_or_assign(std::move(user), std::move(mailbox));
}

void Users::remove(const model::PublicationKey& key) {
    const auto found = publications_.find({key.user, key.host});
    if (found == publications_.end())
        return;
    std::erase_if(found->second, [&](const auto& publication) { return publication.key == key; });
    if (found->second.empty())
        publications_.erase(found);
}

const model::Publication* Users::find(const model::PublicationKey& key) const {
    for (const auto* publication : publications_of({key.user, key.host}))
        if (publication->key == key)
            return publication;
    return nullptr;
}

std::vector<const model::Publication*> Users::publications_of(const Resource& user) const {
    std::vector<const model::Publication*> live;
    const auto found = publications_.find(user);
    if (found == publications_.end())
        return live;
    const auto now = rooms_.clock.wall();
    for (const auto& publication : found->second)
        if (publication.expires > now)
            live.push_back(&publication);
    return live;
}

std::vector<model::PublicationKey> Users::ended_publications(base::WallTime now) const {
    std::vector<model::PublicationKey> ended;
    for (const auto& [user, all] : publications_)
        for (const auto& publication : all)
            if (publication.expires <= now)
                ended.push_back(publication.key);
    return ended;
}

}  // namespace sofia::presence
