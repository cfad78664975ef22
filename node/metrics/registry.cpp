#include "metrics/registry.hpp"

#include <algorithm>
#include <bit>

namespace sofia::metrics {
namespace {

constexpr std::int64_t kSmallestUs = 64;

template <class T>
T& find_or_make(std::map<std::string, std::unique_ptr<T>>& all, const std::string& name) {
    auto& slot = all[name];
    if (!slot)
        slot = std::make_unique<T>();
    return *slot;
}

}  // namespace

void Histogram::record(std::chrono::microseconds duration) noexcept {
    const auto units =
        static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)) / kSmallestUs;
    const auto bucket =
        std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(units)), kBuckets - 1);
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
}

std::int64_t Histogram::count() const noexcept {
    std::int64_t total = 0;
    for (const auto& bucket : buckets_)
        total += bucket.load(std::memory_order_relaxed);
    return total;
}

std::chrono::microseconds Histogram::quantile(double fraction) const noexcept {
    const auto wanted = static_cast<double>(count()) * fraction;
    double seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += static_cast<double>(buckets_[i].load(std::memory_order_relaxed));
        if (seen > 0 && seen >= wanted)
            return std::chrono::microseconds(kSmallestUs << i);
    }
    return std::chrono::microseconds(0);
}

Counter& Registry::counter(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return find_or_make(counters_, name);
}

Gauge& Registry::gauge(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return find_or_make(gauges_, name);
}

Histogram& Registry::histogram(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return find_or_make(histograms_, name);
}

std::map<std::string, std::int64_t> Registry::values() const {
    const std::scoped_lock lock(mutex_);
    std::map<std::string, std::int64_t> all;
    for (const auto& [name, counter] : counters_)
        all[name] = counter->value();
    for (const auto& [name, gauge] : gauges_)
        all[name] = gauge->value();
    for (const auto& [name, histogram] : histograms_) {
        all[name + "_count"] = histogram->count();
        all[name + "_p50_us"] = histogram->quantile(0.5).count();
        all[name + "_p99_us"] = histogram->quantile(0.99).count();
    }
    return all;
}

}  // namespace sofia::metrics
