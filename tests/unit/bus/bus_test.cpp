#include "bus/bus.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace sofia::bus {
namespace {

using ::testing::ElementsAre;
using Events = std::vector<std::shared_ptr<const Published>>;

/// An executor whose tasks run when the test says so.
class ManualExecutor final : public base::Executor {
  public:
    void post(base::Task task) override {
        ++posts;
        tasks_.push_back(std::move(task));
    }
    /// Runs what is queued now, not what these tasks post.
    void run_round() {
        for (auto tasks = std::exchange(tasks_, {}); const auto& task : tasks)
            task();
    }
    bool idle() const { return tasks_.empty(); }
    int posts = 0;

  private:
    std::vector<base::Task> tasks_;
};

/// An executor with a thread of its own.
class ThreadExecutor final : public base::Executor {
  public:
    ~ThreadExecutor() override { stop(); }
    void post(base::Task task) override {
        const std::lock_guard lock(mutex_);
        if (!stopping_)
            tasks_.push_back(std::move(task));
        ready_.notify_one();
    }
    /// Runs the tasks queued so far, then ends the thread.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            ready_.notify_one();
        }
        if (thread_.joinable())
            thread_.join();
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            ready_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty())
                return;
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<base::Task> tasks_;
    bool stopping_ = false;
    std::thread thread_{[this] { run(); }};
};

struct BusTest : ::testing::Test {
    test::FakeClock clock;
    Bus bus{Identity{"core", "host", "switch", "127.0.0.1", "::1"}, clock};
    ManualExecutor executor;
    Events seen;

    std::unique_ptr<Subscription> listen(std::size_t limit = 100) {
        return bus.subscribe(executor, limit, [this](auto event) { seen.push_back(event); });
    }
    void publish(const std::string& name) { bus.publish(model::Event{name, "", {}, ""}); }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& event : seen)
            all.push_back(event->event.name);
        return all;
    }
};

TEST_F(BusTest, EventsArriveOnTheListenersExecutorOnly) {
    const auto place = listen();
    publish("HEARTBEAT");
    EXPECT_TRUE(seen.empty());
    executor.run_round();
    EXPECT_THAT(names(), ElementsAre("HEARTBEAT"));
}

TEST_F(BusTest, WantsNothingThatNobodyListensTo) {
    EXPECT_FALSE(bus.wants("HEARTBEAT"));
    auto place = listen();
    EXPECT_TRUE(bus.wants("HEARTBEAT"));
    EXPECT_TRUE(bus.wants("NO_KNOWN_NAME")) << "who has not said what he wants wants everything";
    place.reset();
    EXPECT_FALSE(bus.wants("HEARTBEAT"));
}

TEST_F(BusTest, WantsWhatAnyListenerWants) {
    const auto one = listen();
    Interest heartbeat;
    heartbeat.add("HEARTBEAT");
    one->want(heartbeat);
    EXPECT_TRUE(bus.wants("HEARTBEAT"));
    EXPECT_FALSE(bus.wants("CHANNEL_CREATE"));
    EXPECT_FALSE(bus.wants("CUSTOM", "sofia::register"));
    auto other = listen();
    Interest registered;
    registered.add_subclass("sofia::register");
    other->want(registered);
    EXPECT_TRUE(bus.wants("HEARTBEAT"));
    EXPECT_TRUE(bus.wants("CUSTOM", "sofia::register"));
    EXPECT_FALSE(bus.wants("CHANNEL_CREATE"));
    other.reset();
    EXPECT_FALSE(bus.wants("CUSTOM", "sofia::register"));
}

