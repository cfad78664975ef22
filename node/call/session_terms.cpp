#include "call/session_terms.hpp"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"

namespace sofia::call {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kShortest{90};  // RFC 4028 5.

/// The number at the start of a header value; 0 when there is none or it is absurd.
seconds delta_of(std::string_view value) {
    constexpr long long kMost = 1'000'000'000;
    const auto number = base::to_number(base::trim(value.substr(0, value.find(';'))));
    return number && *number > 0 ? seconds(std::min(*number, kMost)) : seconds(0);
}

/// What the leg itself asks for; nothing when it does not, or with what is no number of seconds.
std::optional<seconds> wanted_session(const Variables& variables) {
    constexpr long long kMost = 1'000'000'000;
    const auto text = variables.get("sofia_session_timeout");
    if (text.empty())
        return std::nullopt;
    const auto number = base::to_number(text);
    if (number && *number >= 0)
        return seconds(std::min(*number, kMost));
    LOG_WARN(Area::Call, "sofia_session_timeout='{}' is passed over: expected seconds", text);
    return std::nullopt;
}

}  // namespace

SessionAsk session_of(const sip::MessageHead& message) {
    SessionAsk ask;
    ask.supports =
        std::any_of(message.supported.begin(), message.supported.end(), [](const auto& extension) {
            return base::iequals(extension, "timer");
        });
    const auto expires = message.header("Session-Expires");
    if (expires.empty())
        return ask;
    ask.interval = delta_of(expires);
    ask.least = delta_of(message.header("Min-SE"));
    for (const auto& part : base::split(expires, ';')) {
        if (base::iequals(part, "refresher=uac"))
            ask.refresher = SessionAsk::Refresher::Uac;
        else if (base::iequals(part, "refresher=uas"))
            ask.refresher = SessionAsk::Refresher::Uas;
    }
    return ask;
}

seconds least_session(const sip::Response& refusal) {
    return delta_of(refusal.header("Min-SE"));
}

SessionRules session_rules(const model::ProfileCalls& settings, const Variables& variables) {
    SessionRules rules;
    rules.enabled = settings.enable_timer;
    rules.least = std::max(kShortest, settings.minimum_session_expires);
    const auto wanted = wanted_session(variables).value_or(settings.session_timeout);
    if (wanted.count() > 0)
        rules.wanted = std::max(wanted, rules.least);
    return rules;
}

SessionAnswer answer_session(const SessionAsk& request,
                             const SessionRules& rules,
                             const SessionTerms& current) noexcept {
    if (!rules.enabled)
        return {};
    SessionAnswer answer;
    auto& terms = answer.terms;
    if (request.interval.count() > 0) {
        // Who does not support timers did not write the header and could not do better.
        answer.is_too_short = request.supports && request.interval < rules.least;
        terms.interval = request.interval;
        if (rules.wanted.count() > 0 && rules.wanted < terms.interval)
            terms.interval = std::max(rules.wanted, request.least);
    } else {
        terms.interval = std::max(rules.wanted, current.interval);
    }
    const bool we_do = request.refresher == SessionAsk::Refresher::Uas ||
                       (request.refresher == SessionAsk::Refresher::Unsaid && current.we_refresh);
    terms.we_refresh = terms.interval.count() > 0 && (!request.supports || we_do);
    return answer;
}

SessionTerms accepted_session(const SessionAsk& answer) noexcept {
    return {answer.interval,
            answer.interval.count() > 0 && answer.refresher != SessionAsk::Refresher::Uas};
}

void offer_session(std::vector<sip::Header>& headers,
                   const SessionRules& rules,
                   const SessionTerms& current,
                   seconds least) {
    if (!rules.enabled)
        return;
    headers.push_back({"Supported", "timer"});
    auto interval = current.interval.count() > 0 ? current.interval : rules.wanted;
    if (interval.count() == 0)
        return;
    interval = std::max(interval, least);
    auto value = std::to_string(interval.count());
    // In the first request the peer may choose (RFC 4028 7.1); later the roles stay (7.4).
    if (current.interval.count() > 0)
        value += current.we_refresh ? ";refresher=uac" : ";refresher=uas";
    headers.push_back({"Session-Expires", std::move(value)});
    if (const auto floor = std::max(rules.least, least); floor > kShortest)
        headers.push_back({"Min-SE", std::to_string(floor.count())});
}

void add_session(sip::Reply& answer, const SessionTerms& terms, bool peer_supports) {
    if (terms.interval.count() == 0)
        return;
    answer.add(
        "Session-Expires",
        fmt::format("{};refresher={}", terms.interval.count(), terms.we_refresh ? "uas" : "uac"));
    if (!terms.we_refresh && peer_supports)
        answer.add("Require", "timer");
}

milliseconds refresh_after(seconds interval) noexcept {
    return std::max(milliseconds(interval) / 2, milliseconds(1000));
}

milliseconds give_up_after(seconds interval) noexcept {
    return milliseconds(interval) - std::min(milliseconds(32000), milliseconds(interval) / 3);
}

}  // namespace sofia::call
