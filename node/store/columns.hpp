#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "model/gateway_registration.hpp"
#include "model/presence.hpp"
#include "model/registration.hpp"
#include "model/subscription.hpp"
#include "model/tracked_call.hpp"

namespace sofia::store {

/// The members of a call with the column in which each is kept, in order: `visit(column, member)`.
/// The first three say whose the row is; see kOwnershipColumns. `Call` is TrackedCall, const to
/// write a row and not const to read one.
template <class Call, class Visitor>
requires std::same_as<std::remove_const_t<Call>, model::TrackedCall>
void visit_columns(Call& call, Visitor&& visit) {
    visit("cluster_name", call.cluster);
    visit("hostname", call.owner);
    visit("epoch", call.epoch);
    visit("call_uuid", call.uuid);
    visit("sequence", call.sequence);
    visit("profile_name", call.profile);
    visit("caller_id_name", call.caller_id_name);
    visit("caller_id_number", call.caller_id_number);
    visit("destination", call.destination);
    visit("state", call.state);
    visit("created", call.created);
    visit("answered", call.answered);
    visit("a_call_id", call.a.call_id);
    visit("a_local_tag", call.a.local_tag);
    visit("b_call_id", call.b.call_id);
    visit("b_local_tag", call.b.local_tag);
    visit("snapshot_version", call.snapshot_version);
    visit("snapshot", call.snapshot);
}

/// The same for a binding.
template <class Binding, class Visitor>
requires std::same_as<std::remove_const_t<Binding>, model::Registration>
void visit_columns(Binding& binding, Visitor&& visit) {
    visit("cluster_name", binding.cluster);
    visit("hostname", binding.owner);
    visit("epoch", binding.epoch);
    visit("profile_name", binding.key.profile);
    visit("sip_user", binding.key.user);
    visit("sip_host", binding.key.host);
    visit("contact_uri", binding.key.contact_uri);
    visit("sequence", binding.sequence);
    visit("call_id", binding.call_id);
    visit("cseq", binding.cseq);
    visit("contact", binding.contact);
    visit("status", binding.status);
    visit("path", binding.path);
    visit("user_agent", binding.user_agent);
    visit("network_ip", binding.network_ip);
    visit("network_port", binding.network_port);
    visit("network_proto", binding.network_proto);
    visit("sip_username", binding.auth_user);
    visit("sip_realm", binding.auth_realm);
    visit("expires_ms", binding.expires);
    visit("refreshed", binding.refreshed);
    visit("instance_id", binding.instance_id);
    visit("reg_id", binding.reg_id);
    visit("q", binding.q_thousandths);
    visit("nonce_hash", binding.nonce_hash);
    visit("nonce_count", binding.nonce_count);
}

/// The same for a registration of ours at a gateway.
template <class Row, class Visitor>
requires std::same_as<std::remove_const_t<Row>, model::GatewayRegistration>
void visit_columns(Row& row, Visitor&& visit) {
    visit("cluster_name", row.cluster);
    visit("hostname", row.owner);
    visit("epoch", row.epoch);
    visit("profile_name", row.key.profile);
    visit("gateway_name", row.key.gateway);
    visit("sequence", row.sequence);
    visit("aor", row.aor);
    visit("registrar", row.registrar);
    visit("contact", row.contact);
    visit("call_id", row.call_id);
    visit("cseq", row.cseq);
    visit("granted_until", row.granted_until);
}

/// The same for a subscription.
template <class Row, class Visitor>
requires std::same_as<std::remove_const_t<Row>, model::Subscription>
void visit_columns(Row& row, Visitor&& visit) {
    visit("cluster_name", row.cluster);
    visit("hostname", row.owner);
    visit("epoch", row.epoch);
    visit("call_id", row.key.call_id);
    visit("local_tag", row.key.local_tag);
    visit("sequence", row.sequence);
    visit("profile_name", row.profile);
    visit("event", row.event);
    visit("event_id", row.event_id);
    visit("sip_user", row.watcher_user);
    visit("sip_host", row.watcher_host);
    visit("sub_to_user", row.user);
    visit("sub_to_host", row.host);
    visit("accept", row.accept);
    visit("full_to", row.local);
    visit("full_from", row.remote);
    visit("remote_tag", row.remote_tag);
    visit("local_cseq", row.local_cseq);
    visit("remote_cseq", row.remote_cseq);
    visit("route", row.route);
    visit("contact", row.remote_target);
    visit("local_contact", row.local_contact);
    visit("next_hop", row.next_hop);
    visit("version", row.version);
    visit("user_agent", row.user_agent);
    visit("network_ip", row.network_ip);
    visit("network_port", row.network_port);
    visit("network_proto", row.network_proto);
    visit("expires_ms", row.expires);
    visit("refreshed", row.refreshed);
}

/// The same for a publication.
template <class Row, class Visitor>
requires std::same_as<std::remove_const_t<Row>, model::Publication>
void visit_columns(Row& row, Visitor&& visit) {
    visit("cluster_name", row.cluster);
    visit("hostname", row.owner);
    visit("epoch", row.epoch);
    visit("sip_user", row.key.user);
    visit("sip_host", row.key.host);
    visit("publication", row.key.publication);
    visit("sequence", row.sequence);
    visit("profile_name", row.profile);
    visit("etag", row.etag);
    visit("open_closed", row.basic);
    visit("status", row.note);
    visit("rpid", row.activity);
    visit("content", row.content);
    visit("user_agent", row.user_agent);
    visit("network_ip", row.network_ip);
    visit("network_port", row.network_port);
    visit("expires_ms", row.expires);
    visit("published", row.published);
}

/// The same for a mailbox.
template <class Row, class Visitor>
requires std::same_as<std::remove_const_t<Row>, model::Mailbox>
void visit_columns(Row& row, Visitor&& visit) {
    visit("cluster_name", row.cluster);
    visit("hostname", row.owner);
    visit("epoch", row.epoch);
    visit("sip_user", row.key.user);
    visit("sip_host", row.key.host);
    visit("sequence", row.sequence);
    visit("waiting", row.waiting);
    visit("counts", row.counts);
    visit("told", row.told);
}

/// How many columns at the front are the same for a whole batch: cluster_name, hostname, epoch.
inline constexpr std::size_t kOwnershipColumns = 3;

/// A member that is kept as TEXT.
template <class T>
concept TextMember = std::same_as<std::remove_const_t<T>, std::string> || requires(const T& id) {
    { id.str() } -> std::same_as<const std::string&>;
};

/// The text of a member.
template <TextMember T>
const std::string& text_of(const T& member) {
    if constexpr (std::same_as<T, std::string>)
        return member;
    else
        return member.str();
}

/// Sets a member from its text.
template <TextMember T>
void set_text(T& member, std::string text) {
    member = T(std::move(text));
}

/// The BIGINT of a member: times in milliseconds since 1970 UTC, numbers as they are.
template <class T>
std::int64_t number_of(const T& member) {
    if constexpr (std::same_as<T, base::WallTime>)
        return base::to_epoch_ms(member);
    else
        return static_cast<std::int64_t>(member);
}

/// Sets a member from its BIGINT.
template <class T>
void set_number(T& member, std::int64_t number) {
    if constexpr (std::same_as<T, base::WallTime>)
        member = base::from_epoch_ms(number);
    else
        member = static_cast<T>(number);
}

/// A column of a table.
struct Column {
    std::string_view name;
    bool is_number = false;
};

/// A table as the statements see it.
struct Table {
    std::string_view name;
    /// Names of the primary key, cluster_name first.
    std::vector<std::string_view> key;
    /// In the order of visit_columns().
    std::vector<Column> columns;
};

/// tracked_calls. Lives as long as the process.
const Table& calls_table();
/// sip_registrations. Lives as long as the process.
const Table& registrations_table();
/// gateway_registrations. Lives as long as the process.
const Table& gateways_table();
/// sip_subscriptions, sip_presence and sip_mailboxes. They live as long as the process.
const Table& subscriptions_table();
const Table& publications_table();
const Table& mailboxes_table();

}  // namespace sofia::store
