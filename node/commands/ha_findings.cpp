#include "commands/ha_findings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/json_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

using Level = HaFinding::Level;

// A clock that is wrong by a tenth of the lease is worth a word; by a third, a promotion without
// force comes at the wrong time.
constexpr int kWarnPart = 10;
constexpr int kFailPart = 3;
constexpr base::Milliseconds kSlowDatabase{500};

double seconds(base::Milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

HaFinding address(const HaFacts& facts) {
    std::vector<std::string> away;
    for (const auto& one : facts.addresses)
        if (!one.is_here)
            away.push_back(fmt::format("{} of profile {}", one.ip, one.profile));
    if (facts.addresses.empty())
        return {"address", Level::Fail, "the configuration has no profile"};
    if (away.empty())
        return {"address", Level::Ok, "every profile's address is on this machine"};
    const auto words = fmt::format("{} not on this machine", fmt::join(away, ", "));
    if (facts.status.role == "ACTIVE")
        return {"address", Level::Fail, words};
    return {"address", Level::Ok, words + "; on a standby it comes before the promotion"};
}

HaFinding config(const HaFacts& facts) {
    if (!facts.config_error.empty())
        return {"config", Level::Fail, "the files cannot be loaded: " + facts.config_error};
    std::vector<std::string> different;
    for (const auto& peer : facts.status.peers)
        if (peer.seen_ago < facts.lease && peer.config_digest != facts.status.config_digest)
            different.push_back(fmt::format("{} ({})", peer.node, peer.config_digest));
    if (!different.empty())
        return {"config",
                Level::Fail,
                fmt::format("ours is {}, another one has {}",
                            facts.status.config_digest,
                            fmt::join(different, ", "))};
    if (facts.disk_digest != facts.status.config_digest)
        return {"config",
                Level::Warn,
                fmt::format("the files have changed since they were loaded ({}, now {}): reloadxml",
                            facts.status.config_digest,
                            facts.disk_digest)};
    return {"config", Level::Ok, "digest " + facts.status.config_digest};
}

HaFinding schema(const HaFacts& facts) {
    if (!facts.last_sign)
        return {"schema", Level::Fail, "not known, the database has not answered yet"};
    if (facts.schema < facts.known_schema)
        return {
            "schema",
            Level::Fail,
            fmt::format(
                "migration {} of {}: run sofiad --migrate-only", facts.schema, facts.known_schema)};
    if (facts.schema > facts.known_schema)
        return {"schema",
                Level::Warn,
                fmt::format("migration {}, this program knows {}: it will not start again",
                            facts.schema,
                            facts.known_schema)};
    return {"schema", Level::Ok, fmt::format("migration {}", facts.schema)};
}

HaFinding clock(const HaFacts& facts) {
    if (!facts.last_sign)
        return {"clock", Level::Fail, "not known, the database has not answered yet"};
    const auto off = std::chrono::abs(facts.clock_ahead);
    const auto words = fmt::format("{} ms {} the database's clock, the lease is {:.0f} s",
                                   off.count(),
                                   facts.clock_ahead.count() > 0 ? "behind" : "ahead of",
                                   seconds(facts.lease));
    if (off * kFailPart > facts.lease)
        return {"clock", Level::Fail, words};
    return {"clock", off * kWarnPart > facts.lease ? Level::Warn : Level::Ok, words};
}

HaFinding database(const HaFacts& facts) {
    const auto& name = facts.status.database;
    if (!facts.status.connected || !facts.last_sign)
        return {"database", Level::Fail, name + " is away"};
    if (*facts.last_sign > facts.lease)
        return {"database",
                Level::Fail,
                fmt::format("{} has taken no write for {:.1f} s", name, seconds(*facts.last_sign))};
    return {"database",
            facts.status.lag > kSlowDatabase ? Level::Warn : Level::Ok,
            fmt::format("{} can be written, a write takes {} ms", name, facts.status.lag.count())};
}

HaFinding agent(const HaFacts& facts) {
    if (facts.has_agent)
        return {"agent", Level::Ok, facts.agent};
    return {"agent", Level::Warn, facts.agent + " is not there: run ha/install to use Pacemaker"};
}

HaFinding watchdog(const HaFacts& facts) {
    if (!facts.watchdog)
        return {"watchdog", Level::Warn, "not in this build"};
    const bool is_active = facts.status.role == "ACTIVE";
    if (*facts.watchdog == is_active)
        return {"watchdog", Level::Ok, is_active ? "on" : "off, as it should be on a standby"};
    return {"watchdog",
            Level::Warn,
            is_active ? "off: sofia global watchdog on" : "on, although nothing is served here"};
}

HaFinding peer(const HaFacts& facts) {
    if (facts.status.peers.empty())
        return {"peer", Level::Warn, "no other node of this cluster has ever been seen"};
    const auto last = *std::min_element(
        facts.status.peers.begin(),
        facts.status.peers.end(),
        [](const auto& left, const auto& right) { return left.seen_ago < right.seen_ago; });
    const auto words =
        fmt::format("{} {}, seen {:.1f} s ago", last.node, last.role, seconds(last.seen_ago));
    if (last.seen_ago > facts.lease)
        return {"peer", Level::Fail, words};
    if (last.role == "ACTIVE" && facts.status.role == "ACTIVE")
        return {"peer", Level::Fail, words + ": only one of two can be right"};
    return {"peer", Level::Ok, words};
}

std::string_view word(Level level) {
    return level == Level::Ok ? "ok" : level == Level::Warn ? "warn" : "fail";
}

std::ptrdiff_t failed(const std::vector<HaFinding>& findings) {
    return std::count_if(findings.begin(), findings.end(), [](const auto& finding) {
        return finding.level == Level::Fail;
    });
}

}  // namespace

std::vector<HaFinding> examine(const HaFacts& facts) {
    return {address(facts),
            config(facts),
            schema(facts),
            clock(facts),
            database(facts),
            agent(facts),
            watchdog(facts),
            peer(facts)};
}

std::string findings_text(const std::vector<HaFinding>& findings) {
    const auto bad = failed(findings);
    auto text = bad == 0 ? fmt::format("+OK {} checks\n", findings.size())
                         : fmt::format("-ERR {} of {} checks failed\n", bad, findings.size());
    for (const auto& finding : findings)
        text += fmt::format("{:<4}  {:<8}  {}\n", word(finding.level), finding.name, finding.words);
    return text;
}

std::string findings_json(const std::vector<HaFinding>& findings) {
    using Json = nlohmann::ordered_json;
    auto checks = Json::array();
    for (const auto& finding : findings)
        checks.push_back(
            {{"name", finding.name}, {"level", word(finding.level)}, {"words", finding.words}});
    const auto bad = failed(findings);
    return compact_json({{"ok", bad == 0}, {"failed", bad}, {"checks", checks}}) + '\n';
}

}  // namespace sofia::commands
