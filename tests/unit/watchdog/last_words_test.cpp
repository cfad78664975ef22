#include "watchdog/last_words.hpp"

#include <atomic>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"
#include "watchdog/watch_thread.hpp"

namespace sofia::watchdog {

/// Stands in the stack of a thread that waits for its end.
void wait_in_a_named_function(const std::atomic<bool>& end) {
    while (!end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

namespace {

using namespace std::chrono_literals;

/// A thread that stands in wait_in_a_named_function().
class Stuck {
  public:
    Stuck() {
        while (number_ == 0)
            std::this_thread::yield();
    }
    ~Stuck() {
        end_ = true;
        thread_.join();
    }
    Stuck(const Stuck&) = delete;
    Stuck& operator=(const Stuck&) = delete;
    pid_t number() const { return number_; }

  private:
    std::atomic<bool> end_{false};
    std::atomic<pid_t> number_{0};
    std::thread thread_{[this] {
        number_ = gettid();
        wait_in_a_named_function(end_);
    }};
};

TEST(LastWords, HaveTheStackOfTheThreadThatIsMeant) {
    prepare_last_words();
    const Stuck stuck;
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    EXPECT_TRUE(write_stack(stuck.number(), ends[1], 5s));
    close(ends[1]);
    std::string stack;
    char piece[4096];
    for (ssize_t length = 0; (length = read(ends[0], piece, sizeof piece)) > 0;)
        stack.append(piece, static_cast<std::size_t>(length));
    close(ends[0]);
    EXPECT_THAT(stack, testing::HasSubstr("wait_in_a_named_function"));
}

TEST(LastWords, DoNotWaitForAThreadThatIsGone) {
    prepare_last_words();
    std::atomic<pid_t> number{0};
    std::thread([&] { number = gettid(); }).join();
    EXPECT_FALSE(write_stack(number, STDERR_FILENO, 100ms));
}

TEST(LastWords, SurviveASignalThatNobodyHereSent) {
    prepare_last_words();
    EXPECT_EQ(raise(SIGUSR2), 0);
}

TEST(LastWordsDeathTest, AreTheReasonAndTheStackAndTheStatus) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            prepare_last_words();
            const Stuck stuck;
            end_with_last_words("the SIP thread sleeps", stuck.number(), 4);
        },
        testing::ExitedWithCode(4),
        "error watchdog: the SIP thread sleeps: .*status 4(.|\n)*wait_in_a_named_function");
}

TEST(WatchThread, LooksByItselfUntilItIsDestroyed) {
    const auto pulse = std::make_shared<base::Pulse>();
    std::atomic<int> healthy{0};
    Watchdog watchdog({[](const Health&, pid_t) {},
                       [](base::LogLevel, std::string_view) {},
                       [&] {
                           pulse->beat();
                           ++healthy;
                       }});
    watchdog.watch({{"test has not turned", pulse, 0s, false}});
    {
        const WatchThread thread(watchdog, base::system_clock());
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (healthy == 0 && std::chrono::steady_clock::now() < end) {
            watchdog.watch({{"test has not turned", pulse, 0s, false}});
            std::this_thread::sleep_for(250ms);
        }
    }
    EXPECT_GT(healthy, 0);
}

}  // namespace
}  // namespace sofia::watchdog
