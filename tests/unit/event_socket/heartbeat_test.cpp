#include "event_socket/heartbeat.hpp"

#include <gtest/gtest.h>

#include "support/fake_loop.hpp"

namespace sofia::event_socket {
namespace {

using namespace std::chrono_literals;

struct HeartbeatTest : ::testing::Test {
    test::FakeClock clock;
    test::FakeLoop loop{clock};
    bus::Bus bus{bus::Identity{}, clock};
    std::vector<model::Event> seen;
    std::unique_ptr<bus::Subscription> place =
        bus.subscribe(loop, 10, [this](auto event) { seen.push_back(event->event); });
};

TEST_F(HeartbeatTest, BeatsEveryTwentySecondsWhileItLives) {
    {
        const Heartbeat heartbeat(loop, bus, [] { return Vitals{}; });
        loop.advance(19s);
        EXPECT_EQ(seen.size(), 0u);
        loop.advance(41s);
        EXPECT_EQ(seen.size(), 3u);
    }
    loop.advance(60s);
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(HeartbeatTest, AsksForTheNumbersAtEachBeat) {
    Vitals vitals;
    const Heartbeat heartbeat(loop, bus, [&] {
        ++vitals.sessions;
        return vitals;
    });
    loop.advance(40s);
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].header("Session-Count"), "1");
    EXPECT_EQ(seen[1].header("Session-Count"), "2");
}

TEST_F(HeartbeatTest, IsNotMadeForNobody) {
    int asked = 0;
    const Heartbeat heartbeat(loop, bus, [&] {
        ++asked;
        return Vitals{};
    });
    bus::Interest calls;
    calls.add("CHANNEL_CREATE");
    place->want(calls);
    loop.advance(20s);
    EXPECT_EQ(asked, 0);
    place->want(bus::Interest::everything());
    loop.advance(20s);
    EXPECT_EQ(asked, 1);
}

TEST(HeartbeatEvent, TellsTheVitalsInTheKnownLines) {
    const auto uptime = 24h * 366 + 1h + 59min + 1s + 20ms;
    Vitals vitals;
    vitals.uptime = uptime;
    vitals.version = "1.2.3";
    vitals.sessions = 3;
    vitals.sessions_since_start = 100;
    vitals.max_sessions = 1000;
    vitals.most_per_second = 30;
    vitals.per_second = 2;
    vitals.peak_per_second = 9;
    vitals.recent_peak_per_second = 7;
    vitals.peak = 80;
    vitals.recent_peak = 60;
    vitals.idle_cpu = 97.5;
    const auto event = heartbeat_event(vitals);
    using Headers = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(event.name, "HEARTBEAT");
    EXPECT_EQ(event.headers,
              (Headers{{"Event-Info", "System Ready"},
                       {"Up-Time",
                        "1 year, 1 day, 1 hour, 59 minutes, 1 second, 20 milliseconds, "
                        "0 microseconds"},
                       {"FreeSWITCH-Version", "1.2.3"},
                       {"Uptime-msec", "31629541020"},
                       {"Session-Count", "3"},
                       {"Max-Sessions", "1000"},
                       {"Session-Per-Sec", "30"},
                       {"Session-Per-Sec-Last", "2"},
                       {"Session-Per-Sec-Max", "9"},
                       {"Session-Per-Sec-FiveMin", "7"},
                       {"Session-Since-Startup", "100"},
                       {"Session-Peak-Max", "80"},
                       {"Session-Peak-FiveMin", "60"},
                       {"Idle-CPU", "97.500000"}}));
}

}  // namespace
}  // namespace sofia::event_socket
