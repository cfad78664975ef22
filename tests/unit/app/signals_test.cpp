#include "app/signals.hpp"

#include <csignal>
#include <future>

#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

TEST(Signals, HandOnWhatTheProcessIsSent) {
    Signals signals;
    std::promise<int> received;
    signals.listen([&](int signal) { received.set_value(signal); });
    kill(getpid(), SIGHUP);
    EXPECT_EQ(received.get_future().get(), SIGHUP);
}

TEST(Signals, StopWithoutASignal) {
    Signals signals;
    bool is_told = false;
    signals.listen([&](int) { is_told = true; });
    signals.stop();
    signals.stop();
    EXPECT_FALSE(is_told);
}

}  // namespace
}  // namespace sofia::app
