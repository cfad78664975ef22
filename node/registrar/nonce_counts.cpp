#include "registrar/nonce_counts.hpp"

#include <algorithm>
#include <vector>

namespace sofia::registrar {
namespace {

constexpr int kBucketsPerStep = 4;
/// 64*T1: no sender repeats a request for longer (RFC 3261 17.1.2.2, timer F).
constexpr base::Milliseconds kRepeatTime{32000};

}  // namespace

NonceCounts::NonceCounts(std::size_t limit) : limit_(limit) {}

NonceUse NonceCounts::judge(const NonceFacts& nonce,
                            std::uint32_t count,
                            std::uint64_t fingerprint,
                            base::WallTime now,
                            base::Milliseconds ttl) {
    // A nonce from the future was made by a node whose clock is ahead of ours; as long as the two
    // differ by less than the ttl it is as good as a new one.
    const auto age = now - nonce.issued;
    const bool young = age <= ttl && age >= -ttl;
    const auto found = places_.find(nonce.id);
    if (found == places_.end()) {
        if (!young)
            return NonceUse::Expired;
        if (places_.size() >= limit_)
            make_room(now);
        return places_.size() < limit_ ? NonceUse::Fresh : NonceUse::Full;
    }
    const auto& place = found->second;
    if (!young && place.until < now)
        return NonceUse::Expired;
    if (count > place.count)
        return NonceUse::Renewed;
    const bool same = count == place.count && fingerprint != 0 && fingerprint == place.fingerprint;
    return same && now - place.last_use <= kRepeatTime ? NonceUse::Repeat : NonceUse::Replay;
}

void NonceCounts::take(const NonceFacts& nonce,
                       std::uint32_t count,
                       std::uint64_t fingerprint,
                       base::WallTime now,
                       base::Milliseconds ttl) {
    if (!places_.contains(nonce.id))
        make_room(now);
    auto& place = places_[nonce.id];
    place.count = count;
    place.fingerprint = fingerprint;
    place.last_use = now;
    place.safe_to_drop = nonce.issued + ttl;
    place.until = std::max(place.until, place.safe_to_drop);
}

void NonceCounts::keep_until(std::uint64_t id, base::WallTime until) {
    if (const auto found = places_.find(id); found != places_.end())
        found->second.until = std::max(found->second.until, until);
}

void NonceCounts::seed(std::uint64_t id, std::uint32_t count, base::WallTime until) {
    auto& place = places_[id];
    place.until = std::max(place.until, until);
    // When the nonce was made is not stored; until then it could still be young here.
    place.safe_to_drop = place.until;
    if (count > place.count) {
        place.count = count;
        place.fingerprint = 0;
    }
}

void NonceCounts::make_room(base::WallTime now) {
    std::vector<std::uint64_t> ended;
    const bool crowded = places_.size() + 1 >= limit_;
    for (int step = 0; step < kBucketsPerStep; ++step) {
        next_bucket_ = (next_bucket_ + 1) % places_.bucket_count();
        for (auto at = places_.begin(next_bucket_); at != places_.end(next_bucket_); ++at)
            if (at->second.until < now || (crowded && at->second.safe_to_drop < now))
                ended.push_back(at->first);
    }
    for (const auto id : ended)
        places_.erase(id);
}

}  // namespace sofia::registrar
