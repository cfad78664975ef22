#include "commands/ha_doctor.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sofia::commands {
namespace {

using Level = Finding::Level;

/// Leases are compared with clocks, so a clock that is off by a part of one matters.
constexpr base::Milliseconds kSkewToTell{500};
constexpr int kPeriodsOfALease = 3;

double seconds(base::Milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

bool is_active(const CheckFacts& facts) {
    return facts.status.role == "ACTIVE";
}

/// A peer that has been silent for a whole lease is not there.
bool is_there(const HaPeer& peer, const CheckFacts& facts) {
    return peer.seen_ago <= kPeriodsOfALease * facts.sign_period;
}

Finding address(const CheckFacts& facts) {
    std::string open;
    std::string elsewhere;
    for (const auto& one : facts.addresses) {
        if (is_active(facts) && !one.is_here)
            return {Level::Fail,
                    "address",
                    fmt::format("profile {}: {} is not on this machine", one.profile, one.ip)};
        if (is_active(facts) && !one.is_open)
            return {Level::Fail, "address", fmt::format("profile {} is not running", one.profile)};
        auto& list = one.is_here ? open : elsewhere;
        list += fmt::format("{}{} {}", list.empty() ? "" : ", ", one.profile, one.ip);
    }
    if (facts.addresses.empty())
        return {Level::Fail, "address", "no profile is configured"};
    if (elsewhere.empty())
        return {Level::Ok, "address", open};
    return {Level::Ok, "address", elsewhere + " not here, which is right for a standby"};
}

Finding config(const CheckFacts& facts) {
    for (const auto& peer : facts.status.peers)
        if (is_there(peer, facts) && peer.config_digest != facts.status.config_digest)
            return {Level::Fail,
                    "config",
                    fmt::format("differs from that of {} ({:.8} here, {:.8} there): calls would go "
                                "on under other rules",
                                peer.node,
                                facts.status.config_digest,
                                peer.config_digest)};
    const auto text =
        fmt::format("{:.8}, {} warnings", facts.status.config_digest, facts.config_warnings);
    return {facts.config_warnings == 0 ? Level::Ok : Level::Warn, "config", text};
}

Finding schema(const CheckFacts& facts) {
    if (!facts.signed_ago)
        return {Level::Fail, "schema", "unknown: the database has not answered yet"};
    const auto text =
        fmt::format("version {}, this program has {}", facts.schema_version, facts.wanted_schema);
    return {facts.schema_version == facts.wanted_schema ? Level::Ok : Level::Fail, "schema", text};
}

Finding clock(const CheckFacts& facts) {
    if (!facts.signed_ago)
        return {Level::Warn, "clock", "unknown: the database has not answered yet"};
    const auto skew = std::max(facts.skew, -facts.skew);
    const auto text = fmt::format(
        "{:.1f} s {} the database's", seconds(skew), facts.skew.count() > 0 ? "behind" : "before");
    if (skew >= facts.sign_period)
        return {Level::Fail, "clock", text + ": leases are misjudged, run NTP"};
    return {skew >= kSkewToTell ? Level::Warn : Level::Ok, "clock", text};
}

Finding database(const CheckFacts& facts) {
    if (!facts.signed_ago)
        return {Level::Fail, "database", "nothing could be written yet"};
    const auto text = fmt::format("written {:.1f} s ago in {} ms, {} writes wait",
                                  seconds(*facts.signed_ago),
                                  facts.status.lag.count(),
                                  facts.status.writes);
    const bool is_late = *facts.signed_ago > 2 * facts.sign_period;
    return {is_late || !facts.status.connected ? Level::Fail : Level::Ok, "database", text};
}

Finding agent(const CheckFacts& facts) {
    if (facts.has_agent)
        return {Level::Ok, "agent", "ocf:sofia:node is installed"};
    return {Level::Warn, "agent", "ocf:sofia:node is not installed, ha/install puts it there"};
}

Finding watchdog(const CheckFacts& facts) {
    const bool is_missed = is_active(facts) && !facts.is_watched;
    return {is_missed ? Level::Warn : Level::Ok, "watchdog", facts.watchdog};
}

Finding peer(const CheckFacts& facts) {
    if (facts.status.peers.empty())
        return {Level::Warn, "peer", "none has been seen: nobody would take over"};
    const auto& last = *std::ranges::min_element(facts.status.peers, {}, &HaPeer::seen_ago);
    const auto text =
        fmt::format("{} {}, seen {:.1f} s ago", last.node, last.role, seconds(last.seen_ago));
    return {is_there(last, facts) ? Level::Ok : Level::Fail, "peer", text};
}

}  // namespace

std::string_view to_string(Finding::Level level) noexcept {
    switch (level) {
        case Level::Ok:
            return "ok";
        case Level::Warn:
            return "warn";
        case Level::Fail:
            break;
    }
    return "fail";
}

std::vector<Finding> examine(const CheckFacts& facts) {
    return {address(facts),
            config(facts),
            schema(facts),
            clock(facts),
            database(facts),
            agent(facts),
            watchdog(facts),
            peer(facts)};
}

}  // namespace sofia::commands
