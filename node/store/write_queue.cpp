#include "store/write_queue.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

namespace sofia::store {
namespace {

/// Tells calls from bindings, and the parts of a binding's key from each other; no SIP text has it.
constexpr char kSeparator = '\0';
/// The same for gateways, whose names have no control character either.
constexpr char kGatewaySeparator = '\1';

std::string key_of(const base::CallUuid& uuid) {
    return uuid.str();
}

std::string key_of(const model::RegistrationKey& key) {
    std::string text;
    for (const auto* part : {&key.profile, &key.user, &key.host, &key.contact_uri})
        text.append(1, kSeparator).append(*part);
    return text;
}

std::string key_of(const model::GatewayKey& key) {
    return kGatewaySeparator + key.profile + kGatewaySeparator + key.gateway;
}

/// The same for the rows of presence.
constexpr char kSubscriptionSeparator = '\2';
constexpr char kPublicationSeparator = '\3';
constexpr char kMailboxSeparator = '\4';

std::string key_of(const model::SubscriptionKey& key) {
    return kSubscriptionSeparator + key.call_id + kSubscriptionSeparator + key.local_tag;
}

std::string key_of(const model::PublicationKey& key) {
    return kPublicationSeparator + key.user + kPublicationSeparator + key.host +
           kPublicationSeparator + key.publication;
}

std::string key_of(const model::Subscription& subscription) {
    return key_of(subscription.key);
}

std::string key_of(const model::Publication& publication) {
    return key_of(publication.key);
}

std::string key_of(const model::Mailbox& mailbox) {
    return kMailboxSeparator + mailbox.key.user + kMailboxSeparator + mailbox.key.host;
}

std::string key_of(const model::TrackedCall& call) {
    return key_of(call.uuid);
}

std::string key_of(const model::Registration& binding) {
    return key_of(binding.key);
}

std::string key_of(const model::GatewayRegistration& registration) {
    return key_of(registration.key);
}

std::string key_of_single_put(const WriteSet& rows) {
    if (rows.rows() != 1)
        return {};
    if (!rows.put_calls.empty())
        return key_of(rows.put_calls.front());
    if (!rows.put_registrations.empty())
        return key_of(rows.put_registrations.front());
    if (!rows.put_gateways.empty())
        return key_of(rows.put_gateways.front());
    if (!rows.put_subscriptions.empty())
        return key_of(rows.put_subscriptions.front());
    if (!rows.put_publications.empty())
        return key_of(rows.put_publications.front());
    return rows.put_mailboxes.empty() ? std::string() : key_of(rows.put_mailboxes.front());
}

/// Calls `visit` with each of the lists.
template <class Rows, class Visitor>
void for_each_list(Rows& rows, Visitor visit) {
    visit(rows.put_calls);
    visit(rows.remove_calls);
    visit(rows.put_registrations);
    visit(rows.remove_registrations);
    visit(rows.put_gateways);
    visit(rows.remove_gateways);
    visit(rows.put_subscriptions);
    visit(rows.remove_subscriptions);
    visit(rows.put_publications);
    visit(rows.remove_publications);
    visit(rows.put_mailboxes);
}

}  // namespace

Batch merge(std::span<const QueuedWrite> writes,
            const base::ClusterName& cluster,
            const base::NodeName& owner,
            base::Epoch epoch) {
    Batch batch{.cluster = cluster, .owner = owner, .epoch = epoch};
    std::unordered_set<std::string> seen;
    const auto add_unseen = [&](const auto& from, auto& to) {
        for (const auto& row : from | std::views::reverse)
            if (seen.insert(key_of(row)).second)
                to.push_back(row);
    };
    for (const auto& write : writes | std::views::reverse) {
        // Within one write a removal comes first: "replace this contact" names both.
        add_unseen(write.rows.put_calls, batch.put_calls);
        add_unseen(write.rows.put_registrations, batch.put_registrations);
        add_unseen(write.rows.put_gateways, batch.put_gateways);
        add_unseen(write.rows.put_subscriptions, batch.put_subscriptions);
        add_unseen(write.rows.put_publications, batch.put_publications);
        add_unseen(write.rows.put_mailboxes, batch.put_mailboxes);
        add_unseen(write.rows.remove_calls, batch.remove_calls);
        add_unseen(write.rows.remove_registrations, batch.remove_registrations);
        add_unseen(write.rows.remove_gateways, batch.remove_gateways);
        add_unseen(write.rows.remove_subscriptions, batch.remove_subscriptions);
        add_unseen(write.rows.remove_publications, batch.remove_publications);
    }
    const auto own = [&](auto& rows) {
        for (auto& row : rows) {
            row.cluster = cluster;
            row.owner = owner;
            row.epoch = epoch;
        }
    };
    own(batch.put_calls);
    own(batch.put_registrations);
    own(batch.put_gateways);
    own(batch.put_subscriptions);
    own(batch.put_publications);
    own(batch.put_mailboxes);
    return batch;
}

void WriteQueue::number(WriteSet& rows) {
    for (auto& call : rows.put_calls)
        call.sequence = ++last_sequence_;
    for (auto& binding : rows.put_registrations)
        binding.sequence = ++last_sequence_;
    for (auto& registration : rows.put_gateways)
        registration.sequence = ++last_sequence_;
    for (auto& subscription : rows.put_subscriptions)
        subscription.sequence = ++last_sequence_;
    for (auto& publication : rows.put_publications)
        publication.sequence = ++last_sequence_;
    for (auto& mailbox : rows.put_mailboxes)
        mailbox.sequence = ++last_sequence_;
}

void WriteQueue::forget_keys(const WriteSet& rows) {
    for_each_list(rows, [&](const auto& list) {
        for (const auto& row : list)
            replaceable_.erase(key_of(row));
    });
}

base::Result<void> WriteQueue::push(WriteSet&& rows, WaiterId waiter, base::SteadyTime now) {
    number(rows);
    auto key = key_of_single_put(rows);
    if (const auto found = replaceable_.find(key); found != replaceable_.end()) {
        auto& write = *found->second;
        write.rows = std::move(rows);
        write.waiters.push_back(waiter);
        return {};
    }
    if (waiting_.size() >= limit_)
        return base::fail(base::ErrorKind::Overload,
                          fmt::format("{} writes wait for the database already", waiting_.size()));
    if (key.empty())
        forget_keys(rows);
    rows_ += rows.rows();
    const auto place = waiting_.insert(waiting_.end(), {std::move(rows), {waiter}, now, key});
    if (!key.empty())
        replaceable_.emplace(std::move(key), place);
    return {};
}

std::vector<QueuedWrite> WriteQueue::take(std::size_t row_limit) {
    std::vector<QueuedWrite> taken;
    std::size_t rows = 0;
    while (!waiting_.empty()) {
        auto& write = waiting_.front();
        rows += write.rows.rows();
        if (!taken.empty() && rows > row_limit)
            break;
        rows_ -= write.rows.rows();
        if (const auto found = replaceable_.find(write.key);
            found != replaceable_.end() && found->second == waiting_.begin())
            replaceable_.erase(found);
        taken.push_back(std::move(write));
        waiting_.pop_front();
    }
    return taken;
}

void WriteQueue::give_back(std::vector<QueuedWrite> writes) {
    for (auto& write : writes | std::views::reverse) {
        rows_ += write.rows.rows();
        waiting_.push_front(std::move(write));
    }
}

}  // namespace sofia::store
