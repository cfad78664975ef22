#include "registrar/removals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"

namespace sofia::registrar {
namespace {

/// Keys in one write, so that no single transaction holds the writer for long.
constexpr std::size_t kGroup = 500;
/// Bindings that end in one sweep; the rest waits for the next.
constexpr std::size_t kMostInSweep = 50'000;

using Keys = std::vector<model::RegistrationKey>;

std::vector<Keys> in_groups(Keys keys) {
    std::vector<Keys> groups;
    for (std::size_t from = 0; from < keys.size(); from += kGroup) {
        const auto to = std::min(from + kGroup, keys.size());
        const auto at = [&](std::size_t place) {
            return std::make_move_iterator(keys.begin() + static_cast<std::ptrdiff_t>(place));
        };
        groups.emplace_back(at(from), at(to));
    }
    return groups;
}

/// The bindings that a flush's words name, each once.
Keys named(const LocationTable& table, std::string_view profile, std::string_view words) {
    BindingFilter filter{std::string(profile), {}, {}, {}, {}};
    Keys keys;
    const auto add = [&] {
        for (const auto* binding : table.list(filter))
            keys.push_back(binding->key);
    };
    if (!words.empty()) {
        filter.call_id = words;
        add();
        filter.call_id.clear();
        const auto at = words.rfind('@');
        if (at != std::string_view::npos)
            filter.user = words.substr(0, at);
        filter.host = at == std::string_view::npos ? words : words.substr(at + 1);
        if (filter.host.empty())
            return keys;
    }
    add();
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

}  // namespace

/// One flush on its way: its groups may complete in any number of turns of the loop.
struct Removals::Flushing {
    std::size_t groups_left = 0;
    base::Result<std::size_t> outcome{std::size_t{0}};
    OnFlushed done;
};

Removals::Removals(RemovalParts parts) : parts_(std::move(parts)) {}

void Removals::sweep() {
    const auto now = parts_.clock.wall();
    Keys keys;
    for (const auto* binding : parts_.table.ended(now, kMostInSweep))
        keys.push_back(binding->key);
    std::erase_if(keys, [&](const auto& key) { return parts_.line.is_busy(aor_of(key)); });
    for (auto& group : in_groups(std::move(keys)))
        remove(std::move(group), [](const base::Result<std::size_t>& removed) {
            if (removed)
                LOG_INFO(Area::Registrar, "{} binding(s) have ended", *removed);
            else
                LOG_WARN(Area::Registrar,
                         "ended bindings stay until the next sweep: {}",
                         removed.error().text);
        });
    sweep_uncertain(now);
}

void Removals::end(const model::RegistrationKey& key, Why why) {
    if (parts_.line.is_busy(aor_of(key)))
        return;
    const auto removed = [key](const base::Result<std::size_t>& removed) {
        if (!removed)
            LOG_WARN(Area::Registrar,
                     "user={}@{} contact={} stays until it is asked again: {}",
                     key.user,
                     key.host,
                     key.contact_uri,
                     removed.error().text);
    };
    remove({key}, removed, why);
}

void Removals::sweep_uncertain(base::WallTime now) {
    auto keys = parts_.uncertain.take_ended(now);
    // A phone that tried again has a binding with this key now, or is about to get one.
    std::erase_if(keys, [&](const auto& key) {
        return parts_.table.find(key) != nullptr || parts_.line.is_busy(aor_of(key));
    });
    for (auto& group : in_groups(std::move(keys))) {
        auto again = group;
        remove(std::move(group),
               [this, now, again = std::move(again)](const base::Result<std::size_t>& removed) {
                   if (!removed)
                       parts_.uncertain.add_ended(again, now);
               });
    }
}

void Removals::flush(std::string_view profile, std::string_view filter, OnFlushed done) {
    auto groups = in_groups(named(parts_.table, profile, filter));
    if (groups.empty())
        return done(std::size_t{0});
    auto flushing = std::make_shared<Flushing>();
    flushing->groups_left = groups.size();
    flushing->done = std::move(done);
    for (auto& group : groups)
        remove(std::move(group), [flushing](const base::Result<std::size_t>& removed) {
            if (!removed && flushing->outcome)
                flushing->outcome = tl::unexpected(removed.error());
            else if (removed && flushing->outcome)
                *flushing->outcome += *removed;
            if (--flushing->groups_left == 0)
                flushing->done(std::move(flushing->outcome));
        });
}

void Removals::remove(Keys keys, std::function<void(base::Result<std::size_t>)> done, Why why) {
    auto copy = keys;
    parts_.writer.write_registrations(
        {},
        std::move(copy),
        [this,
         keys = std::move(keys),
         done = std::move(done),
         why,
         life = std::weak_ptr<char>(life_)](const base::Result<void>& result) {
            if (life.expired())
                return;
            if (result)
                return done(apply(keys, why));
            if (result.error().kind == base::ErrorKind::Stale)
                parts_.on_stale();
            done(tl::unexpected(result.error()));
        });
}

void Removals::tell(const model::Registration& gone, Why why) {
    if (why == Why::Over) {
        if (parts_.bus.wants("CUSTOM", "sofia::expire"))
            parts_.bus.publish(expire_event(gone));
    } else if (parts_.bus.wants("CUSTOM", "sofia::unregister")) {
        parts_.bus.publish(unregister_event(gone).add("reason", "socket-disconnection"));
    }
}

std::size_t Removals::apply(const Keys& keys, Why why) {
    std::size_t removed = 0;
    for (const auto& key : keys) {
        const auto gone = parts_.table.remove(key);
        if (!gone)
            continue;
        ++removed;
        tell(*gone, why);
    }
    parts_.metrics.gauge("registrations").set(static_cast<std::int64_t>(parts_.table.size()));
    return removed;
}

}  // namespace sofia::registrar
