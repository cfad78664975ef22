#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sofia::model {

/// The state of one SIP dialog as a value (RFC 3261 section 12): all that another process needs to
/// go on with it. Header values are kept as text, ready to be parsed by the stack.
struct DialogState {
    /// Call-ID, the same in both directions.
    std::string call_id;
    /// Our From/To value with tag, for example `<sip:1001@example.com>;tag=abc`.
    std::string local;
    /// The peer's From/To value with its tag.
    std::string remote;
    /// Our tag alone. It names the call (model/call_tag), so that an incoming To header leads to
    /// the row.
    std::string local_tag;
    /// The peer's tag alone; empty before an early dialog exists.
    std::string remote_tag;
    /// Last CSeq number that we used; the next request uses a larger one.
    std::uint32_t local_cseq = 0;
    /// Last CSeq number of the peer; 0 when it has sent no request yet.
    std::uint32_t remote_cseq = 0;
    /// Route set in dialog order: the first is the next hop of our requests (RFC
    /// 3261 12.1.1, 12.1.2).
    std::vector<std::string> route_set;
    /// Where the peer wants requests: the URI of its Contact.
    std::string remote_target;
    /// The Contact that we gave, as a header value.
    std::string local_contact;
    /// Next hop when it is not the route set or the target: the source address of a peer behind
    /// NAT, or of a stream peer, as a URI; empty when the usual rules apply.
    std::string next_hop;

    bool operator==(const DialogState&) const = default;
};

}  // namespace sofia::model
