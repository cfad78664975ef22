#include "store/memory/tables.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace sofia::store::memory {
namespace {

constexpr std::ptrdiff_t kLongestUuid = 255;
constexpr std::ptrdiff_t kLongestName = 255;
constexpr std::ptrdiff_t kLongestIndexed = 2000;
constexpr std::ptrdiff_t kLongestCallId = 500;
constexpr int kLargestQ = 1000;

/// Length as SQL's length() has it.
std::ptrdiff_t characters(std::string_view text) {
    return std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool is_accepted(const model::TrackedCall& call) {
    return !call.uuid.empty() && characters(call.uuid.str()) <= kLongestUuid &&
           characters(call.a.call_id) <= kLongestIndexed &&
           characters(call.b.call_id) <= kLongestIndexed;
}

bool is_accepted(const model::Registration& binding) {
    return !binding.key.contact_uri.empty() &&
           characters(binding.key.contact_uri) <= kLongestIndexed && binding.q_thousandths >= 0 &&
           binding.q_thousandths <= kLargestQ;
}

bool is_accepted(const model::GatewayRegistration& registration) {
    const auto length = characters(registration.key.gateway);
    return length > 0 && length <= kLongestName;
}

bool is_name(std::string_view text) {
    const auto length = characters(text);
    return length > 0 && length <= kLongestName;
}

bool is_accepted(const model::Subscription& subscription) {
    return !subscription.key.call_id.empty() &&
           characters(subscription.key.call_id) <= kLongestCallId &&
           is_name(subscription.key.local_tag);
}

bool is_accepted(const model::Publication& publication) {
    return is_name(publication.key.user) && is_name(publication.key.host) &&
           is_name(publication.key.publication);
}

bool is_accepted(const model::Mailbox& mailbox) {
    return is_name(mailbox.key.user) && is_name(mailbox.key.host);
}

template <class Rows>
bool all_accepted(const Rows& rows) {
    return std::ranges::all_of(rows, [](const auto& row) { return is_accepted(row); });
}

template <class Map, class Row>
void replace_older(Map& map, typename Map::key_type key, Row row, const Batch& batch) {
    row.cluster = batch.cluster;
    row.owner = batch.owner;
    row.epoch = batch.epoch;
    const auto [place, added] = map.try_emplace(std::move(key), row);
    if (!added && std::pair(place->second.epoch, place->second.sequence) <=
                      std::pair(row.epoch, row.sequence))
        place->second = std::move(row);
}

template <class Map>
void remove_older(Map& map, const typename Map::key_type& key, base::Epoch epoch) {
    if (const auto found = map.find(key); found != map.end() && found->second.epoch <= epoch)
        map.erase(found);
}

}  // namespace

base::Result<void> check_epoch(const Tables& tables,
                               const base::ClusterName& cluster,
                               base::Epoch epoch) {
    const auto found = tables.clusters.find(cluster);
    if (found != tables.clusters.end() && found->second.epoch > epoch)
        return tl::unexpected(stale_epoch(cluster, epoch, found->second.epoch));
    return {};
}

base::Result<void> commit(Tables& tables, const Batch& batch) {
    if (const auto current = check_epoch(tables, batch.cluster, batch.epoch); !current)
        return current;
    if (!all_accepted(batch.put_calls) || !all_accepted(batch.put_registrations) ||
        !all_accepted(batch.put_gateways) || !all_accepted(batch.put_subscriptions) ||
        !all_accepted(batch.put_publications) || !all_accepted(batch.put_mailboxes))
        return base::fail(base::ErrorKind::Invalid,
                          "a key is empty or too long, or q is out of range");
    for (const auto& call : batch.put_calls)
        replace_older(tables.calls, {batch.cluster, call.uuid}, call, batch);
    for (const auto& uuid : batch.remove_calls)
        remove_older(tables.calls, {batch.cluster, uuid}, batch.epoch);
    for (const auto& binding : batch.put_registrations)
        replace_older(tables.registrations, {batch.cluster, binding.key}, binding, batch);
    for (const auto& key : batch.remove_registrations)
        remove_older(tables.registrations, {batch.cluster, key}, batch.epoch);
    for (const auto& registration : batch.put_gateways)
        replace_older(tables.gateways, {batch.cluster, registration.key}, registration, batch);
    for (const auto& key : batch.remove_gateways)
        remove_older(tables.gateways, {batch.cluster, key}, batch.epoch);
    for (const auto& row : batch.put_subscriptions)
        replace_older(tables.subscriptions, {batch.cluster, row.key}, row, batch);
    for (const auto& key : batch.remove_subscriptions)
        remove_older(tables.subscriptions, {batch.cluster, key}, batch.epoch);
    for (const auto& row : batch.put_publications)
        replace_older(tables.publications, {batch.cluster, row.key}, row, batch);
    for (const auto& key : batch.remove_publications)
        remove_older(tables.publications, {batch.cluster, key}, batch.epoch);
    for (const auto& row : batch.put_mailboxes)
        replace_older(tables.mailboxes, {batch.cluster, row.key}, row, batch);
    return {};
}

}  // namespace sofia::store::memory
