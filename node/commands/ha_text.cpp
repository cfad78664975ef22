#include "commands/ha_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/json_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

double seconds(base::Milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

std::string peer_line(const HaPeer& peer, const std::string& our_digest) {
    return fmt::format("peer {} {}, seen {:.1f} s ago, version {}, configuration {}\n",
                       peer.node,
                       peer.role,
                       seconds(peer.seen_ago),
                       peer.version,
                       peer.config_digest == our_digest ? "the same" : "differs");
}

}  // namespace

std::string ha_status_text(const HaStatus& status) {
    auto text = fmt::format("role {}\ncluster {}\nnode {}\nepoch {}\n",
                            status.role,
                            status.cluster,
                            status.node,
                            status.epoch);
    text += status.lease_held
                ? fmt::format("lease held, {:.1f} s left\n", seconds(status.lease_left))
                : "lease not held\n";
    for (const auto& peer : status.peers)
        text += peer_line(peer, status.config_digest);
    if (status.peers.empty())
        text += "peer none\n";
    text += fmt::format(
        "database {}, {}\n",
        status.database,
        status.connected ? fmt::format("connected, lag {} ms", status.lag.count()) : "away");
    text += fmt::format(
        "not durable {} writes, the oldest {} ms\n", status.writes, status.oldest_write.count());
    text += fmt::format("would be lost now {}\n", status.would_be_lost);
    return text;
}

std::string ha_status_json(const HaStatus& status) {
    using Json = nlohmann::ordered_json;
    auto peers = Json::array();
    for (const auto& peer : status.peers)
        peers.push_back({{"node", peer.node},
                         {"role", peer.role},
                         {"seen_ms_ago", peer.seen_ago.count()},
                         {"config_digest", peer.config_digest},
                         {"version", peer.version}});
    const Json all{
        {"role", status.role},
        {"cluster", status.cluster},
        {"node", status.node},
        {"epoch", status.epoch},
        {"lease", {{"held", status.lease_held}, {"left_ms", status.lease_left.count()}}},
        {"peers", peers},
        {"config_digest", status.config_digest},
        {"database",
         {{"name", status.database},
          {"connected", status.connected},
          {"lag_ms", status.lag.count()}}},
        {"not_durable", {{"writes", status.writes}, {"oldest_ms", status.oldest_write.count()}}},
        {"would_be_lost", status.would_be_lost},
        {"calls", status.calls}};
    return compact_json(all) + '\n';
}

std::string promotion_text(const base::Result<cluster::Promotion>& outcome) {
    if (outcome)
        return fmt::format("+OK {}active with epoch {}{}\n",
                           outcome->already ? "already " : "",
                           base::number(outcome->epoch),
                           outcome->note.empty() ? "" : ", but " + outcome->note);
    const auto& error = outcome.error();
    return fmt::format(
        "-ERR {}{}\n", error.text, error.kind == base::ErrorKind::Exists ? ": use --force" : "");
}

std::string demotion_text(const base::Result<bool>& was_standby) {
    if (!was_standby)
        return "-ERR " + was_standby.error().text + '\n';
    return *was_standby ? "+OK already standby\n" : "+OK standby\n";
}

std::string reply_json(std::string_view text) {
    const bool is_error = text.starts_with("-ERR ");
    if (is_error || text.starts_with("+OK "))
        text.remove_prefix(is_error ? 5 : 4);
    return compact_json({{"ok", !is_error}, {"text", std::string(base::trim(text))}}) + '\n';
}

}  // namespace sofia::commands
