#include "metrics/registry.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sofia::metrics {
namespace {

using namespace std::chrono_literals;

TEST(Registry, GivesTheSameNumberForTheSameName) {
    Registry registry;
    registry.counter("calls").add();
    registry.counter("calls").add(4);
    registry.gauge("up").set(7);
    registry.gauge("up").add(-2);
    EXPECT_EQ(registry.values(), (std::map<std::string, std::int64_t>{{"calls", 5}, {"up", 5}}));
}

TEST(Registry, ShowsAHistogramAsCountAndQuantiles) {
    Registry registry;
    auto& commits = registry.histogram("commit");
    for (int i = 0; i < 98; ++i)
        commits.record(100us);
    commits.record(5ms);
    commits.record(5ms);
    const auto values = registry.values();
    EXPECT_EQ(values.at("commit_count"), 100);
    EXPECT_EQ(values.at("commit_p50_us"), 128);
    EXPECT_EQ(values.at("commit_p99_us"), 8192);
}

TEST(Histogram, BoundsEveryDurationFromAbove) {
    for (const auto duration : {0us, 63us, 64us, 1000us, 999999us}) {
        Histogram histogram;
        histogram.record(duration);
        EXPECT_GT(histogram.quantile(1.0), duration);
        EXPECT_LE(histogram.quantile(1.0), std::max(64us, 2 * duration));
    }
}

TEST(Histogram, TakesWhatIsOutOfItsRange) {
    Histogram histogram;
    histogram.record(-5us);
    EXPECT_EQ(histogram.quantile(0.5), 64us);
    histogram.record(24h);
    EXPECT_EQ(histogram.count(), 2);
    EXPECT_GE(histogram.quantile(1.0), 134s);
}

TEST(Histogram, HasNoQuantileWithoutValues) {
    EXPECT_EQ(Histogram().quantile(0.99), 0us);
}

TEST(Counter, LosesNothingBetweenThreads) {
    Registry registry;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 1000; ++n)
                registry.counter("calls").add();
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(registry.counter("calls").value(), 4000);
}

}  // namespace
}  // namespace sofia::metrics
