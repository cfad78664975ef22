#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sofia::model {

using std::chrono::seconds;

/// How calls behave (behaviour-spec 2.3).
struct ProfileCalls {
    std::string context = "default";
    std::string dialplan = "XML";
    bool auth_calls = false;
    bool auth_all_packets = false;
    std::vector<std::string> apply_inbound_acl;
    /// A source that no list lets in gets 403 and is not asked for digest.
    bool auth_calls_acl_only = false;
    /// OPTIONS gets 503 as well while the node takes no calls.
    bool options_503_on_busy = false;
    /// Requests outside of dialogs in one second above which further ones get 503; 0: no limit.
    std::uint32_t max_requests_per_second = 0;
    bool track_calls = false;
    /// When a commit does not come in time: false: 503 and BYE, true: answer anyway, marked
    /// volatile.
    bool answer_when_volatile = false;
    /// 3xx from a callee: true: passed to the caller, false: followed.
    bool manual_redirect = false;
    /// Calls in setup above which new ones get 503; 0: no limit.
    std::uint32_t max_proceeding = 0;
    /// Calls up or in setup above which new ones get 503; 0: no limit.
    std::uint32_t max_calls = 0;
    /// Proxies whose X-AUTH-IP, X-AUTH-PORT name the address that apply_inbound_acl looks at.
    std::vector<std::string> apply_proxy_acl;
    /// Header of a caller let in by address, or by a proxy's word, that names the user he is;
    /// empty: none.
    std::string inbound_token_header;
    std::string proxy_token_header;
    /// The id of a leg is the Call-ID: of a caller's, where no other leg has it; of a callee's.
    bool call_id_is_uuid = false;
    bool uuid_is_call_id = false;
    /// INFO passes to the other leg: at all; with which content types, any when empty.
    bool pass_info = true;
    std::vector<std::string> pass_info_types;
    /// Each header of an INVITE is a variable, sip_i_NAME.
    bool keep_all_headers = false;
    std::string outbound_proxy;
    std::string caller_id_type = "rpid";
    std::string user_agent_string;
    /// Session timers (RFC 4028): whether they are offered and taken at all; the interval that we
    /// ask for, 0: none; the shortest that we accept, 0: the 90 s of the standard.
    bool enable_timer = true;
    seconds session_timeout{0};
    seconds minimum_session_expires{0};
    /// Reliable provisional responses (RFC 3262).
    bool enable_100rel = false;
    bool disable_transfer = false;
    /// UPDATE (RFC 3311) instead of re-INVITE where we refresh a session (RFC 4028 7.4).
    bool update_refresher = false;
    /// The caller hears who the callee is: in 200 and UPDATE; in 180 and 183; by UPDATE when a
    /// phone that is up gets another partner.
    bool pass_callee_id = true;
    bool cid_in_1xx = true;
    bool send_display_update = true;
    /// What the variable sip_P-Asserted-Identity holds of the caller's header (RFC 3325 9.1): all
    /// of it (Default, Verbatim); its user or number; user@host.
    enum class AssertedIdentity {
        Default,
        UserOnly,
        UserDomain,
        Verbatim
    } asserted_identity = AssertedIdentity::Default;
    /// An INVITE gets a 100 before the dialplan has begun (RFC 3261 17.2.1).
    bool invite_100 = true;
    /// The destination of a call is user@host of its Request-URI.
    bool full_destination = false;
    /// The parameters of the Request-URI's user (";isub=...", RFC 3966 3) are a variable.
    bool keep_tel_params = false;
    /// Requests and responses have short header names (RFC 3261 7.3.3).
    bool compact_headers = false;
    /// REFER passes to the other leg: at all; with Replaces (RFC 3891) as well.
    bool pass_refer = false;
    bool pass_refer_replaces = false;
    /// MESSAGE within a call passes to the other leg; so does NOTIFY of these events.
    bool pass_message = false;
    std::vector<std::string> pass_notify_events;
    /// A 183 without a session description is no progress.
    bool ignore_183_without_sdp = false;
    /// Session-ID (RFC 7989): whether calls have one.
    bool session_id = false;
    /// Whether answers to BYE, and REFERs that are accepted, are events.
    bool tell_bye_answers = false;
    bool tell_transfers = false;
    /// Offers without SRTP (RFC 3711) are refused, ours included.
    bool require_srtp = false;
    /// User name in the o= line of our session descriptions; empty: the peer's.
    std::string sdp_username;

    bool operator==(const ProfileCalls&) const = default;
};

}  // namespace sofia::model
