#include "registrar/connection_watch.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "registrar/way_to_phone.hpp"

namespace sofia::registrar {
namespace {

constexpr std::chrono::milliseconds kTurn{100};
/// Bound of one turn; 10,000 bindings are looked at in a second.
constexpr std::size_t kLookedAt = 1000;
/// Turns between two walks: an end that is under way is not asked for again at once.
constexpr int kRest = 10;

}  // namespace

bool ends_with_connection(const model::Registration& binding, bool is_connected) noexcept {
    const bool is_taken_here = binding.epoch == base::Epoch{0};
    return is_taken_here && binding.network_proto != "udp" && binding.path.empty() && !is_connected;
}

ConnectionWatch::ConnectionWatch(sip::Loop& loop, sip::ProfileTable& profiles, Registrar& registrar)
    : profiles_(profiles), registrar_(registrar), timer_(loop.every(kTurn, [this] { turn(); })) {}

bool ConnectionWatch::somebody_wants_it() const {
    if (!registrar_.is_active())
        return false;
    const auto running = profiles_.all();
    return std::any_of(running.begin(), running.end(), [](const auto* profile) {
        return profile->settings->registrar.unregister_on_close;
    });
}

void ConnectionWatch::turn() {
    if (rest_ > 0)
        --rest_;
    if (rest_ > 0 || !somebody_wants_it())
        return;
    const auto bindings = registrar_.locations().list_behind(seen_ ? &*seen_ : nullptr, kLookedAt);
    // Ending one may take it out of the table, and the last with it.
    const bool is_end = bindings.size() < kLookedAt;
    if (is_end)
        rest_ = kRest;
    seen_ = is_end ? std::nullopt : std::optional(bindings.back()->key);
    for (const auto* binding : bindings)
        look_at(*binding);
}

void ConnectionWatch::look_at(const model::Registration& binding) {
    if (!ends_with_connection(binding, false))
        return;
    const auto* profile = profiles_.find(binding.key.profile);
    if (profile == nullptr || profile->stopping ||
        !profile->settings->registrar.unregister_on_close ||
        !ends_with_connection(binding, profile->endpoint->has_connection(next_hop_to(binding))))
        return;
    LOG_INFO(Area::Registrar,
             "profile={} user={}@{} contact={} ends: its connection from {}:{} is closed",
             binding.key.profile,
             binding.key.user,
             binding.key.host,
             binding.key.contact_uri,
             binding.network_ip,
             binding.network_port);
    registrar_.end(model::RegistrationKey(binding.key), Removals::Why::Disconnected);
}

}  // namespace sofia::registrar
