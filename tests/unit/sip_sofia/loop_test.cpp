#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <time.h>

#include <gtest/gtest.h>

#include "sip/sofia/factory.hpp"

namespace sofia::test {

using std::chrono::milliseconds;

TEST(SipLoop, RunsTasksInTheOrderOfPosting) {
    const auto loop = sip::make_loop();
    std::vector<int> order;
    for (int i = 0; i < 3; ++i)
        loop->post([&order, i] { order.push_back(i); });
    loop->stop();
    loop->run();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST(SipLoop, LosesNoTaskOfFourThreads) {
    constexpr int kThreads = 4;
    constexpr int kTasks = 5000;
    const auto loop = sip::make_loop();
    // Touched by the loop's thread only; the thread sanitizer would tell otherwise.
    std::array<int, kThreads> last{};
    int seen = 0;
    bool in_order = true;
    std::atomic<int> running{kThreads};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
            for (int task = 1; task <= kTasks; ++task)
                loop->post([&, thread, task] {
                    in_order = in_order && last[thread] == task - 1;
                    last[thread] = task;
                    ++seen;
                });
            if (--running == 0)
                loop->stop();
        });
    loop->run();
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(seen, kThreads * kTasks);
    EXPECT_TRUE(in_order);
}

TEST(SipLoop, TasksPostedByATaskAreRunBeforeItStops) {
    const auto loop = sip::make_loop();
    bool ran = false;
    loop->post([&] {
        loop->post([&] { ran = true; });
        loop->stop();
    });
    loop->run();
    EXPECT_TRUE(ran);
}

