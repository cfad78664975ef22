#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/uri.hpp"

namespace sofia::sip {

/// Methods that the node knows; Other carries its name in Request::method_name.
enum class Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Info,
    Prack,
    Update,
    Refer,
    Subscribe,
    Notify,
    Message,
    Publish,
    Other,
};

/// The name of a method on the wire, "" for Other.
std::string_view to_string(Method method) noexcept;

/// Where a message came from or goes to at the transport level.
struct Address {
    /// Literal, IPv6 without brackets.
    std::string ip;
    std::uint16_t port = 0;
    /// "udp", "tcp" or "tls".
    std::string transport = "udp";

    /// Whether the transport keeps a connection.
    bool is_stream() const noexcept { return transport != "udp"; }
    bool operator==(const Address&) const = default;
};

/// A header line that has no field of its own in Request or Response.
struct Header {
    std::string name;
    std::string value;

    bool operator==(const Header&) const = default;
};

/// One Contact value of a request.
struct Contact {
    NameAddr address;
    /// The expires parameter in seconds; nothing when absent.
    std::optional<std::uint32_t> expires;
    /// q in thousandths, 1000 when absent.
    int q_thousandths = 1000;
    /// `Contact: *`.
    bool is_star = false;
};

/// A body and its type; both empty when there is none.
struct Body {
    std::string content_type;
    std::string data;

    bool empty() const noexcept { return data.empty(); }
    bool operator==(const Body&) const = default;
};

/// What requests and responses have in common, as the peer sent it.
struct MessageHead {
    NameAddr from;
    NameAddr to;
    std::string call_id;
    std::uint32_t cseq = 0;
    std::vector<Contact> contacts;
    /// Record-Route values in the order of the message.
    std::vector<std::string> record_route;
    std::vector<std::string> require;
    std::vector<std::string> supported;
    std::string user_agent;
    /// Text of the Reason header (RFC 3326), empty when none.
    std::string reason;
    /// Every other header line in order, for example X-, P-Asserted-Identity, Diversion.
    std::vector<Header> headers;
    Body body;
    Address source;

    /// The first of the other headers with this name (any case), empty when absent.
    std::string_view header(std::string_view name) const noexcept;
    /// Whether Allow lists the method (RFC 3261 20.5); false without the header.
    bool allows(Method method) const noexcept;
};

/// A request as it arrived, checked for syntax by the stack. A value: it may cross threads.
struct Request : MessageHead {
    Method method = Method::Other;
    std::string method_name;
    /// Request-URI as text.
    std::string uri;
    /// Max-Forwards; 70 when absent.
    int max_forwards = 70;
    /// The Expires header in seconds; nothing when absent.
    std::optional<std::uint32_t> expires;
    /// Path values, topmost first (RFC 3327).
    std::vector<std::string> path;
    /// Values of Authorization and of Proxy-Authorization, one credentials each ("Digest
    /// username=...").
    std::vector<std::string> authorization;
    std::vector<std::string> proxy_authorization;
    /// Sent-by and branch of the topmost Via, which identify the transaction (RFC 3261 17.2.3).
    std::string via_branch;
    std::string via_host;
    /// Whether the topmost Via differs from the packet's source: the sender is behind NAT (RFC
    /// 3581).
    bool via_differs_from_source = false;
};

/// A response as it arrived.
struct Response : MessageHead {
    int status = 0;
    std::string phrase;
};

/// A response that we send. Header lines are complete; what the stack adds itself (Via, From, To,
/// Call-ID, CSeq, Record-Route, Content-Length) is not listed. Values with line breaks are refused
/// by the room.
struct Reply {
    int status = 200;
    /// Empty: the standard phrase.
    std::string phrase;
    std::vector<Header> headers;
    Body body;

    /// A reply without body.
    static Reply of(int status, std::string phrase = {}) {
        return Reply{status, std::move(phrase), {}, {}};
    }
    /// Appends a header line.
    Reply& add(std::string name, std::string value) {
        headers.push_back({std::move(name), std::move(value)});
        return *this;
    }
};

/// A request that we send within a dialog or to a URI.
struct Outgoing {
    Method method = Method::Invite;
    std::vector<Header> headers;
    Body body;
};

/// The standard phrase of a status (RFC 3261 section 21 and the registry), "Unknown" when there is
/// none.
std::string_view phrase_of(int status) noexcept;

}  // namespace sofia::sip
