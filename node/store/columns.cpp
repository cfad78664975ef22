#include "store/columns.hpp"

namespace sofia::store {
namespace {

template <class Row>
std::vector<Column> columns_of() {
    std::vector<Column> columns;
    const Row row;
    visit_columns(row, [&]<class T>(std::string_view name, const T&) {
        columns.push_back({.name = name, .is_number = !TextMember<T>});
    });
    return columns;
}

}  // namespace

const Table& calls_table() {
    static const Table table{.name = "tracked_calls",
                             .key = {"cluster_name", "call_uuid"},
                             .columns = columns_of<model::TrackedCall>()};
    return table;
}

const Table& registrations_table() {
    static const Table table{
        .name = "sip_registrations",
        .key = {"cluster_name", "profile_name", "sip_user", "sip_host", "contact_uri"},
        .columns = columns_of<model::Registration>()};
    return table;
}

const Table& gateways_table() {
    static const Table table{.name = "gateway_registrations",
                             .key = {"cluster_name", "profile_name", "gateway_name"},
                             .columns = columns_of<model::GatewayRegistration>()};
    return table;
}

const Table& subscriptions_table() {
    static const Table table{.name = "sip_subscriptions",
                             .key = {"cluster_name", "call_id", "local_tag"},
                             .columns = columns_of<model::Subscription>()};
    return table;
}

const Table& publications_table() {
    static const Table table{.name = "sip_presence",
                             .key = {"cluster_name", "sip_user", "sip_host", "publication"},
                             .columns = columns_of<model::Publication>()};
    return table;
}

const Table& mailboxes_table() {
    static const Table table{.name = "sip_mailboxes",
                             .key = {"cluster_name", "sip_user", "sip_host"},
                             .columns = columns_of<model::Mailbox>()};
    return table;
}

}  // namespace sofia::store
