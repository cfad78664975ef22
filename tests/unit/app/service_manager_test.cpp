#include "app/service_manager.hpp"

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

using namespace std::chrono_literals;

/// A service manager that listens on `name`, "@..." for an abstract one.
class Listener {
  public:
    explicit Listener(std::string name)
        : name_(std::move(name)), fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name_.data(), name_.size());
        if (name_[0] == '@')
            address.sun_path[0] = '\0';
        bind(fd_,
             reinterpret_cast<sockaddr*>(&address),
             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size()));
    }
    ~Listener() {
        close(fd_);
        std::filesystem::remove(name_);
    }

    const std::string& name() const { return name_; }
    /// The next datagram; "" when there is none.
    std::string heard() const {
        pollfd waiting{fd_, POLLIN, 0};
        if (poll(&waiting, 1, 0) != 1)
            return "";
        char bytes[256];
        return {bytes, static_cast<std::size_t>(recv(fd_, bytes, sizeof bytes, 0))};
    }

  private:
    const std::string name_;
    const int fd_;
};

ServiceManager manager(const std::map<std::string, std::string>& environment) {
    return ServiceManager([&environment](const char* name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt
                                          : std::optional<std::string>(found->second);
    });
}

std::string socket_name(const char* prefix) {
    return prefix + std::string("sofia-notify-") + std::to_string(getpid());
}

TEST(ServiceManager, HearsOneDatagramForEachState) {
    for (const char* prefix : {"/tmp/", "@"}) {
        const Listener listener(socket_name(prefix));
        const auto told = manager({{"NOTIFY_SOCKET", listener.name()}});
        told.ready();
        told.alive();
        told.status("active\nREADY=1");
        told.stopping();
        EXPECT_EQ(listener.heard(), "READY=1");
        EXPECT_EQ(listener.heard(), "WATCHDOG=1");
        EXPECT_EQ(listener.heard(), "STATUS=active");
        EXPECT_EQ(listener.heard(), "STOPPING=1");
        EXPECT_EQ(listener.heard(), "");
    }
}

TEST(ServiceManager, ThatIsNotThereIsNotMissed) {
    manager({}).ready();
    manager({{"NOTIFY_SOCKET", ""}}).ready();
    manager({{"NOTIFY_SOCKET", "/"}}).ready();
    manager({{"NOTIFY_SOCKET", "relative"}}).ready();
    manager({{"NOTIFY_SOCKET", "/no/such/socket"}}).ready();
    manager({{"NOTIFY_SOCKET", "/" + std::string(200, 'x')}}).ready();
}

TEST(ServiceManager, ThatDoesNotReadHoldsNobodyUp) {
    const Listener listener(socket_name("@"));
    const auto told = manager({{"NOTIFY_SOCKET", listener.name()}});
    for (int times = 0; times < 10'000; ++times)
        told.alive();
    EXPECT_EQ(listener.heard(), "WATCHDOG=1");
}

TEST(ServiceManager, WatchesOnlyTheProcessThatItNames) {
    const auto us = std::to_string(getpid());
    EXPECT_EQ(manager({{"WATCHDOG_USEC", "3000000"}}).watchdog_limit(), 3s);
    EXPECT_EQ(manager({{"WATCHDOG_USEC", "3000000"}, {"WATCHDOG_PID", us}}).watchdog_limit(), 3s);
    EXPECT_FALSE(manager({{"WATCHDOG_USEC", "3000000"}, {"WATCHDOG_PID", "1"}}).watchdog_limit());
    EXPECT_FALSE(manager({{"WATCHDOG_USEC", "soon"}}).watchdog_limit());
    EXPECT_FALSE(manager({}).watchdog_limit());
}

}  // namespace
}  // namespace sofia::app
