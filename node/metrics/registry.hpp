#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sofia::metrics {

/// A number that only rises. Thread: any.
class Counter {
  public:
    void add(std::int64_t amount = 1) noexcept {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

/// A number that rises and falls. Thread: any.
class Gauge {
  public:
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t amount) noexcept { value_.fetch_add(amount, std::memory_order_relaxed); }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

/// Durations in buckets that double, from 64 us to about 134 s. Thread: any.
class Histogram {
  public:
    void record(std::chrono::microseconds duration) noexcept;
    std::int64_t count() const noexcept;
    /// An upper bound of the given quantile (0..1): the top of the bucket in which it falls.
    std::chrono::microseconds quantile(double fraction) const noexcept;

  private:
    static constexpr std::size_t kBuckets = 22;
    std::array<std::atomic<std::int64_t>, kBuckets> buckets_{};
};

/// The node's named numbers. References stay good for the registry's life. Thread: any.
class Registry {
  public:
    Counter& counter(const std::string& name);
    Gauge& gauge(const std::string& name);
    Histogram& histogram(const std::string& name);
    /// All values by name: counters and gauges as they are, histograms as name_count, name_p50_us,
    /// name_p99_us.
    std::map<std::string, std::int64_t> values() const;

  private:
    mutable std::mutex mutex_;
    // Guarded by mutex_; the pointed-to numbers are atomic and need no lock.
    std::map<std::string, std::unique_ptr<Counter>> counters_;
    std::map<std::string, std::unique_ptr<Gauge>> gauges_;
    std::map<std::string, std::unique_ptr<Histogram>> histograms_;
};

}  // namespace sofia::metrics
