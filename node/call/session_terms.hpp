#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "call/variables.hpp"
#include "model/profile.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// A session timer as two peers agreed on it (RFC 4028).
struct SessionTerms {
    /// Without a refresh in this time the session is over; 0: there is no timer.
    std::chrono::seconds interval{0};
    /// Whether the refreshes are ours to send.
    bool we_refresh = false;

    bool operator==(const SessionTerms&) const = default;
};

/// What a message says about session timers.
struct SessionAsk {
    enum class Refresher { Unsaid, Uac, Uas };

    /// Session-Expires; 0 when absent.
    std::chrono::seconds interval{0};
    Refresher refresher = Refresher::Unsaid;
    /// Min-SE; 0 when absent.
    std::chrono::seconds least{0};
    /// Supported has `timer`.
    bool supports = false;
};

/// What a profile wants of session timers.
struct SessionRules {
    bool enabled = true;
    /// The interval that we ask for; 0: none.
    std::chrono::seconds wanted{0};
    /// The shortest that we accept, never below the 90 s of RFC 4028 5.
    std::chrono::seconds least{90};
};

/// How a request's session timer is answered.
struct SessionAnswer {
    /// Its interval is too short: 422 with Min-SE of SessionRules::least (RFC 4028 6).
    bool is_too_short = false;
    SessionTerms terms;
};

/// Reads Session-Expires, Min-SE and Supported.
SessionAsk session_of(const sip::MessageHead& message);

/// What a 422 asks for at least: its Min-SE, 0 when it has none.
std::chrono::seconds least_session(const sip::Response& refusal);

/// The rules of a profile for a leg, whose sofia_session_timeout (seconds, 0: no timer is asked
/// for) goes before the profile's session-timeout.
SessionRules session_rules(const model::ProfileCalls& settings, const Variables& variables = {});

/// What we, the UAS, make of a request (RFC 4028 9): the peer's interval, shortened to ours where
/// it permits, or ours when it names none. The peer refreshes unless it cannot or wants us to.
/// Within the dialog the `current` timer goes on as it is when the request does not speak of it.
/// Pure.
SessionAnswer answer_session(const SessionAsk& request,
                             const SessionRules& rules,
                             const SessionTerms& current) noexcept;

/// What a 2xx to a request of ours agrees on (RFC 4028 7.2). Pure.
SessionTerms accepted_session(const SessionAsk& answer) noexcept;

/// Adds what an INVITE or UPDATE of ours says: Supported, and Session-Expires and Min-SE when there
/// is a timer (`current`) or we want one. `least` is what the peer's last 422 asked for, 0: none.
void offer_session(std::vector<sip::Header>& headers,
                   const SessionRules& rules,
                   const SessionTerms& current,
                   std::chrono::seconds least);

/// Adds what our 2xx says: Session-Expires, and Require when the peer, who supports it, is to
/// refresh (RFC 4028 9).
void add_session(sip::Reply& answer, const SessionTerms& terms, bool peer_supports);

/// When a session that began or was refreshed `since_refresh` ago wants the next step: our refresh
/// at half of the interval, or its end, the lesser of 32 s and a third of the interval before its
/// expiry (RFC 4028 7.2, 10). Pure.
std::chrono::milliseconds refresh_after(std::chrono::seconds interval) noexcept;
std::chrono::milliseconds give_up_after(std::chrono::seconds interval) noexcept;

}  // namespace sofia::call