TEST_F(BusTest, AListenerGetsOnlyWhatItWants) {
    const auto all = listen();
    std::vector<std::string> narrow;
    const auto place =
        bus.subscribe(executor, 1, [&](const auto& event) { narrow.push_back(event->event.name); });
    Interest heartbeat;
    heartbeat.add("HEARTBEAT");
    place->want(heartbeat);
    publish("CHANNEL_CREATE");
    publish("HEARTBEAT");
    publish("CHANNEL_DESTROY");
    executor.run_round();
    EXPECT_THAT(narrow, ElementsAre("HEARTBEAT"));
    EXPECT_EQ(place->dropped(), 0u) << "others take no place in its queue of one";
    EXPECT_THAT(names(), ElementsAre("CHANNEL_CREATE", "HEARTBEAT", "CHANNEL_DESTROY"));
}

TEST_F(BusTest, EventsCarryNumberTimeIdentityAndCaller) {
    bus.set_node_headers({{"Cluster", "pair"}});
    const auto place = listen();
    publish("A");
    clock.advance(base::Milliseconds(5));
    publish("B");
    executor.run_round();
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0]->sequence, 1u);
    EXPECT_EQ(seen[1]->sequence, 2u);
    EXPECT_EQ(seen[1]->time - seen[0]->time, base::Milliseconds(5));
    EXPECT_EQ(seen[0]->identity->hostname, "host");
    EXPECT_THAT(seen[0]->node_headers, ElementsAre(std::pair("Cluster", "pair")));
    EXPECT_TRUE(std::string_view(seen[0]->where.file_name()).ends_with("bus_test.cpp"));
}

TEST_F(BusTest, TheNumberRisesAlsoWhileNobodyListens) {
    publish("UNSEEN");
    const auto place = listen();
    publish("SEEN");
    executor.run_round();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0]->sequence, 2u);
}

TEST_F(BusTest, OneTaskDeliversManyEvents) {
    const auto place = listen();
    for (int i = 0; i < 50; ++i)
        publish("X");
    EXPECT_EQ(executor.posts, 1);
    executor.run_round();
    EXPECT_EQ(seen.size(), 50u);
    EXPECT_TRUE(executor.idle());
}

TEST_F(BusTest, ALongQueueGivesOtherTasksOfTheThreadATurn) {
    const auto place = listen(1000);
    for (int i = 0; i < 300; ++i)
        publish("X");
    executor.run_round();
    EXPECT_LT(seen.size(), 300u);
    EXPECT_FALSE(executor.idle());
    while (!executor.idle())
        executor.run_round();
    EXPECT_EQ(seen.size(), 300u);
}

TEST_F(BusTest, AFullQueueDropsTheNewEventAndCountsIt) {
    const auto place = listen(2);
    for (const auto* name : {"A", "B", "C", "D"})
        publish(name);
    EXPECT_EQ(place->dropped(), 2u);
    executor.run_round();
    EXPECT_THAT(names(), ElementsAre("A", "B"));
    publish("E");
    executor.run_round();
    EXPECT_THAT(names(), ElementsAre("A", "B", "E"));
    EXPECT_EQ(place->dropped(), 2u);
}

TEST_F(BusTest, ASlowListenerDoesNotCostAnotherOneItsEvents) {
    ManualExecutor other;
    int delivered = 0;
    const auto slow = listen(1);
    const auto quick = bus.subscribe(other, 100, [&](auto) { ++delivered; });
    for (int i = 0; i < 10; ++i)
        publish("X");
    other.run_round();
    EXPECT_EQ(delivered, 10);
    EXPECT_EQ(quick->dropped(), 0u);
    EXPECT_EQ(slow->dropped(), 9u);
}

TEST_F(BusTest, NothingIsDeliveredAfterThePlaceIsGivenUp) {
    auto place = listen();
    publish("X");
    place.reset();
    executor.run_round();
    EXPECT_TRUE(seen.empty());
}

TEST_F(BusTest, AListenerMayGiveUpItsPlaceDuringADelivery) {
    std::unique_ptr<Subscription> place;
    int delivered = 0;
    place = bus.subscribe(executor, 10, [&](auto) {
        ++delivered;
        place.reset();
    });
    publish("A");
    publish("B");
    executor.run_round();
    EXPECT_EQ(delivered, 1);
}

