#include "app/service_manager.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.hpp"

namespace sofia::app {

ServiceManager::ServiceManager(const Variable& variable)
    : socket_(variable("NOTIFY_SOCKET").value_or("")) {
    // A watchdog that was meant for our parent is not ours.
    if (const auto pid = variable("WATCHDOG_PID"); pid && base::to_number(*pid) != getpid())
        return;
    if (const auto usec = base::to_number(variable("WATCHDOG_USEC").value_or(""));
        usec && *usec > 0)
        limit_ = std::chrono::microseconds(*usec);
}

ServiceManager ServiceManager::of_process() {
    return ServiceManager([](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    });
}

void ServiceManager::ready() const noexcept {
    send("READY=1");
}

void ServiceManager::stopping() const noexcept {
    send("STOPPING=1");
}

void ServiceManager::alive() const noexcept {
    send("WATCHDOG=1");
}

void ServiceManager::status(std::string_view text) const noexcept {
    // A second line would be a second message.
    try {
        send("STATUS=" + std::string(text.substr(0, text.find('\n'))));
    } catch (const std::bad_alloc&) {
        return;
    }
}

void ServiceManager::send(std::string_view text) const noexcept {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path ||
        (socket_[0] != '/' && socket_[0] != '@'))
        return;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_[0] == '@')  // An abstract name begins with a zero byte.
        address.sun_path[0] = '\0';
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    sendto(fd,
           text.data(),
           text.size(),
           MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address),
           size);
    close(fd);
}

}  // namespace sofia::app
