#pragma once

#include <string>

#include <fmt/core.h>

#include "model/call_piece.hpp"
#include "model/gateway_registration.hpp"
#include "model/presence.hpp"
#include "model/registration.hpp"
#include "model/subscription.hpp"
#include "model/tracked_call.hpp"
#include "store/database.hpp"

namespace sofia::test {

inline const base::NodeName kNodeA{"node-a"};
inline const base::NodeName kNodeB{"node-b"};

/// 2026-01-01 00:00:00 UTC and some milliseconds, so that rounding to seconds would show.
inline constexpr base::WallTime kNow{base::Milliseconds(1767225600123)};
inline constexpr base::Milliseconds kLease{10000};

/// The range of every call that a test makes.
inline const model::CallRange kAllCalls{.profile = {}, .after = {}, .limit = 100000};

/// A call with a value of its own in every member; `number` makes it another call.
inline model::TrackedCall sample_call(int number = 1) {
    return {.uuid = base::CallUuid(fmt::format("call-{:04}", number)),
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .profile = "internal",
            .caller_id_name = "Alice O'Hara",
            .caller_id_number = "1001",
            .destination = "1002",
            .state = "active",
            .created = kNow + base::Milliseconds(number),
            .answered = kNow + base::Milliseconds(number + 1000),
            .a = {fmt::format("a-{}@phone", number), "tag-a"},
            .b = {fmt::format("b-{}@node", number), "tag-b"},
            .snapshot_version = 1,
            .snapshot = R"({"route":["<sip:p1;lr>"],"cseq":7})"};
}

/// A binding with a value of its own in every member; `number` makes it another contact.
inline model::Registration sample_binding(int number = 1) {
    return {.key = {.profile = "internal",
                    .user = "1001",
                    .host = "example.com",
                    .contact_uri = fmt::format("sip:1001@192.0.2.7:{}", 5000 + number)},
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .call_id = "reg-1@phone",
            .cseq = 4000000000U,
            .contact = "\"Alice\" <sip:1001@192.0.2.7>;fs_nat=yes",
            .status = "Registered(UDP-NAT)",
            .path = "<sip:edge1;lr>, <sip:edge2;lr>",
            .user_agent = "Phone 1.0",
            .network_ip = "192.0.2.7",
            .network_port = 65535,
            .network_proto = "udp",
            .auth_user = "1001",
            .auth_realm = "example.com",
            .expires = kNow + base::Milliseconds(3660000),
            .refreshed = kNow,
            .instance_id = "<urn:uuid:00000000-0000-1000-8000-000A95A0E128>",
            .reg_id = "1",
            .q_thousandths = 500,
            .nonce_hash = "5d41402abc4b2a76",
            .nonce_count = 4294967295U};
}

/// A registration at a gateway with a value of its own in every member; `number` makes it another
/// gateway.
inline model::GatewayRegistration sample_gateway(int number = 1) {
    return {.key = {.profile = "external", .gateway = fmt::format("trunk-{}", number)},
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .aor = "<sip:4711@trunk.example>",
            .registrar = "sip:trunk.example;transport=udp",
            .contact = "<sip:gw+trunk-1@192.0.2.1:5080;transport=udp;gw=trunk-1>",
            .call_id = "gw-call-id",
            .cseq = 4000000000U,
            .granted_until = kNow + base::Milliseconds(3600000)};
}

/// A subscription with a value of its own in every member; `number` makes it another dialog.
inline model::Subscription sample_subscription(int number = 1) {
    return {.key = {.call_id = fmt::format("sub-{}@phone", number), .local_tag = "our-tag"},
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .profile = "internal",
            .event = "dialog",
            .event_id = "7",
            .watcher_user = "1000",
            .watcher_host = "example.com",
            .user = "1001",
            .host = "example.org",
            .accept = "application/dialog-info+xml",
            .local = "<sip:1001@example.org>;tag=our-tag",
            .remote = "\"O'Hara\" <sip:1000@example.com>;tag=theirs",
            .remote_tag = "theirs",
            .local_cseq = 4000000000U,
            .remote_cseq = 3000000000U,
            .route = "<sip:p1;lr>, <sip:p2;lr>",
            .remote_target = "sip:1000@192.0.2.7:5061",
            .local_contact = "<sip:mod_sofia@192.0.2.1:5060>",
            .next_hop = "sip:192.0.2.8:1024",
            .version = 4294967295U,
            .user_agent = "Phone 1.0",
            .network_ip = "192.0.2.8",
            .network_port = 65535,
            .network_proto = "udp",
            .expires = kNow + base::Milliseconds(3600000),
            .refreshed = kNow};
}

/// A publication with a value of its own in every member; `number` makes it another one.
inline model::Publication sample_publication(int number = 1) {
    return {.key = {.user = "1001",
                    .host = "example.org",
                    .publication = fmt::format("publication-{}", number)},
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .profile = "internal",
            .etag = "publication-1.2",
            .basic = "closed",
            .note = "out for \"lunch\"",
            .activity = "meal",
            .content = "<presence>\r\n</presence>",
            .user_agent = "Phone 1.0",
            .network_ip = "2001:db8::7",
            .network_port = 65535,
            .expires = kNow + base::Milliseconds(3600000),
            .published = kNow};
}

/// A mailbox with a value of its own in every member; `number` makes it another user's.
inline model::Mailbox sample_mailbox(int number = 1) {
    return {.key = {.user = fmt::format("100{}", number), .host = "example.org"},
            .cluster = {},
            .owner = {},
            .sequence = 1,
            .waiting = "yes",
            .counts = "2/1 (0/0)",
            .told = kNow};
}

}  // namespace sofia::test