TEST(SipLoop, DropsTasksAfterItsEndWithoutLeak) {
    const auto held = std::make_shared<int>(1);
    {
        const auto loop = sip::make_loop();
        loop->stop();
        loop->run();
        loop->post([held] { FAIL() << "the loop has stopped"; });
    }
    EXPECT_EQ(held.use_count(), 1);
    {
        const auto loop = sip::make_loop();
        loop->post([held] { FAIL() << "the loop never ran"; });
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(SipLoop, GoesOnAfterATaskThatThrows) {
    const auto loop = sip::make_loop();
    bool ran = false;
    loop->post([] { throw std::runtime_error("a task's failure"); });
    loop->post([&] { ran = true; });
    loop->stop();
    loop->run();
    EXPECT_TRUE(ran);
}

TEST(SipLoop, ATimerRunsOnceAfterItsDelay) {
    const auto loop = sip::make_loop();
    const auto start = std::chrono::steady_clock::now();
    int fired = 0;
    const auto timer = loop->after(milliseconds(20), [&] { ++fired; });
    const auto end = loop->after(milliseconds(60), [&] { loop->stop(); });
    loop->run();
    EXPECT_EQ(fired, 1);
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(59));
}

TEST(SipLoop, ADestroyedTimerDoesNotRun) {
    const auto loop = sip::make_loop();
    auto timer = loop->after(milliseconds(5), [] { FAIL() << "the timer is gone"; });
    const auto end = loop->after(milliseconds(30), [&] { loop->stop(); });
    timer.reset();
    loop->run();
}

TEST(SipLoop, ATimerMayBeDestroyedInItsOwnTask) {
    const auto loop = sip::make_loop();
    int fired = 0;
    std::unique_ptr<sip::Timer> once;
    std::unique_ptr<sip::Timer> periodic;
    once = loop->after(milliseconds(1), [&, big = std::string(100, 'x')] {
        once.reset();
        fired += big.size() == 100 ? 1 : 0;
    });
    periodic = loop->every(milliseconds(1), [&, big = std::string(100, 'x')] {
        periodic.reset();
        fired += big.size() == 100 ? 1 : 0;
    });
    const auto end = loop->after(milliseconds(30), [&] { loop->stop(); });
    loop->run();
    EXPECT_EQ(fired, 2);
}

TEST(SipLoop, APeriodicTimerRunsUntilItIsDestroyed) {
    const auto loop = sip::make_loop();
    int fired = 0;
    std::unique_ptr<sip::Timer> timer;
    timer = loop->every(milliseconds(2), [&] {
        if (++fired == 3)
            timer.reset();
    });
    const auto end = loop->after(milliseconds(40), [&] { loop->stop(); });
    loop->run();
    EXPECT_EQ(fired, 3);
}

TEST(SipLoop, ADelayOfZeroIsAskedOfTheNextTurn) {
    const auto loop = sip::make_loop();
    bool fired = false;
    const auto timer = loop->after(milliseconds(0), [&] {
        fired = true;
        loop->stop();
    });
    EXPECT_FALSE(fired);
    loop->run();
    EXPECT_TRUE(fired);
}

TEST(SipLoop, AHeldLoopRunsNeitherTasksNorTimers) {
    const auto loop = sip::make_loop();
    std::atomic<bool> may_act{false};
    std::vector<std::string> done;
    sip::held_loop(*loop).ask_before_acting([&] { return may_act.load(); });
    const auto timer = loop->after(milliseconds(1), [&] { done.emplace_back("timer"); });
    loop->post([&] { done.emplace_back("task"); });
    std::thread outside([&] {
        std::this_thread::sleep_for(milliseconds(60));
        sip::held_loop(*loop).control().post([&] { done.emplace_back("control"); });
        std::this_thread::sleep_for(milliseconds(60));
        may_act = true;
        std::this_thread::sleep_for(milliseconds(60));
        loop->stop();
    });
    loop->run();
    outside.join();
    ASSERT_EQ(done.size(), 3U);
    EXPECT_EQ(done.front(), "control");
}

TEST(SipLoop, ATimerThatFellDueWhileTheNodeStoodStillIsNotFirst) {
    const auto loop = sip::make_loop();
    std::atomic<bool> may_act{true};
    std::atomic<bool> fired{false};
    bool fired_while_held = false;
    sip::held_loop(*loop).ask_before_acting([&] { return may_act.load(); });
    const auto timer = loop->after(milliseconds(60), [&] { fired = true; });
    std::thread outside([&] {
        // The loop waits for its timer now; what it is told next it must hear before it fires.
        std::this_thread::sleep_for(milliseconds(20));
        may_act = false;
        std::this_thread::sleep_for(milliseconds(100));
        fired_while_held = fired;
        may_act = true;
        std::this_thread::sleep_for(milliseconds(60));
        loop->stop();
    });
    loop->run();
    outside.join();
    EXPECT_FALSE(fired_while_held);
    EXPECT_TRUE(fired);
}

TEST(SipLoop, ATaskThatIsNotAllowedAnyMoreWaitsForItsTurn) {
    const auto loop = sip::make_loop();
    bool may_act = true;
    std::vector<int> order;
    sip::held_loop(*loop).ask_before_acting([&] { return may_act; });
    loop->post([&] {
        order.push_back(1);
        may_act = false;
    });
    loop->post([&] { order.push_back(3); });
    loop->post([&] { order.push_back(4); });
    std::thread outside([&] {
        std::this_thread::sleep_for(milliseconds(30));
        sip::held_loop(*loop).control().post([&] {
            order.push_back(2);
            may_act = true;
        });
        std::this_thread::sleep_for(milliseconds(60));
        loop->stop();
    });
    loop->run();
    outside.join();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
}

TEST(SipLoop, AHeldLoopCanBeStopped) {
    const auto loop = sip::make_loop();
    bool ran = false;
    sip::held_loop(*loop).ask_before_acting([] { return false; });
    loop->post([&] { ran = true; });
    std::thread outside([&] { loop->stop(); });
    loop->run();
    outside.join();
    EXPECT_FALSE(ran);
}

// A command of control that asks for more control, while an ordinary task waits behind it: as
// SIGTERM comes with a completion of the database.
TEST(SipLoop, AnUrgentTaskOfAnUrgentTaskIsNotForgottenForAnOrdinaryOne) {
    const auto loop = sip::make_loop();
    auto& control = sip::held_loop(*loop).control();
    bool ordinary = false;
    loop->post([&] {
        // Both wait for the same wake-up.
        control.post([&] { control.post([&] { loop->stop(); }); });
        loop->post([&] { ordinary = true; });
    });
    std::thread late([&] {
        std::this_thread::sleep_for(std::chrono::seconds(2));
        loop->post([] { FAIL() << "the loop had forgotten to stop"; });
        loop->stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    loop->run();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
    EXPECT_TRUE(ordinary);
    late.join();
}

TEST(SipLoop, WaitsForItsTimersWithoutSpinning) {
    constexpr int kTurns = 60;
    const auto loop = sip::make_loop();
    const auto cpu_time = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return milliseconds(time.tv_sec * 1000 + time.tv_nsec / 1000000);
    };
    int fired = 0;
    std::unique_ptr<sip::Timer> timer;
    timer = loop->every(milliseconds(5), [&] {
        if (++fired == kTurns)
            loop->stop();
    });
    const auto before = cpu_time();
    loop->run();
    // Polling through the last millisecond of each wait would take about 50 ms.
    EXPECT_LT(cpu_time() - before, milliseconds(25));
    EXPECT_EQ(fired, kTurns);
}

}  // namespace sofia::test