TEST_F(BusTest, APublishingListenerIsServedInALaterTurnOfItsQueue) {
    const auto place = bus.subscribe(executor, 10, [&](auto event) {
        seen.push_back(event);
        if (event->event.name == "FIRST")
            publish("SECOND");
    });
    publish("FIRST");
    executor.run_round();
    EXPECT_THAT(names(), ElementsAre("FIRST", "SECOND"));
}

TEST_F(BusTest, KnowsWhetherAnybodyListens) {
    EXPECT_FALSE(bus.has_listeners());
    auto place = listen();
    EXPECT_TRUE(bus.has_listeners());
    place.reset();
    EXPECT_FALSE(bus.has_listeners());
}

TEST_F(BusTest, APlaceMayOutliveTheBus) {
    std::unique_ptr<Subscription> place;
    {
        Bus shortlived(Identity{}, clock);
        place = shortlived.subscribe(executor, 1, [](auto) {});
        shortlived.publish(model::Event{"X", "", {}, ""});
        shortlived.publish(model::Event{"X", "", {}, ""});
    }
    EXPECT_EQ(place->dropped(), 1u);
}

TEST_F(BusTest, ManyPublishersAreSeenByAllListenersInOneOrder) {
    constexpr int kThreads = 4;
    constexpr int kEach = 2000;
    ThreadExecutor first_thread;
    ThreadExecutor second_thread;
    std::vector<std::uint64_t> first;
    std::vector<std::uint64_t> second;
    {
        const auto limit = static_cast<std::size_t>(kThreads * kEach);
        const auto one = bus.subscribe(
            first_thread, limit, [&](auto event) { first.push_back(event->sequence); });
        const auto two = bus.subscribe(
            second_thread, limit, [&](auto event) { second.push_back(event->sequence); });
        std::vector<std::thread> publishers;
        for (int i = 0; i < kThreads; ++i)
            publishers.emplace_back([&] {
                for (int n = 0; n < kEach; ++n)
                    publish("X");
            });
        for (auto& publisher : publishers)
            publisher.join();
        // A task that waits for the rest of the queue: posted after it, re-posted until it is done.
        std::atomic<int> done{0};
        std::function<void(ThreadExecutor&, std::vector<std::uint64_t>&)> finish =
            [&](ThreadExecutor& thread, std::vector<std::uint64_t>& got) {
                if (got.size() == limit) {
                    ++done;
                    done.notify_all();
                } else {
                    thread.post([&] { finish(thread, got); });
                }
            };
        first_thread.post([&] { finish(first_thread, first); });
        second_thread.post([&] { finish(second_thread, second); });
        for (int seen_done = done; seen_done < 2; seen_done = done)
            done.wait(seen_done);
        EXPECT_EQ(one->dropped() + two->dropped(), 0u);
    }
    EXPECT_TRUE(std::is_sorted(first.begin(), first.end()));
    EXPECT_EQ(first, second);
}

TEST_F(BusTest, PlacesComeAndGoWhileEventsFly) {
    std::atomic<int> delivered{0};
    ThreadExecutor thread;
    std::atomic<bool> stop{false};
    std::thread publisher([&] {
        while (!stop)
            publish("X");
    });
    for (int i = 0; i < 200; ++i) {
        const auto place = bus.subscribe(thread, 4, [&](auto) { ++delivered; });
        // Asked and changed while others publish: nothing of it may race.
        place->want(Interest());
        bus.wants("X");
        place->want(Interest::everything());
    }
    const auto place = bus.subscribe(thread, 4, [&](auto) {
        ++delivered;
        delivered.notify_all();
    });
    for (int before = delivered; before == 0; before = delivered)
        delivered.wait(before);
    stop = true;
    publisher.join();
    EXPECT_GT(delivered, 0);
}

}  // namespace
}  // namespace sofia::bus
